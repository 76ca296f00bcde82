// Which page stands at which path, and how pages link to each other.

const T = "/console/tenants/:tenant";

const ROUTES = [
  [T, "overview"],
  [`${T}/deliveries`, "deliveries"],
  [`${T}/deliveries/:id`, "delivery"],
  [`${T}/dead-letters`, "dead_letters"],
  [`${T}/operations`, "operations"],
  [`${T}/operations/:id`, "operation"],
  [`${T}/events/:id`, "event"],
  [`${T}/subscriptions`, "subscriptions"],
  [`${T}/subscriptions/new`, "new_subscription"],
  [`${T}/subscriptions/:id`, "subscription"],
  [`${T}/event-types`, "event_types"],
  [`${T}/why-not`, "why_not"],
  [`${T}/settings`, "settings"],
  ["/console/operator", "queues"],
  ["/console/operator/operations", "all_operations"],
  ["/console/operator/deliveries", "all_deliveries"],
  ["/console/operator/workers", "workers"],
  ["/console/operator/tenants", "tenants"],
  ["/console/operator/tenants/:id", "tenant"],
  ["/console/operator/cells", "cells"],
  ["/console/operator/keys", "keys"],
  ["/console/operator/actions", "actions"],
  ["/console/operator/audit", "audit"],
].map(([path, page]) => ({
  page,
  pattern: new RegExp(`^${path.replace(/:([a-z]+)/g, "(?<$1>[^/]+)")}$`),
}));

/** The page of a path and its variables; an empty object when there is none. */
export function match(path) {
  for (const { page, pattern } of ROUTES) {
    const found = pattern.exec(path);
    if (found) return { page, params: { ...found.groups } };
  }
  return {};
}

/** The path of a page about a tenant. */
export const at = (tenant, rest = "") => `/console/tenants/${encodeURIComponent(tenant)}${rest ? `/${rest}` : ""}`;

/** Where a session begins. */
export const home = (me) => (me.kind === "admin" ? "/console/operator" : at(me.tenant_id));

/** The list of a collection with a filter. */
export const listed = (tenant, collection, filter) => `${at(tenant, collection)}?filter=${encodeURIComponent(filter)}`;
