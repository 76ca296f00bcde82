// A ping through the real pipeline, watched until it has arrived or failed.
import { get, of, post } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useStore } from "../lib/store.js";
import { useTask } from "../lib/task.js";
import { ofAttempt, ofDelivery } from "../lib/words.js";
import { at } from "../shell/routes.js";
import { Icon } from "./icon.js";
import { State } from "./state.js";

export function Ping({ tenant, id, done }) {
  const [sent, setSent] = useState(null);
  const { busy, fault, run } = useTask(async () => setSent((await post(of(tenant, `subscriptions/${id}:ping`))).delivery_id));
  return html`
    <section class="trial" aria-labelledby="ping-title">
      <h3 id="ping-title">A ping, as every callback is sent</h3>
      <p class="hint">Signed, delivered, retried and recorded like any other: <code>webhook.ping</code>.</p>
      <button type="button" disabled=${busy} onClick=${run}><${Icon} of="bell" />${sent ? "Send another ping" : "Send a ping"}</button>
      <p class="fault" role="alert">${fault}</p>
      <div aria-live="polite">${sent && html`<${Followed} key=${sent} tenant=${tenant} delivery=${sent} done=${done} />`}</div>
    </section>`;
}

function Followed({ tenant, delivery, done }) {
  const { data, error } = useStore((signal) => get(of(tenant, `deliveries/${delivery}`), { signal }), [delivery],
    { every: 1000, until: (known) => ["delivered", "dead", "skipped"].includes(known?.state) });
  useEffect(() => {
    if (data?.state === "delivered") done?.(true);
  }, [data?.state]);
  if (error && error.status !== 404) return html`<p class="fault">${error.message}</p>`;
  if (!data) return html`<p>It is on its way…</p>`;
  const last = data.attempts.at(-1);
  return html`<p class="followed"><${State} of=${data.state} /> ${last ? ofAttempt(last) : ofDelivery(data.reason)}
    <a href=${at(tenant, `deliveries/${delivery}`)}>Open the delivery</a></p>`;
}
