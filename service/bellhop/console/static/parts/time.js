// A moment that reads "3 min ago" and tells the rest to whoever points at it.
import { html, useEffect, useState } from "../lib/html.js";
import { ago, local, now } from "../lib/time.js";

const watchers = new Set();
setInterval(() => document.hidden || watchers.forEach((each) => each()), 1000);

/** The server's now, told anew every second while something shows it. */
export function useNow() {
  const [moment, setMoment] = useState(now());
  useEffect(() => {
    const tell = () => setMoment(now());
    watchers.add(tell);
    return () => watchers.delete(tell);
  }, []);
  return moment;
}

export function Time({ at, whole = false }) {
  const [said, setSaid] = useState(() => ago(at));
  useEffect(() => {
    const tell = () => setSaid(ago(at));
    tell();
    watchers.add(tell);
    return () => watchers.delete(tell);
  }, [at]);
  if (!at) return html`<span class="none">–</span>`;
  if (whole) return html`<time datetime=${at} title=${at}>${local(at)} <small>${said}</small></time>`;
  return html`<time datetime=${at} title=${`${local(at)}  (${at})`}>${said}</time>`;
}
