// A body or a document: as text, lines and indentation where it is JSON, every number as it came, so much and no more.
import { html, useMemo, useState } from "../lib/html.js";
import { indented, show, tokensOf } from "../lib/json.js";
import { plain } from "../lib/plain.js";
import { Copy } from "./copy.js";

const SHOWN_CHARS = 64 * 1024;
const COLOURED_CHARS = 24 * 1024;

/** A text that somebody sent. `raw` is copied as it came. */
export function Body({ text, label, truncated = false }) {
  const [whole, setWhole] = useState(false);
  const pretty = useMemo(() => (text.length <= 1 << 20 ? indented(text) : null), [text]);
  if (!text) return html`<p class="none-body">Empty</p>`;
  const all = pretty ?? text;
  const cut = !whole && all.length > SHOWN_CHARS;
  return html`
    <div class="body">
      <div class="body-do">${label && html`<span>${label}</span>`}<span class="body-size">${size(text)}${truncated && ", cut by the service"}</span>
        <${Copy} text=${text} what="body" quiet=${true} /></div>
      <pre tabindex="0">${pretty && all.length <= COLOURED_CHARS ? html`<${Coloured} text=${pretty} />` : plain(cut ? all.slice(0, SHOWN_CHARS) : all)}</pre>
      ${cut && html`<p class="hint">The first 64 KiB of ${size(text)}. <button type="button" class="quiet small" onClick=${() => setWhole(true)}>Show all of it</button></p>`}
    </div>`;
}

/** A value of an answer as JSON. */
export const Value = ({ of: value, label }) => html`<${Body} text=${show(value)} label=${label} />`;

function Coloured({ text }) {
  const parts = [];
  let at = 0;
  for (const { kind, text: said } of tokensOf(text)) {
    const start = text.indexOf(said, at);
    if (start > at) parts.push(text.slice(at, start));
    at = start + said.length;
    const isName = kind === "string" && text[at] === ":";
    parts.push(kind === "mark" ? said : html`<span class=${isName ? "j-name" : `j-${kind}`}>${plain(said)}</span>`);
  }
  return parts;
}

function size(text) {
  const bytes = new Blob([text]).size;
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}
