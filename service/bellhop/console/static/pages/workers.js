// Who works: the workers that hold jobs, and the processes that send, for the operator.
import { get } from "../lib/api.js";
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { useStore } from "../lib/store.js";
import { Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { Rows } from "../parts/rows.js";
import { Empty, Shown } from "../parts/states.js";
import { Text } from "../parts/text.js";
import { Time } from "../parts/time.js";

const WORKERS = [
  { name: "worker", label: "Worker", slot: "a", cell: (row) => html`<${Text} of=${row.worker_id} mono />` },
  { name: "held", label: "Holds", slot: "b", cell: (row) => html`<span class="number">${Number(row.held).toLocaleString("en")}</span>` },
  { name: "actions", label: "Of", slot: "c", cell: (row) => html`<span class="tags">${Object.entries(row.actions).map(([action, count]) => html`<span class="tag">${plain(action)} ${count}</span> `)}</span>` },
  { name: "beat", label: "Last heard of", slot: "d", cell: (row) => html`<${Time} at=${row.last_heartbeat_time} />` },
  { name: "oldest", label: "Holds the oldest since", cell: (row) => html`<${Time} at=${row.oldest_claim_time} />` },
  { name: "lease", label: "Next lease ends", cell: (row) => html`<${Time} at=${row.next_lease_expire_time} />` },
];
const dispatching = (several) => [
  { name: "holder", label: "Process", slot: "a", cell: (row) => html`${row.holder === undefined ? "Nobody known" : `No. ${row.holder}`}${several && html` in <code>${row.cell}</code>`}` },
  { name: "flight", label: "Sends", slot: "b", cell: (row) => html`<span class="number">${row.in_flight}</span>` },
  { name: "begin", label: "Runs since", slot: "c", cell: (row) => html`<${Time} at=${row.begin_time} />` },
  { name: "gone", label: "Found gone", slot: "d", cell: (row) => html`<${Time} at=${row.gone_time} />` },
  { name: "oldest", label: "Oldest of what it sends", cell: (row) => html`<${Time} at=${row.oldest_due_time} />` },
];

export default function Workers() {
  const store = useStore(reading, [], { every: 4000 });
  return html`
    <${Head} title="Workers" store=${store} />
    <${Shown} store=${store} what="Workers">${({ workers, dispatchers }) => html`
      <${Panel} title="Workers that hold jobs">${workers.length
        ? html`<${Rows} rows=${workers} label="Workers that hold jobs" columns=${WORKERS} template="minmax(9rem, 1.4fr) 5rem minmax(9rem, 2fr) 8rem 10rem 8rem" />`
        : html`<${Empty} title="Nobody holds a job">A worker that waits for work holds nothing and is not told of here. Jobs that are due with nobody to take them show under Queues.<//>`}<//>
      <${Panel} title="Processes that send">${dispatchers.length
        ? html`<${Rows} rows=${dispatchers} label="Processes that send" columns=${dispatching(new Set(dispatchers.map((each) => each.cell)).size > 1)} template="minmax(8rem, 1fr) 5rem 9rem 9rem 12rem" />`
        : html`<${Empty} title="No process sends">Start one with the role <code>dispatcher</code> or <code>all</code>.<//>`}<//>`}<//>`;
}

async function reading(signal) {
  const [workers, stats] = await Promise.all([get("/v2/admin/workers", { signal }), get("/v2/admin/stats", { signal })]);
  return { workers: workers.results.map((each) => ({ ...each, id: each.worker_id })), dispatchers: stats.dispatchers };
}
