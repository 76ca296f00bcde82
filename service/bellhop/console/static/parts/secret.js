// A secret that is shown this once.
import { html, useState } from "../lib/html.js";
import { Copy } from "./copy.js";

export function Secret({ of: secret, what = "signing secret" }) {
  const [shown, setShown] = useState(false);
  return html`
    <div class="secret">
      <p><strong>Keep the ${what} now.</strong> It is shown this once and can never be read again.</p>
      <p class="secret-line"><code>${shown ? secret : "•".repeat(28)}</code>
        <button type="button" class="small" aria-pressed=${shown} onClick=${() => setShown(!shown)}>${shown ? "Hide" : "Show"}</button>
        <${Copy} text=${secret} what=${what} /></p>
    </div>`;
}
