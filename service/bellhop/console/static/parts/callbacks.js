// Whether the callbacks of an operation landed: for every subscription what became of it, and "send again".
import { get, of, post, withQuery } from "../lib/api.js";
import { html } from "../lib/html.js";
import { all } from "../lib/list_store.js";
import { may } from "../lib/session.js";
import { useStore } from "../lib/store.js";
import { ofDelivery, ofLedger, ofNext, words } from "../lib/words.js";
import { at } from "../shell/routes.js";
import { Do } from "./dialog.js";
import { Panel } from "./facts.js";
import { State, Status } from "./state.js";
import { Empty } from "./states.js";
import { useSubscriptions } from "./subscriptions_known.js";
import { place, Text } from "./text.js";

const SETTLED = new Set(["delivered", "dead", "skipped"]);

export function Callbacks({ tenant, job, done }) {
  const known = useSubscriptions(tenant);
  const store = useStore(reading(tenant, job), [job, done], {
    until: (data) => done && data?.events.length > 0 && data.deliveries.every((each) => SETTLED.has(each.state)),
  });
  const lines = store.data ? linesOf(store.data) : [];
  const again = async (delivery) => {
    const changed = await post(of(tenant, `deliveries/${delivery.id}:redeliver`));
    store.set({ ...store.data, deliveries: store.data.deliveries.map((each) => (each.id === delivery.id ? { ...each, ...changed } : each)) });
  };
  return html`
    <${Panel} title="Its callbacks">
      ${store.error && html`<p class="hint">${store.error.status === 403 ? "This session may not see deliveries." : store.error.message}</p>`}
      ${store.data && lines.length === 0 && html`<${Empty} title=${done ? "Nobody was called" : "None yet"}>
        ${done ? html`No subscription asks for the end of this operation. <a href=${at(tenant, "subscriptions/new")}>Make one</a>.` : "Callbacks leave when it has ended."}<//>`}
      <ul class="callbacks">${lines.map(({ subscription, reason, delivery, event }) => html`
        <li>
          <div class="callback-where"><${Text} of=${place(known.get(subscription)?.uri || subscription)} /><small>${event.type}</small></div>
          ${delivery
            ? html`<${State} of=${delivery.state} /><${Status} code=${delivery.last_status_code} />
              <p>${ofDelivery(delivery.reason)} ${delivery.state === "pending" && delivery.next_attempt_time && ofNext(delivery.next_attempt_time)}</p>
              <span class="callback-do"><a class="button small" href=${at(tenant, `deliveries/${delivery.id}`)}>Open</a>
                ${may("resend") && html`<${Do} icon="send" class="small" disabled=${delivery.state === "in_flight"} done="It is sent again." run=${() => again(delivery)}>Send again<//>`}</span>`
            : html`<${State} of=${reason} word=${words(reason)} /><span></span><p>${ofLedger(reason)}</p>
              <span class="callback-do"><a class="button small" href=${at(tenant, `subscriptions/${subscription}`)}>Subscription</a></span>`}
        </li>`)}</ul>
    <//>`;
}

const reading = (tenant, job) => async (signal, before) => {
  const filter = `job_id == "${job}"`;
  let events = before?.events ?? [];
  if (!events.length) {
    // Dead letters of its callbacks are told as events too, to others; they are no callbacks of its own.
    const found = (await all(of(tenant, "events"), signal, { filter })).filter((each) => each.type.startsWith("operation."));
    events = await Promise.all(found.slice(0, 5).map((each) => get(of(tenant, `events/${each.id}`), { signal })));
  }
  const deliveries = events.length ? (await get(withQuery(of(tenant, "deliveries"), { filter, max_page_size: 1000 }), { signal })).results : [];
  return { events, deliveries };
};

/** One line per subscription and event: its delivery, or why there is none. Those that were never meant come last. */
function linesOf({ events, deliveries }) {
  const byId = new Map(deliveries.map((each) => [each.id, each]));
  const lines = events.flatMap((event) => (event.ledger ?? []).map((entry) => ({
    event, subscription: entry.subscription_id, reason: entry.reason, delivery: byId.get(entry.delivery_id),
  })));
  return lines.sort((one, other) => Number(!one.delivery) - Number(!other.delivery));
}
