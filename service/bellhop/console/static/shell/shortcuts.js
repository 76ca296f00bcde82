// The dialog that shows the keys.
import { html, useEffect, useState } from "../lib/html.js";
import { Dialog } from "../parts/dialog.js";

const KEYS = [
  ["/", "Search or filter"],
  ["j  k", "Next and previous row"],
  ["Enter", "Open the row"],
  ["Esc", "Leave a field, close a dialog, go up"],
  ["r", "Refresh"],
  ["g o", "Go to operations"],
  ["g d", "Go to deliveries"],
  ["g s", "Go to subscriptions"],
  ["?", "Show these keys"],
];

export function Shortcuts() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const show = () => setShown(true);
    document.addEventListener("bellhop:shortcuts", show);
    return () => document.removeEventListener("bellhop:shortcuts", show);
  }, []);
  if (!shown) return null;
  return html`<${Dialog} title="Keys" close=${() => setShown(false)}>
    <dl class="keys">${KEYS.map(([keys, does]) => html`
      <div><dt>${keys.split(/\s+/).map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${does}</dd></div>`)}</dl>
  <//>`;
}
