// The operations of all tenants, for the operator.
import { html } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { words } from "../lib/words.js";
import { FilterBar } from "../parts/filter_bar.js";
import { Head } from "../parts/head.js";
import { LiveRows } from "../parts/rows.js";
import { Empty } from "../parts/states.js";
import { Text } from "../parts/text.js";
import { at } from "../shell/routes.js";
import { COLUMNS, STATES, TEMPLATE } from "./operations.js";

const WITH_TENANT = [COLUMNS[0], { name: "tenant", label: "Tenant", cell: (row) => html`<${Text} of=${row.tenant_id} mono />` }, ...COLUMNS.slice(1)];

export default function AllOperations({ query }) {
  const filter = query.get("filter") ?? "";
  const store = useList("/v2/admin/operations", filter);
  return html`
    <${Head} title="All operations" store=${store} />
    <${FilterBar} filter=${filter} example='state == "failed"' states=${STATES} words=${words} fault=${store.error?.status === 400 && store.error.message}
      fields=${[{ field: "tenant_id", label: "Tenant", placeholder: "acme" }, { field: "action", label: "Action", placeholder: "render" }]} />
    <${LiveRows} store=${store} what="Operations of all tenants" columns=${WITH_TENANT} template=${TEMPLATE.replace("6.5rem", "6.5rem minmax(6rem, 1fr)")}
      href=${(row) => at(row.tenant_id, `operations/${row.id}`)}
      empty=${html`<${Empty} title="No operation">${filter ? "Take something out of the filter." : "Nothing has run yet."}<//>`} />`;
}
