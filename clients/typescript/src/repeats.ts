// Written by `npm run generate` from schemas/openapi.json; not to be changed by hand.

/** Every request that takes an `Idempotency-Key`. */
export const KEYED: ReadonlySet<string> = new Set([
  "POST /v2/tenants/{tenant_id}/{action}/run",
  "POST /v2/tenants/{tenant_id}/{parent}/{action}/run",
  "POST /operations/{operation_id}:retry",
  "POST /v1/operations/{operation_id}:retry",
  "POST /v2/tenants/{tenant_id}/operations/{operation_id}:retry",
  "POST /v2/worker/jobs:submit",
  "POST /v2/tenants/{tenant_id}/subscriptions",
  "POST /v2/tenants/{tenant_id}/webhooks",
  "POST /v2/tenants/{tenant_id}/dead-letters:redeliver",
  "POST /v2/tenants/{tenant_id}/subscriptions/{subscription_id}:replay",
]);

/** Every request that does something twice when it is sent twice. */
export const ONCE: ReadonlySet<string> = new Set([
  "POST /v2/tenants/{tenant_id}/subscriptions/{subscription_id}:ping",
  "POST /v2/tenants/{tenant_id}/subscriptions/{subscription_id}:send-example",
  "POST /v2/tenants/{tenant_id}/subscriptions/{subscription_id}:rotate-secret",
  "POST /v2/tenants/{tenant_id}/webhook-keys:rotate",
  "POST /v2/tenants/{tenant_id}/events",
  "POST /v2/tenants/{tenant_id}/deliveries/{delivery_id}:redeliver",
  "POST /v2/tenants/{tenant_id}/portal-sessions",
  "POST /v2/portal-sessions:exchange",
  "POST /v2/admin/tenants",
  "POST /v2/admin/keys",
  "POST /v2/admin/tenants/{tenant_id}/keys",
]);
