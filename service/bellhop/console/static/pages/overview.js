// How it goes: the last day in charts, and the endpoints that fail, with the reason and the next probe.
import { get, of } from "../lib/api.js";
import { html } from "../lib/html.js";
import { all } from "../lib/list_store.js";
import { useStore } from "../lib/store.js";
import { lastDay } from "../lib/stats.js";
import { before, measured, now } from "../lib/time.js";
import { Chart } from "../parts/charts.js";
import { Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { isFailing, Trouble } from "../parts/health.js";
import { Empty, Shown } from "../parts/states.js";
import { at, listed } from "../shell/routes.js";

const DAY = 86_400_000;

export default function Overview({ tenant }) {
  const store = useStore(reading(tenant), [tenant], { every: 5000 });
  return html`
    <${Head} title="Overview" store=${store} />
    <${Shown} store=${store} what="Overview">${({ hours, totals, subscriptions }) => {
      const failing = subscriptions.filter(isFailing);
      const sum = (name) => hours.reduce((count, hour) => count + hour[name], 0);
      return html`
        <${Totals} tenant=${tenant} totals=${totals} />
        <div class="charts">
          <${Chart} title="Attempts, last 24 hours" hours=${hours} total=${`${(sum("delivered") + sum("failed")).toLocaleString("en")}`}
            series=${[{ name: "delivered", word: "Delivered", look: "good" }, { name: "failed", word: "Failed", look: "warn" }]} />
          <${Chart} title="Given up, last 24 hours" hours=${hours} total=${sum("dead").toLocaleString("en")} series=${[{ name: "dead", word: "Dead letters", look: "bad" }]} />
          <${Chart} title="Time to answer, last 24 hours" hours=${hours} kind="lines" format=${(value) => (value ? measured(value) : "0")}
            series=${[{ name: "p50", word: "Half within (p50)", look: "accent" }, { name: "p95", word: "95 % within (p95)", look: "idle" }]} />
        </div>
        <${Panel} title="Endpoints that fail">
          ${failing.length ? html`<ul class="troubles">${failing.map((each) => html`<${Trouble} key=${each.id} tenant=${tenant} subscription=${each} />`)}</ul>`
            : subscriptions.length ? html`<p class="all-well">All ${subscriptions.length} ${subscriptions.length === 1 ? "subscription answers" : "subscriptions answer"}.</p>`
              : html`<${Empty} title="No subscription yet">Nobody is called so far. <a class="button primary" href=${at(tenant, "subscriptions/new")}>Make a subscription</a><//>`}
        <//>`;
    }}<//>`;
}

const reading = (tenant) => async (signal, known) => {
  const since = `hour >= timestamp("${before(DAY)}")`;
  const isDue = !known || Date.now() - known.statsTime > 30_000; // counts over hours change slowly
  const [totals, subscriptions, hours] = await Promise.all([
    get(of(tenant, "totals"), { signal }),
    known && Date.now() - known.statsTime < 15_000 ? known.subscriptions : all(of(tenant, "subscriptions"), signal),
    isDue ? all(of(tenant, "stats"), signal, { filter: since, group_by: "tenant" }).then((rows) => lastDay(rows, now())) : known.hours,
  ]);
  return { totals, subscriptions, hours, statsTime: isDue ? Date.now() : known.statsTime };
};

const TILES = [
  ["deliveries", "pending", "Deliveries waiting", "deliveries"],
  ["deliveries", "in_flight", "In flight", "deliveries"],
  ["deliveries", "dead", "Dead letters", "dead-letters"],
  ["operations", "pending", "Operations waiting", "operations"],
  ["operations", "running", "Running", "operations"],
];

function Totals({ tenant, totals }) {
  return html`<ul class="tiles">${TILES.map(([collection, state, word, page]) => {
    const count = Number(totals[collection]?.[state] ?? 0);
    const href = page === "dead-letters" ? at(tenant, page) : listed(tenant, page, `state == "${state}"`);
    return html`<li class=${state === "dead" && count ? "bad" : ""}><a href=${href}>
      <strong>${count >= totals.capped_at ? `${count.toLocaleString("en")}+` : count.toLocaleString("en")}</strong><span>${word}</span></a></li>`;
  })}</ul>`;
}
