// Keys: which there are, when they were used last, making one and revoking one.
import { post, remove } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { plain } from "../lib/plain.js";
import { Ask, Dialog } from "./dialog.js";
import { Panel } from "./facts.js";
import { Check, Choice, Field } from "./fields.js";
import { Icon } from "./icon.js";
import { LiveRows } from "./rows.js";
import { Secret } from "./secret.js";
import { Empty } from "./states.js";
import { Text } from "./text.js";
import { Time } from "./time.js";
import { toast } from "./toast.js";

const SCOPES = ["operations:run", "operations:read", "operations:cancel", "subscriptions:read", "subscriptions:write", "deliveries:read", "deliveries:retry", "deliveries:receive"];

export function KeyList({ title, filter = "", kind, tenant }) {
  const store = useList("/v2/admin/keys", filter, { time: null, every: 5000 });
  const [makes, setMakes] = useState(false);
  const [revokes, setRevokes] = useState(null);
  const columns = [
    { name: "prefix", label: "Key", slot: "a", cell: (row) => html`<code>${row.prefix}…</code>` },
    { name: "kind", label: "Kind", slot: "c", cell: (row) => row.kind },
    { name: "whose", label: "Whose", cell: (row) => html`<${Text} of=${row.tenant_id ?? row.tenants?.join(", ") ?? "everyone’s"} />` },
    { name: "name", label: "Name", cell: (row) => html`<${Text} of=${row.display_name} />` },
    { name: "used", label: "Last use", slot: "d", cell: (row) => html`<${Time} at=${row.last_use_time} />` },
    { name: "ends", label: "Ends", cell: (row) => html`<${Time} at=${row.expire_time} />` },
    { name: "revoke", label: "Revoking", slot: "b", cell: (row) => html`<button type="button" class="small" onClick=${() => setRevokes(row)}>Revoke…</button>` },
  ];
  const revoke = async () => {
    await remove(`/v2/admin/keys/${revokes.id}`);
    toast("It is revoked.");
    await store.refresh();
  };
  return html`
    <${Panel} title=${title} extra=${html`<button type="button" class="primary" onClick=${() => setMakes(true)}><${Icon} of="plus" />New key…</button>`}>
      <${LiveRows} store=${store} what=${title} columns=${columns} template="10rem 5rem minmax(7rem, 1fr) minmax(8rem, 1.4fr) 7rem 7rem 6rem"
        empty=${html`<${Empty} title="No key">Nobody can call with a key of this kind.<//>`} />
    <//>
    ${makes && html`<${MakeKey} kind=${kind} tenant=${tenant} close=${() => { setMakes(false); store.refresh(); }} />`}
    ${revokes && html`<${Ask} title="Revoke this key?" verb="Revoke it" close=${() => setRevokes(null)} run=${revoke}>
      <p><code>${revokes.prefix}…</code> ${revokes.display_name && html`(<bdi>${plain(revokes.display_name)}</bdi>) `}stops working within seconds, for everybody who has it.
        ${revokes.last_use_time ? html` It was used <${Time} at=${revokes.last_use_time} />.` : " It was never used."}</p><//>`}`;
}

function MakeKey({ kind: given, tenant: own, close }) {
  const [kind, setKind] = useState(given ?? "tenant");
  const [tenant, setTenant] = useState(own ?? "");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState(SCOPES);
  const [actions, setActions] = useState("");
  const [made, setMade] = useState(null);
  const list = (text) => text.split(/[\s,]+/).filter(Boolean);
  const run = async () => {
    const body = { kind, display_name: name.trim() };
    if (kind === "tenant") Object.assign(body, { tenant_id: tenant.trim(), ...(scopes.length < SCOPES.length && { scopes }) });
    if (kind === "worker" && actions.trim()) body.actions = list(actions);
    setMade(await post("/v2/admin/keys", body));
    return "stay";
  };
  if (made) {
    return html`<${Dialog} title="The new key" close=${close}><${Secret} of=${made.key} what="key" />
      <footer><button type="button" class="primary" onClick=${close}>I have kept it</button></footer><//>`;
  }
  return html`<${Ask} title="New key" verb="Make the key" danger=${false} close=${close} run=${run}>
    ${!given && html`<${Choice} name="kind" label="Kind" value=${kind} set=${setKind} options=${[["tenant", "Tenant: starts and hears"], ["worker", "Worker: runs jobs"], ["admin", "Operator: everything"]]} />`}
    ${kind === "tenant" && !own && html`<${Field} name="tenant" label="Tenant" required value=${tenant} set=${setTenant} />`}
    <${Field} name="name" label="Name" value=${name} set=${setName} hint="So that people know whose it is." />
    ${kind === "tenant" && html`<fieldset><legend>May</legend>${SCOPES.map((scope) => html`
      <${Check} label=${html`<code>${scope}</code>`} checked=${scopes.includes(scope)} set=${(on) => setScopes(on ? [...scopes, scope] : scopes.filter((each) => each !== scope))} />`)}</fieldset>`}
    ${kind === "worker" && html`<${Field} name="actions" label="Actions" value=${actions} set=${setActions} hint="Names, separated by spaces; empty: every action." />`}
  <//>`;
}
