// Actions, for the operator: what can be run, what goes in and comes out, what of it is alive.
import { get, withQuery } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { all } from "../lib/list_store.js";
import { useStore } from "../lib/store.js";
import { seconds } from "../lib/time.js";
import { Value } from "../parts/body.js";
import { Facts } from "../parts/facts.js";
import { Chips } from "../parts/fields.js";
import { Head } from "../parts/head.js";
import { Empty, Shown } from "../parts/states.js";
import { Prose } from "../parts/text.js";

const MOST = 1000;

export default function Actions({ query }) {
  const store = useStore((signal) => all("/v2/admin/actions", signal), [], { every: 0 });
  return html`
    <${Head} title="Actions" store=${store} />
    <${Shown} store=${store} what="Actions">${(actions) => {
      if (!actions.length) return html`<${Empty} title="No action yet"><code>PUT /v2/admin/actions/…</code> or <code>bellhop actions apply</code> says what can be run.<//>`;
      const chosen = actions.find((each) => each.action === query.get("action")) ?? actions[0];
      return html`<div class="catalogue">
        <nav aria-label="Actions"><ul>${actions.map((each) => html`<li><a data-row href=${`/console/operator/actions?action=${encodeURIComponent(each.action)}`} aria-current=${each === chosen ? "true" : undefined}><code>${each.action}</code></a></li>`)}</ul></nav>
        <${Action} key=${chosen.action} action=${chosen} />
      </div>`;
    }}<//>`;
}

function Action({ action }) {
  const [side, setSide] = useState("input_schema");
  const filter = `action == "${action.action}" && (state == "pending" || state == "running")`;
  const live = useStore(async (signal) => (await get(withQuery("/v2/admin/operations", { filter, max_page_size: MOST }), { signal })).results.length, [filter], { every: 5000 });
  return html`
    <article aria-labelledby="action-title">
      <h2 id="action-title"><code>${action.action}</code></h2>
      <p class="lead"><${Prose} of=${action.description} /></p>
      <${Facts} of=${[
        ["Path", html`<code class="wrap">/v2/tenants/{t}/${action.parent ? `${action.parent}/` : ""}${action.action}/run</code>`],
        ["Alive", live.data !== null && html`<a href=${`/console/operator/operations?filter=${encodeURIComponent(filter)}`}>${live.data >= MOST ? `${MOST} or more` : live.data}</a>`],
        ["At the same time", action.concurrency],
        ["Can be cancelled", action.cancellable ? "yes" : "no"],
        ["Attempts", String(action.max_attempts ?? "")],
        ["Lease", action.lease_seconds && seconds(action.lease_seconds)],
        ["Deadline", seconds(action.deadline_seconds)],
        ["Readable for", seconds(action.retention_seconds)],
      ]} />
      <div class="schema-head"><h3>Schema</h3><${Chips} label="Schema" value=${side} set=${setSide} options=${[["input_schema", "Input"], ["result_schema", "Result"]]} /></div>
      <${Value} of=${action[side] ?? {}} label="JSON Schema" />
    </article>`;
}
