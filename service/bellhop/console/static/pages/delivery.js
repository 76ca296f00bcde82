// One delivery: where it stands, what comes next, and every attempt with both sides of the conversation.
import { of, post, reader } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { may } from "../lib/session.js";
import { useStore } from "../lib/store.js";
import { ofStanding } from "../lib/words.js";
import { Attempt } from "../parts/attempt.js";
import { Ask, Do } from "../parts/dialog.js";
import { Facts, Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { State } from "../parts/state.js";
import { Empty, Shown } from "../parts/states.js";
import { useSubscriptions } from "../parts/subscriptions_known.js";
import { Id, place, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { at } from "../shell/routes.js";

const ENDED = new Set(["delivered", "dead", "skipped"]);

export default function Delivery({ tenant, id }) {
  const path = of(tenant, `deliveries/${id}`);
  const store = useStore(reader(path), [path], { until: (data) => ENDED.has(data?.state) });
  const subscriptions = useSubscriptions(tenant);
  const [asks, setAsks] = useState(false);
  const delivery = store.data;
  const change = async (verb) => {
    const changed = await post(`${path}:${verb}`);
    store.set({ ...store.data, ...changed });
    await store.refresh();
  };
  const may_skip = delivery && !ENDED.has(delivery.state) && delivery.state !== "in_flight";
  return html`
    <${Head} title=${delivery?.event_type ?? id} kind="Delivery" up=${[at(tenant, "deliveries"), "Deliveries"]} store=${store}>
      ${delivery && may("resend") && html`
        ${may_skip && html`<button type="button" onClick=${() => setAsks(true)}><${Icon} of="skip" />Skip…</button>`}
        <${Do} icon="send" class="primary" disabled=${delivery.state === "in_flight"} done="It is sent again."
          run=${() => change("redeliver")}>Redeliver<//>`}
    <//>
    <${Shown} store=${store} what="This delivery">${(data) => html`
      <div class="standing ${data.state}">
        <${State} of=${data.state} />
        <p>${ofStanding(data).join(" ")}</p>
      </div>
      <${Facts} of=${[
        ["Delivery", html`<${Id} of=${data.id} />`],
        ["Endpoint", html`<a href=${at(tenant, `subscriptions/${data.subscription_id}`)}><${Text} of=${place(subscriptions.get(data.subscription_id)?.uri || data.subscription_id)} /></a>`],
        ["Event", html`<a href=${at(tenant, `events/${data.event_id}`)}><code>${data.event_id}</code></a>`],
        ["Operation", data.job_id && html`<a href=${at(tenant, `operations/${data.job_id}`)}><code>${data.job_id}</code></a>`],
        ["Payload", data.payload],
        ["Created", html`<${Time} at=${data.createdTime} whole />`],
        ["Next attempt", data.next_attempt_time && html`<${Time} at=${data.next_attempt_time} whole />`],
        [data.state === "delivered" ? "Arrived" : "Ended", data.end_time && html`<${Time} at=${data.end_time} whole />`],
        ["Given up at", !data.end_time && html`<${Time} at=${data.give_up_time} whole />`],
      ]} />
      <${Panel} title=${`Attempts (${data.attempts.length})`}>
        ${data.attempts.length === 0 && html`<${Empty} title="No attempt yet">The first one shows here as soon as it has ended.<//>`}
        <ol class="attempts">${data.attempts.toReversed().map((attempt, index) => html`
          <${Attempt} key=${attempt.id} attempt=${attempt} open=${index === 0} longest=${longest(data.attempts)} />`)}</ol>
      <//>`}<//>
    ${asks && html`<${Ask} title="Skip this delivery?" verb="Skip it" close=${() => setAsks(false)}
      run=${async () => { await change("skip"); toast("It is skipped."); }}>
      <p>It will not be sent, and the endpoint does not hear of <code>${delivery.event_type}</code>. In a queue that keeps its
        order, the next delivery goes on. You can still redeliver it later.</p><//>`}`;
}

const longest = (attempts) => Math.max(1, ...attempts.map((each) => Number(each.phases.total_ms)));
