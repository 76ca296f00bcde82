// The signs beside words. Each stands next to its word, so none needs a name of its own.
import { html } from "../lib/html.js";

const PATHS = {
  overview: "M4 20V11M10 20V4M16 20v-6M21 20H3",
  deliveries: "M4 12h14M13 6l6 6-6 6",
  dead: "M5 5h14v14H5zM9 9l6 6M15 9l-6 6",
  operations: "M20 12a8 8 0 1 1-2.6-5.9M20 4v4h-4",
  subscriptions: "M4 17h16M6 16a6 6 0 0 1 12 0M12 10V8M10.5 8h3M4 20h16",
  catalogue: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
  why: "M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 2.2M12 17.5v.5",
  settings: "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
  queues: "M4 7l8-4 8 4-8 4zM4 12l8 4 8-4M4 17l8 4 8-4",
  tenants: "M4 20V8l8-4 8 4v12M9 20v-5h6v5M9 10h.5M14.5 10h.5",
  cells: "M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3",
  keys: "M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h9M17 12v3.5M21 12v3.5",
  workers: "M4 20a6 6 0 0 1 12 0M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM15 4.5a3 3 0 0 1 0 5M17 14a6 6 0 0 1 3 6",
  actions: "M7 4l12 8-12 8z",
  audit: "M6 4h12v16H6zM9 8h6M9 12h6M9 16h4",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  refresh: "M20 12a8 8 0 1 1-2.6-5.9M20 4v4h-4",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7",
  plus: "M12 5v14M5 12h14",
  back: "M14 6l-6 6 6 6",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  send: "M4 12h14M13 6l6 6-6 6",
  stop: "M6 6h12v12H6z",
  skip: "M6 5l8 7-8 7zM18 5v14",
  bell: "M4 17h16M6 16a6 6 0 0 1 12 0M12 10V8M10.5 8h3",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
};

export function Icon({ of: name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" focusable="false">
    <path d=${PATHS[name]} /></svg>`;
}

export function Bell() {
  return html`<svg class="bell" viewBox="0 0 32 32" width="22" height="22" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="7" /><path d="M7 22.5h18M9 20a7 7 0 0 1 14 0zM16 12v-2m-2 0h4" /></svg>`;
}
