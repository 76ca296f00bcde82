// The way to an endpoint, step by step: which one fails, and what that means.
import { of, post } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { useTask } from "../lib/task.js";
import { measured } from "../lib/time.js";
import { ofError, words } from "../lib/words.js";
import { Icon } from "./icon.js";

const STEPS = { url: "URL", dns: "DNS", tls: "TLS", http: "Answer", time: "In time", handshake: "Permission" };
const LOOKS = { ok: "good", passed: "good", failed: "bad" };

export function Verify({ tenant, id, done }) {
  const [found, setFound] = useState(null);
  const { busy, fault, run } = useTask(async () => {
    const answer = await post(of(tenant, `subscriptions/${id}:verify`));
    setFound(answer);
    done?.(answer.ok);
  });
  return html`
    <section class="trial" aria-labelledby="verify-title">
      <h3 id="verify-title">The way there, step by step</h3>
      <p class="hint">One request is sent to the endpoint; nothing is recorded as a delivery.</p>
      <button type="button" disabled=${busy} onClick=${run}><${Icon} of="check" />${busy ? "Trying…" : found ? "Try again" : "Verify the endpoint"}</button>
      <p class="fault" role="alert">${fault}</p>
      <div aria-live="polite">${found && html`
        <ol class="steps">${found.steps.map((step) => html`
          <li class=${LOOKS[step.state] ?? "idle"}><strong>${STEPS[step.name] ?? words(step.name)}</strong>
            <span>${words(step.state)}${step.detail && html` · <bdi>${plain(step.detail)}</bdi>`}</span>
            <span class="number">${step.duration_ms !== undefined && measured(step.duration_ms)}</span></li>`)}</ol>
        <p class=${found.ok ? "verdict good" : "verdict bad"}>${found.ok
          ? `It works: the endpoint answered ${found.status_code ?? "with a 2xx"} in ${measured(found.total_ms)}.`
          : found.failed_step === "handshake" ? "The endpoint does not permit us to send. Nothing leaves before it does."
          : found.error ? ofError(found.error) : `The endpoint answered ${found.status_code}, which is no 2xx.`}</p>`}</div>
    </section>`;
}
