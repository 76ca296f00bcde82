// Who looks: the key of this tab, and what it may do. It is kept in the tab and nowhere else.

const PLACE = "bellhop.session";
const watchers = new Set();

/** @type {{key?: string, code?: string, return_uri?: string, theme?: object} | null} */
let kept = read();
/** What `GET /v2/me` said of the key. */
let me = null;
/** Why there is no session: null, "expired", "link" or "refused". */
let ended = kept && !kept.key ? "expired" : null;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  } catch {
    return null;
  }
}

const tell = () => watchers.forEach((each) => each());

export const session = {
  get key() {
    return kept?.key ?? null;
  },
  get me() {
    return me;
  },
  get ended() {
    return ended;
  },
  get theme() {
    return me?.theme ?? kept?.theme ?? null;
  },
  /** Where an ended session leads: only ever a page of the web. */
  get returnUri() {
    const uri = me?.return_uri ?? kept?.return_uri;
    return /^https?:\/\//.test(uri ?? "") ? uri : null;
  },
  get isOperator() {
    return me?.kind === "admin";
  },
  /** Whether this tab's session was opened by this code, which works only once. */
  opens(code) {
    return Boolean(kept?.key) && kept.code === code;
  },
  begin(given) {
    kept = given;
    ended = null;
    me = null;
    sessionStorage.setItem(PLACE, JSON.stringify(given));
  },
  know(answer) {
    me = answer;
    tell();
  },
  /** The key no longer counts: forget it, remember where the reader came from. */
  end(why) {
    const left = { return_uri: session.returnUri ?? undefined, theme: session.theme ?? undefined };
    kept = why && (left.return_uri || left.theme) ? left : null;
    me = null;
    ended = why;
    if (kept) sessionStorage.setItem(PLACE, JSON.stringify(kept)); // where to go back to, also after a reload
    else sessionStorage.removeItem(PLACE);
    tell();
  },
  watch(watcher) {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};

/** What a key needs for what: a tenant's key the scope, a portal session the capability; the operator's needs nothing. */
const NEEDS = {
  resend: ["deliveries:retry", "send"],
  call: ["subscriptions:write", "send"],
  write: ["subscriptions:write", "manage"],
  rotate: ["subscriptions:write", "secrets"],
  cancel: ["operations:cancel", "manage"],
  rerun: ["operations:run", "manage"],
  read: ["deliveries:read", "view"],
};

/** Whether this may be tried: the API decides, this only spares the reader a refusal. */
export function may(what) {
  const [scope, capability] = NEEDS[what];
  if (me?.kind === "admin") return true;
  return me?.kind === "portal" ? (me.capabilities ?? []).includes(capability) : (me?.scopes ?? []).includes(scope);
}
