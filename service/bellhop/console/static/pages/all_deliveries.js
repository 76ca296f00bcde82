// The deliveries of all tenants, for the operator.
import { html } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { words } from "../lib/words.js";
import { FilterBar } from "../parts/filter_bar.js";
import { Head } from "../parts/head.js";
import { LiveRows } from "../parts/rows.js";
import { State, Status } from "../parts/state.js";
import { Empty } from "../parts/states.js";
import { short, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { at } from "../shell/routes.js";
import { STATES } from "./deliveries.js";

const COLUMNS = [
  { name: "state", label: "State", slot: "b", cell: (row) => html`<${State} of=${row.state} />` },
  { name: "tenant", label: "Tenant", slot: "c", cell: (row) => html`<${Text} of=${row.tenant_id} mono />` },
  { name: "type", label: "Event", slot: "a", links: true, cell: (row) => html`<${Text} of=${row.event_type} mono />` },
  { name: "reason", label: "Why", cell: (row) => words(row.reason) },
  { name: "answer", label: "Last answer", cell: (row) => html`<${Status} code=${row.last_status_code} />` },
  { name: "tries", label: "Attempts", cell: (row) => html`<span class="number">${row.attempt_count}</span>` },
  { name: "time", label: "Created", slot: "d", cell: (row) => html`<${Time} at=${row.createdTime} />` },
  { name: "id", label: "Delivery", cell: (row) => html`<code title=${row.id}>${short(row.id)}</code>` },
];

export default function AllDeliveries({ query }) {
  const filter = query.get("filter") ?? "";
  const store = useList("/v2/admin/deliveries", filter);
  return html`
    <${Head} title="All deliveries" store=${store} />
    <${FilterBar} filter=${filter} example='state == "dead"' states=${STATES} words=${words} fault=${store.error?.status === 400 && store.error.message}
      fields=${[{ field: "tenant_id", label: "Tenant", placeholder: "acme" }, { field: "event_type", label: "Event type", placeholder: "operation.succeeded" }]} />
    <${LiveRows} store=${store} what="Deliveries of all tenants" columns=${COLUMNS} href=${(row) => at(row.tenant_id, `deliveries/${row.id}`)}
      template="6.5rem minmax(6rem, 1fr) minmax(8.5rem, 2fr) 11rem 6rem 5rem 6.5rem 8.5rem"
      empty=${html`<${Empty} title="No delivery">${filter ? "Take something out of the filter." : "Nothing was sent yet."}<//>`} />`;
}
