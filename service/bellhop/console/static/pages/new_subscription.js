// A new subscription, step by step: what to hear, which of it, where, how we prove who we are, and whether it works.
import { get, of, once, post } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useStore } from "../lib/store.js";
import { Code } from "../parts/code_samples.js";
import { Field } from "../parts/fields.js";
import { FilterTrial } from "../parts/filter_trial.js";
import { Head } from "../parts/head.js";
import { Icon } from "../parts/icon.js";
import { Ping } from "../parts/ping.js";
import { authOf, ProofFields } from "../parts/proof_fields.js";
import { PublicKey } from "../parts/proofs.js";
import { Secret } from "../parts/secret.js";
import { Shown } from "../parts/states.js";
import { TypePicker } from "../parts/type_picker.js";
import { Verify } from "../parts/verify.js";
import { at } from "../shell/routes.js";

const STEPS = ["What", "Which of it", "Where", "Proof", "Try it"];

export default function NewSubscription({ tenant, query }) {
  const catalogue = useStore((signal) => get(of(tenant, "event-types"), { signal }), [tenant], { every: 0 });
  const [step, setStep] = useState(0);
  const wanted = query.get("type");
  const [form, setForm] = useState({
    event_types: [wanted ?? "operation.*"], filter: "", uri: "", description: "", payload: "thin", handshake: false, proof: "signature", proofs: {}, ed25519: false,
  });
  const [faults, setFaults] = useState({});
  const [made, setMade] = useState(null);
  const [busy, setBusy] = useState(false);
  const [key] = useState(once());
  const set = (name) => (value) => setForm((before) => ({ ...before, [name]: value }));
  const ready = [form.event_types.length > 0, true, /^https?:\/\/./.test(form.uri.trim()), true][step];
  useEffect(() => void document.getElementById("step-title")?.focus(), [step]);

  const create = async () => {
    setBusy(true);
    setFaults({});
    const { event_types, filter, uri, description, payload, handshake } = form;
    const body = { event_types, uri: uri.trim(), description, payload, auth: authOf(form), ...(handshake && { handshake }), ...(filter.trim() && { filter: filter.trim() }) };
    try {
      // The same key for the same words: a lost answer makes no second subscription; other words are another one.
      const suffix = digest(JSON.stringify(body));
      setMade(await post(of(tenant, "subscriptions"), body, { headers: { "Idempotency-Key": key["Idempotency-Key"] + suffix } }));
      setStep(4);
    } catch (error) {
      const found = error.faults ?? {};
      setFaults({ ...found, "": Object.keys(found).length ? "" : error.message });
      const pointer = Object.keys(found)[0] ?? "";
      setStep(pointer.startsWith("/auth") ? 3 : pointer.startsWith("/filter") ? 1 : pointer.startsWith("/event_types") ? 0 : pointer ? 2 : 3);
    }
    setBusy(false);
  };
  const next = (event) => {
    event.preventDefault();
    if (step < 3) setStep(step + 1);
    else create();
  };
  return html`
    <${Head} title="New subscription" up=${[at(tenant, "subscriptions"), "Subscriptions"]} />
    <ol class="wizard-steps">${STEPS.map((word, index) => html`
      <li class=${index < step ? "past" : ""} aria-current=${index === step ? "step" : undefined}>
        ${index < step && !made ? html`<button type="button" class="quiet" onClick=${() => setStep(index)}><b>${index + 1}</b>${word}</button>` : html`<span><b>${index + 1}</b>${word}</span>`}</li>`)}</ol>
    <${Shown} store=${catalogue} what="Event types">${({ results, aliases }) => (made
      ? html`<${Made} tenant=${tenant} made=${made} />`
      : html`<form class="wizard" onSubmit=${next}>
          ${step === 0 && html`<h2 id="step-title" tabindex="-1">What do you want to hear?</h2>
            <${TypePicker} types=${results} aliases=${aliases} chosen=${form.event_types} set=${set("event_types")} />`}
          ${step === 1 && html`<h2 id="step-title" tabindex="-1">Which of these events?</h2>
            <${FilterTrial} tenant=${tenant} types=${form.event_types} filter=${form.filter} set=${set("filter")} fault=${faults["/filter"]} />`}
          ${step === 2 && html`<h2 id="step-title" tabindex="-1">Where shall they go?</h2>
            <${Where} form=${form} set=${set} faults=${faults} />`}
          ${step === 3 && html`<h2 id="step-title" tabindex="-1">How do we prove that it is us?</h2>
            <${ProofFields} form=${form} set=${set} faults=${faults} />`}
          <p class="fault" role="alert">${faults[""]}</p>
          <footer>
            ${step > 0 && html`<button type="button" onClick=${() => setStep(step - 1)}><${Icon} of="back" />Back</button>`}
            <button type="submit" class="primary" disabled=${!ready || busy}>${step < 3 ? "Go on" : busy ? "Making it…" : "Make the subscription"}</button>
          </footer>
        </form>`)}<//>`;
}

function Where({ form, set, faults }) {
  return html`
    <${Field} name="uri" type="url" wide label="URL" required placeholder="https://example.com/hooks/bellhop" value=${form.uri} set=${set("uri")}
      fault=${faults["/uri"]} hint="Answer 2xx within 15 seconds, then work. Redirects are not followed, and only public addresses are called." />
    <${Field} name="description" wide label="Description" value=${form.description} set=${set("description")} fault=${faults["/description"]} hint="For people; it is never sent." />
    <fieldset class="payloads"><legend>What a request carries</legend>
      <label class="check"><input type="radio" name="payload" checked=${form.payload === "thin"} onChange=${() => set("payload")("thin")} />
        <span>Thin<small>Ids, states, times and labels. The receiver reads the result when it wants it.</small></span></label>
      <label class="check"><input type="radio" name="payload" checked=${form.payload === "full"} onChange=${() => set("payload")("full")} />
        <span>Full<small>The result and the errors too.</small></span></label></fieldset>
    <label class="check"><input type="checkbox" checked=${form.handshake} onChange=${(event) => set("handshake")(event.target.checked)} />
      <span>Ask for permission first<small>OPTIONS, as CloudEvents’ web hooks say. Nothing is sent before the endpoint permits it.</small></span></label>
    ${faults["/handshake"] && html`<p class="fault" role="alert">${faults["/handshake"]}</p>`}`;
}

function Made({ tenant, made }) {
  const [works, setWorks] = useState(false);
  const [arrived, setArrived] = useState(false);
  const { secret } = made.auth.signature;
  const key = made.auth.ed25519?.public_key;
  return html`
    <section class="wizard">
      <h2 id="step-title" tabindex="-1">It is made. Does it work?</h2>
      ${secret && secret !== "[redacted]" && html`<${Secret} of=${secret} /><${Code} tenant=${tenant} subscription=${made} />`}
      ${key && html`<p>The public key that verifies the second signature: <${PublicKey} of=${key} /></p>`}
      <div class="try"><${Verify} tenant=${tenant} id=${made.id} done=${setWorks} /><${Ping} tenant=${tenant} id=${made.id} done=${setArrived} /></div>
      ${arrived && html`<p class="verdict good"><${Icon} of="check" /> The first ping has arrived${works ? ", and every step of the way is well" : ""}. From now on, events come by themselves.</p>`}
      <footer><a class="button primary" href=${at(tenant, `subscriptions/${made.id}`)}>Open the subscription</a></footer>
    </section>`;
}

/** A short name for a text: `crypto.subtle` would make a better one, and does not exist on plain http. */
function digest(text) {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return (sum >>> 0).toString(16);
}
