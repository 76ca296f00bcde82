// Who changed what, for the operator.
import { html, useState } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { Value } from "../parts/body.js";
import { Dialog } from "../parts/dialog.js";
import { Facts } from "../parts/facts.js";
import { FilterBar } from "../parts/filter_bar.js";
import { Head } from "../parts/head.js";
import { LiveRows } from "../parts/rows.js";
import { Empty } from "../parts/states.js";
import { short, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";

export default function Audit({ query }) {
  const filter = query.get("filter") ?? "";
  const store = useList("/v2/admin/audit", filter, { time: "create_time", every: 4000 });
  const [shown, setShown] = useState(null);
  const columns = [
    { name: "verb", label: "What", slot: "a", cell: (row) => html`<button type="button" class="link mono" data-row onClick=${() => setShown(row)}>${row.verb}</button>` },
    { name: "resource", label: "Of what", slot: "c", cell: (row) => html`<${Text} of=${row.resource} mono />` },
    { name: "tenant", label: "Tenant", cell: (row) => html`<${Text} of=${row.tenant_id ?? "–"} mono />` },
    { name: "actor", label: "By", slot: "d", cell: (row) => html`<span>${row.actor.kind} ${row.actor.key_id && html`<code title=${row.actor.key_id}>${short(row.actor.key_id)}</code>`}</span>` },
    { name: "time", label: "When", slot: "b", cell: (row) => html`<${Time} at=${row.create_time} />` },
  ];
  return html`
    <${Head} title="Audit" store=${store} />
    <${FilterBar} filter=${filter} example='verb == "key.created"' time="create_time" fault=${store.error?.status === 400 && store.error.message}
      fields=${[{ field: "tenant_id", label: "Tenant", placeholder: "acme" }, { field: "verb", label: "Verb", placeholder: "key.created" }, { field: "resource", label: "Resource", placeholder: "actions/render" }]} />
    <${LiveRows} store=${store} what="Changes" columns=${columns} template="minmax(15rem, 1fr) minmax(12rem, 2fr) minmax(7rem, 1fr) 12rem 7rem"
      empty=${html`<${Empty} title="No change">${filter ? "Take something out of the filter." : "Nobody has changed anything yet."}<//>`} />
    ${shown && html`<${Dialog} title=${shown.verb} wide close=${() => setShown(null)}>
      <${Facts} of=${[["Resource", html`<${Text} of=${shown.resource} mono />`], ["Tenant", shown.tenant_id], ["By", shown.actor.kind], ["Key", shown.actor.key_id && html`<code>${shown.actor.key_id}</code>`],
        ["Request", shown.actor.request_id && html`<code>${shown.actor.request_id}</code>`], ["When", html`<${Time} at=${shown.create_time} whole />`]]} />
      <${Value} of=${shown.changes} label="What changed" /><//>`}`;
}
