// "Copy", which works on plain http too: there the clipboard is only reached through a selection.
import { html, useState } from "../lib/html.js";
import { Icon } from "./icon.js";

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "off-screen";
    field.setAttribute("readonly", "");
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    const before = document.activeElement;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus({ preventScroll: true });
    if (!done) throw new Error("This browser does not let the page copy.");
  }
}

export function Copy({ text, what = "text", label = "Copy", quiet = false }) {
  const [said, setSaid] = useState("");
  const run = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    try {
      await copy(typeof text === "function" ? text() : text);
      setSaid("Copied");
    } catch (error) {
      setSaid("Not copied");
    }
    setTimeout(() => setSaid(""), 1600);
  };
  return html`<button type="button" class=${quiet ? "quiet small" : "small"} title=${`Copy the ${what}`} onClick=${run}>
    <${Icon} of=${said === "Copied" ? "check" : "copy"} /><span aria-live="polite">${said || label}</span></button>`;
}
