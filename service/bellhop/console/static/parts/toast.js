// What has just happened, said once at the edge of the page.
import { html, useEffect, useState } from "../lib/html.js";

const SECONDS = 6;
const watchers = new Set();

export const toast = (text, look = "good") => watchers.forEach((each) => each({ text, look, id: Math.random() }));

export function Toasts() {
  const [shown, setShown] = useState([]);
  useEffect(() => {
    const show = (one) => {
      setShown((before) => [...before.slice(-2), one]);
      setTimeout(() => setShown((before) => before.filter((each) => each.id !== one.id)), SECONDS * 1000);
    };
    watchers.add(show);
    return () => watchers.delete(show);
  }, []);
  return html`<div class="toasts" role="status">${shown.map((each) => html`<p key=${each.id} class=${each.look}>${each.text}</p>`)}</div>`;
}
