// Dead letters: deliveries that were given up, and sending all that match again.
import { of } from "../lib/api.js";
import { asked } from "../lib/cel.js";
import { html, useState } from "../lib/html.js";
import { useList } from "../lib/list_store.js";
import { may } from "../lib/session.js";
import { ofDelivery, words } from "../lib/words.js";
import { Bulk } from "../parts/bulk.js";
import { FilterBar } from "../parts/filter_bar.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { LiveRows } from "../parts/rows.js";
import { Status } from "../parts/state.js";
import { Empty } from "../parts/states.js";
import { useSubscriptions } from "../parts/subscriptions_known.js";
import { place, short, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { at } from "../shell/routes.js";

const columns = (known) => [
  { name: "type", label: "Event", slot: "a", cell: (row) => html`<${Text} of=${row.event_type} mono />` },
  { name: "endpoint", label: "Endpoint", slot: "c", cell: (row) => html`<${Text} of=${place(known.get(row.subscription_id)?.uri || short(row.subscription_id))} />` },
  { name: "reason", label: "Why", slot: "b", cell: (row) => html`<span title=${ofDelivery(row.reason)}>${words(row.reason)}</span>` },
  { name: "answer", label: "Last answer", cell: (row) => html`<${Status} code=${row.last_status_code} />` },
  { name: "tries", label: "Attempts", cell: (row) => html`<span class="number">${row.attempt_count}</span>` },
  { name: "time", label: "Given up", slot: "d", cell: (row) => html`<${Time} at=${row.end_time} />` },
  { name: "id", label: "Delivery", cell: (row) => html`<code title=${row.id}>${short(row.id)}</code>` },
];

export default function DeadLetters({ tenant, query }) {
  const filter = query.get("filter") ?? "";
  const store = useList(of(tenant, "dead-letters"), filter);
  const known = useSubscriptions(tenant);
  const [sends, setSends] = useState(false);
  const endpoint = asked(filter, "subscription_id");
  const count = store.data?.rows.length;
  return html`
    <${Head} title="Dead letters" store=${store}>
      ${may("resend") && html`<button type="button" class="primary" disabled=${!count} onClick=${() => setSends(true)}>
        <${Icon} of="send" />${filter ? "Redeliver all that match…" : "Redeliver all…"}</button>`}
    <//>
    <p class="lead">Deliveries that were given up: every attempt failed, they got too old, or their subscription was disabled. Repair the endpoint, then send them again.</p>
    <${FilterBar} filter=${filter} example='event_type == "operation.failed"' fault=${store.error?.status === 400 && store.error.message}
      fields=${[
        { field: "subscription_id", label: "Endpoint", options: [...known.values()].map((each) => [each.id, place(each.uri)]) },
        { field: "event_type", label: "Event type", placeholder: "operation.succeeded" },
        { field: "job_id", label: "Operation", placeholder: "op_…" },
      ]} />
    <${LiveRows} store=${store} what="Dead letters" columns=${columns(known)} href=${(row) => at(tenant, `deliveries/${row.id}`)}
      template="minmax(9rem, 1.2fr) minmax(10rem, 2fr) 11rem 6rem 5rem 6.5rem 8.5rem"
      empty=${html`<${Empty} title=${filter ? "No dead letter matches" : "No dead letters"}>${filter
        ? "Take something out of the filter." : "Everything that was to be sent has arrived, or is still being tried."}<//>`} />
    ${sends && html`<${Bulk} tenant=${tenant} path="dead-letters:redeliver" body=${filter ? { filter } : {}}
      title="Redeliver dead letters" close=${() => setSends(false)} changed=${() => store.refresh()}
      where=${endpoint ? html`to <bdi class="mono">${place(known.get(endpoint)?.uri ?? endpoint)}</bdi>.` : reach(store.data.rows, known, Boolean(store.data.token))} />`}`;
}

/** To which endpoints, as far as the list was read. */
function reach(rows, known, isMore) {
  const ids = [...new Set(rows.map((row) => row.subscription_id))];
  const named = ids.slice(0, 3).map((id) => html`<li><bdi class="mono">${place(known.get(id)?.uri || id)}</bdi></li>`);
  return html`<span>to ${ids.length}${isMore ? " or more" : ""} ${ids.length === 1 && !isMore ? "endpoint" : "endpoints"}:</span>
    <ul class="reach">${named}${ids.length > 3 && html`<li>and ${ids.length - 3} more</li>`}</ul>`;
}
