// What stands around every page: where one can go, who one is, whether the service answers.
import { of, remove } from "../lib/api.js";
import { contact } from "../lib/contact.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { session } from "../lib/session.js";
import { useWatch } from "../lib/store.js";
import { span } from "../lib/time.js";
import { useNow } from "../parts/time.js";
import { Icon } from "../parts/icon.js";
import { Failed, Loading, Missing } from "../parts/states.js";
import { Toasts } from "../parts/toast.js";
import { Shortcuts } from "./shortcuts.js";
import { at } from "./routes.js";
import { brand } from "./theme.js";

const OF_A_TENANT = [
  ["", "overview", "Overview"],
  ["deliveries", "deliveries", "Deliveries"],
  ["dead-letters", "dead", "Dead letters"],
  ["operations", "operations", "Operations"],
  ["subscriptions", "subscriptions", "Subscriptions"],
  ["event-types", "catalogue", "Event types"],
  ["why-not", "why", "Why not?"],
  ["settings", "settings", "Settings"],
];
const OF_THE_OPERATOR = [
  ["/console/operator", "queues", "Queues"],
  ["/console/operator/operations", "operations", "All operations"],
  ["/console/operator/deliveries", "deliveries", "All deliveries"],
  ["/console/operator/workers", "workers", "Workers"],
  ["/console/operator/tenants", "tenants", "Tenants"],
  ["/console/operator/cells", "cells", "Cells"],
  ["/console/operator/keys", "keys", "Keys"],
  ["/console/operator/actions", "actions", "Actions"],
  ["/console/operator/audit", "audit", "Audit"],
];
const pages = new Map();
let isFirst = true;

export function Frame({ route }) {
  const [open, setOpen] = useState(false);
  const tenant = route.params?.tenant ?? session.me.tenant_id;
  useEffect(() => setOpen(false), [route.url]);
  return html`
    <div class="frame">
      <a class="skip" href="#main">Skip to the page</a>
      <header class="side ${open ? "open" : ""}">
        <div class="side-top">
          <a class="brand" href="/console">${brand()}</a>
          <button type="button" class="quiet menu" aria-expanded=${open} aria-controls="nav" onClick=${() => setOpen(!open)}>
            <${Icon} of=${open ? "close" : "menu"} />${open ? "Close" : "Menu"}
          </button>
        </div>
        <nav id="nav" aria-label="Pages">
          ${session.isOperator && html`<h2>Service</h2><${Links} entries=${OF_THE_OPERATOR} path=${location.pathname} />`}
          ${tenant && html`
            ${session.isOperator && html`<h2>Tenant <bdi class="mono">${plain(tenant)}</bdi></h2>`}
            <${Links} path=${location.pathname}
              entries=${OF_A_TENANT.map(([rest, icon, word]) => [at(tenant, rest), icon, word])} />`}
          <${Who} />
        </nav>
      </header>
      <main id="main" tabindex="-1">
        <${Contact} />
        <${Page} route=${route} tenant=${tenant} key=${`${route.page} ${JSON.stringify(route.params)}`} />
      </main>
      <${Shortcuts} tenant=${tenant} />
      <${Toasts} />
    </div>`;
}

function Links({ entries, path }) {
  const hrefs = entries.map(([href]) => href);
  const isAbove = (href) => hrefs.some((other) => other.startsWith(`${href}/`)); // the start, above all others
  const here = hrefs.find((href) => path === href || (!isAbove(href) && path.startsWith(`${href}/`)));
  return html`<ul>${entries.map(([href, icon, word]) => html`
    <li><a href=${href} aria-current=${href === here ? "page" : undefined}><${Icon} of=${icon} />${word}</a></li>`)}</ul>`;
}

function Who() {
  const { me } = session;
  const name = me.display_name || (me.kind === "admin" ? "Operator" : me.tenant_id);
  const kind = { admin: "operator’s key", tenant: "tenant’s key", portal: "portal session", worker: "worker’s key" }[me.kind];
  return html`
    <div class="who">
      <p><bdi>${plain(name)}</bdi><small>${kind}${me.kind === "portal" && ` · ${(me.capabilities ?? []).join(", ")}`}</small></p>
      ${session.returnUri
        ? html`<a href=${session.returnUri} rel="noreferrer" onClick=${leave}><${Icon} of="leave" />Back</a>`
        : html`<button type="button" class="quiet" onClick=${leave}><${Icon} of="leave" />Sign out</button>`}
    </div>`;
}

/** Forget the key; that of a portal session is ended, so that nobody can use it any more. */
function leave() {
  const { kind, id, tenant_id: tenant } = session.me;
  if (kind === "portal" && id) remove(of(tenant, `portal-sessions/${id}`), { keepalive: true }).catch(() => {}); // it ends by itself too
  session.end(null);
}

function Contact() {
  useWatch(contact);
  useNow(); // tells the span anew every second; both its ends are by this machine's clock
  if (contact.lostSince === null) return null;
  return html`<p class="banner bad" role="status">
    <strong>No contact with the service</strong> for ${span(Date.now() - contact.lostSince)}. What you see may be old; the console
    keeps trying and goes on by itself.</p>`;
}

/** The page of the route; its module is fetched when it is first wanted. */
function Page({ route, tenant }) {
  const [loaded, setLoaded] = useState(() => pages.get(route.page) ?? null);
  const told = useRef(false);
  const load = () => {
    if (!route.page || pages.has(route.page)) return;
    setLoaded(null);
    import(`../pages/${route.page}.js`).then(
      (module) => {
        pages.set(route.page, module.default);
        setLoaded(() => module.default);
      },
      (error) => setLoaded({ error }),
    );
  };
  useEffect(load, []);
  useLayoutEffect(() => {
    if (typeof loaded !== "function" || told.current) return;
    told.current = true;
    // With the focus on it, a screen reader tells of the new page; the first one it tells of anyway. At once: whoever
    // sees the page may have gone to its search already.
    if (!isFirst) document.getElementById("main")?.focus({ preventScroll: true });
    isFirst = false;
  });
  if (!route.page) return html`<${Missing} what="This page" />`;
  if (loaded?.error) return html`<${Failed} error=${loaded.error} again=${() => location.reload()} />`;
  if (!loaded) return html`<${Loading} what="Loading the page" />`;
  if (location.pathname.startsWith("/console/operator") && !session.isOperator) {
    return html`<${Missing} what="This page" />`;
  }
  const Shown = loaded;
  return html`<${Shown} ...${route.params} tenant=${tenant} query=${route.query} />`;
}
