// The door: sign in with a key, or hear why the link or the session no longer counts and what to do.
import { get, NoContact } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { session } from "../lib/session.js";
import { brand } from "./theme.js";

const WHY = {
  expired: ["Your session has ended", "Sessions end by themselves after a while, or when somebody revokes them. Nothing is lost."],
  link: ["This link no longer works", "A link opens the console once, and only for a few minutes. Ask for a new one where you found it."],
  refused: ["This key cannot open the console", "It is a worker’s key, or it may read nothing. Use a tenant’s key or the operator’s."],
};

export function Doorway() {
  const why = WHY[session.ended];
  return html`
    <main class="door" id="main">
      <p class="brand">${brand()}</p>
      ${why && html`<div class="door-why" role="alert"><h1>${why[0]}</h1><p>${why[1]}</p>
        ${session.returnUri && html`<p><a class="button primary" href=${session.returnUri} rel="noreferrer">Go back for a new link</a></p>`}
      </div>`}
      ${!session.returnUri && html`<${SignIn} heading=${why ? "h2" : "h1"} />`}
    </main>`;
}

function SignIn({ heading: Heading }) {
  const [key, setKey] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const enter = async (event) => {
    event.preventDefault();
    const given = key.trim();
    if (!/^[\x21-\x7e]{1,512}$/.test(given)) return setFault("A key is one word without spaces, such as bh_tenant_….");
    setBusy(true);
    setFault("");
    try {
      const me = await get("/v2/me", { key: given });
      if (me.kind === "worker") return setFault("This is a worker’s key. Use a tenant’s key or the operator’s.");
      session.begin({ key: given });
      session.know(me);
    } catch (error) {
      setFault(error instanceof NoContact ? `${error.message} Try again in a moment.`
        : error.status === 401 ? "The service does not know this key: it was mistyped, revoked, or has expired." : error.message);
    } finally {
      setBusy(false);
    }
  };
  return html`
    <form class="sign-in" onSubmit=${enter}>
      <${Heading}>Sign in<//>
      <label for="key">Key</label>
      <input id="key" type="password" autocomplete="off" spellcheck=${false} value=${key} placeholder="bh_tenant_…"
        aria-describedby="key-hint key-fault" aria-invalid=${Boolean(fault)} onInput=${(event) => setKey(event.target.value)} />
      <p id="key-fault" class="fault" role="alert">${fault}</p>
      <button type="submit" class="primary" disabled=${busy || !key.trim()}>${busy ? "Asking…" : "Open the console"}</button>
      <p id="key-hint" class="hint">A tenant’s key shows that tenant, the operator’s key shows everything. The key stays in this
        tab and is gone when you close it. Without a key: ask for a portal link where you use this service.</p>
    </form>
    <p class="door-foot"><a href="/docs">API documentation</a></p>`;
}
