// The way of an operation through its states, as a line that branches to the side at each attempt that came to nothing.
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { local, measured } from "../lib/time.js";
import { ofChange } from "../lib/words.js";
import { Time } from "./time.js";

const BACK = new Set(["retry_requested", "released", "lease_lost"]);
const LOOKS = { succeeded: "good", failed: "bad", deadline_exceeded: "bad", cancelled: "idle", claimed: "busy" };

export function Line({ of: changes }) {
  return html`<ol class="way">${changes.map((change, index) => html`
    <li class="${BACK.has(change.event) ? "back" : ""} ${LOOKS[change.event] ?? "wait"}">
      <span class="way-mark" aria-hidden="true"></span>
      <div>
        <p><strong>${ofChange(change.event)}</strong>
          ${change.worker_id && html` <bdi class="hint">${plain(change.worker_id)}</bdi>`}
          ${change.attempt && html` <span class="hint">attempt ${change.attempt}</span>`}</p>
        <p class="hint"><time datetime=${change.time}>${local(change.time)}</time>${index > 0 && ` · ${later(changes[index - 1].time, change.time)} later`}
          ${change.next_attempt_time && html` · next try <${Time} at=${change.next_attempt_time} />`}</p>
        ${change.errors?.map((each) => html`<p class="way-error"><code>${plain(each.code ?? "")}</code> <bdi>${plain(each.message ?? "")}</bdi></p>`)}
      </div>
    </li>`)}</ol>`;
}

function later(one, other) {
  const away = Math.max(0, Date.parse(other) - Date.parse(one));
  if (away < 60_000) return measured(away);
  return away < 3_600_000 ? `${Math.round(away / 60_000)} min` : `${(away / 3_600_000).toFixed(1)} h`;
}
