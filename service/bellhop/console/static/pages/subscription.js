// One subscription: what it asks for, how its endpoint does, and everything that can be done with it.
import { of, patch, post, reader, remove } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { may } from "../lib/session.js";
import { useStore } from "../lib/store.js";
import { seconds } from "../lib/time.js";
import { words } from "../lib/words.js";
import { Code } from "../parts/code_samples.js";
import { Ask, Do } from "../parts/dialog.js";
import { Facts, Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { Standing, standingOf, why } from "../parts/health.js";
import { Icon } from "../parts/icon.js";
import { Ping } from "../parts/ping.js";
import { Proofs } from "../parts/proofs.js";
import { Replay } from "../parts/replay.js";
import { Rotate, RotateKeys } from "../parts/rotate.js";
import { Shown } from "../parts/states.js";
import { Id, place, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { toast } from "../parts/toast.js";
import { Verify } from "../parts/verify.js";
import { go } from "../shell/router.js";
import { at, listed } from "../shell/routes.js";

export default function Subscription({ tenant, id }) {
  const path = of(tenant, `subscriptions/${id}`);
  const store = useStore(reader(path), [path], { every: 3000 });
  const [asks, setAsks] = useState(null);
  const close = () => setAsks(null);
  const subscription = store.data;
  const toggle = async (verb) => {
    store.set(await post(`${path}:${verb}`));
    toast(verb === "enable" ? "It is enabled; what waits leaves now." : "It is disabled; what comes waits.");
  };
  const signByKeys = async (on) => {
    store.set(await patch(path, { auth: { ed25519: on } }));
    toast(on ? "Requests carry a second signature now; its public key verifies it." : "Requests are no longer signed with the key pair.");
  };
  const askFirst = async (on) => {
    store.set(await patch(path, { handshake: on }));
    toast(on ? "The endpoint is asked for permission now." : "It is sent to without asking for permission.");
  };
  return html`
    <${Head} title=${subscription ? place(subscription.uri || subscription.uri_template || "pull") : id} kind="Subscription"
      up=${[at(tenant, "subscriptions"), "Subscriptions"]} store=${store}>
      ${subscription && may("write") && (subscription.state === "enabled"
        ? html`<button type="button" onClick=${() => setAsks("disable")}><${Icon} of="stop" />Disable…</button>`
        : html`<${Do} icon="check" class="primary" run=${() => toggle("enable")}>Enable<//>`)}
    <//>
    <${Shown} store=${store} what="This subscription">${(data) => html`
      <div class="standing ${standingOf(data)}"><${Standing} of=${data} /><p>${why(data)}</p></div>
      <div class="verbs">
        ${may("write") && data.state === "enabled" && data.health.pause && html`<${Do} icon="check" run=${() => toggle("enable")}>End the pause<//>`}
        <a class="button" href=${listed(tenant, "deliveries", `subscription_id == "${id}"`)}><${Icon} of="deliveries" />Its deliveries</a>
        <a class="button" href=${listed(tenant, "dead-letters", `subscription_id == "${id}"`)}><${Icon} of="dead" />Its dead letters</a>
        ${may("resend") && html`<button type="button" onClick=${() => setAsks("replay")}><${Icon} of="refresh" />Replay…</button>`}
        ${may("rotate") && data.auth.signature.enabled && html`<button type="button" onClick=${() => setAsks("rotate")}><${Icon} of="keys" />Rotate secret…</button>`}
        ${may("write") && html`<button type="button" onClick=${() => setAsks("scope")}><${Icon} of="settings" />Change scope…</button>
          <button type="button" onClick=${() => setAsks("delete")}><${Icon} of="close" />Delete…</button>`}
      </div>
      <div class="two">
        <${Panel} title="Scope"><${Facts} of=${[
          ["Event types", html`<span class="tags">${data.event_types.map((each) => html`<code class="tag">${each}</code> `)}</span>`],
          ["Filter", data.filter ? html`<code class="wrap"><${Text} of=${data.filter} most=${2048} /></code>` : "None: every event of these types"],
          ["Payload", data.payload],
          ["Description", data.description && html`<${Text} of=${data.description} most=${1024} />`],
        ]} /><//>
        <${Panel} title="Delivery"><${Facts} of=${[
          ["URL", html`<span class="mono wrap">${data.method} <${Text} of=${data.uri_template || data.uri || "pull"} most=${2048} /></span>`],
          ["Answers within", seconds(data.delivery.timeout_seconds)],
          ["Tried", `${Number(data.delivery.retry.max_attempts) === 1 ? "once" : `${data.delivery.retry.max_attempts} times`}, for ${seconds(data.delivery.max_age_seconds)} at most`],
          ["At once", `${data.delivery.max_in_flight}${data.delivery.rate_per_second ? `, ${data.delivery.rate_per_second} a second` : ""}`],
          ["Order", data.delivery.ordering === "fifo" ? `kept per ${data.delivery.ordering_key}; a dead letter ${data.delivery.on_dead_letter === "block" ? "holds the queue" : "is passed over"}` : "none"],
        ]} /><//>
        <${Panel} title="Health"><${Facts} of=${[
          ["Circuit", words(data.health.circuit.state)],
          ["Pause", data.health.pause && html`${data.health.pause.reason}, since <${Time} at=${data.health.pause.start_time} />, until <${Time} at=${data.health.pause.end_time} whole />`],
          ["Permission", data.health.permission && permission(data.health.permission)],
          ["Failures in a row", String(data.health.consecutive_failures)],
          ["In flight", String(data.health.in_flight)],
          ["Last success", html`<${Time} at=${data.health.last_success_time} whole />`],
          ["Last failure", data.health.last_failure_time && html`<${Time} at=${data.health.last_failure_time} whole />${data.health.last_failure && html` <${Text} of=${data.health.last_failure} most=${400} />`}`],
          ["Failing since", data.health.failing_since_time && html`<${Time} at=${data.health.failing_since_time} whole />`],
        ]} />
          ${may("write") && (data.uri || data.uri_template) && html`<div class="verbs">${data.handshake
            ? html`<${Do} icon="check" run=${() => askFirst(false)}>Send without asking for permission<//>`
            : html`<button type="button" onClick=${() => setAsks("handshake")}><${Icon} of="check" />Ask for permission first…</button>`}</div>`}<//>
        <${Panel} title="How we prove who we are"><${Proofs} auth=${data.auth} health=${data.health} />
          <div class="verbs">
            ${may("write") && html`<${Do} icon="keys" run=${() => signByKeys(!data.auth.ed25519)}>${data.auth.ed25519 ? "Stop signing with the key pair" : "Sign with our key pair, too"}<//>`}
            ${may("rotate") && data.auth.ed25519 && html`<button type="button" onClick=${() => setAsks("keys")}><${Icon} of="refresh" />Rotate key pair…</button>`}
          </div><//>
      </div>
      ${may("call") && (data.uri || data.uri_template) && html`<${Panel} title="Try it">
        <div class="try"><${Verify} tenant=${tenant} id=${id} /><${Ping} tenant=${tenant} id=${id} /></div><//>`}
      ${data.auth.signature.enabled && data.method === "POST" && html`<${Panel} title="Verify a request in your own code"><${Code} tenant=${tenant} subscription=${data} /><//>`}
      <${Facts} of=${[["Subscription", html`<${Id} of=${data.id} />`], ["Created", html`<${Time} at=${data.createdTime} whole />`], ["Changed", html`<${Time} at=${data.update_time} whole />`]]} />`}<//>
    ${asks === "disable" && html`<${Ask} title="Disable this subscription?" verb="Disable it" close=${close} run=${() => toggle("disable")}>
      <p>Nothing is sent to <bdi class="mono">${place(subscription.uri)}</bdi>. What already waits is kept until it is${" "}
        ${seconds(subscription.delivery.max_age_seconds)} old; for what happens meanwhile no delivery is made, and a replay can make up for it.</p><//>`}
    ${asks === "handshake" && html`<${Ask} title="Ask the endpoint for permission first?" verb="Ask first" danger=${false} close=${close} run=${() => askFirst(true)}>
      <p>It gets <code>OPTIONS</code>, as CloudEvents’ web hooks say. Until <bdi class="mono">${place(subscription.uri || subscription.uri_template)}</bdi>${" "}
        answers with <code>WebHook-Allowed-Origin</code> nothing is sent, and what comes waits.</p><//>`}
    ${asks === "delete" && html`<${Ask} title="Delete this subscription?" verb="Delete it" close=${close}
      run=${async () => { await remove(path); toast("It is deleted."); go(at(tenant, "subscriptions")); }}>
      <p>What waits for <bdi class="mono">${place(subscription.uri)}</bdi> is skipped, and its secret is gone. What was sent stays on record.
        To pause it, disable it instead.</p><//>`}
    ${asks === "replay" && html`<${Replay} tenant=${tenant} subscription=${subscription} close=${close} />`}
    ${asks === "rotate" && html`<${Rotate} path=${path} close=${close} changed=${(data) => store.set(data)} />`}
    ${asks === "keys" && html`<${RotateKeys} tenant=${tenant} close=${close} changed=${() => store.refresh()} />`}
    ${asks === "scope" && html`<${Scope} path=${path} subscription=${subscription} close=${close} changed=${(data) => store.set(data)} />`}`;
}

/** What the endpoint has permitted, and since when. */
function permission({ state, granted_time: since, allowed_per_minute: rate }) {
  if (state === "missing") return "Missing";
  return html`Granted <${Time} at=${since} />, ${rate ? `${rate} requests a minute` : "without a limit"}`;
}

function Scope({ path, subscription, close, changed }) {
  const [types, setTypes] = useState(subscription.event_types.join("\n"));
  const [filter, setFilter] = useState(subscription.filter ?? "");
  const save = async () => {
    changed(await patch(path, { event_types: types.split(/[\s,]+/).filter(Boolean), filter: filter.trim() || null }));
    toast("It is changed; it holds for events from now on.");
  };
  return html`<${Ask} title="Change the scope" verb="Save" danger=${false} close=${close} run=${save}>
    <label class="field wide"><span>Event types, one a line</span><textarea rows="4" class="mono" spellcheck=${false} onInput=${(event) => setTypes(event.target.value)}>${types}</textarea></label>
    <label class="field wide"><span>Filter (CEL); empty: every event of these types</span>
      <textarea rows="3" class="mono" spellcheck=${false} onInput=${(event) => setFilter(event.target.value)}>${filter}</textarea></label>
  <//>`;
}
