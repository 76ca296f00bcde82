// One operation: the way through its states, what went in and came out, and whether its callbacks landed.
import { get, of, once, post, reader, withQuery } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { may } from "../lib/session.js";
import { useStore } from "../lib/store.js";
import { Value } from "../parts/body.js";
import { Callbacks } from "../parts/callbacks.js";
import { Ask, Do } from "../parts/dialog.js";
import { Facts, Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { Line } from "../parts/line.js";
import { Progress } from "../parts/progress.js";
import { State } from "../parts/state.js";
import { Shown } from "../parts/states.js";
import { Id, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { go } from "../shell/router.js";
import { at } from "../shell/routes.js";

export default function Operation({ tenant, id }) {
  const path = of(tenant, `operations/${id}`);
  const store = useStore(reading(path), [path], { until: (data) => data?.operation.done });
  const [asks, setAsks] = useState(false);
  const operation = store.data?.operation;
  const cancel = async () => {
    const changed = await post(`${path}:cancel`);
    store.set({ ...store.data, operation: { ...operation, ...changed } });
    toast(changed.done ? "It is cancelled." : "The worker is asked to stop.");
    await store.refresh();
  };
  const retry = async () => {
    const started = await post(`${path}:retry`, {}, { headers: once() });
    go(at(tenant, `operations/${started.id}`));
  };
  return html`
    <${Head} title=${operation?.action ?? id} kind="Operation" up=${[at(tenant, "operations"), "Operations"]} store=${store}>
      ${operation && !operation.done && may("cancel") && html`
        <button type="button" disabled=${operation.metadata.cancel_requested_time} onClick=${() => setAsks(true)}><${Icon} of="stop" />
          ${operation.metadata.cancel_requested_time ? "Cancelling…" : "Cancel…"}</button>`}
      ${["failed", "cancelled"].includes(operation?.state) && may("rerun") && html`
        <${Do} icon="refresh" class="primary" run=${retry}>Start anew<//>`}
    <//>
    <${Shown} store=${store} what="This operation">${({ operation: data, history }) => html`
      <div class="standing ${data.state}">
        <${State} of=${data.state} />
        <div class="grow">${data.state === "running" ? html`<${Progress} of=${data.metadata.progress} />` : html`<p>${standing(data)}</p>`}</div>
      </div>
      <div class="two">
      <${Panel} title="The way"><${Line} of=${history} /><//>
      <${Panel} title="About it"><${Facts} of=${[
        ["Operation", html`<${Id} of=${data.id} />`],
        ["Parent", data.parent && html`<${Text} of=${data.parent} />`],
        ["Source", html`<${Text} of=${data.source} />`],
        ["Created", html`<${Time} at=${data.createdTime} whole />`],
        ["May start at", data.metadata.run_time && html`<${Time} at=${data.metadata.run_time} whole />`],
        ["Ended", data.metadata.complete_time && html`<${Time} at=${data.metadata.complete_time} whole />`],
        ["Readable until", data.metadata.expire_time && html`<${Time} at=${data.metadata.expire_time} whole />`],
        ["Attempts", `${data.metadata.attempt} of ${data.metadata.max_attempts}`],
        ["Anew after", data.metadata.retry_of && html`<a href=${at(tenant, `operations/${data.metadata.retry_of}`)}><code>${data.metadata.retry_of}</code></a>`],
        ["Labels", Object.keys(data.labels).length > 0 && html`<span class="tags">${Object.entries(data.labels).map(([name, value]) => html`<bdi class="tag">${plain(name)}: ${plain(value)}</bdi> `)}</span>`],
      ]} /><//>
      </div>
      <${Callbacks} tenant=${tenant} job=${data.id} done=${data.done} />
      ${data.errors && html`<${Panel} title="Errors"><ul class="errors">${data.errors.map((each) => html`
        <li><code>${plain(each.code)}</code> <bdi>${plain(each.message)}</bdi></li>`)}</ul><${Value} of=${data.errors} label="In full" /><//>`}
      ${data.result && html`<${Panel} title="Result"><${Value} of=${data.result} /><//>`}
      ${data.metadata.custom && html`<${Panel} title="What the worker adds"><${Value} of=${data.metadata.custom} /><//>`}
      ${data.input && html`<${Panel} title="Input"><${Value} of=${data.input} /><//>`}`}<//>
    ${asks && html`<${Ask} title="Cancel this operation?" verb="Cancel the operation" close=${() => setAsks(false)} run=${cancel}>
      <p>${operation.state === "running" ? "Its worker is asked to stop; what it has done until then may stay done." : "It has not started and never will."}${" "}
        The tenant hears <code>operation.cancelled</code>.</p><//>`}`;
}

function reading(path) {
  const read = reader(withQuery(path, { view: "full" }));
  return async (signal, before) => {
    const operation = await read(signal, before?.operation);
    const history = operation === before?.operation ? before.history : (await get(`${path}/history`, { signal })).results;
    return { operation, history };
  };
}

function standing(data) {
  if (data.state === "pending") return data.metadata.attempt > 0 ? "It waits for another try." : "It waits for a worker.";
  if (data.state === "succeeded") return "It has succeeded; its result is below.";
  if (data.state === "cancelled") return "It was cancelled.";
  return `It has failed: ${plain(data.errors?.[0]?.message ?? "no reason was given")}`;
}
