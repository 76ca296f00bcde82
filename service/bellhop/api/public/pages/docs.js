"use strict";
// Reads /openapi.json and writes the page. Text becomes text nodes, never markup.

const METHODS = ["get", "post", "put", "patch", "delete"];
const DEEPEST = 5;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

// `code` between backticks, the rest as it is.
function prose(text) {
  const pieces = text.split("`").map((piece, index) => (index % 2 ? make("code", {}, piece) : piece));
  return make("span", {}, ...pieces);
}

function pathOf(path) {
  const pieces = path.split(/(\{[a-z_]+\})/).map((piece) => (piece.startsWith("{") ? make("b", {}, piece) : piece));
  return make("span", { class: "path" }, ...pieces);
}

class Page {
  constructor(api) {
    this.api = api;
  }

  resolve(schema) {
    if (!schema || !schema.$ref) return schema || {};
    const found = schema.$ref.slice(2).split("/").reduce((node, step) => node[step], this.api);
    return { ...found, named: schema.$ref.split("/").pop() };
  }

  typeOf(given) {
    const schema = this.resolve(given);
    const alternatives = schema.anyOf || schema.oneOf;
    if (alternatives) {
      const some = alternatives.map((each) => this.typeOf(each)).filter((each) => each !== "null");
      return [...new Set(some)].join(" | ");
    }
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.type === "array") return `[${this.typeOf(schema.items || {})}]`;
    if (schema.format) return schema.format;
    return schema.named || schema.type || "any";
  }

  bounds(schema) {
    const said = [];
    const low = schema.minimum ?? schema.exclusiveMinimum;
    const high = schema.maximum ?? schema.exclusiveMaximum;
    if (low !== undefined || high !== undefined) said.push(`${low ?? "…"} to ${high ?? "…"}`);
    if (schema.maxLength !== undefined) said.push(`at most ${schema.maxLength} characters`);
    if (schema.maxItems !== undefined) said.push(`at most ${schema.maxItems}`);
    const preset = schema.default;
    if (preset !== undefined && preset !== null && typeof preset !== "object") said.push(`default ${JSON.stringify(preset)}`);
    return said.join(", ");
  }

  objectIn(given) {
    const schema = this.resolve(given);
    if (schema.properties) return schema;
    if (schema.type === "array") return this.objectIn(schema.items);
    for (const each of schema.anyOf || schema.oneOf || []) {
      const found = this.objectIn(each);
      if (found) return found;
    }
    return null;
  }

  row(name, given, needed, said, depth) {
    const schema = this.resolve(given);
    const inner = depth < DEEPEST ? this.objectIn(given) : null;
    const text = said || schema.description || "";
    const bounds = this.bounds(schema);
    return make("tr", {},
      make("td", {}, make("code", {}, name), needed ? make("span", { class: "needed" }, "required") : null),
      make("td", {},
        make("span", { class: "type" }, this.typeOf(given) + (bounds ? ` · ${bounds}` : "")),
        text ? make("div", {}, prose(text)) : null,
        inner ? this.folded(inner, depth) : null));
  }

  folded(schema, depth) {
    const details = make("details", { class: "members" }, make("summary", {}, "members"));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(this.members(schema, depth + 1));
    });
    return details;
  }

  members(schema, depth = 0) {
    const needed = new Set(schema.required || []);
    const rows = Object.entries(schema.properties).map(([name, member]) =>
      this.row(name, member, needed.has(name), "", depth));
    return make("table", {}, make("tbody", {}, ...rows));
  }

  media(holder) {
    return (holder && holder.content && Object.values(holder.content)[0]) || null;
  }

  body(title, media) {
    if (!media) return [];
    const object = this.objectIn(media.schema);
    const said = object ? this.members(object) : make("p", {}, prose(this.resolve(media.schema).description || this.typeOf(media.schema)));
    return [make("h4", {}, title), said, ...this.example(media)];
  }

  example(media) {
    if (media.example === undefined) return [];
    return [make("pre", { class: "example" }, JSON.stringify(media.example, null, 2))];
  }

  parameters(operation) {
    if (!operation.parameters.length) return [];
    const rows = operation.parameters.map((each) =>
      this.row(each.name, each.schema, each.required && each.in !== "path", each.description || `In the ${each.in}.`, DEEPEST));
    return [make("h4", {}, "Parameters"), make("table", {}, make("tbody", {}, ...rows))];
  }

  answers(operation) {
    const statuses = Object.keys(operation.responses);
    const marks = statuses.map((status) =>
      make("span", { class: status < "400" ? "status good" : "status" },
        `${status} ${this.resolve(operation.responses[status]).description}`));
    const bodies = statuses.filter((status) => status < "300").flatMap((status) =>
      this.body(`${status} body`, this.media(operation.responses[status])));
    return [make("h4", {}, "Answers"), make("div", { class: "statuses" }, ...marks), ...bodies];
  }

  // The request as a line for a shell: a filter must be percent-encoded, which curl does when asked to.
  curl(path, method, operation) {
    const address = path.replace("{parent}", "designs/garage").replace(/\{([a-z_]+)\}/g, "$$$1");
    const lines = [`curl -X ${method.toUpperCase()} "${location.origin}${address}"`];
    if (!operation.security) lines.push('-H "Authorization: Bearer $KEY"');
    const filter = operation.parameters.find((each) => each.name === "filter");
    if (filter) lines.push("--get", `--data-urlencode 'filter=${filter.example}'`);
    const media = this.media(operation.requestBody);
    if (media && media.example !== undefined) {
      lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(media.example).replaceAll("'", "'\\''")}'`);
    }
    return make("pre", { class: "example" }, lines.join(" \\\n  "));
  }

  route(path, method, operation) {
    const details = make("details", { class: `route ${method}`, id: operation.operationId },
      make("summary", {},
        make("span", { class: "method" }, method.toUpperCase()), pathOf(path),
        make("span", { class: "what" }, operation.summary)));
    details.addEventListener("toggle", () => {
      if (!details.open || details.children.length > 1) return;
      details.append(make("div", { class: "inside" },
        operation.description ? make("p", {}, prose(operation.description)) : null,
        this.curl(path, method, operation),
        new Trial(path, method, operation, this.media(operation.requestBody)).element(),
        ...this.parameters(operation),
        ...this.body("Body", this.media(operation.requestBody)),
        ...this.answers(operation)));
    });
    return make("article", { "data-words": `${method} ${path} ${operation.summary}`.toLowerCase() }, details);
  }

  introduction(tag) {
    const said = (this.api.tags || []).find((each) => each.name === tag);
    if (!said) return null;
    return make("p", { class: "muted" }, prose(said.description), make("a", { href: said["x-guide"] }, " Guide"));
  }

  groups() {
    const groups = new Map();
    for (const [path, item] of Object.entries(this.api.paths)) {
      for (const method of METHODS.filter((each) => item[each])) {
        const tag = item[method].tags[0];
        if (!groups.has(tag)) groups.set(tag, []);
        groups.get(tag).push([path, method, item[method]]);
      }
    }
    return groups;
  }

  write() {
    document.getElementById("version").textContent = this.api.info.version;
    document.getElementById("description").replaceChildren(
      ...this.api.info.description.split("\n\n").map((each) => make("p", {}, prose(each))));
    const routes = document.getElementById("routes");
    const nav = document.getElementById("nav");
    routes.replaceChildren();
    for (const [tag, operations] of this.groups()) {
      routes.append(make("section", { class: "group" }, make("h2", {}, tag), this.introduction(tag),
        ...operations.map(([path, method, operation]) => this.route(path, method, operation))));
      nav.append(make("section", {}, make("h2", {}, tag), ...operations.map(([path, method, operation]) =>
        make("a", { href: `#${operation.operationId}`, class: method, title: path, "data-words": `${method} ${path} ${operation.summary}`.toLowerCase() },
          make("span", { class: "method" }, method.toUpperCase()), make("span", {}, operation.summary)))));
    }
  }
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") {
    target.open = true;
    target.scrollIntoView();
  }
}

function find(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const each of document.querySelectorAll("[data-words]")) {
    each.hidden = !wanted.every((word) => each.dataset.words.includes(word));
  }
  for (const group of document.querySelectorAll(".group, nav section")) {
    group.hidden = !group.querySelector("[data-words]:not([hidden])");
  }
}

fetch("/openapi.json")
  .then((answer) => answer.json())
  .then((api) => {
    new Page(api).write();
    openTarget();
    window.addEventListener("hashchange", openTarget);
    document.getElementById("search").addEventListener("input", (event) => find(event.target.value));
  })
  .catch(() => {
    document.getElementById("routes").textContent = "The description could not be loaded: /openapi.json";
  });
