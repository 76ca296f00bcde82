// Light or dark, and the look that a portal session may ask for: a name, a logo, one colour that can be read.
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { session } from "../lib/session.js";
import { Bell } from "../parts/icon.js";

const PLACE = "bellhop.mode";
const READABLE = 4.5; // WCAG 2.2, 1.4.3

/** auto, light or dark: the reader's own choice in this tab before the theme's. */
export const mode = () => sessionStorage.getItem(PLACE) ?? session.theme?.mode ?? "auto";

export function setMode(chosen) {
  sessionStorage.setItem(PLACE, chosen);
  applyTheme();
}

export function applyTheme() {
  const root = document.documentElement;
  const chosen = mode();
  if (chosen === "light" || chosen === "dark") root.dataset.mode = chosen;
  else delete root.dataset.mode;
  const colour = parsed(session.theme?.color);
  for (const [name, ground] of [["--theme-light", [255, 255, 255]], ["--theme-dark", [24, 26, 31]]]) {
    if (colour) root.style.setProperty(name, `rgb(${readable(colour, ground).join(" ")})`);
    else root.style.removeProperty(name);
  }
  // Buttons have the colour as it is; the service says whether black or white is read better on it.
  for (const [name, value] of [["--theme-button", session.theme?.color], ["--theme-on-button", session.theme?.text_color]]) {
    if (colour && value) root.style.setProperty(name, value);
    else root.style.removeProperty(name);
  }
  if (session.theme?.name) document.title = oneTitle();
}

const oneTitle = () => plain(session.theme.name);

/** The name at the top: the theme's, else ours. */
export function brand() {
  const theme = session.theme ?? {};
  const logo = /^https:\/\//.test(theme.logo_uri ?? "") ? theme.logo_uri : null;
  return html`${logo ? html`<img src=${logo} alt="" height="22" />` : html`<${Bell} />`}<span>${plain(theme.name || "Bellhop")}</span>`;
}

function parsed(text) {
  const match = /^#([0-9a-f]{6})$/i.exec(text ?? "");
  return match && [0, 2, 4].map((at) => parseInt(match[1].slice(at, at + 2), 16));
}

/** The colour, moved towards black or white until it can be read on this ground. */
function readable(colour, ground) {
  const aim = luminance(ground) > 0.5 ? 0 : 255;
  for (let share = 0; share <= 1; share += 0.04) {
    const moved = colour.map((part) => Math.round(part + (aim - part) * share));
    if (contrast(moved, ground) >= READABLE) return moved;
  }
  return [aim, aim, aim];
}

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one, other) {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}
