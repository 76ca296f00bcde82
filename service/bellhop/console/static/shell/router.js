// The URL decides what is shown. A link of the console changes it without a new page; back and forward work.
import { useEffect, useState } from "../lib/html.js";
import { match } from "./routes.js";

const watchers = new Set();

function move(url, how) {
  if (url === location.pathname + location.search) return;
  history[how](null, "", url);
  watchers.forEach((each) => each());
}

/** Go to a page of the console. */
export const go = (url) => {
  move(url, "pushState");
  scrollTo(0, 0);
};

/** Stay where we are under another URL: a filter has changed. */
export const replace = (url) => move(url, "replaceState");

/** Let links within the console change the URL only. */
export function follow() {
  addEventListener("popstate", () => watchers.forEach((each) => each()));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.target || link.origin !== location.origin || event.defaultPrevented) return;
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!/^\/console(\/(?!assets\/)|$)/.test(link.pathname) || link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

/** The route of the URL: its page, the variables of its path, its query. */
export function useRoute() {
  const [, again] = useState(0);
  useEffect(() => {
    const tell = () => again((count) => count + 1);
    watchers.add(tell);
    return () => watchers.delete(tell);
  }, []);
  return { ...match(location.pathname), query: new URLSearchParams(location.search), url: location.pathname + location.search };
}

/** Change members of the query; empty ones go. */
export function setQuery(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  replace(location.pathname + (text ? `?${text}` : ""));
}
