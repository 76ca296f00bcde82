// What a page shows when it has nothing to show yet, or cannot: each says what to do next.
import { Problem } from "../lib/api.js";
import { html } from "../lib/html.js";
import { Icon } from "./icon.js";

export const Loading = ({ what = "Loading" }) => html`
  <div class="waiting" role="status"><p class="off-screen">${what}…</p>
    <div class="bones" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></div></div>`;

export const Empty = ({ title, children }) => html`
  <div class="empty"><p class="empty-title">${title}</p><div class="empty-next">${children}</div></div>`;

export function Failed({ error, again }) {
  const refused = error instanceof Problem && error.status === 403;
  return html`
    <div class="empty" role="alert">
      <p class="empty-title">${refused ? "This session may not see this" : "This could not be shown"}</p>
      <p>${refused ? "What it may do was decided when the key or the link was made. Ask the operator for one that may." : error.message}</p>
      ${error.document?.request_id && html`<p class="hint">Request <code>${error.document.request_id}</code></p>`}
      ${again && !refused && html`<p><button type="button" onClick=${again}><${Icon} of="refresh" />Try again</button></p>`}
    </div>`;
}

export const Missing = ({ what, children }) => html`
  <div class="empty"><h1 class="empty-title">${what} is not here</h1>
    <p>It never was, or it is older than history is kept, or it belongs to somebody else.</p>
    <div class="empty-next">${children ?? html`<a class="button" href="/console">Go to the start</a>`}</div></div>`;

/** What a store has: its data through `children`, or why there is none. */
export function Shown({ store, what, children }) {
  if (store.data !== null) return children(store.data);
  if (store.error?.status === 404) return html`<${Missing} what=${what} />`;
  if (store.error?.status === 400) return html`<${Empty} title="The filter is not understood">What is wrong with it stands above.<//>`;
  if (store.error) return html`<${Failed} error=${store.error} again=${() => store.refresh()} />`;
  return html`<${Loading} what=${`Loading ${what.toLowerCase()}`} />`;
}
