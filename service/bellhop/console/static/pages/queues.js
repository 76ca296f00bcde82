// The bridge: how much waits, how old the oldest is, what is held back, and whether every part is well.
import { get, of, post } from "../lib/api.js";
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { useStore } from "../lib/store.js";
import { measured, span } from "../lib/time.js";
import { Do } from "../parts/dialog.js";
import { Panel } from "../parts/facts.js";
import { Findings } from "../parts/findings.js";
import { Head } from "../parts/head.js";
import { State } from "../parts/state.js";
import { Shown } from "../parts/states.js";
import { place, Text } from "../parts/text.js";
import { Time, useNow } from "../parts/time.js";
import { at } from "../shell/routes.js";

const LATE = 60_000;

export default function Queues() {
  const store = useStore(reading, [], { every: 3000 });
  return html`
    <${Head} title="Queues" store=${store} />
    <${Shown} store=${store} what="Queues">${({ stats, parts, series }) => html`
      <${Verdict} stats=${stats} parts=${parts} />
      <div class="two">
        <${Panel} title="Jobs"><${Depths} stats=${stats} of=${[
          ["Due", stats.jobs.due, "could run now"], ["Running", stats.jobs.running, "held by workers"], ["Scheduled", stats.jobs.scheduled, "for later, or behind a lane"],
        ]} oldest=${stats.jobs.oldest_due_time} series=${series} line=${["jobs_due", "jobs_running"]} /><//>
        <${Panel} title="Deliveries"><${Depths} stats=${stats} of=${[
          ["Due", stats.deliveries.due, "could leave now"], ["In flight", stats.deliveries.in_flight, "being sent"], ["Scheduled", stats.deliveries.scheduled, "for a retry"],
          ["Circuits open", stats.deliveries.circuits_open, "endpoints held back"], ["Paused", stats.deliveries.paused, "as the endpoint asked"],
        ]} oldest=${stats.deliveries.oldest_due_time} series=${series} line=${["deliveries_due", "in_flight"]} /><//>
      </div>
      ${stats.circuits.length > 0 && html`<${Panel} title="Endpoints that are held back">
        <ul class="troubles">${stats.circuits.map((each) => html`<li>
          <a href=${at(each.tenant_id, `subscriptions/${each.subscription_id}`)}><${Text} of=${place(each.uri)} mono /></a><${Text} of=${each.tenant_id} mono />
          <p>${each.failures} failures in a row, held back since <${Time} at=${each.open_time} />; the next probe is due <${Time} at=${each.next_probe_time} />.
            ${each.last_success_time ? html` It answered last <${Time} at=${each.last_success_time} />.` : " It has never answered."}</p></li>`)}</ul><//>`}
      ${stats.paused.length > 0 && html`<${Panel} title="Endpoints that asked for a pause">
        <ul class="troubles">${stats.paused.map((each) => html`<li key=${each.subscription_id}>
          <a href=${at(each.tenant_id, `subscriptions/${each.subscription_id}`)}><${Text} of=${place(each.uri || "pull")} mono /></a><${Text} of=${each.tenant_id} mono />
          <div><p>Asked <${Time} at=${each.start_time} /> (${plain(each.reason)}). Nothing leaves until <${Time} at=${each.end_time} whole />.</p>
            <${Do} class="small" icon="check" done="It is sent to again; what waits leaves now." run=${() => endPause(each, store)}>End the pause<//></div></li>`)}</ul><//>`}
      ${stats.slowest.length > 0 && html`<${Panel} title="Endpoints that are slow">
        <ul class="troubles">${stats.slowest.map((each) => html`<li>
          <a href=${at(each.tenant_id, `subscriptions/${each.subscription_id}`)}><${Text} of=${place(each.uri)} mono /></a><${Text} of=${each.tenant_id} mono />
          <p>${each.p50_ms !== undefined && `Half of its attempts took up to ${measured(each.p50_ms)}, 95 % up to ${measured(each.p95_ms)}. `}${Number(each.delivered) + Number(each.failed)} attempts in this hour and the one before.</p></li>`)}</ul><//>`}
      <${Findings} />
      <${Panel} title="Parts">${parts
        ? html`<ul class="parts">${Object.entries(parts).map(([name, said]) => html`<li><strong>${name.replaceAll("_", " ")}</strong><${State} of=${said === "ok" ? "ok" : "failed"} word=${said === "ok" ? "Well" : plain(said)} /></li>`)}</ul>`
        : html`<p class="hint">This process does not say.</p>`}<//>`}<//>`;
}

async function endPause({ tenant_id: tenant, subscription_id: id }, store) {
  await post(of(tenant, `subscriptions/${id}:enable`));
  await store.refresh();
}

async function reading(signal, before) {
  const stats = await get("/v2/admin/stats", { signal });
  const parts = !before || Date.now() - before.partsTime > 9000 ? await health(signal) : before.parts;
  const point = { jobs_due: Number(stats.jobs.due), jobs_running: Number(stats.jobs.running), deliveries_due: Number(stats.deliveries.due), in_flight: Number(stats.deliveries.in_flight) };
  return { stats, parts, partsTime: parts === before?.parts ? before.partsTime : Date.now(), series: [...(before?.series ?? []), point].slice(-100) };
}

/** Each part of the process by name; its 503 tells which is not well, so it is no loss of contact. */
async function health(signal) {
  const answer = await fetch("/readyz", { signal, cache: "no-store", credentials: "omit" });
  return (await answer.json()).parts ?? null;
}

function Verdict({ stats, parts }) {
  const moment = useNow();
  const late = [["jobs", stats.jobs.oldest_due_time], ["deliveries", stats.deliveries.oldest_due_time]]
    .filter(([, oldest]) => oldest && moment - Date.parse(oldest) > LATE);
  const unwell = Object.entries(parts ?? {}).filter(([, said]) => said !== "ok").map(([name]) => name.replaceAll("_", " "));
  const said = [
    ...unwell.map((name) => `${name} is not well`),
    ...late.map(([what, oldest]) => `${what} have been due for ${span(moment - Date.parse(oldest))}`),
  ];
  const open = Number(stats.deliveries.circuits_open), paused = Number(stats.deliveries.paused);
  if (!said.length) return html`<div class="standing delivered"><${State} of="ok" word="Well" /><p>Nothing waits longer than it should.
    ${open > 0 && ` ${open} ${open === 1 ? "endpoint is" : "endpoints are"} held back by a circuit: their tenants’ pages say why.`}
    ${paused > 0 && ` ${paused} ${paused === 1 ? "endpoint has" : "endpoints have"} asked for a pause.`}</p></div>`;
  const held = !unwell.length && late.every(([what]) => what === "deliveries") && open + paused > 0; // most likely only endpoints that fail
  return html`<div class="standing ${held ? "failing" : "dead"}"><${State} of=${held ? "failing" : "failed"} word="Look here" />
    <p>${sentence(said.join("; "))} ${late.some(([what]) => what === "jobs") ? "Jobs that stay due have no worker that takes them. " : ""}
    ${late.some(([what]) => what === "deliveries") ? `Deliveries that stay due wait for a place, a circuit (${open} ${open === 1 ? "is" : "are"} open), a pause (${paused}) or a dispatcher.` : ""}</p></div>`;
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function Depths({ of: figures, oldest, stats, series, line }) {
  return html`
    <ul class="tiles inner">${figures.map(([word, count, hint]) => html`<li><span title=${hint}><strong>${Number(count) >= Number(stats.counted_to) ? `${Number(count).toLocaleString("en")}+` : Number(count).toLocaleString("en")}</strong><span>${word}<small>${hint}</small></span></span></li>`)}</ul>
    <p class="oldest">${oldest ? html`The oldest has been due since <${Time} at=${oldest} whole />.` : "Nothing is due."}</p>
    <${Spark} series=${series} names=${line} />`;
}

/** The last readings of this page as a line; the figures above say the same in numbers. */
function Spark({ series, names }) {
  const most = Math.max(1, ...series.flatMap((point) => names.map((name) => point[name])));
  return html`<svg class="spark" viewBox="0 0 500 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    ${names.map((name, index) => html`<polyline class=${`spark-${index}`} points=${series.map((point, at) => `${(500 - (series.length - 1 - at) * 5).toFixed(1)},${(38 - (36 * point[name]) / most).toFixed(1)}`).join(" ")} />`)}</svg>`;
}
