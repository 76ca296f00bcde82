// Subscriptions: who is called about what, and how each endpoint does.
import { of } from "../lib/api.js";
import { html } from "../lib/html.js";
import { all } from "../lib/list_store.js";
import { may } from "../lib/session.js";
import { useStore } from "../lib/store.js";
import { Head } from "../parts/head.js";
import { Standing } from "../parts/health.js";
import { Icon } from "../parts/icon.js";
import { Rows } from "../parts/rows.js";
import { Empty, Shown } from "../parts/states.js";
import { place, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { at } from "../shell/routes.js";

const COLUMNS = [
  { name: "uri", label: "Endpoint", slot: "a", cell: (row) => html`<${Text} of=${place(row.uri || row.uri_template || "pull")} mono />` },
  { name: "state", label: "State", slot: "b", cell: (row) => html`<${Standing} of=${row} />` },
  { name: "types", label: "Scope", slot: "c", cell: (row) => html`<${Text} of=${row.event_types.join(", ")} />${row.filter && html` <span class="tag">filtered</span>`}` },
  { name: "description", label: "Description", cell: (row) => html`<${Text} of=${row.description} />` },
  { name: "flight", label: "In flight", cell: (row) => html`<span class="number">${row.health.in_flight}</span>` },
  { name: "success", label: "Last success", slot: "d", cell: (row) => html`<${Time} at=${row.health.last_success_time} />` },
];

export default function Subscriptions({ tenant }) {
  const store = useStore((signal) => all(of(tenant, "subscriptions"), signal), [tenant], { every: 4000 });
  const make = may("write") && html`<a class="button primary" href=${at(tenant, "subscriptions/new")}><${Icon} of="plus" />New subscription</a>`;
  return html`
    <${Head} title="Subscriptions" store=${store}>${make}<//>
    <${Shown} store=${store} what="Subscriptions">${(rows) => (rows.length
      ? html`<${Rows} rows=${rows} label="Subscriptions" columns=${COLUMNS} href=${(row) => at(tenant, `subscriptions/${row.id}`)}
          template="minmax(12rem, 2fr) 7.5rem minmax(10rem, 1.6fr) minmax(8rem, 1fr) 5rem 7rem" />
          <p class="rows-foot">${rows.length} in all</p>`
      : html`<${Empty} title="No subscription yet">A subscription says which events you want to hear, and where. ${make || "Ask the operator for a session that may make one."}<//>`)}<//>`;
}
