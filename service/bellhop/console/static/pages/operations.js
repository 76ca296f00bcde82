// Operations: what is running and what came of it, newest first.
import { of } from "../lib/api.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { words } from "../lib/words.js";
import { FilterBar } from "../parts/filter_bar.js";
import { Head } from "../parts/head.js";
import { Progress } from "../parts/progress.js";
import { LiveRows } from "../parts/rows.js";
import { State } from "../parts/state.js";
import { Empty } from "../parts/states.js";
import { short, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { at } from "../shell/routes.js";

export const STATES = ["pending", "running", "succeeded", "failed", "cancelled"];

export const COLUMNS = [
  { name: "state", label: "State", slot: "b", cell: (row) => html`<${State} of=${row.state} />` },
  { name: "action", label: "Action", slot: "a", links: true, cell: (row) => html`<${Text} of=${row.action} mono />` },
  { name: "parent", label: "Parent", slot: "c", cell: (row) => (row.parent ? html`<${Text} of=${row.parent} />` : html`<span class="none">–</span>`) },
  { name: "progress", label: "Progress", cell: (row) => how(row) },
  { name: "source", label: "Source", cell: (row) => html`<${Text} of=${row.source} />` },
  { name: "time", label: "Created", slot: "d", cell: (row) => html`<${Time} at=${row.createdTime} />` },
  { name: "id", label: "Operation", cell: (row) => html`<code title=${row.id}>${short(row.id)}</code>` },
];
export const TEMPLATE = "6.5rem minmax(8rem, 1fr) minmax(8rem, 1fr) minmax(9rem, 1.4fr) 5rem 6.5rem 8.5rem";

function how(row) {
  if (row.state === "running") return html`<${Progress} of=${row.metadata.progress} small />`;
  if (row.state === "failed") return html`<${Text} of=${row.errors?.[0]?.message ?? ""} most=${80} />`;
  if (row.metadata.cancel_requested_time && !row.done) return "Cancelling";
  if (row.state === "pending" && row.metadata.attempt > 0) return `Attempt ${Number(row.metadata.attempt) + 1} of ${row.metadata.max_attempts}`;
  return html`<span class="none">–</span>`;
}

export default function Operations({ tenant, query }) {
  const filter = query.get("filter") ?? "";
  const store = useList(of(tenant, "operations"), filter);
  return html`
    <${Head} title="Operations" store=${store} />
    <${FilterBar} filter=${filter} example='state == "failed"' states=${STATES} words=${words} fault=${store.error?.status === 400 && store.error.message}
      fields=${[
        { field: "action", label: "Action", placeholder: "render" },
        { field: "parent", label: "Parent", placeholder: "designs/d1" },
        { field: "source", label: "Source", placeholder: "api" },
      ]} />
    <${LiveRows} store=${store} what="Operations" columns=${COLUMNS} template=${TEMPLATE} href=${(row) => at(tenant, `operations/${row.id}`)}
      empty=${filter
        ? html`<${Empty} title="No operation matches">Take something out of the filter. Operations are gone some days after their end.<//>`
        : html`<${Empty} title="Nothing has run yet">Operations appear here as soon as one is started: <code>POST /v2/tenants/${tenant}/…/run</code>. <a href="/docs">The API</a> lists the actions.<//>`} />`;
}
