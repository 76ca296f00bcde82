// Moving a tenant to another cell: asked with what it costs, and watched to its end. It is an operation of the service,
// so it goes on when this page is closed.
import { get, post, withQuery } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { useStore } from "../lib/store.js";
import { Ask, Do } from "./dialog.js";
import { Choice } from "./fields.js";
import { Progress } from "./progress.js";
import { State } from "./state.js";

const LIVE = 'action == "bellhop.move-tenant" && (state == "pending" || state == "running")';

/** The operation that moves this tenant just now; null where there is none. */
export async function moveOf(tenant, signal) {
  const { results } = await get(withQuery("/v2/admin/operations", { filter: LIVE, max_page_size: 1000 }), { signal });
  return results.find((each) => each.labels.tenant_id === tenant) ?? null;
}

/** Asks where to; `begun` gets the operation. */
export function AskMove({ tenant, cells, close, begun }) {
  const others = cells.filter((each) => each.name !== tenant.cell);
  const open = others.filter((each) => each.answers);
  const away = others.filter((each) => !each.answers);
  const [cell, setCell] = useState(open[0]?.name ?? "");
  const run = async () => {
    if (!cell) throw new Error("No other cell answers: nothing can be moved now.");
    const { id } = await post(`/v2/admin/tenants/${encodeURIComponent(tenant.id)}:move`, { cell });
    begun({ id, labels: { tenant_id: tenant.id, cell } });
  };
  return html`<${Ask} title="Move to another cell" verb="Move it" danger=${false} close=${close} run=${run}>
    <${Choice} name="cell" label="To" value=${cell} set=${setCell} options=${open.map((each) => [each.name, said(each)])}
      hint=${away.length > 0 && `Not reached just now, and so no choice: ${away.map((each) => each.name).join(", ")}.`} />
    <p>Its history is copied while it works. At the switch its requests are answered 503 with <code>Retry-After</code> for some seconds, and those
      of workers about its jobs, too. Nothing is lost: what is to be sent leaves from the new cell, and leases of jobs go along.</p>
    <p class="hint">It can be cancelled until the switch; then it stays in <code>${tenant.cell}</code>.</p><//>`;
}

const said = ({ name, place, tenants, accepts_tenants: accepts }) =>
  `${name} · ${Number(tenants).toLocaleString("en")} there · ${place ?? "beside the directory"}${accepts ? "" : " · closed to new ones"}`;

/** How far the move is; `ended` is called once when it is over. */
export function Moving({ move, ended }) {
  const path = `/v2/admin/operations/${move.id}`;
  const store = useStore((signal) => get(path, { signal }), [path], { every: 1500, until: (data) => data?.done });
  const { data } = store;
  useEffect(() => {
    if (data?.done) ended(data);
  }, [data?.done]);
  const cancel = async () => store.set(await post(`${path}:cancel`));
  const asked = data?.metadata.cancel_requested_time;
  return html`<div class="standing ${data?.done ? data.state : "running"}" role="group" aria-label="The move">
    ${data ? html`<${State} of=${data.state} />` : html`<${State} of="running" />`}
    <div class="grow"><p>${sentence(move.labels.cell, data)}</p>
      ${!data?.done && html`<${Progress} of=${data?.metadata.progress} />`}</div>
    ${data && !data.done && html`<${Do} icon="stop" disabled=${asked} run=${cancel}>${asked ? "Cancelling…" : "Cancel the move"}<//>`}
  </div>`;
}

function sentence(cell, data) {
  if (!data?.done) return html`It is being moved to <code>${cell}</code>. You may leave this page.`;
  if (data.state === "succeeded") return html`It lives in <code>${cell}</code> now.`;
  if (data.state === "cancelled") return "The move was cancelled: it lives where it lived.";
  return html`It was not moved: <bdi>${plain(data.errors?.[0]?.message ?? "no reason was given.")}</bdi>`;
}
