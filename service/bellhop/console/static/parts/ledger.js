// The ledger of an event in sentences.
import { html } from "../lib/html.js";
import { ofLedger, words } from "../lib/words.js";
import { at } from "../shell/routes.js";
import { State } from "./state.js";
import { Empty } from "./states.js";
import { useSubscriptions } from "./subscriptions_known.js";
import { place, Text } from "./text.js";

export function Ledger({ tenant, event }) {
  const known = useSubscriptions(tenant);
  if (!event.ledger?.length) return html`<${Empty} title="Nobody listened">There was no subscription when it happened. <a href=${at(tenant, "subscriptions/new")}>Make one</a>.<//>`;
  return html`<ul class="callbacks">${event.ledger.map((entry) => html`
    <li>
      <div class="callback-where"><${Text} of=${place(known.get(entry.subscription_id)?.uri || entry.subscription_id)} /><small>${entry.subscription_id}</small></div>
      <${State} of=${entry.reason} word=${words(entry.reason)} /><span></span>
      <p>${ofLedger(entry.reason)}</p>
      <span class="callback-do">${entry.delivery_id
        ? html`<a class="button small" href=${at(tenant, `deliveries/${entry.delivery_id}`)}>Delivery</a>`
        : html`<a class="button small" href=${at(tenant, `subscriptions/${entry.subscription_id}`)}>Subscription</a>`}</span>
    </li>`)}</ul>`;
}
