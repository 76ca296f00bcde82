// One tenant, for the operator: its cell, its limits, its keys, moving it and erasing it.
import { get, patch, remove } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useStore } from "../lib/store.js";
import { Ask, Do } from "../parts/dialog.js";
import { Facts, Panel } from "../parts/facts.js";
import { Field } from "../parts/fields.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { KeyList } from "../parts/key_list.js";
import { AskMove, moveOf, Moving } from "../parts/move.js";
import { Progress } from "../parts/progress.js";
import { Sessions } from "../parts/sessions.js";
import { State } from "../parts/state.js";
import { Shown } from "../parts/states.js";
import { Time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { at } from "../shell/routes.js";

const LIMITS = [
  ["live_jobs", "Live jobs", "Jobs that have not ended."],
  ["requests_per_second", "Requests a second", "With the tenant’s keys."],
  ["subscriptions", "Subscriptions", "0: not entitled to webhooks."],
];

export default function Tenant({ id }) {
  const path = `/v2/admin/tenants/${encodeURIComponent(id)}`;
  const store = useStore((signal) => get(path, { signal }), [path], { every: 0 });
  const cells = useStore(async (signal) => (await get("/v2/admin/cells", { signal })).results, [path], { every: 0 });
  const known = useStore((signal) => moveOf(id, signal), [path], { every: 0 });
  const [moves, setMoves] = useState(false);
  const [begun, setBegun] = useState(null);
  const [over, setOver] = useState(null);
  const [erases, setErases] = useState(false);
  const [erasing, setErasing] = useState(null);
  const move = begun ?? known.data;
  const isMoving = move !== null && move.id !== over;
  if (erasing) return html`<${Erasing} id=${id} operation=${erasing} />`;
  return html`
    <${Head} title=${store.data?.display_name || id} kind="Tenant" up=${["/console/operator/tenants", "Tenants"]} store=${store}>
      <a class="button primary" href=${at(id)}><${Icon} of="overview" />Look inside</a>
      ${store.data && cells.data?.length > 1 && !isMoving && html`<button type="button" onClick=${() => setMoves(true)}><${Icon} of="cells" />Move to another cell…</button>`}
      <button type="button" onClick=${() => setErases(true)}><${Icon} of="close" />Erase…</button><//>
    ${move && html`<${Moving} key=${move.id} move=${move} ended=${() => { setOver(move.id); store.refresh(); cells.refresh(); }} />`}
    <${Shown} store=${store} what="This tenant">${(tenant) => html`
      <${Facts} of=${[["Id", html`<code>${tenant.id}</code>`], ["Cell", html`<code>${tenant.cell}</code>`], ["Made", html`<${Time} at=${tenant.create_time} whole />`], ["Changed", html`<${Time} at=${tenant.update_time} whole />`]]} />
      <${Limits} key=${tenant.update_time} path=${path} tenant=${tenant} changed=${(data) => store.set(data)} />
      <${KeyList} title="Its keys" filter=${`tenant_id == "${id}"`} kind="tenant" tenant=${id} />
      ${!isMoving && html`<${Sessions} tenant=${id} />`}`}<//>
    ${moves && html`<${AskMove} tenant=${store.data} cells=${cells.data} close=${() => setMoves(false)} begun=${setBegun} />`}
    ${erases && html`<${Erase} id=${id} close=${() => setErases(false)} path=${path} begun=${setErasing} />`}`;
}

function Limits({ path, tenant, changed }) {
  const [name, setName] = useState(tenant.display_name);
  const [limits, setLimits] = useState(Object.fromEntries(LIMITS.map(([limit]) => [limit, String(tenant.limits[limit] ?? "")])));
  const [faults, setFaults] = useState({});
  const save = async () => {
    setFaults({});
    const given = Object.fromEntries(Object.entries(limits).map(([limit, text]) => [limit, text.trim() === "" ? null : Number(text)]));
    try {
      changed(await patch(path, { display_name: name, limits: given }));
    } catch (error) {
      setFaults(error.faults ?? {});
      throw error;
    }
  };
  return html`
    <${Panel} title="Limits">
      <div class="field-row"><${Field} name="display_name" label="Name" value=${name} set=${setName} fault=${faults["/display_name"]} hint="For people." />
        ${LIMITS.map(([limit, word, hint]) => html`<${Field} name=${limit} type="number" min="0" label=${word} value=${limits[limit]} fault=${faults[`/limits/${limit}`]}
          placeholder=${String(tenant.effective_limits[limit])} hint=${`${hint} Empty: the service’s default.`} set=${(text) => setLimits({ ...limits, [limit]: text })} />`)}</div>
      <p><${Do} class="primary" run=${save} done="It holds from now on.">Save the limits<//></p>
    <//>`;
}

function Erase({ id, path, close, begun }) {
  const [typed, setTyped] = useState("");
  const run = async () => {
    if (typed !== id) throw new Error(`Type ${id} to say that you mean this tenant.`);
    const operation = (await remove(path)).id;
    toast("It is refused from now on; its data is being erased.");
    begun(operation);
    return "stay";
  };
  return html`<${Ask} title="Erase this tenant?" verb="Erase everything of it" close=${close} run=${run}>
    <p>Its keys stop working at once. Its operations, events, deliveries, subscriptions and secrets are erased, and nothing brings them back.</p>
    <${Field} name="sure" label=${`Type ${id}`} value=${typed} set=${setTyped} /><//>`;
}

function Erasing({ id, operation }) {
  const store = useStore((signal) => get(`/v2/admin/operations/${operation}`, { signal }), [operation], { every: 1500, until: (data) => data?.done });
  return html`
    <${Head} title=${id} kind="Tenant" up=${["/console/operator/tenants", "Tenants"]} store=${store} />
    <${Shown} store=${store} what="The erasing">${(data) => html`<div class="standing ${data.state}"><${State} of=${data.state} />
      <div class="grow"><p>${data.done ? "The tenant and everything of it is gone." : "Its data is being erased. You may leave this page."}</p>${!data.done && html`<${Progress} of=${data.metadata.progress} />`}</div></div>`}<//>`;
}
