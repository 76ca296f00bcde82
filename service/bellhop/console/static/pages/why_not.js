// Why not? Paste the id of anything; the answer is in sentences.
import { get, of, withQuery } from "../lib/api.js";
import { html, useEdited } from "../lib/html.js";
import { useStore } from "../lib/store.js";
import { ofAttempt, ofLedger, ofStanding, words } from "../lib/words.js";
import { Callbacks } from "../parts/callbacks.js";
import { Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { Standing, why } from "../parts/health.js";
import { Icon } from "../parts/icon.js";
import { Ledger } from "../parts/ledger.js";
import { State } from "../parts/state.js";
import { Empty, Shown } from "../parts/states.js";
import { place, short, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { setQuery } from "../shell/router.js";
import { at, listed } from "../shell/routes.js";

const NEWEST = 50;
const NOT_MEANT = new Set(["other_type", "not_addressed", "own_kind", "not_there"]);
const ID = /\b(op|evt|dlv|sub)_[0-9a-hjkmnp-tv-z]{26}\b/;

export default function WhyNot({ tenant, query }) {
  const asked = query.get("id") ?? "";
  const [text, setText] = useEdited(asked);
  const found = ID.exec(text);
  const submit = (event) => {
    event.preventDefault();
    if (found) setQuery({ id: found[0] });
  };
  const kind = ID.exec(asked)?.[1];
  const Answer = { op: OfOperation, evt: OfEvent, dlv: OfDelivery, sub: OfSubscription }[kind];
  return html`
    <${Head} title="Why not?" />
    <form class="ask-why" onSubmit=${submit}>
      <label for="why">Paste an id, or a line of a log that has one: an operation, event, delivery or subscription</label>
      <div><input id="why" data-search class="mono" value=${text} placeholder="op_… evt_… dlv_… sub_…" autocomplete="off" spellcheck=${false}
        onInput=${(event) => setText(event.target.value)} />
        <button type="submit" class="primary" disabled=${!found}><${Icon} of="search" />Ask</button></div>
      <p class="hint" role="status">${text && !found ? "There is no id of this service in it. Ids begin with op_, evt_, dlv_ or sub_." : ""}</p>
    </form>
    ${Answer ? html`<${Answer} key=${asked} tenant=${tenant} id=${asked} />`
      : html`<${Empty} title="Why did a callback not arrive?">For every event this service has written down, for every subscription, why it did or did not get it. Ask it.<//>`}`;
}

function OfOperation({ tenant, id }) {
  const store = useStore((signal) => get(of(tenant, `operations/${id}`), { signal }), [id], { every: 0 });
  return html`<${Shown} store=${store} what="This operation">${(data) => html`
    <p class="answer">The operation <a href=${at(tenant, `operations/${id}`)}><code>${short(id)}</code></a> of <${Text} of=${data.action} mono /> is${" "}
      <${State} of=${data.state} />${data.done ? html`, since <${Time} at=${data.metadata.complete_time} />. It ended, so it is told:` : ". Callbacks leave when it ends."}</p>
    <${Callbacks} tenant=${tenant} job=${id} done=${data.done} />`}<//>`;
}

function OfEvent({ tenant, id }) {
  const store = useStore((signal) => get(of(tenant, `events/${id}`), { signal }), [id], { every: 0 });
  return html`<${Shown} store=${store} what="This event">${(event) => html`
    <p class="answer"><a href=${at(tenant, `events/${id}`)}><code>${event.type}</code></a> happened <${Time} at=${event.createdTime} />.${" "}
      ${event.delivery_count ? `${event.delivery_count} ${Number(event.delivery_count) === 1 ? "delivery was" : "deliveries were"} made of it.` : "No delivery was made of it."} For each subscription:</p>
    <${Panel} title="The ledger"><${Ledger} tenant=${tenant} event=${event} /><//>`}<//>`;
}

function OfDelivery({ tenant, id }) {
  const store = useStore((signal) => reading(tenant, id, signal), [id], { every: 0 });
  return html`<${Shown} store=${store} what="This delivery">${({ delivery, subscription }) => {
    const last = delivery.attempts.at(-1);
    return html`
      <p class="answer">The delivery <a href=${at(tenant, `deliveries/${id}`)}><code>${short(id)}</code></a> of <${Text} of=${delivery.event_type} mono /> is <${State} of=${delivery.state} />.${" "}
        ${ofStanding(delivery).join(" ")}</p>
      ${last && html`<p class="answer">Of ${delivery.attempts.length} ${delivery.attempts.length === 1 ? "attempt" : "attempts"} the last was <${Time} at=${last.start_time} />: ${ofAttempt(last)}</p>`}
      ${subscription && html`<p class="answer">Its endpoint <a href=${at(tenant, `subscriptions/${subscription.id}`)}><${Text} of=${place(subscription.uri || "pull")} mono /></a> is <${Standing} of=${subscription} /> ${why(subscription)}</p>`}`;
  }}<//>`;
}

async function reading(tenant, id, signal) {
  const delivery = await get(of(tenant, `deliveries/${id}`), { signal });
  try {
    return { delivery, subscription: await get(of(tenant, `subscriptions/${delivery.subscription_id}`), { signal }) };
  } catch (error) {
    if (error.status === 404 || error.status === 403) return { delivery, subscription: null }; // it was deleted, or one may not see it
    throw error;
  }
}

const OPERATION_ENDS = ["operation.succeeded", "operation.failed", "operation.cancelled"];

/** A subscription, its newest deliveries, and the newest events of the types that it asks for. */
async function readingAll(tenant, id, signal) {
  const subscription = await get(of(tenant, `subscriptions/${id}`), { signal });
  const types = subscription.event_types.flatMap((each) => (each === "operation.*" ? OPERATION_ENDS : [each]));
  const filter = types.some((each) => each.endsWith("*")) ? "" : `type in ${JSON.stringify(types)}`;
  const [deliveries, events] = await Promise.all([
    get(withQuery(of(tenant, "deliveries"), { filter: `subscription_id == "${id}"`, max_page_size: 200 }), { signal }),
    get(withQuery(of(tenant, "events"), { view: "full", max_page_size: NEWEST, filter }), { signal }),
  ]);
  return { subscription, deliveries: deliveries.results, events: events.results };
}

function OfSubscription({ tenant, id }) {
  const store = useStore((signal) => readingAll(tenant, id, signal), [id], { every: 0 });
  return html`<${Shown} store=${store} what="This subscription">${({ subscription, deliveries, events }) => {
    const counts = Object.entries(Object.groupBy(deliveries, (each) => each.state)).map(([state, some]) => `${some.length} ${words(state).toLowerCase()}`);
    const lines = events.map((event) => ({ event, reason: event.ledger?.find((each) => each.subscription_id === id)?.reason ?? "not_there" }));
    const meant = lines.filter(({ reason }) => !NOT_MEANT.has(reason));
    return html`
      <p class="answer"><a href=${at(tenant, `subscriptions/${id}`)}><${Text} of=${place(subscription.uri || "pull")} mono /></a> is <${Standing} of=${subscription} /> ${why(subscription)}</p>
      <p class="answer">${deliveries.length ? html`Of its newest <a href=${listed(tenant, "deliveries", `subscription_id == "${id}"`)}>${deliveries.length} deliveries</a>: ${counts.join(", ")}.` : "No delivery was ever made for it."}</p>
      <${Panel} title="The newest events, and what it got of them">
        ${lines.length === 0 && html`<p>Nothing has happened so far that it could want.</p>`}
        ${lines.length > meant.length && html`<p>Of the newest ${lines.length} events, ${lines.length - meant.length} were not for it: of another type, for another subscription, or from before it was made.</p>`}
        ${meant.length > 0 && html`<ul class="callbacks">${meant.map(({ event, reason }) => html`<li>
          <div class="callback-where"><a href=${at(tenant, `events/${event.id}`)}><${Text} of=${event.type} mono /></a><small><${Time} at=${event.createdTime} /></small></div>
          <${State} of=${reason} word=${words(reason)} /><span></span><p>${ofLedger(reason)}</p><span></span></li>`)}</ul>`}<//>`;
  }}<//>`;
}
