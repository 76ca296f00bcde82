// The catalogue: which events there are, what each carries, and "send me one".
import { get, of, post } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { may } from "../lib/session.js";
import { useStore } from "../lib/store.js";
import { Value } from "../parts/body.js";
import { Ask } from "../parts/dialog.js";
import { Choice, Chips } from "../parts/fields.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { Empty, Shown } from "../parts/states.js";
import { useSubscriptions } from "../parts/subscriptions_known.js";
import { place, Prose } from "../parts/text.js";
import { toast } from "../parts/toast.js";
import { go } from "../shell/router.js";
import { at } from "../shell/routes.js";

export default function EventTypes({ tenant, query }) {
  const store = useStore((signal) => get(of(tenant, "event-types"), { signal }), [tenant], { every: 0 });
  const [text, setText] = useState("");
  return html`
    <${Head} title="Event types" store=${store} />
    <${Shown} store=${store} what="Event types">${({ results, aliases }) => {
      const found = results.filter((each) => `${each.type} ${each.description}`.toLowerCase().includes(text.toLowerCase()));
      const type = results.find((each) => each.type === query.get("type")) ?? found[0];
      return html`
        <div class="catalogue">
          <nav aria-label="Event types">
            <label class="off-screen" for="search-types">Search event types</label>
            <input id="search-types" data-search type="search" placeholder="Search ( / )" value=${text} onInput=${(event) => setText(event.target.value)} />
            <ul>${found.map((each) => html`<li><a data-row href=${`${at(tenant, "event-types")}?type=${encodeURIComponent(each.type)}`} aria-current=${each === type ? "true" : undefined}>
              <code>${each.type}</code>${each.deprecated && html`<span class="tag">deprecated</span>`}</a></li>`)}</ul>
            ${aliases.length > 0 && html`<h2>Short names</h2><ul class="aliases">${aliases.map((each) => html`<li><code>${each.type}</code><small><${Prose} of=${each.description} /></small></li>`)}</ul>`}
          </nav>
          ${type ? html`<${Type} key=${type.type} tenant=${tenant} type=${type} />` : html`<${Empty} title="No type matches">Search for less.<//>`}
        </div>`;
    }}<//>`;
}

function Type({ tenant, type }) {
  const schemas = type.schemas ?? (type.data_schema ? { data: type.data_schema } : {});
  const forms = Object.keys(schemas);
  const [form, setForm] = useState(forms[0]);
  const [sends, setSends] = useState(false);
  return html`
    <article aria-labelledby="type-title">
      <header class="type-head"><h2 id="type-title"><code>${type.type}</code></h2>
        ${may("write") && html`<a class="button" href=${`${at(tenant, "subscriptions/new")}?type=${encodeURIComponent(type.type)}`}><${Icon} of="plus" />Subscribe</a>`}
        ${may("call") && html`<button type="button" onClick=${() => setSends(true)}><${Icon} of="send" />Send me one…</button>`}</header>
      <p class="lead"><${Prose} of=${type.description} /></p>
      ${type.example && html`<${Value} of=${type.example} label="Example" />`}
      ${forms.length > 0 && html`<div class="schema-head"><h3>Schema</h3>${forms.length > 1 && html`<${Chips} label="Payload" value=${form} set=${setForm} options=${forms.map((each) => [each, each])} />`}</div>
        <${Value} of=${schemas[form]} label="JSON Schema" />`}
      ${sends && html`<${SendOne} tenant=${tenant} type=${type.type} close=${() => setSends(false)} />`}
    </article>`;
}

function SendOne({ tenant, type, close }) {
  const known = [...useSubscriptions(tenant).values()].filter((each) => each.state === "enabled");
  const [to, setTo] = useState("");
  const chosen = to || known[0]?.id;
  const send = async () => {
    const sent = await post(of(tenant, `subscriptions/${chosen}:send-example`), { type });
    toast("It is on its way.");
    if (sent.delivery_id) go(at(tenant, `deliveries/${sent.delivery_id}`));
  };
  return html`<${Ask} title="Send an example" verb="Send it" danger=${false} close=${close} run=${send}>
    ${known.length
      ? html`<p>The example of <code>${type}</code> is sent as a real delivery to one subscription, whatever it asks for.</p>
        <${Choice} name="to" label="To" value=${chosen} set=${setTo} options=${known.map((each) => [each.id, place(each.uri || "pull")])} />`
      : html`<p>There is no subscription to send it to. <a href=${at(tenant, "subscriptions/new")}>Make one</a> first.</p>`}
  <//>`;
}
