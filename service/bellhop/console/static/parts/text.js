// What came from a tenant or a receiver, as text that cannot be mistaken for anything else; and ids with "copy".
import { html } from "../lib/html.js";
import { oneLine, plain } from "../lib/plain.js";
import { Copy } from "./copy.js";

export const Text = ({ of: value, most, mono }) =>
  html`<bdi class=${mono ? "mono" : undefined}>${oneLine(value, most)}</bdi>`;

/** A sentence in which `this` is code. */
export const Prose = ({ of: text }) => html`<bdi>${plain(text).split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part))}</bdi>`;

/** An id, whole; with its copy button. */
export const Id = ({ of: value, what = "id" }) =>
  html`<span class="id"><code>${value}</code><${Copy} text=${value} what=${what} quiet=${true} /></span>`;

/** The beginning and the end of an id: ids of one day begin alike. */
export const short = (id) => (id.length > 18 ? `${id.slice(0, 4)}…${id.slice(-8)}` : id);

/** Where a subscription sends, without what all have in common. */
export function place(uri) {
  try {
    const url = new URL(uri);
    return url.host + (url.pathname === "/" ? "" : url.pathname) + (url.search ? "?…" : "");
  } catch {
    return uri;
  }
}
