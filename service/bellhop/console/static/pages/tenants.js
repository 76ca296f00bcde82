// Tenants, for the operator.
import { post } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { Ask } from "../parts/dialog.js";
import { Field } from "../parts/fields.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { LiveRows } from "../parts/rows.js";
import { Empty } from "../parts/states.js";
import { Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { go, setQuery } from "../shell/router.js";
import { at } from "../shell/routes.js";

const COLUMNS = [
  { name: "tenant", label: "Tenant", slot: "a", cell: (row) => html`<${Text} of=${row.id} mono />` },
  { name: "name", label: "Name", slot: "c", cell: (row) => html`<${Text} of=${row.display_name} />` },
  { name: "jobs", label: "Live jobs", cell: (row) => html`<span class="number">${Number(row.effective_limits.live_jobs).toLocaleString("en")}</span>` },
  { name: "rate", label: "Requests/s", cell: (row) => html`<span class="number">${Number(row.effective_limits.requests_per_second).toLocaleString("en")}</span>` },
  { name: "subs", label: "Subscriptions", cell: (row) => html`<span class="number">${row.effective_limits.subscriptions}</span>` },
  { name: "cell", label: "Cell", cell: (row) => html`<${Text} of=${row.cell} mono />` },
  { name: "made", label: "Made", slot: "d", cell: (row) => html`<${Time} at=${row.create_time} />` },
  { name: "go", label: "Console", slot: "b", cell: (row) => html`<a href=${at(row.id)}>Look inside</a>` },
];

export default function Tenants({ query }) {
  const filter = query.get("filter") ?? "";
  const store = useList("/v2/admin/tenants", filter, { time: null, every: 5000 });
  const [makes, setMakes] = useState(false);
  const [text, setText] = useState(/^id == "([^"]*)"$/.exec(filter)?.[1] ?? "");
  const cell = /^cell == "([a-z0-9_]*)"$/.exec(filter)?.[1];
  const search = (event) => {
    event.preventDefault();
    setQuery({ filter: text.trim() && `id == ${JSON.stringify(text.trim())}` });
  };
  return html`
    <${Head} title="Tenants" store=${store}>
      <button type="button" class="primary" onClick=${() => setMakes(true)}><${Icon} of="plus" />New tenant…</button><//>
    <form class="filters written" role="search" onSubmit=${search}><label class="off-screen" for="tenant-id">Tenant’s id</label>
      <${Icon} of="search" /><input id="tenant-id" data-search class="mono" placeholder="The id of a tenant ( / )" value=${text} onInput=${(event) => setText(event.target.value)} />
      <button type="submit">Find</button></form>
    ${cell && html`<p class="narrowed">Those that live in <code>${cell}</code>. <a href="/console/operator/tenants">Show all</a></p>`}
    <${LiveRows} store=${store} what="Tenants" columns=${COLUMNS} href=${(row) => `/console/operator/tenants/${row.id}`}
      template="minmax(8rem, 1fr) minmax(8rem, 1.5fr) 7rem 7rem 8rem 6rem 7rem 7rem"
      empty=${html`<${Empty} title=${cell ? "Nobody lives there" : filter ? "There is no such tenant" : "No tenant yet"}>${cell ? "New tenants are placed in the cell with the fewest, where that is open." : filter ? "Ids are compared letter by letter." : "A tenant is whoever starts operations and hears of their end."}<//>`} />
    ${makes && html`<${Make} close=${() => setMakes(false)} />`}`;
}

function Make({ close }) {
  const [id, setId] = useState("");
  const [name, setName] = useState("");
  const run = async () => {
    await post("/v2/admin/tenants", { id: id.trim(), display_name: name.trim() });
    go(`/console/operator/tenants/${id.trim()}`);
  };
  return html`<${Ask} title="New tenant" verb="Make it" danger=${false} close=${close} run=${run}>
    <${Field} name="id" label="Id" required value=${id} set=${setId} placeholder="acme" hint="Letters, digits, - and _; it never changes." />
    <${Field} name="display_name" label="Name" value=${name} set=${setName} hint="For people." /><//>`;
}
