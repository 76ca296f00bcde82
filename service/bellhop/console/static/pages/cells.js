// Cells, for the operator: where tenants live, whether each place answers, and whether new tenants are placed there.
import { get, post } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useStore } from "../lib/store.js";
import { Ask } from "../parts/dialog.js";
import { Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { Rows } from "../parts/rows.js";
import { State } from "../parts/state.js";
import { Shown } from "../parts/states.js";
import { Prose, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { toast } from "../parts/toast.js";

const counted = (count) => `${Number(count).toLocaleString("en")} ${Number(count) === 1 ? "tenant" : "tenants"}`;

const columns = (ask) => [
  { name: "cell", label: "Cell", slot: "a", cell: (row) => html`<${Text} of=${row.name} mono />` },
  { name: "place", label: "Where", slot: "c", cell: (row) => (row.place === null ? "Beside the directory" : html`<${Text} of=${row.place} mono />`) },
  { name: "living", label: "Tenants", slot: "d", cell: (row) => html`<a href=${`/console/operator/tenants?filter=${encodeURIComponent(`cell == "${row.name}"`)}`}>${counted(row.tenants)}</a>` },
  { name: "accepts", label: "New tenants", slot: "e", cell: (row) => html`<${State} of=${row.accepts_tenants ? "enabled" : "idle"} word=${row.accepts_tenants ? "Takes new tenants" : "Closed"} />` },
  { name: "answers", label: "Reached", slot: "f", cell: (row) => html`<${State} of=${row.answers ? "ok" : "failed"} word=${row.answers ? "Answers" : "Does not answer"} />` },
  { name: "made", label: "Made", cell: (row) => html`<${Time} at=${row.create_time} />` },
  { name: "do", label: "Change", slot: "b", cell: (row) => html`<button type="button" class="small" onClick=${() => ask(row)}>${row.accepts_tenants ? "Close…" : "Open…"}<span class="off-screen"> ${row.name}</span></button>` },
];

export default function Cells() {
  const store = useStore(reading, [], { every: 5000 });
  const [asks, setAsks] = useState(null);
  return html`
    <${Head} title="Cells" store=${store} />
    <${Shown} store=${store} what="Cells">${(cells) => html`
      <div class="tall"><${Rows} rows=${cells} label="Cells" columns=${columns(setAsks)} template="minmax(6rem, 1fr) minmax(12rem, 2fr) 7rem 10.5rem 9.5rem 6.5rem 5.5rem" /></div>
      <p class="rows-foot">${cells.length === 1 ? "The one cell that an installation begins with." : `${cells.length} in all.`}${" "}
        <code>bellhop cells add</code> makes another, beside the database; a tenant is moved from its own page.</p>
      <${Away} of=${cells.filter((each) => !each.answers)} />`}<//>
    ${asks && html`<${Change} cell=${asks} others=${store.data.filter((each) => each.name !== asks.name)} close=${() => setAsks(null)} changed=${() => store.refresh()} />`}`;
}

const reading = async (signal) => (await get("/v2/admin/cells", { signal })).results.map((each) => ({ ...each, id: each.name }));

function Away({ of: cells }) {
  if (!cells.length) return null;
  return html`<${Panel} title="Cells that are not reached">
    <ul class="parts">${cells.map((each) => html`<li><strong class="mono">${each.name}</strong><${Prose} of=${each.problem} /></li>`)}</ul>
    <p class="hint">Their tenants are refused with 503, and what is to be sent for them waits. All others work as ever. What a doctor finds stands
      under <a href="/console/operator">Queues</a>.</p><//>`;
}

function Change({ cell, others, close, changed }) {
  const { name, accepts_tenants: accepts, tenants } = cell;
  const run = async () => {
    await post(`/v2/admin/cells/${name}:${accepts ? "close" : "open"}`);
    toast(accepts ? `No new tenants for ${name} from now on.` : `New tenants are placed in ${name} from now on.`);
    await changed();
  };
  if (!accepts) {
    return html`<${Ask} title=${`Open ${name}?`} verb="Open it" danger=${false} close=${close} run=${run}>
      <p>New tenants are placed in <code>${name}</code> again: those that name it, and others while it has the fewest.</p><//>`;
  }
  return html`<${Ask} title=${`Close ${name}?`} verb="Close it" close=${close} run=${run}>
    <p>No new tenant is placed in <code>${name}</code> from now on. ${Number(tenants) > 0 && `The ${counted(tenants)} there ${Number(tenants) === 1 ? "works" : "work"} as before. `}
      Tenants may still be moved there.</p>
    ${!others.some((each) => each.accepts_tenants) && html`<p><strong>It is the last one that is open:</strong> nobody can make a tenant until a cell is opened.</p>`}<//>`;
}
