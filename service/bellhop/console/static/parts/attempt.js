// One attempt: how long each part of it took, what was sent, what came back.
import { html, useState } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { measured } from "../lib/time.js";
import { ofAttempt } from "../lib/words.js";
import { Body } from "./body.js";
import { Copy } from "./copy.js";
import { Status } from "./state.js";
import { Time } from "./time.js";

const PHASES = [["dns_ms", "DNS", "dns"], ["connect_ms", "Connect", "connect"], ["tls_ms", "TLS", "tls"], ["first_byte_ms", "Wait for answer", "wait"]];

/** The phases one after the other, `[{name, look, start, length}]` in milliseconds; the rest of the total is the body. */
function phasesOf({ phases }) {
  const total = Number(phases.total_ms);
  const found = [];
  let start = 0;
  const known = PHASES.reduce((sum, [member]) => sum + Number(phases[member] ?? 0), 0);
  const rest = Math.max(0, total - known);
  for (const [member, name, look] of PHASES) {
    if (look === "wait" && rest > 0) {
      found.push({ name: phases.first_byte_ms === undefined ? "Rest" : "Send and read", look: "send", start, length: rest });
      start += rest;
    }
    if (phases[member] === undefined) continue;
    found.push({ name, look, start, length: Number(phases[member]) });
    start += Number(phases[member]);
  }
  return found;
}

export function Attempt({ attempt, open: opened, longest }) {
  const [open, setOpen] = useState(opened);
  const good = attempt.status_code >= 200 && attempt.status_code < 300;
  return html`
    <li class="attempt ${good ? "good" : "bad"}">
      <details open=${open} onToggle=${(event) => setOpen(event.target.open)}>
        <summary data-row>
          <span class="attempt-number">${attempt.number}</span>
          <${Status} code=${attempt.status_code} error=${attempt.error} />
          <span class="attempt-bar"><${Bar} attempt=${attempt} longest=${longest} /></span>
          <span class="number attempt-total">${measured(attempt.phases.total_ms)}</span>
          <${Time} at=${attempt.start_time} />
        </summary>
        ${open && html`<${Inside} attempt=${attempt} />`}
      </details>
    </li>`;
}

function Bar({ attempt, longest }) {
  return html`<svg class="waterfall" viewBox="0 0 1000 10" preserveAspectRatio="none" height="10" aria-hidden="true" focusable="false">
    ${phasesOf(attempt).map((each) => html`<rect class=${`phase-${each.look}`} y="1" height="8"
      x=${(each.start / longest) * 1000} width=${Math.max(2, (each.length / longest) * 1000)} />`)}</svg>`;
}

function Inside({ attempt }) {
  return html`
    <div class="inside">
      <p>${ofAttempt(attempt)}${attempt.error_detail && html` <span class="hint">It said: <bdi>${plain(attempt.error_detail)}</bdi></span>`}
        ${attempt.next_attempt_time && html` Then the next one was set for <${Time} at=${attempt.next_attempt_time} whole />.`}</p>
      <${Waterfall} attempt=${attempt} />
      <div class="sides">
        <section aria-label="Request">
          <header><h3>Request</h3>${attempt.uri && !attempt.request.omitted && html`<${Copy} text=${() => curl(attempt)} what="request as a curl command" label="Copy as curl" />`}</header>
          ${attempt.method && html`<p class="line mono">${attempt.method} <bdi>${plain(attempt.uri)}</bdi></p>`}
          <${Message} of=${attempt.request} />
        </section>
        <section aria-label="Answer">
          <header><h3>Answer</h3></header>
          ${attempt.response
            ? html`<p class="line mono">HTTP${attempt.http_version ? `/${attempt.http_version}` : ""} ${attempt.status_code}</p><${Message} of=${attempt.response} />`
            : html`<p class="none-body">${attempt.lease_lost ? "Nobody knows: whoever sent it is gone." : "No answer came."}</p>`}
        </section>
      </div>
    </div>`;
}

function Waterfall({ attempt }) {
  const phases = phasesOf(attempt);
  const total = Math.max(0.001, Number(attempt.phases.total_ms));
  return html`
    <table class="phases">
      <caption class="off-screen">How long each part of attempt ${attempt.number} took</caption>
      <tbody>${phases.map((each) => html`<tr>
        <th scope="row">${each.name}</th>
        <td class="number">${measured(each.length)}</td>
        <td class="phase-cell"><svg viewBox="0 0 1000 10" preserveAspectRatio="none" height="10" aria-hidden="true" focusable="false">
          <rect class=${`phase-${each.look}`} y="1" height="8" x=${(each.start / total) * 1000} width=${Math.max(3, (each.length / total) * 1000)} /></svg></td></tr>`)}
        <tr class="phases-total"><th scope="row">In all</th><td class="number">${measured(total)}</td>
          <td>${attempt.address && html`<span class="hint">to <code>${attempt.address}</code></span>`}</td></tr>
      </tbody>
    </table>`;
}

function Message({ of: message }) {
  if (message.omitted) return html`<p class="none-body">Not shown: of many large attempts only the latest are told in full.</p>`;
  return html`
    ${message.headers.length > 0 && html`<table class="fields"><caption class="off-screen">Headers</caption><tbody>
      ${message.headers.map(([name, value]) => html`<tr><th scope="row">${plain(name)}</th><td><bdi>${plain(value)}</bdi></td></tr>`)}</tbody></table>`}
    ${message.body_base64 !== undefined
      ? html`<${Body} text=${message.body_base64} label="Body, no text: as base64" truncated=${message.truncated} />`
      : html`<${Body} text=${message.body ?? ""} label="Body" truncated=${message.truncated} />`}`;
}

/** The request as a command for a shell. Secrets read [redacted], as everywhere. */
function curl(attempt) {
  const quoted = (text) => `'${String(text).replaceAll("'", `'\\''`)}'`;
  const parts = [`curl -i -X ${attempt.method} ${quoted(attempt.uri)}`];
  for (const [name, value] of attempt.request.headers) {
    if (!["host", "content-length"].includes(name.toLowerCase())) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (attempt.request.body !== undefined) parts.push(`--data-binary ${quoted(attempt.request.body)}`);
  return parts.join(" \\\n  ");
}
