"use strict";
// "Try it": a form that sends one request of the description to this service, and shows what came back as it came.
// The key is kept in the field and nowhere else: closing the tab forgets it.

const NOT_ASKED_FOR = new Set(["traceparent"]);

// The path with its variables and its query; only a parent has a `/`, between its names.
function addressOf(path, values) {
  const filled = path.replace(/\{([a-z_]+)\}/g, (_whole, name) =>
    (name === "parent" ? values.path[name].split("/") : [values.path[name]]).map(encodeURIComponent).join("/"));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values.query)) {
    // Labels are parameters of their own: `labels.site=roof&labels.order=4711` may be typed as it is.
    if (name === "labels") for (const [label, text] of new URLSearchParams(value)) query.append(label, text);
    else if (value !== "") query.append(name, value);
  }
  const text = query.toString();
  return filled + (text ? `?${text}` : "");
}

function headersOf(values, key, mediaType) {
  const headers = {};
  if (key) headers.Authorization = `Bearer ${key}`;
  if (mediaType) headers["Content-Type"] = mediaType;
  for (const [name, value] of Object.entries(values.header)) if (value !== "") headers[name] = value;
  return headers;
}

class Trial {
  constructor(path, method, operation, media) {
    Object.assign(this, { path, method, operation, media });
    this.fields = { path: {}, query: {}, header: {} };
    this.body = media ? make("textarea", { rows: "8", spellcheck: "false", "aria-label": "Body" }) : null;
    if (this.body && media.example !== undefined) this.body.value = JSON.stringify(media.example, null, 2);
    this.said = make("pre", { class: "example", hidden: "", "aria-live": "polite" });
  }

  field(parameter) {
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": parameter.name });
    if (parameter.in === "path") input.placeholder = parameter.example || "required";
    this.fields[parameter.in][parameter.name] = input;
    return make("label", {}, make("code", {}, parameter.name), input);
  }

  element() {
    const asked = this.operation.parameters.filter((each) => !NOT_ASKED_FOR.has(each.name));
    const send = make("button", { type: "button" }, `Send ${this.method.toUpperCase()}`);
    send.addEventListener("click", () => this.send());
    return make("details", { class: "trial" }, make("summary", {}, "Try it"),
      make("div", { class: "fields" }, ...asked.map((each) => this.field(each))), this.body, send, this.said);
  }

  values() {
    const of = (fields) => Object.fromEntries(Object.entries(fields).map(([name, input]) => [name, input.value.trim()]));
    return { path: of(this.fields.path), query: of(this.fields.query), header: of(this.fields.header) };
  }

  async send() {
    const values = this.values();
    const missing = Object.keys(values.path).filter((name) => values.path[name] === "");
    if (missing.length) return this.say(`Fill in ${missing.join(", ")}.`);
    if (this.method === "delete" && !confirm("This deletes it. Send the request?")) return;
    const key = this.operation.security ? "" : document.getElementById("key").value.trim();
    const body = this.body && this.body.value.trim() !== "" ? this.body.value : undefined;
    const init = {
      method: this.method.toUpperCase(),
      headers: headersOf(values, key, body === undefined ? "" : this.mediaType()),
      body, credentials: "omit", cache: "no-store", redirect: "manual",
    };
    this.say("Sending…");
    try {
      const began = performance.now();
      const answer = await fetch(addressOf(this.path, values), init);
      const text = await answer.text();
      this.say(this.shown(answer, text, Math.round(performance.now() - began)));
    } catch (error) {
      this.say(`There was no answer: ${error.message}`);
    }
  }

  mediaType() {
    return this.method === "patch" ? "application/merge-patch+json" : "application/json";
  }

  // The body as it came: reading it as JSON would change large numbers.
  shown(answer, text, milliseconds) {
    const headers = ["Location", "Retry-After", "ETag", "X-Request-Id"]
      .filter((name) => answer.headers.has(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
    return [`${answer.status || "3xx"} ${answer.statusText} · ${milliseconds} ms`, ...headers, "", text].join("\n");
  }

  say(text) {
    this.said.hidden = false;
    this.said.textContent = text;
  }
}
