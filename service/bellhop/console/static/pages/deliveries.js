// Deliveries: what leaves and what came of it, newest first.
import { of } from "../lib/api.js";
import { asked, asking } from "../lib/cel.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { may } from "../lib/session.js";
import { words } from "../lib/words.js";
import { FilterBar } from "../parts/filter_bar.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { LiveRows } from "../parts/rows.js";
import { State, Status } from "../parts/state.js";
import { Empty } from "../parts/states.js";
import { useSubscriptions } from "../parts/subscriptions_known.js";
import { place, short, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { at, listed } from "../shell/routes.js";

export const STATES = ["pending", "in_flight", "delivered", "dead", "skipped"];

/** The columns of a list of deliveries; `known` tells the endpoint of a subscription. */
const columns = (known) => [
  { name: "state", label: "State", slot: "b", cell: (row) => html`<${State} of=${row.state} />` },
  { name: "type", label: "Event", slot: "a", links: true, cell: (row) => html`<${Text} of=${row.event_type} mono />` },
  { name: "endpoint", label: "Endpoint", slot: "c", cell: (row) => html`<${Text} of=${place(known.get(row.subscription_id)?.uri || short(row.subscription_id))} />` },
  { name: "answer", label: "Last answer", cell: (row) => html`<${Status} code=${row.last_status_code} />` },
  { name: "tries", label: "Attempts", cell: (row) => html`<span class="number">${row.attempt_count}</span>` },
  { name: "time", label: "Created", slot: "d", cell: (row) => html`<${Time} at=${row.createdTime} />` },
  { name: "id", label: "Delivery", cell: (row) => html`<code title=${row.id}>${short(row.id)}</code>` },
];
const TEMPLATE = "6.5rem minmax(9rem, 1.2fr) minmax(10rem, 2fr) 6rem 5rem 6.5rem 8.5rem";

export default function Deliveries({ tenant, query }) {
  const filter = query.get("filter") ?? "";
  const store = useList(of(tenant, "deliveries"), filter);
  const known = useSubscriptions(tenant);
  const isDead = asked(filter, "state") === "dead";
  return html`
    <${Head} title="Deliveries" store=${store}>
      ${isDead && may("resend") && html`<a class="button" href=${listed(tenant, "dead-letters", asking(filter, "state", ""))}>
        <${Icon} of="send" />Send all of these again…</a>`}
    <//>
    <${FilterBar} filter=${filter} example='state == "dead"' states=${STATES} words=${words} fault=${store.error?.status === 400 && store.error.message}
      fields=${[
        { field: "subscription_id", label: "Endpoint", options: [...known.values()].map((each) => [each.id, place(each.uri)]) },
        { field: "event_type", label: "Event type", placeholder: "operation.succeeded" },
        { field: "job_id", label: "Operation", placeholder: "op_…" },
      ]} />
    <${LiveRows} store=${store} what="Deliveries" columns=${columns(known)} template=${TEMPLATE}
      href=${(row) => at(tenant, `deliveries/${row.id}`)}
      empty=${filter
        ? html`<${Empty} title="No delivery matches">Take something out of the filter, or ask <a href=${at(tenant, "why-not")}>Why not?</a> about the event that you miss.<//>`
        : html`<${Empty} title="Nothing was sent yet">Deliveries appear here as soon as something happens that a <a href=${at(tenant, "subscriptions")}>subscription</a> asks for.<//>`} />`;
}
