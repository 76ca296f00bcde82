// Portal sessions of a tenant: links that open the console for somebody without a key; and ending them.
import { of, post, remove } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { all } from "../lib/list_store.js";
import { useStore } from "../lib/store.js";
import { words } from "../lib/words.js";
import { Copy } from "./copy.js";
import { Ask, Do } from "./dialog.js";
import { Panel } from "./facts.js";
import { Check, Choice } from "./fields.js";
import { Icon } from "./icon.js";
import { Rows } from "./rows.js";
import { State } from "./state.js";
import { Empty, Shown } from "./states.js";
import { short } from "./text.js";
import { Time } from "./time.js";
import { toast } from "./toast.js";

const CAPABILITIES = ["view", "send", "manage", "secrets"];
const LOOKS = { unused: "pending", open: "enabled" };
const SPANS = [["3600", "One hour"], ["28800", "Eight hours"], ["86400", "One day"]];

export function Sessions({ tenant }) {
  const path = of(tenant, "portal-sessions");
  const store = useStore((signal) => all(path, signal), [tenant], { every: 5000 });
  const [asks, setAsks] = useState(null);
  const columns = [
    { name: "id", label: "Session", slot: "a", cell: (row) => html`<code title=${row.id}>${short(row.id)}</code>` },
    { name: "may", label: "May", slot: "c", cell: (row) => (row.capabilities ?? []).join(", ") },
    { name: "state", label: "State", cell: (row) => html`<${State} of=${LOOKS[row.state] ?? "idle"} word=${words(row.state)} />` },
    { name: "made", label: "Made", cell: (row) => html`<${Time} at=${row.create_time} />` },
    { name: "ends", label: "Ends", slot: "d", cell: (row) => html`<${Time} at=${row.expire_time} />` },
    { name: "end", label: "Ending", slot: "b", cell: (row) => html`<${Do} class="small" done="It is ended." run=${async () => { await remove(`${path}/${row.id}`); await store.refresh(); }}>End<//>` },
  ];
  return html`
    <${Panel} title="Portal sessions" extra=${html`<span class="head-do">
      ${store.data?.length > 0 && html`<button type="button" onClick=${() => setAsks("all")}>End all…</button>`}
      <button type="button" class="primary" onClick=${() => setAsks("link")}><${Icon} of="link" />Make a link…</button></span>`}>
      <${Shown} store=${store} what="Portal sessions">${(rows) => (rows.length
        ? html`<${Rows} rows=${rows} label="Portal sessions" columns=${columns} template="9rem minmax(10rem, 1fr) 7rem 7rem 7rem 6rem" />`
        : html`<${Empty} title="No session">A link opens this tenant’s console in a browser, for a while and without a key. Your own backend makes them with one request.<//>`)}<//>
    <//>
    ${asks === "link" && html`<${MakeLink} path=${path} close=${() => { setAsks(null); store.refresh(); }} />`}
    ${asks === "all" && html`<${Ask} title="End all sessions?" verb=${`End ${store.data.length}`} close=${() => setAsks(null)}
      run=${async () => { await post(`${path}:revoke-all`); toast("All are ended."); await store.refresh(); }}>
      <p>Everybody who has opened a link of this tenant is signed out, and links that were not opened yet no longer work.</p><//>`}`;
}

function MakeLink({ path, close }) {
  const [chosen, setChosen] = useState(["view"]);
  const [seconds, setSeconds] = useState("3600");
  const [made, setMade] = useState(null);
  const run = async () => {
    setMade(await post(path, { capabilities: chosen, expires_seconds: Number(seconds) }));
    return "stay";
  };
  return html`<${Ask} title="A link to this tenant’s console" verb=${made ? "Make another" : "Make the link"} danger=${false} close=${close} run=${run}>
    <fieldset><legend>What the session may do</legend>${CAPABILITIES.map((each) => html`
      <${Check} label=${each} checked=${chosen.includes(each)} disabled=${each === "view"}
        set=${(on) => setChosen(on ? [...chosen, each] : chosen.filter((other) => other !== each))} />`)}</fieldset>
    <${Choice} name="seconds" label="It lasts" value=${seconds} set=${setSeconds} options=${SPANS} />
    ${made && html`<div class="secret"><p><strong>Open it within a few minutes.</strong> It works once.</p>
      <p class="secret-line"><code class="wrap">${made.uri}</code><${Copy} text=${made.uri} what="link" /></p></div>`}
  <//>`;
}
