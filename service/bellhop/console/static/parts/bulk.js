// Sending many deliveries again: first counted, then asked, then watched to its end. It is an operation like any other,
// so it goes on when this page is closed.
import { get, of, once, post } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useStore } from "../lib/store.js";
import { useTask } from "../lib/task.js";
import { at } from "../shell/routes.js";
import { Dialog } from "./dialog.js";
import { Icon } from "./icon.js";
import { Progress } from "./progress.js";
import { State } from "./state.js";
import { toast } from "./toast.js";

const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/**
 * @param {{tenant: string, path: string, body: object, title: string, where: any, close: () => void, changed?: () => void}} props
 *   `path` starts the operation (`dead-letters:redeliver`, `subscriptions/{id}:replay`), `where` says what it touches
 */
export function Bulk({ tenant, path, body, title, where, close, changed }) {
  const [counting, setCounting] = useState(null);
  const [running, setRunning] = useState(null);
  const { busy, fault, run: start } = useTask(async (dryRun, set) =>
    set((await post(of(tenant, path), { ...body, dry_run: dryRun }, { headers: once() })).id));
  useEffect(() => void start(true, setCounting), []);
  return html`
    <${Dialog} title=${title} close=${close}>
      ${running
        ? html`<${Watched} tenant=${tenant} id=${running} close=${close} changed=${changed} />`
        : counting
          ? html`<${Counted} tenant=${tenant} id=${counting} where=${where} busy=${busy} close=${close} go=${() => start(false, setRunning)} />`
          : !fault && html`<p role="status">Counting…</p>`}
      <p class="fault" role="alert">${fault}</p>
    <//>`;
}

const useOperation = (tenant, id) =>
  useStore((signal) => get(of(tenant, `operations/${id}`), { signal }), [id], { every: 1000, until: (data) => data?.done });

function Counted({ tenant, id, where, busy, close, go }) {
  const { data, error } = useOperation(tenant, id);
  if (error) return html`<p class="fault" role="alert">${error.message}</p>`;
  if (!data?.done) return html`<p role="status">Counting what matches…</p><${Progress} of=${data?.metadata.progress} />`;
  if (data.state !== "succeeded") return html`<p class="fault" role="alert">The count did not come to its end (${data.state}).</p>`;
  const count = Number(data.result.matched);
  if (!count) return html`<p>Nothing matches: there is nothing to send.</p><footer><button type="button" onClick=${close}>Close</button></footer>`;
  return html`
    <div class="ask"><p class="ask-what">Send ${plural(count, "delivery", "deliveries")} again</p><p>${where}</p>
      <p class="hint">They keep their <code>webhook-id</code>, so a receiver that remembers ids takes nothing twice. They leave at the pace that the
        subscription allows. You can cancel on the way.</p></div>
    <footer><button type="button" onClick=${close}>Leave it</button>
      <button type="button" class="danger" disabled=${busy} onClick=${go}><${Icon} of="send" />Send ${plural(count, "delivery", "deliveries")}</button></footer>`;
}

function Watched({ tenant, id, close, changed }) {
  const store = useOperation(tenant, id);
  const { data } = store;
  useEffect(() => {
    if (data?.done) changed?.();
  }, [data?.done]);
  const cancel = async () => {
    try {
      store.set(await post(of(tenant, `operations/${id}:cancel`)));
    } catch (error) {
      toast(error.message, "bad");
    }
  };
  return html`
    <div class="ask">
      <p class="ask-what">${data ? html`<${State} of=${data.state} />` : "Starting…"} ${data?.done && ended(data)}</p>
      <${Progress} of=${data?.metadata.progress} done=${data?.state === "succeeded"} />
      <p class="hint">This goes on when you close the dialog. It is an operation: <a href=${at(tenant, `operations/${id}`)}>follow it there</a>.</p>
    </div>
    <footer>
      ${!data?.done && html`<button type="button" disabled=${data?.metadata.cancel_requested_time} onClick=${cancel}><${Icon} of="stop" />
        ${data?.metadata.cancel_requested_time ? "Cancelling…" : "Cancel"}</button>`}
      <button type="button" class="primary" onClick=${close}>${data?.done ? "Done" : "Close"}</button>
    </footer>`;
}

function ended({ state, result }) {
  if (state !== "succeeded") return "What was sent before stays sent.";
  const refused = Number(result.refused ?? 0);
  return `${plural(Number(result.redelivered), "delivery is", "deliveries are")} on the way again${refused ? `; ${refused} could not be` : ""}.`;
}
