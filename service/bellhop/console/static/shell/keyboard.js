// The keys: / searches, j and k walk through a list, Enter opens, Esc goes back up, r refreshes, g and a letter goes.
import { go } from "./router.js";

const PLACES = { o: "operations", d: "deliveries", s: "subscriptions" };
let going = 0;

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (press(event.key)) event.preventDefault();
  });
}

const typing = (element) => element.matches?.("input, textarea, select, [contenteditable]");

function press(key) {
  if (Date.now() - going < 1500 && PLACES[key]) {
    going = 0;
    const link = document.querySelector(`nav a[href$="/${PLACES[key]}"]:not([href*="/operator/"])`)
      ?? document.querySelector(`nav a[href$="/${PLACES[key]}"]`);
    if (link) go(link.pathname);
    return true;
  }
  going = 0;
  if (key === "g") going = Date.now();
  else if (key === "/") document.querySelector("[data-search]")?.focus();
  else if (key === "r") document.dispatchEvent(new CustomEvent("bellhop:refresh"));
  else if (key === "?") document.dispatchEvent(new CustomEvent("bellhop:shortcuts"));
  else if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (key === "Escape") document.querySelector("[data-up]")?.click();
  else return false;
  return true;
}

/** Move the focus to the next or the previous row of the list. */
function walk(step) {
  const links = [...document.querySelectorAll("[data-row]")];
  const here = links.indexOf(document.activeElement);
  const next = links[here < 0 ? (step > 0 ? 0 : -1) : here + step];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
