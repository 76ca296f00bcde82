// The head of a page: its name, where it belongs, how fresh it is, what can be done.
import { contact } from "../lib/contact.js";
import { html, useEffect } from "../lib/html.js";
import { oneLine } from "../lib/plain.js";
import { useWatch } from "../lib/store.js";
import { Icon } from "./icon.js";

export function Head({ title, kind, up, store, children }) {
  useEffect(() => {
    document.title = `${oneLine(kind ? `${title} · ${kind}` : title, 80)} – Bellhop`;
  }, [title, kind]);
  return html`
    <header class="head">
      <div class="head-name">
        ${up && html`<a class="up" href=${up[0]} data-up><${Icon} of="back" />${up[1]}</a>`}
        <h1>${kind && html`<small>${kind}</small> `}<bdi>${oneLine(title)}</bdi></h1>
      </div>
      <div class="head-do">${store && html`<${Live} store=${store} />`}${children}</div>
    </header>`;
}

/** Whether the page follows what happens. */
function Live({ store }) {
  useWatch(contact);
  const [look, word] = contact.lostSince !== null ? ["lost", "No contact"]
    : store.data !== null && store.until(store.data) ? ["still", "Final"] : ["now", "Live"];
  return html`
    ${(store.every > 0 || look === "lost") && html`<span class="live ${look}"><i aria-hidden="true"></i>${word}</span>`}
    <button type="button" class="quiet" onClick=${() => store.refresh()}><${Icon} of="refresh" />Refresh</button>`;
}
