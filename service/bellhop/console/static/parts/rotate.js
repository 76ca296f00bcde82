// A new signing secret or key pair, with an overlap in which the old one signs too: receivers are changed without a gap.
import { of, post } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { Ask, Dialog } from "./dialog.js";
import { Radio } from "./fields.js";
import { Secret } from "./secret.js";
import { Time } from "./time.js";
import { toast } from "./toast.js";

const OVERLAPS = [[3600, "One hour"], [86_400, "One day"], [604_800, "Seven days"], [0, "None: the old one ends now"]];

export function Rotate({ path, close, changed }) {
  const [overlap, setOverlap] = useState(86_400);
  const [made, setMade] = useState(null);
  const run = async () => {
    const answer = await post(`${path}:rotate-secret`, { overlap_seconds: overlap });
    setMade(answer);
    const { signature } = answer.auth;
    changed({ ...answer, auth: { ...answer.auth, signature: { ...signature, secret: "[redacted]" } } });
    return "stay"; // to show it
  };
  if (made) {
    const old = made.auth.signature.previous_secrets ?? [];
    return html`<${Dialog} title="The new secret" close=${close}>
      <${Secret} of=${made.auth.signature.secret} />
      ${old.length > 0
        ? html`<p>Until <${Time} at=${old.at(-1).expire_time} whole /> every request carries two signatures, one by each secret.
            Put the new one into your receiver before that.</p>`
        : html`<p>The old secret no longer signs. Put the new one into your receiver now.</p>`}
      <footer><button type="button" class="primary" onClick=${close}>I have kept it</button></footer>
    <//>`;
  }
  return html`<${Ask} title="Rotate the signing secret?" verb="Make a new secret" close=${close} run=${run}>
    <p>A new secret is made and shown once. For how long shall the old one sign beside it?</p>
    <${Overlap} value=${overlap} set=${setOverlap} />
  <//>`;
}

export function RotateKeys({ tenant, close, changed }) {
  const [overlap, setOverlap] = useState(86_400);
  const run = async () => {
    await post(of(tenant, "webhook-keys:rotate"), { overlap_seconds: overlap });
    toast("There is a new key pair; its public key is shown with each subscription.");
    changed();
  };
  return html`<${Ask} title="Rotate the key pair?" verb="Make a new key pair" close=${close} run=${run}>
    <p>It signs for <b>all subscriptions that want it</b>, and each shows the new public key. For how long shall the old one sign beside it?</p>
    <${Overlap} value=${overlap} set=${setOverlap} />
  <//>`;
}

const Overlap = ({ value, set }) => html`
  <fieldset><legend class="off-screen">Overlap</legend>${OVERLAPS.map(([seconds, word]) => html`
    <${Radio} name="overlap" label=${word} checked=${value === seconds} set=${() => set(seconds)} />`)}</fieldset>`;
