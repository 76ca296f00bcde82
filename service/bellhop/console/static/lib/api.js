// Every request of the console: the public API of the host that the page came from, with the key of the tab.
import { contact } from "./contact.js";
import { parse } from "./json.js";
import { session } from "./session.js";
import { learn } from "./time.js";

/** What the API refused, as problem+json. */
export class Problem extends Error {
  constructor(status, document, retryAfter) {
    super(document.detail || document.title || `The service answered ${status}.`);
    this.status = status;
    this.document = document;
    this.code = String(document.type ?? "").replace("/problems/", "");
    this.retryAfter = Number(retryAfter) || 0;
  }

  /** The messages about parts of what was sent, by JSON pointer. */
  get faults() {
    return Object.fromEntries((this.document.errors ?? []).map((each) => [each.pointer, each.message]));
  }
}

/** The service could not be reached, or is not well. */
export class NoContact extends Error {}

/**
 * One request; raises `Problem` for a refusal and `NoContact` when nothing came.
 * @param {string} method
 * @param {string} path
 * @param {{body?: object, headers?: Record<string, string>, signal?: AbortSignal, keepalive?: boolean, key?: string | null}} [options]
 */
export async function request(method, path, { body, headers = {}, signal, key = session.key, keepalive = false } = {}) {
  const sent = { ...headers };
  if (key) sent.Authorization = `Bearer ${key}`;
  if (body !== undefined) sent["Content-Type"] = "application/json";
  let answer, text;
  try {
    const content = body === undefined ? undefined : JSON.stringify(body);
    answer = await fetch(path, { method, headers: sent, body: content, signal, keepalive, cache: "no-store", credentials: "omit" });
    text = await answer.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    contact.lose();
    throw new NoContact("The service cannot be reached.");
  }
  learn(answer.headers.get("Date"));
  if (answer.status >= 500) {
    contact.lose();
    throw new NoContact(`The service is not well at the moment (${answer.status}).`);
  }
  contact.find();
  if (answer.status === 304) return { status: 304, body: null, headers: answer.headers };
  const document = understood(text);
  if (answer.status === 401 && key && key === session.key) session.end("expired");
  if (!answer.ok) throw new Problem(answer.status, document, answer.headers.get("Retry-After"));
  return { status: answer.status, body: document, headers: answer.headers };
}

function understood(text) {
  if (!text) return {};
  try {
    return parse(text);
  } catch {
    return {}; // not ours: a proxy between, whose status says enough
  }
}

export const get = async (path, options) => (await request("GET", path, options)).body;
export const post = async (path, body = {}, options = {}) => (await request("POST", path, { body, ...options })).body;
export const patch = async (path, body, options = {}) => (await request("PATCH", path, { body, ...options })).body;
export const remove = async (path, options) => (await request("DELETE", path, options)).body;

/** Read one resource again only when it has changed: the API answers 304 to the `ETag` of what is known. */
export function reader(path) {
  let etag = null;
  return async (signal, before) => {
    const answer = await request("GET", path, { signal, headers: etag && before ? { "If-None-Match": etag } : {} });
    if (answer.status === 304) return before;
    etag = answer.headers.get("ETag");
    return answer.body;
  };
}

/** A fresh `Idempotency-Key`: one for each decision of a person, however often its request is repeated. */
export function once() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { "Idempotency-Key": [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("") };
}

/** A path with its query; members that are empty are left out. */
export function withQuery(path, members) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** The path of a tenant's collection. */
export const of = (tenant, rest = "") => `/v2/tenants/${encodeURIComponent(tenant)}${rest ? `/${rest}` : ""}`;
