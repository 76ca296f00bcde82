// The session: who looks, what it may do, how long; the look of the console; and portal links, for the operator.
import { html, useState } from "../lib/html.js";
import { may, session } from "../lib/session.js";
import { Facts, Panel } from "../parts/facts.js";
import { Chips } from "../parts/fields.js";
import { Head } from "../parts/head.js";
import { Sessions } from "../parts/sessions.js";
import { Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { mode, setMode } from "../shell/theme.js";

const KINDS = { admin: "Operator’s key", tenant: "Tenant’s key", portal: "Portal session" };
const MEANS = [
  ["read", "see deliveries, events and their ledgers"],
  ["resend", "send again, skip and replay"],
  ["call", "ping, verify and send examples"],
  ["write", "make, change and delete subscriptions"],
  ["rotate", "rotate secrets and see what that shows once"],
  ["cancel", "cancel operations"],
  ["rerun", "start operations anew"],
];

export default function Settings({ tenant }) {
  const { me } = session;
  const [look, setLook] = useState(mode());
  return html`
    <${Head} title="Settings" />
    <div class="two">
      <${Panel} title="This session"><${Facts} of=${[
        ["Kind", KINDS[me.kind]],
        ["Tenant", me.tenant_id && html`<${Text} of=${me.tenant_id} mono />`],
        ["Name", me.display_name && html`<${Text} of=${me.display_name} />`],
        ["Ends", me.expire_time ? html`<${Time} at=${me.expire_time} whole />` : "not by itself"],
        ["Scopes", me.scopes?.length > 0 && html`<span class="tags">${me.scopes.map((each) => html`<code class="tag">${each}</code> `)}</span>`],
      ]} />
        <ul class="may">${MEANS.map(([what, words]) => html`
          <li class=${may(what) ? "good" : "idle"}><strong>${may(what) ? "May" : "May not"}</strong><span>${words}</span></li>`)}</ul><//>
      <${Panel} title="Look"><${Chips} label="Light or dark" value=${look} options=${[["auto", "As the system"], ["light", "Light"], ["dark", "Dark"]]}
        set=${(chosen) => { setMode(chosen); setLook(chosen); }} />
        <p class="hint">Kept for this tab. Press <kbd>?</kbd> for the keys.</p><//>
    </div>
    ${session.isOperator && html`<${Sessions} tenant=${tenant} />`}`;
}
