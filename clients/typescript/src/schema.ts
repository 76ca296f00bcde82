// Written by `npm run generate` from schemas/openapi.json; not to be changed by hand.

export interface paths {
    "/v2/tenants/{tenant_id}/{action}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an action
         * @description Keys: `admin`, `tenant`. A tenant's key needs the scope `operations:run`.
         */
        post: operations["runActionWithoutParent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/{parent}/{action}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an action
         * @description Keys: `admin`, `tenant`. A tenant's key needs the scope `operations:run`.
         */
        post: operations["runAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/{action}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a job of the action stands
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`.
         */
        get: operations["getActionStatusWithoutParent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/{parent}/{action}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a job of the action stands
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`.
         */
        get: operations["getActionStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`. The tenant is the key's.
         */
        get: operations["listOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`. The tenant is the key's.
         */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation_id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:cancel`. A portal session needs `manage`. The tenant is the key's.
         */
        post: operations["cancelOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation_id}:retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a failed or cancelled operation anew
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:run`. A portal session needs `manage`. The tenant is the key's.
         */
        post: operations["retryOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`. The tenant is the key's.
         */
        get: operations["listOperationChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`. The tenant is the key's.
         */
        get: operations["listOperationsV1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{operation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`. The tenant is the key's.
         */
        get: operations["getOperationV1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{operation_id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:cancel`. A portal session needs `manage`. The tenant is the key's.
         */
        post: operations["cancelOperationV1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{operation_id}:retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a failed or cancelled operation anew
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:run`. A portal session needs `manage`. The tenant is the key's.
         */
        post: operations["retryOperationV1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{operation_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`. The tenant is the key's.
         */
        get: operations["listOperationChangesV1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`.
         */
        get: operations["listTenantOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/operations/{operation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`.
         */
        get: operations["getTenantOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/operations/{operation_id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:cancel`. A portal session needs `manage`.
         */
        post: operations["cancelTenantOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/operations/{operation_id}:retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a failed or cancelled operation anew
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:run`. A portal session needs `manage`.
         */
        post: operations["retryTenantOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/operations/{operation_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `operations:read`. A portal session needs `view`.
         */
        get: operations["listTenantOperationChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/worker/jobs:claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim jobs
         * @description Keys: `admin`, `worker`.
         */
        post: operations["claimJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/worker/jobs:heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Extend leases and report progress
         * @description Keys: `admin`, `worker`.
         */
        post: operations["heartbeatJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/worker/jobs:complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End attempts
         * @description Keys: `admin`, `worker`.
         */
        post: operations["completeJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/worker/jobs:release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give jobs back
         * @description Keys: `admin`, `worker`.
         */
        post: operations["releaseJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/worker/jobs:submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit a job that was not started by run
         * @description Keys: `admin`, `worker`.
         */
        post: operations["submitJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List subscriptions
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:read`. A portal session needs `view`.
         */
        get: operations["listSubscriptions"];
        put?: never;
        /**
         * Create a subscription
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        post: operations["createSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a subscription
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:read`. A portal session needs `view`.
         */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        /**
         * Delete a subscription
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        delete: operations["deleteSubscription"];
        options?: never;
        head?: never;
        /**
         * Change a subscription (JSON Merge Patch)
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        patch: operations["updateSubscription"];
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a subscription
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        post: operations["enableSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a subscription
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        post: operations["disableSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a ping through the real pipeline
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `send`. A ping takes no `Idempotency-Key`: each request sends one.
         */
        post: operations["pingSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say which step on the way to the endpoint fails
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `send`.
         */
        post: operations["verifySubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:send-example": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an example of an event type through the real pipeline
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `send`. An example takes no `Idempotency-Key`: each request sends one.
         */
        post: operations["sendSubscriptionExample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the signing secret
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `secrets`. The new secret is shown once, so rotating takes no `Idempotency-Key`: send the ETag in `If-Match`, and a second request is 412.
         */
        post: operations["rotateSubscriptionSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:test-filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a filter on the newest events
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scopes `subscriptions:read` and `deliveries:read`. A portal session needs `view` and `send`.
         */
        post: operations["testSubscriptionFilter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:test-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Render a template on the newest events
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scopes `subscriptions:read` and `deliveries:read`. A portal session needs `view` and `send`.
         */
        post: operations["testSubscriptionTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions:test-filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the filter of a subscription that is not made yet
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scopes `subscriptions:read` and `deliveries:read`. A portal session needs `view` and `send`.
         */
        post: operations["testSubscriptionsFilter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/webhook-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the public keys that verify webhooks
         * @description Needs no key.
         */
        get: operations["getWebhookKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/webhook-keys:rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the key pair that signs webhooks
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `secrets`. Rotating takes no `Idempotency-Key`: a second request rotates again, and within the overlap the older keys sign as well.
         */
        post: operations["rotateWebhookKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:read`. A portal session needs `view`.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create a webhook
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/webhooks/{subscription_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a webhook
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:read`. A portal session needs `view`.
         */
        get: operations["getWebhook"];
        /**
         * Change a webhook (the same as PATCH)
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        put: operations["applyWebhook"];
        post?: never;
        /**
         * Delete a webhook
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events, or follow them (`after`)
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:read`. A portal session needs `view`.
         */
        get: operations["listEvents"];
        put?: never;
        /**
         * Publish events
         * @description Keys: `admin`, `worker`. Events take no `Idempotency-Key`: give each an `id` of your own, and the same again delivers nothing twice.
         */
        post: operations["createEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an event with its ledger
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:read`. A portal session needs `view`.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List event types
         * @description Keys: `admin`, `portal`, `tenant`. A portal session needs `view`.
         */
        get: operations["listEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:read`. A portal session needs `view`.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a delivery with its attempts
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:read`. A portal session needs `view`.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/deliveries/{delivery_id}:redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:retry`. A portal session needs `send`. Sending again takes no `Idempotency-Key`: read the delivery to see whether the first request arrived.
         */
        post: operations["redeliverDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/deliveries/{delivery_id}:skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a delivery up
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:retry`. A portal session needs `send`.
         */
        post: operations["skipDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dead letters
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:read`. A portal session needs `view`.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/dead-letters:redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send dead letters again, as an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:retry`. A portal session needs `send`.
         */
        post: operations["redeliverDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what a subscription did not get, as an operation
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:retry`. A portal session needs `send`.
         */
        post: operations["replaySubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts per hour
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:read`. A portal session needs `view`.
         */
        get: operations["listStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many deliveries and operations there are in each state
         * @description Keys: `admin`, `portal`, `tenant`. A portal session needs `view`.
         */
        get: operations["getTotals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}/deliveries:claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim deliveries of a pulled subscription
         * @description Keys: `admin`, `tenant`. A tenant's key needs the scope `deliveries:receive`.
         */
        post: operations["claimDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}/deliveries:record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what came of deliveries
         * @description Keys: `admin`, `tenant`. A tenant's key needs the scope `deliveries:receive`.
         */
        post: operations["recordDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}/deliveries:extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep deliveries for longer
         * @description Keys: `admin`, `tenant`. A tenant's key needs the scope `deliveries:receive`.
         */
        post: operations["extendDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/portal-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List portal sessions
         * @description Keys: `admin`.
         */
        get: operations["listPortalSessions"];
        put?: never;
        /**
         * Make a link to the console for a tenant's browser
         * @description Keys: `admin`. A link is shown once, so making one takes no `Idempotency-Key`: where an answer was lost, make another.
         */
        post: operations["createPortalSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/portal-sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a portal session
         * @description Keys: `admin`.
         */
        get: operations["getPortalSession"];
        put?: never;
        post?: never;
        /**
         * End a portal session
         * @description Keys: `admin`, `portal`.
         */
        delete: operations["deletePortalSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/portal-sessions:revoke-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all portal sessions of a tenant
         * @description Keys: `admin`.
         */
        post: operations["revokeAllPortalSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/portal-sessions:exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a portal session
         * @description Needs no key. A code works once, so exchanging it takes no `Idempotency-Key`: where the answer was lost, ask for a new link.
         */
        post: operations["exchangePortalSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I
         * @description Keys: `admin`, `portal`, `tenant`, `worker`.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the actions that can be run
         * @description Keys: `admin`, `portal`, `tenant`. A portal session needs `view`.
         */
        get: operations["listOfferedActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tenants/{tenant_id}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how an action is run
         * @description Keys: `admin`, `portal`, `tenant`. A portal session needs `view`.
         */
        get: operations["getOfferedAction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description Keys: `admin`.
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Create a tenant
         * @description Keys: `admin`. A tenant's own id names its request, so making one takes no `Idempotency-Key`: a second one with the same id is 409 `tenant-exists`.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/tenants/{tenant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a tenant
         * @description Keys: `admin`.
         */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        /**
         * Erase a tenant and its data
         * @description Keys: `admin`.
         */
        delete: operations["deleteTenant"];
        options?: never;
        head?: never;
        /**
         * Change a tenant
         * @description Keys: `admin`.
         */
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/v2/admin/tenants/{tenant_id}:move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a tenant to another cell
         * @description Keys: `admin`.
         */
        post: operations["moveTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/cells": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List cells
         * @description Keys: `admin`.
         */
        get: operations["listCells"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/cells/{cell}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a cell
         * @description Keys: `admin`.
         */
        get: operations["getCell"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/cells/{cell}:open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place new tenants in a cell
         * @description Keys: `admin`.
         */
        post: operations["openCell"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/cells/{cell}:close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place no more new tenants in a cell
         * @description Keys: `admin`.
         */
        post: operations["closeCell"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List keys
         * @description Keys: `admin`.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key
         * @description Keys: `admin`. A key is shown once, so making one takes no `Idempotency-Key`: where an answer was lost, list the keys, revoke the new one and make another.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/tenants/{tenant_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a key of a tenant
         * @description Keys: `admin`. A key is shown once, so making one takes no `Idempotency-Key`: where an answer was lost, list the keys, revoke the new one and make another.
         */
        post: operations["createTenantKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a key's record
         * @description Keys: `admin`.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description Keys: `admin`.
         */
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the actions
         * @description Keys: `admin`.
         */
        get: operations["listActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an action
         * @description Keys: `admin`.
         */
        get: operations["getAction"];
        /**
         * Write an action
         * @description Keys: `admin`.
         */
        put: operations["applyAction"];
        post?: never;
        /**
         * End an action
         * @description Keys: `admin`.
         */
        delete: operations["deleteAction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the declared event types
         * @description Keys: `admin`.
         */
        get: operations["listDeclaredEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/event-types/{event_type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event type
         * @description Keys: `admin`.
         */
        get: operations["getDeclaredEventType"];
        /**
         * Declare an event type
         * @description Keys: `admin`.
         */
        put: operations["applyDeclaredEventType"];
        post?: never;
        /**
         * End an event type
         * @description Keys: `admin`.
         */
        delete: operations["deleteDeclaredEventType"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who changed what
         * @description Keys: `admin`.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much waits and runs, who works, what is slow
         * @description Keys: `admin`.
         */
        get: operations["getServiceStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is wrong with the installation
         * @description Keys: `admin`.
         */
        get: operations["getFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the workers that hold jobs
         * @description Keys: `admin`.
         */
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deliveries of all tenants
         * @description Keys: `admin`.
         */
        get: operations["listSystemDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the operations of all tenants
         * @description Keys: `admin`.
         */
        get: operations["listSystemOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/operations/{operation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an operation of any tenant, or of the service itself
         * @description Keys: `admin`.
         */
        get: operations["getSystemOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/admin/operations/{operation_id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an operation of any tenant, or of the service itself
         * @description Keys: `admin`.
         */
        post: operations["cancelSystemOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process lives
         * @description Needs no key.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process can work
         * @description Needs no key.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description Needs no key.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is here; a browser is sent to the console
         * @description Needs no key.
         */
        get: operations["getIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description
         * @description Needs no key.
         */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description, to read
         * @description Needs no key.
         */
        get: operations["getDocumentation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/guides/{guide}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A guide, as Markdown
         * @description Needs no key.
         */
        get: operations["getGuide"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a kind of problem means
         * @description Needs no key.
         */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "operation.succeeded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An operation has succeeded; its result can be read. Sent so where the subscription's method is GET.
         * @description The URL is the `uri_template`, filled in; the signature covers an empty body.
         */
        get: operations["receiveOperationSucceededEventByGet"];
        put?: never;
        /**
         * An operation has succeeded; its result can be read.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveOperationSucceededEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "operation.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An operation has failed; its errors can be read. Sent so where the subscription's method is GET.
         * @description The URL is the `uri_template`, filled in; the signature covers an empty body.
         */
        get: operations["receiveOperationFailedEventByGet"];
        put?: never;
        /**
         * An operation has failed; its errors can be read.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveOperationFailedEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "operation.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An operation was cancelled. Sent so where the subscription's method is GET.
         * @description The URL is the `uri_template`, filled in; the signature covers an empty body.
         */
        get: operations["receiveOperationCancelledEventByGet"];
        put?: never;
        /**
         * An operation was cancelled.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveOperationCancelledEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ping that was asked for with `:ping`.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveWebhookPingEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "delivery.dead_lettered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A delivery of another subscription was given up.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveDeliveryDeadLetteredEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "subscription.failing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Another subscription has failed for a day and will be disabled after five.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveSubscriptionFailingEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "subscription.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Another subscription was disabled by the service.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveSubscriptionDisabledEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "subscription.certificate_expiring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The client certificate of another subscription ends in 30 days, in 7, or tomorrow.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receiveSubscriptionCertificateExpiringEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    published: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The operator has published an event.
         * @description Verify the signature over the bytes as they came before reading them.
         */
        post: operations["receivePublishedEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * ActionAnswer
         * @description An action.
         */
        ActionAnswer: {
            action: string;
            parent: string;
            description: string;
            input_schema: {
                [key: string]: unknown;
            };
            result_schema: {
                [key: string]: unknown;
            };
            cancellable: boolean;
            concurrency: components["schemas"]["Concurrency"];
            max_attempts: number;
            lease_seconds: number;
            deadline_seconds: number;
            retention_seconds: number;
            /** Format: date-time */
            create_time: string;
            /** Format: date-time */
            update_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ActionBody
         * @description An action: a kind of work, the shape of its path, its input and its result.
         */
        ActionBody: {
            /**
             * @description The path between the tenant and the action, such as `designs/{design_id}`; empty for none.
             * @default
             */
            parent?: string;
            /** @default  */
            description?: string;
            /** @description JSON Schema 2020-12 of the input. */
            input_schema?: {
                [key: string]: unknown;
            };
            /** @description JSON Schema 2020-12 of the result; a result is always an object. */
            result_schema?: {
                [key: string]: unknown;
            };
            /**
             * @description Whether `:cancel` is offered (B16).
             * @default true
             */
            cancellable?: boolean;
            /**
             * @description Per tenant, action and parent.
             * @default parallel
             */
            concurrency?: components["schemas"]["Concurrency"];
            /** @default 3 */
            max_attempts?: number;
            /** @default 60 */
            lease_seconds?: number;
            /**
             * @description From creation or `run_at`, waiting included.
             * @default 86400
             */
            deadline_seconds?: number;
            /**
             * @description How long the operation can be read after its end.
             * @default 604800
             */
            retention_seconds?: number;
        };
        /**
         * ActionPage
         * @description A page of actions, newest first.
         */
        ActionPage: {
            results: components["schemas"]["ActionAnswer"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Algorithm
         * @description How an assertion is signed (RFC 7518 §3.1, RFC 8037 §3.1).
         * @enum {string}
         */
        Algorithm: "RS256" | "PS256" | "ES256" | "EdDSA";
        /**
         * AliasOut
         * @description A short name for every end of one action's operations.
         */
        AliasOut: {
            type: string;
            action: string;
            description: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * AttemptOut
         * @description One try: what was sent (secrets redacted), what came back, and what was decided.
         */
        AttemptOut: {
            id: string;
            number: number;
            /** Format: date-time */
            start_time: string;
            outcome: string;
            status_code?: number;
            error?: string;
            error_detail?: string;
            lease_lost: boolean;
            phases: components["schemas"]["PhasesOut"];
            address?: string;
            http_version?: string;
            method?: string;
            uri?: string;
            request: components["schemas"]["MessageOut"];
            response?: components["schemas"]["MessageOut"];
            /** Format: date-time */
            next_attempt_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuditActor
         * @description Who made a change: the kind of a key (or `cli`, `system`), and the key unless it is the operator's own.
         */
        AuditActor: {
            kind: string;
            key_id?: string;
            request_id?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuditEntry
         * @description One change.
         */
        AuditEntry: {
            id: string;
            /** Format: date-time */
            create_time: string;
            tenant_id?: string;
            actor: components["schemas"]["AuditActor"];
            verb: string;
            resource: string;
            changes: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * AuditPage
         * @description Changes, newest first.
         */
        AuditPage: {
            results: components["schemas"]["AuditEntry"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuthIn
         * @description How requests prove who sent them: signature, ed25519, headers and mtls, and one of basic, bearer and oauth2.
         */
        AuthIn: {
            signature?: components["schemas"]["SignatureIn"] | boolean;
            /**
             * @description A signature that a public key verifies, by the tenant's own key pair.
             * @default null
             */
            ed25519?: components["schemas"]["Ed25519In"] | boolean | null;
            /** @description Secret header fields by name, at most 16. */
            headers?: {
                [key: string]: string;
            };
            /** @default null */
            basic?: components["schemas"]["BasicIn"] | null;
            /**
             * @description A fixed token.
             * @default null
             */
            bearer?: string | null;
            /** @default null */
            oauth2?: components["schemas"]["OAuth2In"] | null;
            /** @default null */
            mtls?: components["schemas"]["MtlsIn"] | null;
            /**
             * @description Must be said when all proofs are off: receivers could not tell who is calling.
             * @default false
             */
            unauthenticated?: boolean;
        };
        /**
         * AuthOut
         * @description How requests prove who sent them. Secrets read `[redacted]`.
         */
        AuthOut: {
            signature: components["schemas"]["SignatureOut"];
            ed25519?: components["schemas"]["Ed25519Out"];
            /** @description Secret header fields by name; their values read `[redacted]`. */
            headers: {
                [key: string]: string;
            };
            basic?: components["schemas"]["BasicOut"];
            /** @description `[redacted]` where requests carry a fixed token. */
            bearer?: string;
            oauth2?: components["schemas"]["OAuth2Out"];
            mtls?: components["schemas"]["MtlsOut"];
            /** @description Whether the tenant wants no proof at all. */
            unauthenticated: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuthPatch
         * @description How requests prove who sent them: signature, ed25519, headers and mtls, and one of basic, bearer and oauth2.
         */
        AuthPatch: {
            /** @default null */
            signature?: components["schemas"]["SignaturePatch"] | boolean | null;
            /**
             * @description A signature that a public key verifies, by the tenant's own key pair.
             * @default null
             */
            ed25519?: components["schemas"]["Ed25519Patch"] | boolean | null;
            /**
             * @description Secret header fields by name, at most 16.
             * @default null
             */
            headers?: {
                [key: string]: string | null;
            } | null;
            /** @default null */
            basic?: components["schemas"]["BasicPatch"] | null;
            /**
             * @description A fixed token.
             * @default null
             */
            bearer?: string | null;
            /** @default null */
            oauth2?: components["schemas"]["OAuth2Patch"] | null;
            /** @default null */
            mtls?: components["schemas"]["MtlsPatch"] | null;
            /**
             * @description Must be said when all proofs are off: receivers could not tell who is calling.
             * @default null
             */
            unauthenticated?: boolean | null;
        };
        /**
         * BasicIn
         * @description HTTP basic auth (RFC 7617).
         */
        BasicIn: {
            username: string;
            password: string;
        };
        /**
         * BasicOut
         * @description HTTP basic auth (RFC 7617).
         */
        BasicOut: {
            username: string;
            password: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * BasicPatch
         * @description HTTP basic auth (RFC 7617).
         */
        BasicPatch: {
            /** @default null */
            username?: string | null;
            /** @default null */
            password?: string | null;
        };
        /**
         * BeatAnswer
         * @description What became of one lease.
         */
        BeatAnswer: {
            /** @description As it was given; empty where an invalid item has none that can be read. */
            job_id: string;
            /** @enum {string} */
            status: "extended" | "lost" | "invalid";
            cancel_requested: boolean;
            /** Format: date-time */
            lease_expire_time?: string;
            /** @description Of `extended`: which parts were not taken, and why. Of `invalid`: why it names no lease. */
            errors?: components["schemas"]["ItemFault"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * BeatItem
         * @description A lease to extend, with what to tell the tenant.
         */
        BeatItem: {
            job_id: string;
            lease_token: string;
            /** @default null */
            progress?: components["schemas"]["ProgressBody"] | null;
            /**
             * @description Merged into what was there (RFC 7396), at most 4 KiB.
             * @default null
             */
            custom?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * Capability
         * @description What the key of a portal session may do.
         *
         *     `view` reads, but no secret and no key. `send` redelivers, replays, skips, pings, verifies and tests. `manage`
         *     writes subscriptions and cancels or retries operations. `secrets` rotates, and sees what is shown once.
         * @enum {string}
         */
        Capability: "view" | "send" | "manage" | "secrets";
        /**
         * CellOut
         * @description A cell: a schema, in the directory's database or in one of its own, that holds the traffic of some tenants.
         */
        CellOut: {
            name: string;
            /** @description Host, port and database, without user and password; null beside the directory. Where the URL cannot be unsealed, the reason in parentheses. */
            place: string | null;
            /** @description Whether new tenants are placed in it. */
            accepts_tenants: boolean;
            /** @description How many live in it. */
            tenants: number;
            /** @description Whether the process that answers this request reaches it now. */
            answers: boolean;
            /** @description Why it does not. */
            problem?: string;
            /** Format: date-time */
            create_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * CellsOut
         * @description All cells, in the order of their names.
         */
        CellsOut: {
            results: components["schemas"]["CellOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * Change
         * @description One thing that happened to an operation.
         */
        Change: {
            /** Format: date-time */
            time: string;
            event: string;
            state: string;
            attempt?: number;
            worker_id?: string;
            /** Format: date-time */
            next_attempt_time?: string;
            errors?: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        /**
         * CircuitOut
         * @description Whether anything but a probe leaves.
         */
        CircuitOut: {
            /** @enum {string} */
            state: "closed" | "open";
            /** @description Why it is open, such as `10 failures in a row; the last: status 503`. */
            reason?: string;
            /** Format: date-time */
            open_time?: string;
            /** Format: date-time */
            next_probe_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ClaimAnswer
         * @description Jobs to do, maybe none.
         */
        ClaimAnswer: {
            jobs: components["schemas"]["ClaimedJob"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * ClaimBody
         * @description Jobs wanted.
         */
        ClaimBody: {
            /** @description Who asks, for people who read the history. */
            worker_id: string;
            actions: string[];
            /** @default 1 */
            max_jobs?: number;
            /**
             * @description Absent: the action's.
             * @default null
             */
            lease_seconds?: number | null;
            /**
             * @description How long to wait for the first job.
             * @default 0
             */
            wait_seconds?: number;
            /**
             * @description The same again answers the same leases: for a lost answer.
             * @default null
             */
            claim_id?: string | null;
        };
        /**
         * ClaimedJob
         * @description A job to do.
         */
        ClaimedJob: {
            job_id: string;
            lease_token: string;
            /** Format: date-time */
            lease_expire_time: string;
            /** Format: date-time */
            deadline_time: string;
            attempt: number;
            tenant_id: string;
            action: string;
            parent: string;
            input: {
                [key: string]: unknown;
            };
            labels: {
                [key: string]: string;
            };
            traceparent: string | null;
            cancel_requested: boolean;
            /** @description What earlier attempts told by heartbeats, if they did. */
            custom?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * ClientAuth
         * @description How a client proves to the token endpoint who it is (the names are those of OpenID Connect Core §9).
         *
         *     AUTO tries HTTP basic first and the body next, and remembers which of them was taken.
         * @enum {string}
         */
        ClientAuth: "auto" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
        /**
         * CodeIn
         * @description The code of a link.
         */
        CodeIn: {
            /** @description What stands in the link behind `#code=`. */
            code: string;
        };
        /**
         * CompleteAnswer
         * @description One answer for each item, in order.
         */
        CompleteAnswer: {
            items: components["schemas"]["CompletedItem"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * CompleteBody
         * @description Attempts that ended.
         */
        CompleteBody: {
            items: components["schemas"]["CompleteItem"][];
        };
        /**
         * CompleteItem
         * @description What came of one attempt.
         */
        CompleteItem: {
            job_id: string;
            lease_token: string;
            /** @enum {string} */
            outcome: "succeeded" | "failed" | "cancelled" | "retry";
            /** @default null */
            result?: {
                [key: string]: unknown;
            } | null;
            /** @default null */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /**
             * @description Of a retry: when to try again. Absent: 5 s, doubling to 5 min.
             * @default null
             */
            delay_seconds?: number | null;
        };
        /**
         * CompletedItem
         * @description What became of one item.
         */
        CompletedItem: {
            /** @description As it was given; empty where an invalid item has none that can be read. */
            job_id: string;
            /** @enum {string} */
            status: "accepted" | "duplicate" | "invalid" | "stale";
            operation?: components["schemas"]["Operation"];
            errors?: components["schemas"]["ItemFault"][];
            /** @description Says so when there may be other faults than those that are named. */
            detail?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Concurrency
         * @description How many jobs of one tenant, action and parent may be live: any, one at a time in order, or one and no more.
         * @enum {string}
         */
        Concurrency: "parallel" | "queue" | "reject";
        /**
         * DeclaredTypeIn
         * @description A type of the operator's own events.
         */
        DeclaredTypeIn: {
            /**
             * @description When it happens, for tenants.
             * @default
             */
            description?: string;
            /**
             * @description JSON Schema 2020-12 of the data.
             * @default null
             */
            schema?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Data that fits the schema.
             * @default null
             */
            example?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Whether tenants are told to use another type.
             * @default false
             */
            deprecated?: boolean;
            /**
             * @description What publishing does with data that does not fit: `off` nothing, `warn` tells it, counts it and marks the event, `reject` refuses the event.
             * @default off
             */
            validation?: components["schemas"]["Validation"];
        };
        /**
         * DeclaredTypeOut
         * @description A type of the operator's own events.
         */
        DeclaredTypeOut: {
            type: string;
            description: string;
            schema?: {
                [key: string]: unknown;
            };
            /** @description The `dataschema` of CloudEvents: the `$id` of the schema, or its digest. */
            schema_uri?: string;
            example?: {
                [key: string]: unknown;
            };
            deprecated: boolean;
            validation: components["schemas"]["Validation"];
            /** Format: date-time */
            create_time: string;
            /** Format: date-time */
            update_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeclaredTypesOut
         * @description A page of types, newest first.
         */
        DeclaredTypesOut: {
            results: components["schemas"]["DeclaredTypeOut"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveriesOfAllOut
         * @description A page of deliveries, newest first.
         */
        DeliveriesOfAllOut: {
            results: components["schemas"]["DeliveryOfTenantOut"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveriesOut
         * @description A page of deliveries, newest first.
         */
        DeliveriesOut: {
            results: components["schemas"]["DeliveryOut"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryDeadLetteredEvent
         * @description A delivery of another subscription was given up.
         */
        DeliveryDeadLetteredEvent: {
            /** @constant */
            type: "delivery.dead_lettered";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                delivery: {
                    /** @description The delivery. */
                    id: string;
                    /** @description The subscription. */
                    subscription_id: string;
                    /** @description The event that was not delivered. */
                    event_id: string;
                    event_type: string;
                    /** @description The operation. */
                    job_id?: string;
                    /** @constant */
                    state: "dead";
                    reason: string;
                    attempt_count: number;
                    last_status_code?: number | null;
                    /** Format: date-time */
                    createdTime: string;
                    /** Format: date-time */
                    update_time?: string;
                    /** Format: date-time */
                    end_time?: string;
                    /** Format: date-time */
                    give_up_time?: string;
                };
            };
        };
        /**
         * DeliveryDepths
         * @description Deliveries that could leave now, those for later, those being sent.
         *
         *     `circuits_open` are endpoints that failed too often, `paused` those that asked for a pause.
         */
        DeliveryDepths: {
            due: number;
            /** Format: date-time */
            oldest_due_time?: string;
            scheduled: number;
            in_flight: number;
            circuits_open: number;
            paused: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryIn
         * @description How deliveries leave.
         */
        DeliveryIn: {
            /** @default 15 */
            timeout_seconds?: number;
            /** @default null */
            retry?: components["schemas"]["RetryIn"] | null;
            /** @default 432000 */
            max_age_seconds?: number;
            /** @default 50 */
            max_in_flight?: number;
            /** @default null */
            rate_per_second?: number | null;
            /** @default none */
            ordering?: components["schemas"]["Ordering"];
            /** @default subscription */
            ordering_key?: components["schemas"]["OrderingKey"];
            /** @default block */
            on_dead_letter?: components["schemas"]["OnDeadLetter"];
        };
        /**
         * DeliveryOfTenantOut
         * @description A delivery with the tenant that it belongs to.
         */
        DeliveryOfTenantOut: {
            id: string;
            subscription_id: string;
            event_id: string;
            event_type: string;
            job_id?: string;
            payload: string;
            state: string;
            reason: string;
            attempt_count: number;
            last_status_code: number | null;
            /** Format: date-time */
            createdTime: string;
            /** Format: date-time */
            update_time: string;
            /** Format: date-time */
            next_attempt_time?: string;
            /** Format: date-time */
            give_up_time: string;
            /** Format: date-time */
            end_time?: string;
            tenant_id: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryOut
         * @description One event for one subscription; `reason` says why it is in its state.
         */
        DeliveryOut: {
            id: string;
            subscription_id: string;
            event_id: string;
            event_type: string;
            job_id?: string;
            payload: string;
            state: string;
            reason: string;
            attempt_count: number;
            last_status_code: number | null;
            /** Format: date-time */
            createdTime: string;
            /** Format: date-time */
            update_time: string;
            /** Format: date-time */
            next_attempt_time?: string;
            /** Format: date-time */
            give_up_time: string;
            /** Format: date-time */
            end_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryPatch
         * @description How deliveries leave.
         */
        DeliveryPatch: {
            /** @default null */
            timeout_seconds?: number | null;
            /** @default null */
            retry?: components["schemas"]["RetryPatch"] | null;
            /** @default null */
            max_age_seconds?: number | null;
            /** @default null */
            max_in_flight?: number | null;
            /** @default null */
            rate_per_second?: number | null;
            /** @default null */
            ordering?: components["schemas"]["Ordering"] | null;
            /** @default null */
            ordering_key?: components["schemas"]["OrderingKey"] | null;
            /** @default null */
            on_dead_letter?: components["schemas"]["OnDeadLetter"] | null;
        };
        /**
         * DeliveryPolicyOut
         * @description How deliveries leave.
         */
        DeliveryPolicyOut: {
            timeout_seconds: number;
            retry: components["schemas"]["RetryOut"];
            max_age_seconds: number;
            max_in_flight: number;
            /** @description Absent where no rate limits it. */
            rate_per_second?: number;
            ordering: components["schemas"]["Ordering"];
            ordering_key: components["schemas"]["OrderingKey"];
            on_dead_letter: components["schemas"]["OnDeadLetter"];
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryTotalsOut
         * @description Deliveries by state. `delivered` and `skipped` are counted among the newest 20,000.
         */
        DeliveryTotalsOut: {
            pending: number;
            in_flight: number;
            delivered: number;
            dead: number;
            skipped: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryWithAttemptsOut
         * @description A delivery with its attempts, oldest first; of more than 200 the latest.
         */
        DeliveryWithAttemptsOut: {
            id: string;
            subscription_id: string;
            event_id: string;
            event_type: string;
            job_id?: string;
            payload: string;
            state: string;
            reason: string;
            attempt_count: number;
            last_status_code: number | null;
            /** Format: date-time */
            createdTime: string;
            /** Format: date-time */
            update_time: string;
            /** Format: date-time */
            next_attempt_time?: string;
            /** Format: date-time */
            give_up_time: string;
            /** Format: date-time */
            end_time?: string;
            attempts: components["schemas"]["AttemptOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * DispatcherOut
         * @description What one process that sends holds of one cell just now.
         *
         *     `holder` names it in this `cell` for as long as it runs, and is absent for what nobody is known to hold; `gone_time`
         *     is when it was found to be gone.
         */
        DispatcherOut: {
            cell: string;
            holder?: number;
            /** Format: date-time */
            begin_time?: string;
            /** Format: date-time */
            gone_time?: string;
            in_flight: number;
            /** Format: date-time */
            oldest_due_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Ed25519In
         * @description A signature by the tenant's own key pair (Standard Webhooks, `v1a`).
         */
        Ed25519In: {
            /** @description Whether the tenant's key pair signs, beside the secret or alone. */
            enabled: boolean;
        };
        /**
         * Ed25519Out
         * @description A signature by the tenant's own key pair (Standard Webhooks, `v1a`): what verifies it.
         */
        Ed25519Out: {
            enabled: boolean;
            /** @description `whpk_` and base64 of 32 bytes. */
            public_key?: string;
            /** @description Older keys that sign too while a rotation overlaps. */
            previous_public_keys?: components["schemas"]["PreviousKeyOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * Ed25519Patch
         * @description A signature by the tenant's own key pair (Standard Webhooks, `v1a`).
         */
        Ed25519Patch: {
            /**
             * @description Whether the tenant's key pair signs, beside the secret or alone.
             * @default null
             */
            enabled?: boolean | null;
        };
        /**
         * Empty
         * @description An empty object.
         */
        Empty: {
            [key: string]: unknown;
        };
        /**
         * ErrorItem
         * @description One reason; it may have members of its own.
         */
        ErrorItem: {
            /** @description Of more than 128 characters the end is cut off and marked. */
            code: string;
            /** @description Of more than 8,192 characters the end is cut off and marked; a NUL or half a surrogate pair is replaced by U+FFFD. */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * EventOut
         * @description An event; its ledger and payload are in the answer for one event, and in a list with `view=full`.
         */
        EventOut: {
            id: string;
            type: string;
            /** Format: date-time */
            createdTime: string;
            /** @description True of a sample that `:send-example` made. */
            test?: boolean;
            publish_id?: string;
            job_id?: string;
            action?: string;
            status?: string;
            parent?: string;
            labels: {
                [key: string]: string;
            };
            /** @description Whether the data fits the schema of its type; absent where nobody asked. */
            fits_schema?: boolean;
            delivery_count: number;
            ledger?: components["schemas"]["LedgerEntryOut"][];
            /** @description The body that `payload: full` sends. */
            payload?: {
                [key: string]: unknown;
            };
            /** @description The body that `payload: thin` sends, where it is another. */
            thin_payload?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * EventTypeOut
         * @description One type of event: when it happens, the JSON Schema of each payload form or of the data, an example.
         */
        EventTypeOut: {
            type: string;
            description: string;
            /** @description Of Bellhop's own types: the schema of the whole body by payload form. */
            schemas?: {
                [key: string]: unknown;
            };
            /** @description Of the operator's types that have one: the schema of `data`. */
            data_schema?: {
                [key: string]: unknown;
            };
            /** @description The `dataschema` of CloudEvents. */
            schema_uri?: string;
            /** @description A body, where there is an example. */
            example?: {
                [key: string]: unknown;
            };
            /** @default false */
            deprecated?: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * EventTypesOut
         * @description Every type that Bellhop publishes and that the operator has declared; it may publish others, too.
         */
        EventTypesOut: {
            results: components["schemas"]["EventTypeOut"][];
            aliases: components["schemas"]["AliasOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * EventsOut
         * @description One page of events.
         */
        EventsOut: {
            results: components["schemas"]["EventOut"][];
            next_page_token?: string;
            next_after?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ExampleIn
         * @description What an example is to be sent of.
         */
        ExampleIn: {
            /** @description A type of the catalogue, such as `operation.succeeded`. */
            type: string;
            /**
             * @description What differs from the data of the example (JSON merge patch, RFC 7396).
             * @default null
             */
            data?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * ExtendIn
         * @description Leases to make longer.
         */
        ExtendIn: {
            items: components["schemas"]["PulledIn"][];
            /** @default 60 */
            lease_seconds?: number;
        };
        /**
         * ExtendedLeasesOut
         * @description One answer for each lease, in order.
         */
        ExtendedLeasesOut: {
            items: components["schemas"]["ExtendedOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * ExtendedOut
         * @description What became of one lease.
         */
        ExtendedOut: {
            delivery_id: string;
            /** @enum {string} */
            status: "extended" | "stale";
            /** Format: date-time */
            lease_expire_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * FilterTrialIn
         * @description What to try on the newest events; what is absent is the subscription's own.
         */
        FilterTrialIn: {
            /** @default null */
            event_types?: string[] | null;
            /** @default null */
            filter?: string | null;
        };
        /**
         * FilterTrialOut
         * @description What would match, newest first.
         */
        FilterTrialOut: {
            results: components["schemas"]["TriedEventOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * FindingOut
         * @description One sentence about the installation, and what to do about it where there is something.
         */
        FindingOut: {
            level: components["schemas"]["Level"];
            sentence: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * FindingsOut
         * @description What was found, the good included.
         */
        FindingsOut: {
            results: components["schemas"]["FindingOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * Health
         * @description `ok`, `degraded`, or `unavailable`, and what is wrong with which part.
         *
         *     Degraded is a service that takes requests and cannot send, that has lost some of its cells and not all, or that does
         *     not use its read replica.
         */
        Health: {
            status: string;
            parts?: {
                [key: string]: string;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * HealthOut
         * @description How the endpoint does.
         */
        HealthOut: {
            /**
             * Format: date-time
             * @description With `pull`: when somebody last asked for deliveries, to within a few seconds.
             */
            last_claim_time?: string;
            /** Format: date-time */
            last_success_time?: string;
            /** Format: date-time */
            last_failure_time?: string;
            /** @description What it was, such as `status 503`, `connect_refused` or `token_failed: the token endpoint answered 401 (invalid_client)`. */
            last_failure?: string;
            /**
             * Format: date-time
             * @description The first failure after the last success.
             */
            failing_since_time?: string;
            consecutive_failures: number;
            in_flight: number;
            circuit: components["schemas"]["CircuitOut"];
            /** @description Said while it lasts. */
            pause?: components["schemas"]["PauseOut"];
            /** @description Said with `handshake`. */
            permission?: components["schemas"]["PermissionOut"];
            /**
             * @description Said when the service can no longer read the secrets: nothing leaves until they are given anew.
             * @constant
             */
            credentials?: "unreadable";
            /**
             * @description Said from 30 days before the client certificate of `auth.mtls` ends; once it has ended, deliveries fail until another is given.
             * @enum {string}
             */
            certificate?: "expiring" | "expired";
        } & {
            [key: string]: unknown;
        };
        /**
         * HeartbeatAnswer
         * @description One answer for each lease, in order.
         */
        HeartbeatAnswer: {
            leases: components["schemas"]["BeatAnswer"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * HeartbeatBody
         * @description All that the worker holds.
         */
        HeartbeatBody: {
            leases: components["schemas"]["BeatItem"][];
        };
        /**
         * History
         * @description Everything that happened to an operation, oldest first.
         */
        History: {
            results: components["schemas"]["Change"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * HourOut
         * @description One hour: attempts by what came of them, dead letters, and how long attempts took.
         *
         *     p50_ms, p95_ms: half of the attempts, and 95 % of them, took no longer, told from the histogram; absent without one.
         */
        HourOut: {
            /** @description Absent with `group_by=tenant`. */
            subscription_id?: string;
            hour: string;
            delivered: number;
            failed: number;
            dead: number;
            p50_ms?: number;
            p95_ms?: number;
            latency: components["schemas"]["LatencyBucketOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * Index
         * @description What is here.
         */
        Index: {
            name: string;
            version: string;
            links: {
                [key: string]: string;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * ItemFault
         * @description One thing wrong with an item.
         */
        ItemFault: {
            /** @description JSON Pointer (RFC 6901) into the body: `/items/3/errors/0/message`. */
            pointer: string;
            code: string;
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * JobDepths
         * @description Jobs that could run now, those for later (or behind a held lane), those that run.
         */
        JobDepths: {
            due: number;
            /** Format: date-time */
            oldest_due_time?: string;
            scheduled: number;
            running: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * KeyAnswer
         * @description A key, without the key itself.
         */
        KeyAnswer: {
            id: string;
            kind: components["schemas"]["KeyKind"];
            tenant_id?: string;
            scopes?: components["schemas"]["Scope"][];
            actions?: string[];
            tenants?: string[];
            display_name: string;
            prefix: string;
            /** Format: date-time */
            create_time: string;
            /** Format: date-time */
            expire_time?: string;
            /** Format: date-time */
            last_use_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * KeyKind
         * @description Who holds a key.
         * @enum {string}
         */
        KeyKind: "admin" | "worker" | "tenant" | "portal";
        /**
         * KeyPage
         * @description Keys, newest first.
         */
        KeyPage: {
            results: components["schemas"]["KeyAnswer"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * LatencyBucketOut
         * @description How many attempts took at most `le_ms` milliseconds and more than the bucket before; no bound on the last.
         */
        LatencyBucketOut: {
            le_ms: number | null;
            count: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * LeaseItem
         * @description A job, and the token that proves the right to it.
         */
        LeaseItem: {
            job_id: string;
            lease_token: string;
        };
        /**
         * LedgerEntryOut
         * @description Why one subscription did or did not get the event; `delivered` and `replayed` mean that a delivery was made.
         */
        LedgerEntryOut: {
            subscription_id: string;
            reason: string;
            delivery_id?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Level
         * @description How bad a finding is.
         * @enum {string}
         */
        Level: "fine" | "warning" | "problem";
        /**
         * MadeKey
         * @description A new key with the key itself, this once.
         */
        MadeKey: {
            id: string;
            kind: components["schemas"]["KeyKind"];
            tenant_id?: string;
            scopes?: components["schemas"]["Scope"][];
            actions?: string[];
            tenants?: string[];
            display_name: string;
            prefix: string;
            /** Format: date-time */
            create_time: string;
            /** Format: date-time */
            expire_time?: string;
            /** Format: date-time */
            last_use_time?: string;
            key: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * MadeKind
         * @description The kinds of keys that an operator makes; those of portal sessions are made by exchanging a code.
         * @enum {string}
         */
        MadeKind: "admin" | "worker" | "tenant";
        /**
         * MeOut
         * @description A key, as whoever holds it may know it.
         */
        MeOut: {
            kind: components["schemas"]["KeyKind"];
            id?: string;
            tenant_id?: string;
            display_name?: string;
            scopes: components["schemas"]["Scope"][];
            capabilities?: components["schemas"]["Capability"][];
            actions?: string[];
            tenants?: string[];
            /** Format: date-time */
            expire_time?: string;
            theme?: components["schemas"]["ThemeOut"];
            return_uri?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * MessageOut
         * @description One direction of an exchange: header fields in order, and the body as text, or as base64 where it is none.
         *
         *     Of many large attempts the older ones come without both, and say that they are `omitted`.
         */
        MessageOut: {
            headers: string[][];
            body?: string;
            body_base64?: string;
            truncated?: boolean;
            omitted?: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * Metadata
         * @description What is known about an operation beside its result; more members may appear.
         */
        Metadata: {
            /** Format: date-time */
            createdTime: string;
            /** Format: date-time */
            update_time: string;
            /**
             * Format: date-time
             * @description Of a job that was scheduled: when it may start at the earliest.
             */
            run_time?: string;
            /** Format: date-time */
            start_time?: string;
            /** Format: date-time */
            complete_time?: string;
            /**
             * Format: date-time
             * @description When the operation is gone; it can be read until then.
             */
            expire_time?: string;
            /** Format: date-time */
            cancel_requested_time?: string;
            retry_of?: string;
            attempt: number;
            max_attempts: number;
            progress?: components["schemas"]["Progress"];
            /** @description Whatever the worker wants to say, at most 4 KiB. */
            custom?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * Method
         * @description How the callback is made: POST with a body, or GET with ids in the URL.
         * @enum {string}
         */
        Method: "POST" | "GET";
        /**
         * Mode
         * @description How the console looks; `auto` follows the browser.
         * @enum {string}
         */
        Mode: "light" | "dark" | "auto";
        /**
         * MoveTenant
         * @description Where to move a tenant.
         */
        MoveTenant: {
            cell: string;
        };
        /**
         * MtlsIn
         * @description Mutual TLS: a certificate that our connections show, and its key.
         */
        MtlsIn: {
            /** @description PEM: the client's certificate, then the one that issued it, and so on; at most 6. */
            certificate: string;
            /** @description PEM without a passphrase: RSA with 2048 to 4096 bits, EC on P-256, P-384 or P-521, or Ed25519. */
            private_key: string;
        };
        /**
         * MtlsOut
         * @description Mutual TLS: what the certificate that our connections show says of itself.
         */
        MtlsOut: {
            /** @description Always `[redacted]`. */
            private_key: string;
            /** @description Whom the certificate is for, as RFC 4514 writes names. */
            subject: string;
            issuer: string;
            /** @description In hexadecimal. */
            serial: string;
            /**
             * Format: date-time
             * @description Deliveries fail from then on, until another certificate is given.
             */
            expire_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * MtlsPatch
         * @description Mutual TLS: a certificate that our connections show, and its key.
         */
        MtlsPatch: {
            /**
             * @description PEM: the client's certificate, then the one that issued it, and so on; at most 6.
             * @default null
             */
            certificate?: string | null;
            /**
             * @description PEM without a passphrase: RSA with 2048 to 4096 bits, EC on P-256, P-384 or P-521, or Ed25519.
             * @default null
             */
            private_key?: string | null;
        };
        /**
         * NewFilterTrialIn
         * @description What to try on the newest events for a subscription that is not made yet.
         */
        NewFilterTrialIn: {
            event_types: string[];
            /** @default null */
            filter?: string | null;
        };
        /**
         * NewKeyBody
         * @description A key about to be made.
         */
        NewKeyBody: {
            /**
             * @description What the key may do; absent: everything that a tenant may.
             * @default null
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /** @default  */
            display_name?: string;
            /**
             * @description When the key ends; absent: never.
             * @default null
             */
            expire_time?: string | null;
            kind: components["schemas"]["MadeKind"];
            /**
             * @description Whose key it is; of a tenant's key.
             * @default null
             */
            tenant_id?: string | null;
            /**
             * @description What a worker's key may claim; absent: every action.
             * @default null
             */
            actions?: string[] | null;
            /**
             * @description Whose jobs a worker's key may claim; absent: everyone's.
             * @default null
             */
            tenants?: string[] | null;
        };
        /**
         * NewPortalSessionOut
         * @description A new portal session with its link, this once.
         */
        NewPortalSessionOut: {
            id: string;
            tenant_id: string;
            state: components["schemas"]["SessionState"];
            capabilities: components["schemas"]["Capability"][];
            theme: components["schemas"]["ThemeOut"];
            return_uri?: string;
            /** @description The part of its key by which people recognise it. */
            prefix?: string;
            /** Format: date-time */
            create_time: string;
            /** Format: date-time */
            code_expire_time: string;
            /** Format: date-time */
            expire_time: string;
            /**
             * Format: date-time
             * @description When its link was opened.
             */
            exchange_time?: string;
            /** Format: date-time */
            last_use_time?: string;
            uri: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * NewTenant
         * @description A tenant about to be created.
         */
        NewTenant: {
            id: string;
            /** @default  */
            display_name?: string;
            limits?: components["schemas"]["TenantLimits"];
            /**
             * @description Where its traffic lives; absent: the cell with the fewest tenants.
             * @default null
             */
            cell?: string | null;
        };
        /**
         * NewTenantKey
         * @description A key of the tenant in the path.
         */
        NewTenantKey: {
            /**
             * @description What the key may do; absent: everything that a tenant may.
             * @default null
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /** @default  */
            display_name?: string;
            /**
             * @description When the key ends; absent: never.
             * @default null
             */
            expire_time?: string | null;
        };
        /**
         * OAuth2In
         * @description OAuth 2.0 client credentials (RFC 6749 §4.4).
         */
        OAuth2In: {
            token_uri: string;
            client_id: string;
            /**
             * @description Needed except with `private_key_jwt`.
             * @default null
             */
            client_secret?: string | null;
            /** @default  */
            scope?: string;
            /** @description Form fields of the token request beside our own, such as `audience` or `resource`: at most 8. They are shown. */
            extra_parameters?: {
                [key: string]: string;
            };
            /**
             * @description How the client proves to the token endpoint who it is. `auto`: by HTTP basic, or in the body where that is refused.
             * @default auto
             */
            client_auth?: components["schemas"]["ClientAuth"];
            /**
             * @description With `private_key_jwt` (RFC 7523): a private key in PEM without a passphrase. RSA of 2,048 to 4,096 bits, P-256 or Ed25519.
             * @default null
             */
            private_key?: string | null;
            /**
             * @description With `private_key_jwt`: how the server calls the key (`kid`).
             * @default null
             */
            key_id?: string | null;
            /**
             * @description With `private_key_jwt`: `RS256` (usual) or `PS256` for RSA, `ES256` for P-256, `EdDSA` for Ed25519.
             * @default null
             */
            algorithm?: components["schemas"]["Algorithm"] | null;
        };
        /**
         * OAuth2Out
         * @description OAuth 2.0 client credentials (RFC 6749 §4.4).
         */
        OAuth2Out: {
            token_uri: string;
            client_id: string;
            /** @description `[redacted]`; absent with `private_key_jwt`. */
            client_secret?: string;
            scope: string;
            extra_parameters: {
                [key: string]: string;
            };
            client_auth: components["schemas"]["ClientAuth"];
            /** @description `[redacted]`; absent but with `private_key_jwt`. */
            private_key?: string;
            key_id?: string;
            algorithm?: components["schemas"]["Algorithm"];
        } & {
            [key: string]: unknown;
        };
        /**
         * OAuth2Patch
         * @description OAuth 2.0 client credentials (RFC 6749 §4.4).
         */
        OAuth2Patch: {
            /** @default null */
            token_uri?: string | null;
            /** @default null */
            client_id?: string | null;
            /**
             * @description Needed except with `private_key_jwt`.
             * @default null
             */
            client_secret?: string | null;
            /** @default null */
            scope?: string | null;
            /**
             * @description Form fields of the token request beside our own, such as `audience` or `resource`: at most 8. They are shown.
             * @default null
             */
            extra_parameters?: {
                [key: string]: string | null;
            } | null;
            /**
             * @description How the client proves to the token endpoint who it is. `auto`: by HTTP basic, or in the body where that is refused.
             * @default null
             */
            client_auth?: components["schemas"]["ClientAuth"] | null;
            /**
             * @description With `private_key_jwt` (RFC 7523): a private key in PEM without a passphrase. RSA of 2,048 to 4,096 bits, P-256 or Ed25519.
             * @default null
             */
            private_key?: string | null;
            /**
             * @description With `private_key_jwt`: how the server calls the key (`kid`).
             * @default null
             */
            key_id?: string | null;
            /**
             * @description With `private_key_jwt`: `RS256` (usual) or `PS256` for RSA, `ES256` for P-256, `EdDSA` for Ed25519.
             * @default null
             */
            algorithm?: components["schemas"]["Algorithm"] | null;
        };
        /**
         * OfferedAction
         * @description An action as a tenant sees it: how to start it, what goes in, what comes out, how long it can be read.
         */
        OfferedAction: {
            action: string;
            run_path: string;
            parent: string;
            description: string;
            input_schema: {
                [key: string]: unknown;
            };
            result_schema: {
                [key: string]: unknown;
            };
            cancellable: boolean;
            concurrency: components["schemas"]["Concurrency"];
            deadline_seconds: number;
            retention_seconds: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * OfferedActions
         * @description A page of actions, newest first.
         */
        OfferedActions: {
            results: components["schemas"]["OfferedAction"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * OnDeadLetter
         * @description What a dead letter does to the fifo queue behind it.
         * @enum {string}
         */
        OnDeadLetter: "block" | "skip";
        /**
         * OpenCircuitOut
         * @description An endpoint that is not called for now, but for a probe.
         */
        OpenCircuitOut: {
            tenant_id: string;
            subscription_id: string;
            uri: string;
            /** Format: date-time */
            open_time: string;
            /** Format: date-time */
            next_probe_time: string;
            failures: number;
            /** Format: date-time */
            last_failure_time?: string;
            /** Format: date-time */
            last_success_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * OpenedPortalSessionOut
         * @description A session whose link was just opened, with its key, this once.
         */
        OpenedPortalSessionOut: {
            key: string;
            tenant_id: string;
            /** Format: date-time */
            expire_time: string;
            capabilities: components["schemas"]["Capability"][];
            theme: components["schemas"]["ThemeOut"];
            return_uri?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Operation
         * @description A long-running operation. `pending`, `running`, then one of three ends; there are no other states.
         */
        Operation: {
            id: string;
            /** @description The same as `id`. */
            job_id: string;
            path: string;
            /** @enum {string} */
            state: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * @description The same as `state`.
             * @enum {string}
             */
            status: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            done: boolean;
            /** Format: date-time */
            createdTime: string;
            tenant_id: string;
            action: string;
            /** @description The path between the tenant and the action, or an empty string. */
            parent: string;
            /** @description `api`, or what the operator said when submitting it. */
            source: string;
            labels: {
                [key: string]: string;
            };
            metadata: components["schemas"]["Metadata"];
            /** @description What came of it; when it succeeded. */
            result?: {
                [key: string]: unknown;
            };
            /** @description Why it failed; when it did. */
            errors?: components["schemas"]["OperationError"][];
            /** @description As it was given; with `view=full`. */
            input?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * OperationCancelledEvent
         * @description An operation was cancelled.
         */
        OperationCancelledEvent: {
            /** @constant */
            type: "operation.cancelled";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                /** @description The operation. */
                id: string;
                /** @description The same as `id`. */
                job_id: string;
                /** @description Where to read it: `operations/{id}`. */
                path: string;
                /** @constant */
                state: "cancelled";
                /** @constant */
                status: "cancelled";
                done: boolean;
                /** Format: date-time */
                createdTime: string;
                tenant_id: string;
                action: string;
                /** @description The path between tenant and action, or empty. */
                parent: string;
                source: string;
                labels: {
                    [key: string]: string;
                };
                metadata: {
                    /** Format: date-time */
                    createdTime: string;
                    /** Format: date-time */
                    update_time: string;
                    /** Format: date-time */
                    start_time?: string;
                    /** Format: date-time */
                    complete_time: string;
                    /**
                     * Format: date-time
                     * @description Until then the result can be read.
                     */
                    expire_time: string;
                    /** @description The operation. */
                    retry_of?: string;
                    /** @description What the worker added. */
                    custom?: Record<string, never>;
                };
                /** @description What was left out because the body would be larger than 256 KiB; read it from `path`. */
                omitted?: ("result" | "errors")[];
            };
        };
        /**
         * OperationError
         * @description One reason why an operation failed.
         */
        OperationError: {
            code: string;
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * OperationFailedEvent
         * @description An operation has failed; its errors can be read.
         */
        OperationFailedEvent: {
            /** @constant */
            type: "operation.failed";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                /** @description The operation. */
                id: string;
                /** @description The same as `id`. */
                job_id: string;
                /** @description Where to read it: `operations/{id}`. */
                path: string;
                /** @constant */
                state: "failed";
                /** @constant */
                status: "failed";
                done: boolean;
                /** Format: date-time */
                createdTime: string;
                tenant_id: string;
                action: string;
                /** @description The path between tenant and action, or empty. */
                parent: string;
                source: string;
                labels: {
                    [key: string]: string;
                };
                metadata: {
                    /** Format: date-time */
                    createdTime: string;
                    /** Format: date-time */
                    update_time: string;
                    /** Format: date-time */
                    start_time?: string;
                    /** Format: date-time */
                    complete_time: string;
                    /**
                     * Format: date-time
                     * @description Until then the result can be read.
                     */
                    expire_time: string;
                    /** @description The operation. */
                    retry_of?: string;
                    /** @description What the worker added. */
                    custom?: Record<string, never>;
                };
                /** @description Of a failed operation. With `payload: full` only. */
                errors?: {
                    code: string;
                    message: string;
                }[];
                /** @description What was left out because the body would be larger than 256 KiB; read it from `path`. */
                omitted?: ("result" | "errors")[];
            };
        };
        /**
         * OperationSucceededEvent
         * @description An operation has succeeded; its result can be read.
         */
        OperationSucceededEvent: {
            /** @constant */
            type: "operation.succeeded";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                /** @description The operation. */
                id: string;
                /** @description The same as `id`. */
                job_id: string;
                /** @description Where to read it: `operations/{id}`. */
                path: string;
                /** @constant */
                state: "succeeded";
                /** @constant */
                status: "succeeded";
                done: boolean;
                /** Format: date-time */
                createdTime: string;
                tenant_id: string;
                action: string;
                /** @description The path between tenant and action, or empty. */
                parent: string;
                source: string;
                labels: {
                    [key: string]: string;
                };
                metadata: {
                    /** Format: date-time */
                    createdTime: string;
                    /** Format: date-time */
                    update_time: string;
                    /** Format: date-time */
                    start_time?: string;
                    /** Format: date-time */
                    complete_time: string;
                    /**
                     * Format: date-time
                     * @description Until then the result can be read.
                     */
                    expire_time: string;
                    /** @description The operation. */
                    retry_of?: string;
                    /** @description What the worker added. */
                    custom?: Record<string, never>;
                };
                /** @description Of a succeeded operation. With `payload: full` only. */
                result?: Record<string, never>;
                /** @description What was left out because the body would be larger than 256 KiB; read it from `path`. */
                omitted?: ("result" | "errors")[];
            };
        };
        /**
         * OperationTotalsOut
         * @description Operations that have not expired, by state. `succeeded` is counted among the newest 20,000.
         */
        OperationTotalsOut: {
            pending: number;
            running: number;
            succeeded: number;
            failed: number;
            cancelled: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * OperationsPage
         * @description A page of operations, newest first.
         */
        OperationsPage: {
            results: components["schemas"]["Operation"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Ordering
         * @description Whether deliveries of one key leave in order, one after the other.
         * @enum {string}
         */
        Ordering: "none" | "fifo";
        /**
         * OrderingKey
         * @description What one fifo queue is made of.
         * @enum {string}
         */
        OrderingKey: "subscription" | "parent";
        /**
         * PauseOut
         * @description A pause that the endpoint asked for: nothing leaves until it is over, no probe either.
         */
        PauseOut: {
            /** @description What it answered: `status 429 with Retry-After`, or 503. */
            reason: string;
            /** Format: date-time */
            start_time: string;
            /**
             * Format: date-time
             * @description At most 24 h later. `:enable` and another `uri` end it sooner.
             */
            end_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PausedEndpointOut
         * @description An endpoint that asked for a pause; `:enable` of its subscription ends it sooner.
         */
        PausedEndpointOut: {
            tenant_id: string;
            subscription_id: string;
            uri: string;
            reason: string;
            /** Format: date-time */
            start_time: string;
            /** Format: date-time */
            end_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Payload
         * @description Which rendering of the event a delivery carries.
         * @enum {string}
         */
        Payload: "thin" | "full" | "cloudevents" | "cloudevents-binary" | "template";
        /**
         * PermissionOut
         * @description Whether the endpoint has permitted us to send.
         */
        PermissionOut: {
            /**
             * @description `missing`: nothing leaves, what comes waits.
             * @enum {string}
             */
            state: "missing" | "granted";
            /** Format: date-time */
            granted_time?: string;
            /** @description How many requests it allows a minute; absent where it does not limit them. */
            allowed_per_minute?: number;
            /**
             * Format: date-time
             * @description Absent before it was first asked.
             */
            last_asked_time?: string;
            /** Format: date-time */
            next_ask_time?: string;
            /** @description What came of asking last, where that was no permission. */
            reason?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PhasesOut
         * @description How long each part took, in milliseconds; absent: it did not happen.
         */
        PhasesOut: {
            dns_ms?: number;
            connect_ms?: number;
            tls_ms?: number;
            first_byte_ms?: number;
            total_ms: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * PingOut
         * @description An event under way to one subscription.
         */
        PingOut: {
            event_id: string;
            delivery_id: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PortalSessionIn
         * @description A portal session about to be made.
         */
        PortalSessionIn: {
            /** @description What it may do. `view` reads, but no secret and no key; `send` redelivers, replays, skips, pings, verifies and tests; `manage` writes subscriptions and cancels or retries operations; `secrets` rotates, and sees what is shown once. */
            capabilities: components["schemas"]["Capability"][];
            /**
             * @description How long the session lasts from now.
             * @default 3600
             */
            expires_seconds?: number;
            /**
             * @description How long the link can be opened; at most as long as the session. Absent: 300, or as long as that.
             * @default null
             */
            code_expires_seconds?: number | null;
            /**
             * @description Where the console leads when the session is over.
             * @default null
             */
            return_uri?: string | null;
            theme?: components["schemas"]["ThemeIn"];
        };
        /**
         * PortalSessionOut
         * @description A portal session, without its code and its key.
         */
        PortalSessionOut: {
            id: string;
            tenant_id: string;
            state: components["schemas"]["SessionState"];
            capabilities: components["schemas"]["Capability"][];
            theme: components["schemas"]["ThemeOut"];
            return_uri?: string;
            /** @description The part of its key by which people recognise it. */
            prefix?: string;
            /** Format: date-time */
            create_time: string;
            /** Format: date-time */
            code_expire_time: string;
            /** Format: date-time */
            expire_time: string;
            /**
             * Format: date-time
             * @description When its link was opened.
             */
            exchange_time?: string;
            /** Format: date-time */
            last_use_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PortalSessionsOut
         * @description Portal sessions, newest first.
         */
        PortalSessionsOut: {
            results: components["schemas"]["PortalSessionOut"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PreviousKeyOut
         * @description An older key, which signs too until it ends.
         */
        PreviousKeyOut: {
            public_key: string;
            /** Format: date-time */
            expire_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PreviousSecretOut
         * @description An older signing secret, which signs too until it ends.
         */
        PreviousSecretOut: {
            /** Format: date-time */
            expire_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Problem
         * @description What went wrong (RFC 9457).
         */
        Problem: {
            /**
             * Format: uri-reference
             * @description A stable reference that names the kind of problem, such as `/problems/not-found`.
             */
            type: string;
            title: string;
            status: number;
            detail: string;
            /**
             * Format: uri-reference
             * @description What was asked.
             */
            instance: string;
            request_id: string;
            errors?: components["schemas"]["ProblemFault"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * ProblemFault
         * @description One part of the input that is at fault.
         */
        ProblemFault: {
            /** @description JSON Pointer (RFC 6901) into the body. */
            pointer: string;
            code: string;
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProblemPage
         * @description What a kind of problem means.
         */
        ProblemPage: {
            type: string;
            title: string;
            status: number;
            meaning: string;
            advice: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Progress
         * @description How far a job is, as its worker says.
         */
        Progress: {
            percent?: number;
            completed_items?: number;
            total_items?: number;
            message?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProgressBody
         * @description How far it is; members that are given replace what was there, null removes.
         */
        ProgressBody: {
            /** @default null */
            percent?: number | null;
            /** @default null */
            completed_items?: number | null;
            /** @default null */
            total_items?: number | null;
            /**
             * @description Of more than 1,024 characters the end is cut off and marked.
             * @default null
             */
            message?: string | null;
        };
        /**
         * PublishIn
         * @description Events to publish, together.
         */
        PublishIn: {
            events: components["schemas"]["PublishedEventIn"][];
        };
        /**
         * PublishOut
         * @description The events, in the order in which they were given; at least one of them is not invalid.
         */
        PublishOut: {
            events: components["schemas"]["PublishedEventOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * PublishedEvent
         * @description Anything else worth telling, of the operator's own types.
         */
        PublishedEvent: {
            type: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * PublishedEventIn
         * @description One event to publish.
         */
        PublishedEventIn: {
            /** @description Such as `design.created`; Bellhop's own types are refused. */
            type: string;
            /** @description What the webhook carries as `data`; at most 256 KiB. */
            data: {
                [key: string]: unknown;
            };
            /**
             * @description Your own id: the same again within 24 hours delivers nothing twice.
             * @default null
             */
            id?: string | null;
            /** @description What filters of subscriptions can ask for. */
            labels?: {
                [key: string]: string;
            };
        };
        /**
         * PublishedEventOut
         * @description What became of one event: it happened, its id named an earlier one (which is answered), or it cannot be.
         */
        PublishedEventOut: {
            /** @enum {string} */
            status: "accepted" | "duplicate" | "invalid";
            /** @description Absent of an invalid one, as all but `errors`. */
            id?: string;
            type?: string;
            /** Format: date-time */
            createdTime?: string;
            publish_id?: string;
            /** @description Whether the status is `duplicate`. */
            duplicate?: boolean;
            errors?: components["schemas"]["ProblemFault"][];
            /** @description Where the data does not fit the schema of its type, and the type only warns. */
            warnings?: components["schemas"]["ProblemFault"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * PullIn
         * @description Deliveries wanted.
         */
        PullIn: {
            /** @description Who asks, for people who read the attempts. */
            holder: string;
            /** @default 1 */
            max_deliveries?: number;
            /**
             * @description How long to wait for the first one.
             * @default 0
             */
            wait_seconds?: number;
            /**
             * @description For how long they are the holder's; `deliveries:extend` makes it longer.
             * @default 60
             */
            lease_seconds?: number;
            /**
             * @description The same again answers the same leases: for a lost answer.
             * @default null
             */
            claim_id?: string | null;
        };
        /**
         * PullOut
         * @description Deliveries to make, maybe none.
         */
        PullOut: {
            deliveries: components["schemas"]["PulledOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * PulledIn
         * @description A delivery, and the token that proves the right to it.
         */
        PulledIn: {
            delivery_id: string;
            lease_token: string;
        };
        /**
         * PulledOut
         * @description One delivery to make.
         */
        PulledOut: {
            delivery_id: string;
            event_id: string;
            lease_token: string;
            /** Format: date-time */
            lease_expire_time: string;
            attempt: number;
            request: components["schemas"]["PulledRequestOut"];
        } & {
            [key: string]: unknown;
        };
        /**
         * PulledRequestOut
         * @description The request as it has to be made: finished, signed for this moment, byte for byte.
         */
        PulledRequestOut: {
            /** @constant */
            method: "POST";
            headers: {
                [key: string]: string;
            };
            body: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * RecordIn
         * @description What came of a delivery: the status of the receiver's answer, or why there was none.
         */
        RecordIn: {
            delivery_id: string;
            lease_token: string;
            /** @default null */
            status_code?: number | null;
            /**
             * @description What went wrong, if there was no answer; cut after 512 characters.
             * @default null
             */
            error?: string | null;
            /**
             * @description Of the answer; `Retry-After` of a 429 or 503 is honoured.
             * @default null
             */
            headers?: {
                [key: string]: string;
            } | null;
            /**
             * @description Of the answer; its first 16 KiB are kept.
             * @default null
             */
            body?: string | null;
            /**
             * @description Absent: the time since it was claimed.
             * @default null
             */
            duration_ms?: number | null;
        };
        /**
         * RecordedOut
         * @description What became of one item; of `stale` and `invalid` nothing changed.
         */
        RecordedOut: {
            /** @description As it was given; empty where an invalid item has none that can be read. */
            delivery_id: string;
            /** @enum {string} */
            status: "recorded" | "stale" | "invalid";
            delivery?: components["schemas"]["DeliveryOut"];
            errors?: components["schemas"]["ProblemFault"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * RecordsIn
         * @description What came of deliveries.
         */
        RecordsIn: {
            items: components["schemas"]["RecordIn"][];
        };
        /**
         * RecordsOut
         * @description One answer for each item, in order.
         */
        RecordsOut: {
            items: components["schemas"]["RecordedOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * RedeliverIn
         * @description Which dead letters to send again; all of them without a filter.
         */
        RedeliverIn: {
            /**
             * @description A CEL expression over `subscription_id job_id event_type createdTime`.
             * @default null
             */
            filter?: string | null;
            /**
             * @description Only count them.
             * @default false
             */
            dry_run?: boolean;
        };
        /**
         * ReleaseAnswer
         * @description One answer for each item, in order.
         */
        ReleaseAnswer: {
            items: components["schemas"]["ReleasedItem"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * ReleaseBody
         * @description Jobs to give back untouched.
         */
        ReleaseBody: {
            items: components["schemas"]["LeaseItem"][];
        };
        /**
         * ReleasedItem
         * @description What became of one job.
         */
        ReleasedItem: {
            /** @description As it was given; empty where an invalid item has none that can be read. */
            job_id: string;
            /** @enum {string} */
            status: "released" | "stale" | "invalid";
            errors?: components["schemas"]["ItemFault"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * RenderedEventOut
         * @description One of the newest events and the body that the template makes of it.
         */
        RenderedEventOut: {
            event_id: string;
            type: string;
            /** Format: date-time */
            createdTime: string;
            /** @description Absent where `error` says why. */
            body?: {
                [key: string]: unknown;
            };
            /**
             * @description The body would be larger than 256 KiB: the delivery ends as a dead letter.
             * @constant
             */
            error?: "payload_too_large";
        } & {
            [key: string]: unknown;
        };
        /**
         * ReplayIn
         * @description Which deliveries of the subscription to send again, and whether to make those that it missed.
         */
        ReplayIn: {
            /**
             * @description Created at this time or later.
             * @default null
             */
            since?: string | null;
            /**
             * @description Created before this time.
             * @default null
             */
            until?: string | null;
            /** @description `delivered`, `dead`, `skipped`: deliveries that ended so. `missed`: events of which none was made because the subscription was disabled, if it wants them now. Default: `dead` and `missed`. */
            states?: components["schemas"]["Replayable"][];
            /**
             * @description Only count them.
             * @default false
             */
            dry_run?: boolean;
        };
        /**
         * Replayable
         * @description What can be replayed: deliveries that ended so, and `missed`: events that found the subscription disabled.
         * @enum {string}
         */
        Replayable: "delivered" | "dead" | "skipped" | "missed";
        /**
         * RetryIn
         * @description When a delivery is tried again: a schedule, or a number of attempts of the default one.
         */
        RetryIn: {
            /**
             * @description The pauses after each failed attempt.
             * @default null
             */
            schedule_seconds?: number[] | null;
            /** @default null */
            max_attempts?: number | null;
        };
        /**
         * RetryOut
         * @description When a delivery is tried again.
         */
        RetryOut: {
            /** @description The pauses after each failed attempt; absent where there is one attempt. */
            schedule_seconds?: number[];
            max_attempts: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * RetryPatch
         * @description When a delivery is tried again: a schedule, or a number of attempts of the default one.
         */
        RetryPatch: {
            /**
             * @description The pauses after each failed attempt.
             * @default null
             */
            schedule_seconds?: number[] | null;
            /** @default null */
            max_attempts?: number | null;
        };
        /**
         * RevokedOut
         * @description How many sessions were ended.
         */
        RevokedOut: {
            revoked: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * RotateIn
         * @description A rotation of the signing secret.
         */
        RotateIn: {
            /** @default 86400 */
            overlap_seconds?: number;
            /**
             * @description The new secret; without one it is made.
             * @default null
             */
            secret?: string | null;
        };
        /**
         * RotateKeysIn
         * @description A rotation of a tenant's key pair.
         */
        RotateKeysIn: {
            /**
             * @description How long the older key signs, too.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        /**
         * Scope
         * @description What a tenant's key may do.
         * @enum {string}
         */
        Scope: "operations:run" | "operations:read" | "operations:cancel" | "subscriptions:read" | "subscriptions:write" | "deliveries:read" | "deliveries:retry" | "deliveries:receive";
        /**
         * ServiceStats
         * @description How much waits and runs. Counts end at `counted_to` a cell: as many there means at least as many.
         *
         *     `dispatchers` are the processes that send, each once for every cell. `circuits` are those that have been open for
         *     longest, `paused` the endpoints whose pauses last longest and `slowest` those with the most slow attempts, 20 of
         *     each at most.
         */
        ServiceStats: {
            jobs: components["schemas"]["JobDepths"];
            deliveries: components["schemas"]["DeliveryDepths"];
            dispatchers: components["schemas"]["DispatcherOut"][];
            circuits: components["schemas"]["OpenCircuitOut"][];
            paused: components["schemas"]["PausedEndpointOut"][];
            slowest: components["schemas"]["SlowEndpointOut"][];
            counted_to: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * SessionState
         * @description Where a session stands: its link was not opened yet, somebody works in it, or its time is over.
         * @enum {string}
         */
        SessionState: "unused" | "open" | "expired";
        /**
         * SignatureIn
         * @description Standard Webhooks, HMAC-SHA256.
         */
        SignatureIn: {
            /**
             * @description Whether requests are signed.
             * @default true
             */
            enabled?: boolean;
            /**
             * @description `whsec_` and base64 of 24 to 64 bytes; without one a secret is made.
             * @default null
             */
            secret?: string | null;
        };
        /**
         * SignatureOut
         * @description Whether requests are signed, by Standard Webhooks with HMAC-SHA256.
         */
        SignatureOut: {
            enabled: boolean;
            /** @description `[redacted]`, except in the one answer that shows a new secret. */
            secret?: string;
            /** @description Older secrets that sign too while a rotation overlaps. */
            previous_secrets?: components["schemas"]["PreviousSecretOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * SignaturePatch
         * @description Standard Webhooks, HMAC-SHA256.
         */
        SignaturePatch: {
            /**
             * @description Whether requests are signed.
             * @default null
             */
            enabled?: boolean | null;
            /**
             * @description `whsec_` and base64 of 24 to 64 bytes; without one a secret is made.
             * @default null
             */
            secret?: string | null;
        };
        /**
         * SlowEndpointOut
         * @description An endpoint whose attempts took over a second, in this hour and the one before; counts and quantiles of both.
         */
        SlowEndpointOut: {
            tenant_id: string;
            subscription_id: string;
            uri: string;
            delivered: number;
            failed: number;
            p50_ms?: number;
            p95_ms?: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * StatsOut
         * @description A page of hours, newest first.
         */
        StatsOut: {
            results: components["schemas"]["HourOut"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * StepOut
         * @description One step on the way to an endpoint.
         */
        StepOut: {
            name: string;
            state: string;
            detail?: string;
            duration_ms?: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * SubmitBody
         * @description A job that was not started by `run`.
         */
        SubmitBody: {
            tenant_id: string;
            action: string;
            /** @default  */
            parent?: string;
            input?: {
                [key: string]: unknown;
            };
            /** @description Where it comes from: `ui`, `schedule`, … */
            source: string;
            labels?: {
                [key: string]: string;
            };
            /** @default null */
            run_at?: string | null;
            /** @default null */
            idempotency_key?: string | null;
            /**
             * @description The caller does the work itself: it gets the lease.
             * @default false
             */
            hold?: boolean;
            /**
             * @description Who holds it; absent: the source.
             * @default null
             */
            worker_id?: string | null;
        };
        /**
         * SubmittedOperation
         * @description The operation, with the lease of one that is held.
         */
        SubmittedOperation: {
            id: string;
            /** @description The same as `id`. */
            job_id: string;
            path: string;
            /** @enum {string} */
            state: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * @description The same as `state`.
             * @enum {string}
             */
            status: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            done: boolean;
            /** Format: date-time */
            createdTime: string;
            tenant_id: string;
            action: string;
            /** @description The path between the tenant and the action, or an empty string. */
            parent: string;
            /** @description `api`, or what the operator said when submitting it. */
            source: string;
            labels: {
                [key: string]: string;
            };
            metadata: components["schemas"]["Metadata"];
            /** @description What came of it; when it succeeded. */
            result?: {
                [key: string]: unknown;
            };
            /** @description Why it failed; when it did. */
            errors?: components["schemas"]["OperationError"][];
            /** @description As it was given; with `view=full`. */
            input?: {
                [key: string]: unknown;
            };
            lease_token?: string;
            /** Format: date-time */
            lease_expire_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * SubscriptionCertificateExpiringEvent
         * @description The client certificate of another subscription ends in 30 days, in 7, or tomorrow.
         */
        SubscriptionCertificateExpiringEvent: {
            /** @constant */
            type: "subscription.certificate_expiring";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                /** @description The subscription. */
                subscription_id: string;
                uri: string;
                /** @description `certificate_expiring`. */
                reason: string;
                /** @description Whom the certificate is for, as RFC 4514 writes names. */
                subject: string;
                /** @description Who issued it. */
                issuer: string;
                /** @description Its serial number, in hexadecimal. */
                serial: string;
                /**
                 * Format: date-time
                 * @description When it ends: deliveries fail from then on.
                 */
                expire_time: string;
            };
        };
        /**
         * SubscriptionDisabledEvent
         * @description Another subscription was disabled by the service.
         */
        SubscriptionDisabledEvent: {
            /** @constant */
            type: "subscription.disabled";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                /** @description The subscription. */
                subscription_id: string;
                uri: string;
                /** @description `gone` (it answered 410) or `failing`. */
                reason: string;
                /** @description Of `failing`: what the last failure was, such as `status 503`, `connect_refused` or `token_failed: the token endpoint answered 401 (invalid_client)`. */
                last_failure?: string;
            };
        };
        /**
         * SubscriptionFailingEvent
         * @description Another subscription has failed for a day and will be disabled after five.
         */
        SubscriptionFailingEvent: {
            /** @constant */
            type: "subscription.failing";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                /** @description The subscription. */
                subscription_id: string;
                uri: string;
                /** @description `gone` (it answered 410) or `failing`. */
                reason: string;
                /** @description Of `failing`: what the last failure was, such as `status 503`, `connect_refused` or `token_failed: the token endpoint answered 401 (invalid_client)`. */
                last_failure?: string;
            };
        };
        /**
         * SubscriptionIn
         * @description A subscription as it is written.
         */
        SubscriptionIn: {
            /**
             * @description Where to call; https, a public host.
             * @default null
             */
            uri?: string | null;
            /**
             * @description Nothing is sent: whoever has the key claims the finished requests. Stays as it is made.
             * @default false
             */
            pull?: boolean;
            /**
             * @description With `pull`: it is deleted when nobody has claimed for so long. Absent: never.
             * @default null
             */
            idle_expire_seconds?: number | null;
            /** @default  */
            description?: string;
            /** @default POST */
            method?: components["schemas"]["Method"];
            /**
             * @description For GET: a URL with placeholders such as `<JOB_ID>` in its path and query.
             * @default null
             */
            uri_template?: string | null;
            /** @description Exact types, `prefix.*`, `{action}_job_completed`, or `*` for everything. */
            event_types: string[];
            /**
             * @description CEL over `type action status parent source labels.…`: what does not match is not sent.
             * @default null
             */
            filter?: string | null;
            auth?: components["schemas"]["AuthIn"];
            /**
             * @description `thin`: ids, status, times, labels. `full`: with result and errors. `cloudevents`, `cloudevents-binary`: the full data as CloudEvents 1.0, in structured or binary mode. `template`: what `template` makes of it.
             * @default thin
             */
            payload?: components["schemas"]["Payload"];
            /**
             * @description The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`, `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what is missing is null there, and nothing within other text.
             * @default null
             */
            template?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Ask the endpoint for permission (CloudEvents' web hooks, section 4) before anything is sent. `health.permission` says whether it has given it.
             * @default false
             */
            handshake?: boolean;
            delivery?: components["schemas"]["DeliveryIn"];
            /**
             * @default enabled
             * @enum {string}
             */
            state?: "enabled" | "disabled";
        };
        /**
         * SubscriptionOut
         * @description A subscription. Secrets read `[redacted]`, except in the one answer that shows a new signing secret.
         */
        SubscriptionOut: {
            id: string;
            path: string;
            tenant_id: string;
            /** @description Absent with `pull`. */
            uri?: string;
            pull: boolean;
            idle_expire_seconds?: number;
            description: string;
            method: components["schemas"]["Method"];
            uri_template?: string;
            event_types: string[];
            filter?: string;
            auth: components["schemas"]["AuthOut"];
            payload: components["schemas"]["Payload"];
            template?: {
                [key: string]: unknown;
            };
            handshake: boolean;
            delivery: components["schemas"]["DeliveryPolicyOut"];
            state: string;
            disabled_reason?: string;
            /** Format: date-time */
            disabled_time?: string;
            health: components["schemas"]["HealthOut"];
            /** Format: date-time */
            createdTime: string;
            /** Format: date-time */
            update_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * SubscriptionPatch
         * @description What to change of a subscription (JSON merge patch, RFC 7396): absent members stay, null removes one. Members that only an answer has may come along as they were shown; a secret that reads `[redacted]` stays as it is.
         */
        SubscriptionPatch: {
            /**
             * @description Where to call; https, a public host.
             * @default null
             */
            uri?: string | null;
            /**
             * @description Nothing is sent: whoever has the key claims the finished requests. Stays as it is made.
             * @default null
             */
            pull?: boolean | null;
            /**
             * @description With `pull`: it is deleted when nobody has claimed for so long. Absent: never.
             * @default null
             */
            idle_expire_seconds?: number | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            method?: components["schemas"]["Method"] | null;
            /**
             * @description For GET: a URL with placeholders such as `<JOB_ID>` in its path and query.
             * @default null
             */
            uri_template?: string | null;
            /**
             * @description Exact types, `prefix.*`, `{action}_job_completed`, or `*` for everything.
             * @default null
             */
            event_types?: string[] | null;
            /**
             * @description CEL over `type action status parent source labels.…`: what does not match is not sent.
             * @default null
             */
            filter?: string | null;
            /** @default null */
            auth?: components["schemas"]["AuthPatch"] | null;
            /**
             * @description `thin`: ids, status, times, labels. `full`: with result and errors. `cloudevents`, `cloudevents-binary`: the full data as CloudEvents 1.0, in structured or binary mode. `template`: what `template` makes of it.
             * @default null
             */
            payload?: components["schemas"]["Payload"] | null;
            /**
             * @description The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`, `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what is missing is null there, and nothing within other text.
             * @default null
             */
            template?: {
                [key: string]: unknown | null;
            } | null;
            /**
             * @description Ask the endpoint for permission (CloudEvents' web hooks, section 4) before anything is sent. `health.permission` says whether it has given it.
             * @default null
             */
            handshake?: boolean | null;
            /** @default null */
            delivery?: components["schemas"]["DeliveryPatch"] | null;
            /** @default null */
            state?: ("enabled" | "disabled") | null;
        };
        /**
         * SubscriptionsOut
         * @description One page of subscriptions.
         */
        SubscriptionsOut: {
            results: components["schemas"]["SubscriptionOut"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * SystemOperation
         * @description An operation of the service itself.
         */
        SystemOperation: {
            id: string;
            state: string;
            metadata: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * TemplateTrialIn
         * @description What to render, of which of the newest events; what is absent is the subscription's own.
         */
        TemplateTrialIn: {
            /** @default null */
            event_types?: string[] | null;
            /** @default null */
            filter?: string | null;
            /**
             * @description The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`, `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what is missing is null there, and nothing within other text.
             * @default null
             */
            template?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * TemplateTrialOut
         * @description What would be sent, newest first, of at most ten events.
         */
        TemplateTrialOut: {
            results: components["schemas"]["RenderedEventOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * TenantAnswer
         * @description A tenant. `limits` are those that were given, `effective_limits` those that hold.
         */
        TenantAnswer: {
            id: string;
            cell: string;
            display_name: string;
            limits: {
                [key: string]: number;
            };
            effective_limits: {
                [key: string]: number;
            };
            /** Format: date-time */
            create_time: string;
            /** Format: date-time */
            update_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TenantLimits
         * @description What a tenant may use; a limit that is absent or null is the service's default.
         */
        TenantLimits: {
            /**
             * @description Jobs that have not ended.
             * @default null
             */
            live_jobs?: number | null;
            /**
             * @description Requests with the tenant's keys.
             * @default null
             */
            requests_per_second?: number | null;
            /**
             * @description Subscriptions; 0: not entitled to webhooks.
             * @default null
             */
            subscriptions?: number | null;
        };
        /**
         * TenantPage
         * @description Tenants, newest first.
         */
        TenantPage: {
            results: components["schemas"]["TenantAnswer"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TenantPatch
         * @description What to change of a tenant (JSON merge patch, RFC 7396): absent members stay, null is the default.
         */
        TenantPatch: {
            /** @default null */
            display_name?: string | null;
            /** @default null */
            limits?: components["schemas"]["TenantLimits"] | null;
        };
        /**
         * ThemeIn
         * @description How the console looks.
         */
        ThemeIn: {
            /**
             * @description What stands at its top instead of `Bellhop`.
             * @default null
             */
            name?: string | null;
            /**
             * @description A picture beside the name; `https` only.
             * @default null
             */
            logo_uri?: string | null;
            /**
             * @description The colour of its top and its buttons, such as `#0a66c2`. The text on it is black or white, whichever is read better: see `text_color` in the answer.
             * @default null
             */
            color?: string | null;
            /**
             * @description `auto` follows the browser.
             * @default auto
             */
            mode?: components["schemas"]["Mode"];
        };
        /**
         * ThemeOut
         * @description How the console looks.
         */
        ThemeOut: {
            name?: string;
            logo_uri?: string;
            color?: string;
            /** @description Black or white: what can be read on `color`. */
            text_color?: string;
            mode: components["schemas"]["Mode"];
        } & {
            [key: string]: unknown;
        };
        /**
         * TotalsOut
         * @description What there is; the parts that the key may read. Counting ends at `capped_at`: as many means at least as many.
         */
        TotalsOut: {
            deliveries?: components["schemas"]["DeliveryTotalsOut"];
            operations?: components["schemas"]["OperationTotalsOut"];
            capped_at: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * TriedEventOut
         * @description One of the newest events and whether it would be sent.
         */
        TriedEventOut: {
            event_id: string;
            type: string;
            /** Format: date-time */
            createdTime: string;
            matches: boolean;
            reason: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Validation
         * @description What publishing does with data that does not fit the schema.
         * @enum {string}
         */
        Validation: "off" | "warn" | "reject";
        /**
         * VerificationOut
         * @description How far a request came.
         */
        VerificationOut: {
            ok: boolean;
            failed_step?: string;
            error?: string;
            status_code?: number;
            total_ms: number;
            steps: components["schemas"]["StepOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * WebhookFields
         * @description What a webhook says; a change names only what changes, and null gives a member the value of a new webhook.
         */
        WebhookFields: {
            /**
             * @description Such as `{action}_job_completed`.
             * @default null
             */
            event?: string | null;
            /**
             * @description Such as `https://example.com/done/<JOB_ID>?status=<STATUS>`.
             * @default null
             */
            url_template?: string | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            enabled?: boolean | null;
            /**
             * @description The name of a secret header; null removes it.
             * @default null
             */
            header_auth_key?: string | null;
            /**
             * @description Its secret value; absent, null or `[redacted]` keeps it.
             * @default null
             */
            header_auth_value?: string | null;
        };
        /**
         * WebhookIn
         * @description A webhook as it is written.
         */
        WebhookIn: {
            webhook: components["schemas"]["WebhookFields"];
        };
        /**
         * WebhookKeyOut
         * @description A public key as a JWK (RFC 8037).
         */
        WebhookKeyOut: {
            /** @constant */
            kty: "OKP";
            /** @constant */
            crv: "Ed25519";
            /** @description The 32 bytes of the key, base64url. */
            x: string;
            /** @description The thumbprint of the key (RFC 7638). */
            kid: string;
            /** @constant */
            use: "sig";
            /** @constant */
            alg: "EdDSA";
            /**
             * Format: date-time
             * @description When a key ends that a newer one has replaced.
             */
            expire_time?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * WebhookKeysOut
         * @description A JWK Set (RFC 7517): the public keys that verify a tenant's webhooks now, the newest first.
         */
        WebhookKeysOut: {
            keys: components["schemas"]["WebhookKeyOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * WebhookMembers
         * @description A webhook as it is answered.
         */
        WebhookMembers: {
            id: string;
            event: string;
            url_template: string;
            description: string;
            enabled: boolean;
            header_auth_key?: string;
            header_auth_value?: string;
            /** @description Shown once, when it is made. */
            signing_secret?: string;
            /** Format: date-time */
            createdTime: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * WebhookOut
         * @description One webhook.
         */
        WebhookOut: {
            webhook: components["schemas"]["WebhookMembers"];
        } & {
            [key: string]: unknown;
        };
        /**
         * WebhookPingEvent
         * @description A ping that was asked for with `:ping`.
         */
        WebhookPingEvent: {
            /** @constant */
            type: "webhook.ping";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /** @description Only of a sample, sent by `:send-example`: what it tells of has not happened. */
            test?: boolean;
            data: {
                /** @description The event; the same as the header `webhook-id`. */
                event_id: string;
                /** @description The subscription. */
                subscription_id: string;
                message: string;
            };
        };
        /**
         * WebhooksOut
         * @description One page of webhooks.
         */
        WebhooksOut: {
            results: components["schemas"]["WebhookMembers"][];
            next_page_token?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * WorkerOut
         * @description One worker, by the `worker_id` that it gave: how many jobs it holds, and how long ago it was heard of.
         */
        WorkerOut: {
            worker_id: string;
            held: number;
            actions: {
                [key: string]: number;
            };
            /** Format: date-time */
            oldest_claim_time: string;
            /** Format: date-time */
            last_heartbeat_time: string;
            /** Format: date-time */
            next_lease_expire_time: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * WorkersOut
         * @description The workers that hold jobs, those that hold most first, at most 1,000.
         *
         *     The first `counted_to` leases of each cell are counted. One that waits for work holds nothing and is not told.
         */
        WorkersOut: {
            results: components["schemas"]["WorkerOut"][];
            counted_to: number;
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description Bad Request */
        Problem400: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unauthorized */
        Problem401: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Forbidden */
        Problem403: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not Found */
        Problem404: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict */
        Problem409: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition Failed */
        Problem412: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Content Too Large */
        Problem413: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unsupported Media Type */
        Problem415: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unprocessable Content */
        Problem422: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too Many Requests */
        Problem429: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Service Unavailable */
        Problem503: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names this request in logs; echoed when the caller sends a sane one. */
        RequestId: string;
        /** @description The version of the resource. */
        ETag: string;
        /** @description Where the resource is. */
        Location: string;
        /** @description Seconds to wait before asking again. */
        RetryAfter: string;
        /** @description What is left of the tenant's requests (draft-ietf-httpapi-ratelimit-headers). */
        RateLimit: string;
        /** @description How many requests a second the tenant may send. */
        RateLimitPolicy: string;
        /** @description How to send a key. */
        WWWAuthenticate: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    runActionWithoutParent: {
        parameters: {
            query?: {
                /** @description Check the input and start nothing. */
                validate_only?: boolean;
                /** @description When to start at the earliest, at most 30 days ahead. */
                run_at?: string;
                /** @description Before or behind the tenant's other jobs: a step is worth 30 seconds of waiting. */
                priority?: number;
                /**
                 * @description Labels of the operation, each as a parameter of its own: `labels.site=roof&labels.order=4711`.
                 * @example {
                 *       "labels.site": "roof"
                 *     }
                 */
                labels?: {
                    [key: string]: string;
                };
            };
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
                /** @description `wait=N`: let the answer wait, at most 30 seconds. */
                Prefer?: string;
                /** @description W3C trace context; stored with the job and sent on. */
                traceparent?: string;
            };
            path: {
                tenant_id: string;
                /**
                 * @description An action without a parent; one that has a parent is 404 here, as `auto_designer` of `schemas/actions` is.
                 * @example monthly_report
                 */
                action: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "month": "2026-11"
                 *     }
                 */
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Empty"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "monthly_report",
                     *       "parent": "",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "month": "2026-11"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    runAction: {
        parameters: {
            query?: {
                /** @description Check the input and start nothing. */
                validate_only?: boolean;
                /** @description When to start at the earliest, at most 30 days ahead. */
                run_at?: string;
                /** @description Before or behind the tenant's other jobs: a step is worth 30 seconds of waiting. */
                priority?: number;
                /**
                 * @description Labels of the operation, each as a parameter of its own: `labels.site=roof&labels.order=4711`.
                 * @example {
                 *       "labels.site": "roof"
                 *     }
                 */
                labels?: {
                    [key: string]: string;
                };
            };
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
                /** @description `wait=N`: let the answer wait, at most 30 seconds. */
                Prefer?: string;
                /** @description W3C trace context; stored with the job and sent on. */
                traceparent?: string;
            };
            path: {
                tenant_id: string;
                /**
                 * @description The path between the tenant and the action, as the action's `parent` says (`GET …/actions`): one to eight names joined by `/`, such as `designs/garage`. A client may send the `/` as it is or as `%2F`. An action without a parent has the same path without this part.
                 * @example designs/garage
                 */
                parent: string;
                /** @example auto_designer */
                action: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "roof": [
                 *         [
                 *           0,
                 *           0
                 *         ],
                 *         [
                 *           12,
                 *           0
                 *         ],
                 *         [
                 *           12,
                 *           8
                 *         ],
                 *         [
                 *           0,
                 *           8
                 *         ]
                 *       ],
                 *       "panel_width": 1.13,
                 *       "panel_height": 1.76
                 *     }
                 */
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Empty"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getActionStatusWithoutParent: {
        parameters: {
            query: {
                /** @description As `run`, a callback or a list named it. */
                job_id: string;
            };
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                /**
                 * @description An action without a parent; one that has a parent is 404 here, as `auto_designer` of `schemas/actions` is.
                 * @example monthly_report
                 */
                action: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "monthly_report",
                     *       "parent": "",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "designs": 212,
                     *         "panels": 7704
                     *       },
                     *       "input": {
                     *         "month": "2026-11"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getActionStatus: {
        parameters: {
            query: {
                /** @description As `run`, a callback or a list named it. */
                job_id: string;
            };
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                /**
                 * @description The path between the tenant and the action, as the action's `parent` says (`GET …/actions`): one to eight names joined by `/`, such as `designs/garage`. A client may send the `/` as it is or as `%2F`. An action without a parent has the same path without this part.
                 * @example designs/garage
                 */
                parent: string;
                /** @example auto_designer */
                action: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listOperations: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `state`, `action`, `parent`, `source`, `createdTime`, `metadata.complete_time`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
                /** @description `full` adds the input of each. */
                view?: "basic" | "full";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "state": "succeeded",
                     *           "status": "succeeded",
                     *           "done": true,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "tenant_id": "aurora",
                     *           "action": "auto_designer",
                     *           "parent": "designs/garage",
                     *           "source": "api",
                     *           "labels": {
                     *             "site": "roof"
                     *           },
                     *           "metadata": {
                     *             "createdTime": "2026-11-29T09:30:00.000000Z",
                     *             "update_time": "2026-11-29T09:30:04.250000Z",
                     *             "start_time": "2026-11-29T09:30:01.000000Z",
                     *             "complete_time": "2026-11-29T09:30:04.250000Z",
                     *             "expire_time": "2026-12-06T09:30:04.250000Z",
                     *             "attempt": 1,
                     *             "max_attempts": 3
                     *           },
                     *           "result": {
                     *             "panel_count": 36,
                     *             "peak_kilowatts": 15.48
                     *           },
                     *           "input": {
                     *             "roof": [
                     *               [
                     *                 0,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 8
                     *               ],
                     *               [
                     *                 0,
                     *                 8
                     *               ]
                     *             ],
                     *             "panel_width": 1.13,
                     *             "panel_height": 1.76
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OperationsPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getOperation: {
        parameters: {
            query?: {
                /** @description `full` adds the input, as it was given. */
                view?: "basic" | "full";
            };
            header?: {
                /** @description `wait=N`: let the answer wait, at most 30 seconds. */
                Prefer?: string;
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    retryOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listOperationChanges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "time": "2026-11-29T09:30:00.000000Z",
                     *           "event": "completed",
                     *           "state": "succeeded"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["History"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listOperationsV1: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `state`, `action`, `parent`, `source`, `createdTime`, `metadata.complete_time`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
                /** @description `full` adds the input of each. */
                view?: "basic" | "full";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "state": "succeeded",
                     *           "status": "succeeded",
                     *           "done": true,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "tenant_id": "aurora",
                     *           "action": "auto_designer",
                     *           "parent": "designs/garage",
                     *           "source": "api",
                     *           "labels": {
                     *             "site": "roof"
                     *           },
                     *           "metadata": {
                     *             "createdTime": "2026-11-29T09:30:00.000000Z",
                     *             "update_time": "2026-11-29T09:30:04.250000Z",
                     *             "start_time": "2026-11-29T09:30:01.000000Z",
                     *             "complete_time": "2026-11-29T09:30:04.250000Z",
                     *             "expire_time": "2026-12-06T09:30:04.250000Z",
                     *             "attempt": 1,
                     *             "max_attempts": 3
                     *           },
                     *           "result": {
                     *             "panel_count": 36,
                     *             "peak_kilowatts": 15.48
                     *           },
                     *           "input": {
                     *             "roof": [
                     *               [
                     *                 0,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 8
                     *               ],
                     *               [
                     *                 0,
                     *                 8
                     *               ]
                     *             ],
                     *             "panel_width": 1.13,
                     *             "panel_height": 1.76
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OperationsPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getOperationV1: {
        parameters: {
            query?: {
                /** @description `full` adds the input, as it was given. */
                view?: "basic" | "full";
            };
            header?: {
                /** @description `wait=N`: let the answer wait, at most 30 seconds. */
                Prefer?: string;
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelOperationV1: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    retryOperationV1: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listOperationChangesV1: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "time": "2026-11-29T09:30:00.000000Z",
                     *           "event": "completed",
                     *           "state": "succeeded"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["History"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listTenantOperations: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `state`, `action`, `parent`, `source`, `createdTime`, `metadata.complete_time`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
                /** @description `full` adds the input of each. */
                view?: "basic" | "full";
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "state": "succeeded",
                     *           "status": "succeeded",
                     *           "done": true,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "tenant_id": "aurora",
                     *           "action": "auto_designer",
                     *           "parent": "designs/garage",
                     *           "source": "api",
                     *           "labels": {
                     *             "site": "roof"
                     *           },
                     *           "metadata": {
                     *             "createdTime": "2026-11-29T09:30:00.000000Z",
                     *             "update_time": "2026-11-29T09:30:04.250000Z",
                     *             "start_time": "2026-11-29T09:30:01.000000Z",
                     *             "complete_time": "2026-11-29T09:30:04.250000Z",
                     *             "expire_time": "2026-12-06T09:30:04.250000Z",
                     *             "attempt": 1,
                     *             "max_attempts": 3
                     *           },
                     *           "result": {
                     *             "panel_count": 36,
                     *             "peak_kilowatts": 15.48
                     *           },
                     *           "input": {
                     *             "roof": [
                     *               [
                     *                 0,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 8
                     *               ],
                     *               [
                     *                 0,
                     *                 8
                     *               ]
                     *             ],
                     *             "panel_width": 1.13,
                     *             "panel_height": 1.76
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OperationsPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getTenantOperation: {
        parameters: {
            query?: {
                /** @description `full` adds the input, as it was given. */
                view?: "basic" | "full";
            };
            header?: {
                /** @description `wait=N`: let the answer wait, at most 30 seconds. */
                Prefer?: string;
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelTenantOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    retryTenantOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listTenantOperationChanges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "time": "2026-11-29T09:30:00.000000Z",
                     *           "event": "completed",
                     *           "state": "succeeded"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["History"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    claimJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "worker_id": "designer-1",
                 *       "actions": [
                 *         "auto_designer"
                 *       ],
                 *       "max_jobs": 10,
                 *       "wait_seconds": 20
                 *     }
                 */
                "application/json": components["schemas"]["ClaimBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": [
                     *         {
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "lease_token": "aurora.8c1f0f6be5b94b1f",
                     *           "lease_expire_time": "2026-11-29T09:30:00.000000Z",
                     *           "deadline_time": "2026-12-06T09:30:04.250000Z",
                     *           "attempt": 1,
                     *           "tenant_id": "aurora",
                     *           "action": "auto_designer",
                     *           "parent": "designs/garage",
                     *           "input": {
                     *             "roof": [
                     *               [
                     *                 0,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 8
                     *               ],
                     *               [
                     *                 0,
                     *                 8
                     *               ]
                     *             ],
                     *             "panel_width": 1.13,
                     *             "panel_height": 1.76
                     *           },
                     *           "labels": {
                     *             "site": "roof"
                     *           },
                     *           "traceparent": null,
                     *           "cancel_requested": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ClaimAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    heartbeatJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "leases": [
                 *         {
                 *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                 *           "lease_token": "aurora.8c1f0f6be5b94b1f",
                 *           "progress": {
                 *             "percent": 40,
                 *             "message": "Placing panels"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["HeartbeatBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "leases": [
                     *         {
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "status": "extended",
                     *           "cancel_requested": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HeartbeatAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    completeJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                 *           "lease_token": "aurora.8c1f0f6be5b94b1f",
                 *           "outcome": "succeeded",
                 *           "result": {
                 *             "panel_count": 36,
                 *             "peak_kilowatts": 15.48
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CompleteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "status": "accepted"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CompleteAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    releaseJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                 *           "lease_token": "aurora.8c1f0f6be5b94b1f"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "status": "released"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ReleaseAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    submitJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tenant_id": "aurora",
                 *       "action": "auto_designer",
                 *       "parent": "designs/garage",
                 *       "input": {
                 *         "roof": [
                 *           [
                 *             0,
                 *             0
                 *           ],
                 *           [
                 *             12,
                 *             0
                 *           ],
                 *           [
                 *             12,
                 *             8
                 *           ],
                 *           [
                 *             0,
                 *             8
                 *           ]
                 *         ],
                 *         "panel_width": 1.13,
                 *         "panel_height": 1.76
                 *       },
                 *       "source": "schedule",
                 *       "idempotency_key": "nightly-garage"
                 *     }
                 */
                "application/json": components["schemas"]["SubmitBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       },
                     *       "lease_token": "aurora.8c1f0f6be5b94b1f"
                     *     }
                     */
                    "application/json": components["schemas"]["SubmittedOperation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "tenant_id": "aurora",
                     *           "uri": "https://hooks.example.com/bellhop",
                     *           "pull": true,
                     *           "description": "CRM",
                     *           "method": "POST",
                     *           "event_types": [
                     *             "operation.*"
                     *           ],
                     *           "auth": {
                     *             "signature": {
                     *               "enabled": true,
                     *               "secret": "[redacted]",
                     *               "previous_secrets": []
                     *             },
                     *             "headers": {},
                     *             "basic": {
                     *               "username": "bellhop",
                     *               "password": "[redacted]"
                     *             },
                     *             "unauthenticated": false
                     *           },
                     *           "payload": "thin",
                     *           "handshake": true,
                     *           "delivery": {
                     *             "timeout_seconds": 10,
                     *             "retry": {
                     *               "schedule_seconds": [
                     *                 5,
                     *                 60,
                     *                 600,
                     *                 3600
                     *               ],
                     *               "max_attempts": 5
                     *             },
                     *             "max_age_seconds": 432000,
                     *             "max_in_flight": 50,
                     *             "ordering": "none",
                     *             "ordering_key": "subscription",
                     *             "on_dead_letter": "block"
                     *           },
                     *           "state": "enabled",
                     *           "health": {
                     *             "last_success_time": "2026-11-29T09:30:00.000000Z",
                     *             "consecutive_failures": 0,
                     *             "in_flight": 0,
                     *             "circuit": {
                     *               "state": "closed"
                     *             }
                     *           },
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "update_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    createSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uri": "https://hooks.example.com/bellhop",
                 *       "description": "CRM",
                 *       "event_types": [
                 *         "operation.*"
                 *       ],
                 *       "filter": "action == \"auto_designer\" && !(parent.startsWith(\"designs/test\"))",
                 *       "auth": {
                 *         "basic": {
                 *           "username": "bellhop",
                 *           "password": "a long secret"
                 *         }
                 *       },
                 *       "delivery": {
                 *         "timeout_seconds": 10,
                 *         "retry": {
                 *           "schedule_seconds": [
                 *             5,
                 *             60,
                 *             600,
                 *             3600
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SubscriptionIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
                     *       "pull": true,
                     *       "description": "CRM",
                     *       "method": "POST",
                     *       "event_types": [
                     *         "operation.*"
                     *       ],
                     *       "auth": {
                     *         "signature": {
                     *           "enabled": true,
                     *           "secret": "[redacted]",
                     *           "previous_secrets": []
                     *         },
                     *         "headers": {},
                     *         "basic": {
                     *           "username": "bellhop",
                     *           "password": "[redacted]"
                     *         },
                     *         "unauthenticated": false
                     *       },
                     *       "payload": "thin",
                     *       "handshake": true,
                     *       "delivery": {
                     *         "timeout_seconds": 10,
                     *         "retry": {
                     *           "schedule_seconds": [
                     *             5,
                     *             60,
                     *             600,
                     *             3600
                     *           ],
                     *           "max_attempts": 5
                     *         },
                     *         "max_age_seconds": 432000,
                     *         "max_in_flight": 50,
                     *         "ordering": "none",
                     *         "ordering_key": "subscription",
                     *         "on_dead_letter": "block"
                     *       },
                     *       "state": "enabled",
                     *       "health": {
                     *         "last_success_time": "2026-11-29T09:30:00.000000Z",
                     *         "consecutive_failures": 0,
                     *         "in_flight": 0,
                     *         "circuit": {
                     *           "state": "closed"
                     *         }
                     *       },
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
                     *       "pull": true,
                     *       "description": "CRM",
                     *       "method": "POST",
                     *       "event_types": [
                     *         "operation.*"
                     *       ],
                     *       "auth": {
                     *         "signature": {
                     *           "enabled": true,
                     *           "secret": "[redacted]",
                     *           "previous_secrets": []
                     *         },
                     *         "headers": {},
                     *         "basic": {
                     *           "username": "bellhop",
                     *           "password": "[redacted]"
                     *         },
                     *         "unauthenticated": false
                     *       },
                     *       "payload": "thin",
                     *       "handshake": true,
                     *       "delivery": {
                     *         "timeout_seconds": 10,
                     *         "retry": {
                     *           "schedule_seconds": [
                     *             5,
                     *             60,
                     *             600,
                     *             3600
                     *           ],
                     *           "max_attempts": 5
                     *         },
                     *         "max_age_seconds": 432000,
                     *         "max_in_flight": 50,
                     *         "ordering": "none",
                     *         "ordering_key": "subscription",
                     *         "on_dead_letter": "block"
                     *       },
                     *       "state": "enabled",
                     *       "health": {
                     *         "last_success_time": "2026-11-29T09:30:00.000000Z",
                     *         "consecutive_failures": 0,
                     *         "in_flight": 0,
                     *         "circuit": {
                     *           "state": "closed"
                     *         }
                     *       },
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionOut"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    updateSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "description": "CRM and billing",
                 *       "filter": null,
                 *       "delivery": {
                 *         "max_in_flight": 10
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SubscriptionPatch"];
                /**
                 * @example {
                 *       "description": "CRM and billing",
                 *       "filter": null,
                 *       "delivery": {
                 *         "max_in_flight": 10
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["SubscriptionPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
                     *       "pull": true,
                     *       "description": "CRM",
                     *       "method": "POST",
                     *       "event_types": [
                     *         "operation.*"
                     *       ],
                     *       "auth": {
                     *         "signature": {
                     *           "enabled": true,
                     *           "secret": "[redacted]",
                     *           "previous_secrets": []
                     *         },
                     *         "headers": {},
                     *         "basic": {
                     *           "username": "bellhop",
                     *           "password": "[redacted]"
                     *         },
                     *         "unauthenticated": false
                     *       },
                     *       "payload": "thin",
                     *       "handshake": true,
                     *       "delivery": {
                     *         "timeout_seconds": 10,
                     *         "retry": {
                     *           "schedule_seconds": [
                     *             5,
                     *             60,
                     *             600,
                     *             3600
                     *           ],
                     *           "max_attempts": 5
                     *         },
                     *         "max_age_seconds": 432000,
                     *         "max_in_flight": 50,
                     *         "ordering": "none",
                     *         "ordering_key": "subscription",
                     *         "on_dead_letter": "block"
                     *       },
                     *       "state": "enabled",
                     *       "health": {
                     *         "last_success_time": "2026-11-29T09:30:00.000000Z",
                     *         "consecutive_failures": 0,
                     *         "in_flight": 0,
                     *         "circuit": {
                     *           "state": "closed"
                     *         }
                     *       },
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    enableSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
                     *       "pull": true,
                     *       "description": "CRM",
                     *       "method": "POST",
                     *       "event_types": [
                     *         "operation.*"
                     *       ],
                     *       "auth": {
                     *         "signature": {
                     *           "enabled": true,
                     *           "secret": "[redacted]",
                     *           "previous_secrets": []
                     *         },
                     *         "headers": {},
                     *         "basic": {
                     *           "username": "bellhop",
                     *           "password": "[redacted]"
                     *         },
                     *         "unauthenticated": false
                     *       },
                     *       "payload": "thin",
                     *       "handshake": true,
                     *       "delivery": {
                     *         "timeout_seconds": 10,
                     *         "retry": {
                     *           "schedule_seconds": [
                     *             5,
                     *             60,
                     *             600,
                     *             3600
                     *           ],
                     *           "max_attempts": 5
                     *         },
                     *         "max_age_seconds": 432000,
                     *         "max_in_flight": 50,
                     *         "ordering": "none",
                     *         "ordering_key": "subscription",
                     *         "on_dead_letter": "block"
                     *       },
                     *       "state": "enabled",
                     *       "health": {
                     *         "last_success_time": "2026-11-29T09:30:00.000000Z",
                     *         "consecutive_failures": 0,
                     *         "in_flight": 0,
                     *         "circuit": {
                     *           "state": "closed"
                     *         }
                     *       },
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    disableSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
                     *       "pull": true,
                     *       "description": "CRM",
                     *       "method": "POST",
                     *       "event_types": [
                     *         "operation.*"
                     *       ],
                     *       "auth": {
                     *         "signature": {
                     *           "enabled": true,
                     *           "secret": "[redacted]",
                     *           "previous_secrets": []
                     *         },
                     *         "headers": {},
                     *         "basic": {
                     *           "username": "bellhop",
                     *           "password": "[redacted]"
                     *         },
                     *         "unauthenticated": false
                     *       },
                     *       "payload": "thin",
                     *       "handshake": true,
                     *       "delivery": {
                     *         "timeout_seconds": 10,
                     *         "retry": {
                     *           "schedule_seconds": [
                     *             5,
                     *             60,
                     *             600,
                     *             3600
                     *           ],
                     *           "max_attempts": 5
                     *         },
                     *         "max_age_seconds": 432000,
                     *         "max_in_flight": 50,
                     *         "ordering": "none",
                     *         "ordering_key": "subscription",
                     *         "on_dead_letter": "block"
                     *       },
                     *       "state": "enabled",
                     *       "health": {
                     *         "last_success_time": "2026-11-29T09:30:00.000000Z",
                     *         "consecutive_failures": 0,
                     *         "in_flight": 0,
                     *         "circuit": {
                     *           "state": "closed"
                     *         }
                     *       },
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    pingSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *       "delivery_id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q"
                     *     }
                     */
                    "application/json": components["schemas"]["PingOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    verifySubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "total_ms": 1.5,
                     *       "steps": [
                     *         {
                     *           "name": "connect",
                     *           "state": "ok",
                     *           "duration_ms": 8.5
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VerificationOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    sendSubscriptionExample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "operation.succeeded"
                 *     }
                 */
                "application/json": components["schemas"]["ExampleIn"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *       "delivery_id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q"
                     *     }
                     */
                    "application/json": components["schemas"]["PingOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    rotateSubscriptionSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["RotateIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
                     *       "pull": true,
                     *       "description": "CRM",
                     *       "method": "POST",
                     *       "event_types": [
                     *         "operation.*"
                     *       ],
                     *       "auth": {
                     *         "signature": {
                     *           "enabled": true,
                     *           "secret": "[redacted]",
                     *           "previous_secrets": []
                     *         },
                     *         "headers": {},
                     *         "basic": {
                     *           "username": "bellhop",
                     *           "password": "[redacted]"
                     *         },
                     *         "unauthenticated": false
                     *       },
                     *       "payload": "thin",
                     *       "handshake": true,
                     *       "delivery": {
                     *         "timeout_seconds": 10,
                     *         "retry": {
                     *           "schedule_seconds": [
                     *             5,
                     *             60,
                     *             600,
                     *             3600
                     *           ],
                     *           "max_attempts": 5
                     *         },
                     *         "max_age_seconds": 432000,
                     *         "max_in_flight": 50,
                     *         "ordering": "none",
                     *         "ordering_key": "subscription",
                     *         "on_dead_letter": "block"
                     *       },
                     *       "state": "enabled",
                     *       "health": {
                     *         "last_success_time": "2026-11-29T09:30:00.000000Z",
                     *         "consecutive_failures": 0,
                     *         "in_flight": 0,
                     *         "circuit": {
                     *           "state": "closed"
                     *         }
                     *       },
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    testSubscriptionFilter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "event_types": [
                 *         "operation.*"
                 *       ],
                 *       "filter": "status == \"failed\" && has(labels.site)"
                 *     }
                 */
                "application/json": components["schemas"]["FilterTrialIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "type": "operation.succeeded",
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "matches": true,
                     *           "reason": "delivered"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FilterTrialOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    testSubscriptionTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "template": {
                 *         "text": "{{data.action}}: {{data.status}}",
                 *         "job": "{{data.job_id}}"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TemplateTrialIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "type": "operation.succeeded",
                     *           "createdTime": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TemplateTrialOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    testSubscriptionsFilter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event_types": [
                 *         "operation.*"
                 *       ],
                 *       "filter": "status == \"failed\""
                 *     }
                 */
                "application/json": components["schemas"]["NewFilterTrialIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "type": "operation.succeeded",
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "matches": true,
                     *           "reason": "delivered"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FilterTrialOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getWebhookKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                     *           "use": "sig",
                     *           "alg": "EdDSA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookKeysOut"];
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
        };
    };
    rotateWebhookKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["RotateKeysIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                     *           "use": "sig",
                     *           "alg": "EdDSA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookKeysOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "event": "auto_designer_job_completed",
                     *           "url_template": "https://hooks.example.com/done/<JOB_ID>",
                     *           "description": "CRM",
                     *           "enabled": true,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhooksOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "webhook": {
                 *         "event": "auto_designer_job_completed",
                 *         "url_template": "https://hooks.example.com/done/<JOB_ID>?status=<STATUS>",
                 *         "header_auth_key": "X-Api-Key",
                 *         "header_auth_value": "a long secret"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WebhookIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook": {
                     *         "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *         "event": "auto_designer_job_completed",
                     *         "url_template": "https://hooks.example.com/done/<JOB_ID>",
                     *         "description": "CRM",
                     *         "enabled": true,
                     *         "createdTime": "2026-11-29T09:30:00.000000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook": {
                     *         "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *         "event": "auto_designer_job_completed",
                     *         "url_template": "https://hooks.example.com/done/<JOB_ID>",
                     *         "description": "CRM",
                     *         "enabled": true,
                     *         "createdTime": "2026-11-29T09:30:00.000000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookOut"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    applyWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "webhook": {
                 *         "event": "auto_designer_job_completed",
                 *         "url_template": "https://hooks.example.com/done/<JOB_ID>?status=<STATUS>",
                 *         "header_auth_key": "X-Api-Key",
                 *         "header_auth_value": "a long secret"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WebhookIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook": {
                     *         "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *         "event": "auto_designer_job_completed",
                     *         "url_template": "https://hooks.example.com/done/<JOB_ID>",
                     *         "description": "CRM",
                     *         "enabled": true,
                     *         "createdTime": "2026-11-29T09:30:00.000000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "webhook": {
                 *         "event": "auto_designer_job_completed",
                 *         "url_template": "https://hooks.example.com/done/<JOB_ID>?status=<STATUS>",
                 *         "header_auth_key": "X-Api-Key",
                 *         "header_auth_value": "a long secret"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WebhookIn"];
                /**
                 * @example {
                 *       "webhook": {
                 *         "event": "auto_designer_job_completed",
                 *         "url_template": "https://hooks.example.com/done/<JOB_ID>?status=<STATUS>",
                 *         "header_auth_key": "X-Api-Key",
                 *         "header_auth_value": "a long secret"
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["WebhookIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook": {
                     *         "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *         "event": "auto_designer_job_completed",
                     *         "url_template": "https://hooks.example.com/done/<JOB_ID>",
                     *         "description": "CRM",
                     *         "enabled": true,
                     *         "createdTime": "2026-11-29T09:30:00.000000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `type`, `job_id`, `createdTime`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
                /** @description `full` adds to each event its payload and its ledger. */
                view?: "basic" | "full";
                /** @description The `next_after` of the answer before; empty: from the oldest event; `latest`: from now on. */
                after?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "type": "operation.succeeded",
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "action": "auto_designer",
                     *           "status": "succeeded",
                     *           "parent": "designs/garage",
                     *           "labels": {
                     *             "site": "roof"
                     *           },
                     *           "delivery_count": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EventsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    createEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         {
                 *           "type": "design.created",
                 *           "id": "garage-1",
                 *           "data": {
                 *             "design_id": "garage"
                 *           },
                 *           "labels": {
                 *             "site": "roof"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PublishIn"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "status": "accepted",
                     *           "id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "type": "design.created",
                     *           "duplicate": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PublishOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *       "type": "operation.succeeded",
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "action": "auto_designer",
                     *       "status": "succeeded",
                     *       "parent": "designs/garage",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "delivery_count": 1
                     *     }
                     */
                    "application/json": components["schemas"]["EventOut"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listEventTypes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "type": "operation.succeeded",
                     *           "description": "A job has ended well; its result can be read."
                     *         }
                     *       ],
                     *       "aliases": [
                     *         {
                     *           "type": "operation.succeeded",
                     *           "action": "auto_designer",
                     *           "description": "A job of this action has ended."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EventTypesOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `subscription_id`, `job_id`, `event_type`, `createdTime`, `state`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *           "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "event_type": "operation.succeeded",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "payload": "thin",
                     *           "state": "delivered",
                     *           "reason": "delivered",
                     *           "attempt_count": 1,
                     *           "last_status_code": 204,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "update_time": "2026-11-29T09:30:00.000000Z",
                     *           "give_up_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveriesOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *       "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *       "event_type": "operation.succeeded",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "payload": "thin",
                     *       "state": "delivered",
                     *       "reason": "delivered",
                     *       "attempt_count": 1,
                     *       "last_status_code": 204,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z",
                     *       "give_up_time": "2026-11-29T09:30:00.000000Z",
                     *       "attempts": [
                     *         {
                     *           "id": "att_01kb76wv0bfa2t8cxd5m3q7r9k",
                     *           "number": 1,
                     *           "start_time": "2026-11-29T09:30:00.000000Z",
                     *           "outcome": "delivered",
                     *           "status_code": 204,
                     *           "lease_lost": false,
                     *           "phases": {
                     *             "dns_ms": 1.2,
                     *             "connect_ms": 8.5,
                     *             "tls_ms": 17.1,
                     *             "first_byte_ms": 24.9,
                     *             "total_ms": 52
                     *           },
                     *           "uri": "https://hooks.example.com/bellhop",
                     *           "request": {
                     *             "headers": [
                     *               [
                     *                 "content-type",
                     *                 "application/json"
                     *               ]
                     *             ],
                     *             "body": "{}"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryWithAttemptsOut"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    redeliverDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *       "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *       "event_type": "operation.succeeded",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "payload": "thin",
                     *       "state": "delivered",
                     *       "reason": "delivered",
                     *       "attempt_count": 1,
                     *       "last_status_code": 204,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z",
                     *       "give_up_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    skipDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *       "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *       "event_type": "operation.succeeded",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "payload": "thin",
                     *       "state": "delivered",
                     *       "reason": "delivered",
                     *       "attempt_count": 1,
                     *       "last_status_code": 204,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z",
                     *       "give_up_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `subscription_id`, `job_id`, `event_type`, `createdTime`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *           "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "event_type": "operation.succeeded",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "payload": "thin",
                     *           "state": "delivered",
                     *           "reason": "delivered",
                     *           "attempt_count": 1,
                     *           "last_status_code": 204,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "update_time": "2026-11-29T09:30:00.000000Z",
                     *           "give_up_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveriesOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    redeliverDeadLetters: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "filter": "event_type == \"operation.failed\"",
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["RedeliverIn"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    replaySubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within 24 hours answers what it made (quoted or bare, at most 255). */
                "Idempotency-Key"?: string;
            };
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "states": [
                 *         "dead",
                 *         "missed"
                 *       ],
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["ReplayIn"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "status": "pending",
                     *       "done": false,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:00.000000Z",
                     *         "attempt": 0,
                     *         "max_attempts": 3
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listStats: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `subscription_id`, `hour`: comparisons joined by `&&`, `||` and `!`.
                 * @example hour > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
                /** @description `subscription`: a row for each subscription and hour; `tenant`: one row for each hour. */
                group_by?: "subscription" | "tenant";
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "hour": "2026-11-29T09:00:00.000000Z",
                     *           "delivered": 120,
                     *           "failed": 3,
                     *           "dead": 0,
                     *           "p50_ms": 41.5,
                     *           "p95_ms": 180,
                     *           "latency": [
                     *             {
                     *               "le_ms": 1,
                     *               "count": 1
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StatsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getTotals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "capped_at": 10000
                     *     }
                     */
                    "application/json": components["schemas"]["TotalsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    claimDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "holder": "garage-laptop",
                 *       "max_deliveries": 10,
                 *       "wait_seconds": 20
                 *     }
                 */
                "application/json": components["schemas"]["PullIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": [
                     *         {
                     *           "delivery_id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *           "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "lease_token": "aurora.8c1f0f6be5b94b1f",
                     *           "lease_expire_time": "2026-11-29T09:30:00.000000Z",
                     *           "attempt": 1,
                     *           "request": {
                     *             "method": "POST",
                     *             "headers": {
                     *               "webhook-id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *               "webhook-timestamp": "1796031004",
                     *               "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
                     *               "content-type": "application/json"
                     *             },
                     *             "body": "{\"type\":\"operation.succeeded\",\"timestamp\":\"2026-11-29T09:30:04.250000Z\",\"data\":{\"job_id\":\"op_01kb76wpe0fj09wkns0pszt7ap\"}}"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PullOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    recordDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "delivery_id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                 *           "lease_token": "aurora.8c1f0f6be5b94b1f",
                 *           "status_code": 204,
                 *           "headers": {
                 *             "Server": "nginx"
                 *           },
                 *           "duration_ms": 12.5
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RecordsIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "delivery_id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *           "status": "recorded"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    extendDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "delivery_id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                 *           "lease_token": "aurora.8c1f0f6be5b94b1f"
                 *         }
                 *       ],
                 *       "lease_seconds": 120
                 *     }
                 */
                "application/json": components["schemas"]["ExtendIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "delivery_id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *           "status": "extended"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExtendedLeasesOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listPortalSessions: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *           "tenant_id": "aurora",
                     *           "state": "open",
                     *           "capabilities": [
                     *             "view",
                     *             "send"
                     *           ],
                     *           "theme": {
                     *             "name": "Aurora",
                     *             "logo_uri": "https://app.example.com/logo.svg",
                     *             "color": "#0a66c2",
                     *             "mode": "auto",
                     *             "text_color": "#ffffff"
                     *           },
                     *           "return_uri": "https://app.example.com/settings/webhooks",
                     *           "prefix": "bh_portal_Ub4tWq",
                     *           "create_time": "2026-11-29T09:30:00.000000Z",
                     *           "code_expire_time": "2026-11-29T09:35:00.000000Z",
                     *           "expire_time": "2026-11-29T10:30:00.000000Z",
                     *           "exchange_time": "2026-11-29T09:31:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PortalSessionsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    createPortalSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "capabilities": [
                 *         "view",
                 *         "send"
                 *       ],
                 *       "expires_seconds": 3600,
                 *       "return_uri": "https://app.example.com/settings/webhooks",
                 *       "theme": {
                 *         "name": "Aurora",
                 *         "logo_uri": "https://app.example.com/logo.svg",
                 *         "color": "#0a66c2",
                 *         "mode": "auto"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PortalSessionIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *       "tenant_id": "aurora",
                     *       "state": "unused",
                     *       "capabilities": [
                     *         "view",
                     *         "send"
                     *       ],
                     *       "theme": {
                     *         "name": "Aurora",
                     *         "logo_uri": "https://app.example.com/logo.svg",
                     *         "color": "#0a66c2",
                     *         "mode": "auto",
                     *         "text_color": "#ffffff"
                     *       },
                     *       "return_uri": "https://app.example.com/settings/webhooks",
                     *       "prefix": "bh_tenant_9hYk",
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "code_expire_time": "2026-11-29T09:35:00.000000Z",
                     *       "expire_time": "2026-11-29T10:30:00.000000Z",
                     *       "uri": "https://hooks.example.com/console#code=Zx3vQm8nT1rKc5yPw0LhJd7sFb2gUa9eXo4iVj6MkNE"
                     *     }
                     */
                    "application/json": components["schemas"]["NewPortalSessionOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getPortalSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *       "tenant_id": "aurora",
                     *       "state": "open",
                     *       "capabilities": [
                     *         "view",
                     *         "send"
                     *       ],
                     *       "theme": {
                     *         "name": "Aurora",
                     *         "logo_uri": "https://app.example.com/logo.svg",
                     *         "color": "#0a66c2",
                     *         "mode": "auto",
                     *         "text_color": "#ffffff"
                     *       },
                     *       "return_uri": "https://app.example.com/settings/webhooks",
                     *       "prefix": "bh_portal_Ub4tWq",
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "code_expire_time": "2026-11-29T09:35:00.000000Z",
                     *       "expire_time": "2026-11-29T10:30:00.000000Z",
                     *       "exchange_time": "2026-11-29T09:31:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PortalSessionOut"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    deletePortalSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    revokeAllPortalSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revoked": 3
                     *     }
                     */
                    "application/json": components["schemas"]["RevokedOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    exchangePortalSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "Zx3vQm8nT1rKc5yPw0LhJd7sFb2gUa9eXo4iVj6MkNE"
                 *     }
                 */
                "application/json": components["schemas"]["CodeIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "bh_portal_Ub4tWqZx3vQm8nT1rKc5yPw0LhJd7sFb2gUa9eXo4iVj",
                     *       "tenant_id": "aurora",
                     *       "expire_time": "2026-11-29T10:30:00.000000Z",
                     *       "capabilities": [
                     *         "view",
                     *         "send"
                     *       ],
                     *       "theme": {
                     *         "name": "Aurora",
                     *         "logo_uri": "https://app.example.com/logo.svg",
                     *         "color": "#0a66c2",
                     *         "mode": "auto",
                     *         "text_color": "#ffffff"
                     *       },
                     *       "return_uri": "https://app.example.com/settings/webhooks"
                     *     }
                     */
                    "application/json": components["schemas"]["OpenedPortalSessionOut"];
                };
            };
            400: components["responses"]["Problem400"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kind": "tenant",
                     *       "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *       "tenant_id": "aurora",
                     *       "display_name": "Aurora Solar",
                     *       "scopes": [
                     *         "operations:run",
                     *         "operations:read"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MeOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    listOfferedActions: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "action": "auto_designer",
                     *           "run_path": "/v2/tenants/aurora/designs/{design_id}/auto_designer/run",
                     *           "parent": "designs/{design_id}",
                     *           "description": "Lays as many panels on a roof as fit.",
                     *           "input_schema": {
                     *             "type": "object",
                     *             "required": [
                     *               "roof"
                     *             ],
                     *             "properties": {
                     *               "roof": {
                     *                 "type": "array",
                     *                 "items": {}
                     *               }
                     *             }
                     *           },
                     *           "result_schema": {
                     *             "type": "object"
                     *           },
                     *           "cancellable": true,
                     *           "concurrency": "parallel",
                     *           "deadline_seconds": 86400,
                     *           "retention_seconds": 604800
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OfferedActions"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getOfferedAction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
                action: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "action": "auto_designer",
                     *       "run_path": "/v2/tenants/aurora/designs/{design_id}/auto_designer/run",
                     *       "parent": "designs/{design_id}",
                     *       "description": "Lays as many panels on a roof as fit.",
                     *       "input_schema": {
                     *         "type": "object",
                     *         "required": [
                     *           "roof"
                     *         ],
                     *         "properties": {
                     *           "roof": {
                     *             "type": "array",
                     *             "items": {}
                     *           }
                     *         }
                     *       },
                     *       "result_schema": {
                     *         "type": "object"
                     *       },
                     *       "cancellable": true,
                     *       "concurrency": "parallel",
                     *       "deadline_seconds": 86400,
                     *       "retention_seconds": 604800
                     *     }
                     */
                    "application/json": components["schemas"]["OfferedAction"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `id`, `display_name`, `cell`, `create_time`: comparisons joined by `&&`, `||` and `!`.
                 * @example create_time > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "aurora",
                     *           "cell": "cell_0",
                     *           "display_name": "Aurora Solar",
                     *           "limits": {
                     *             "subscriptions": 100
                     *           },
                     *           "effective_limits": {
                     *             "live_jobs": 200000,
                     *             "requests_per_second": 10000,
                     *             "subscriptions": 100
                     *           },
                     *           "create_time": "2026-11-29T09:30:00.000000Z",
                     *           "update_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "aurora",
                 *       "display_name": "Aurora Solar",
                 *       "limits": {
                 *         "subscriptions": 100
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "aurora",
                     *       "cell": "cell_0",
                     *       "display_name": "Aurora Solar",
                     *       "limits": {
                     *         "subscriptions": 100
                     *       },
                     *       "effective_limits": {
                     *         "live_jobs": 200000,
                     *         "requests_per_second": 10000,
                     *         "subscriptions": 100
                     *       },
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TenantAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "aurora",
                     *       "cell": "cell_0",
                     *       "display_name": "Aurora Solar",
                     *       "limits": {
                     *         "subscriptions": 100
                     *       },
                     *       "effective_limits": {
                     *         "live_jobs": 200000,
                     *         "requests_per_second": 10000,
                     *         "subscriptions": 100
                     *       },
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TenantAnswer"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "metadata": {}
                     *     }
                     */
                    "application/json": components["schemas"]["SystemOperation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "display_name": "Aurora",
                 *       "limits": {
                 *         "requests_per_second": 500
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TenantPatch"];
                /**
                 * @example {
                 *       "display_name": "Aurora",
                 *       "limits": {
                 *         "requests_per_second": 500
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["TenantPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "aurora",
                     *       "cell": "cell_0",
                     *       "display_name": "Aurora Solar",
                     *       "limits": {
                     *         "subscriptions": 100
                     *       },
                     *       "effective_limits": {
                     *         "live_jobs": 200000,
                     *         "requests_per_second": 10000,
                     *         "subscriptions": 100
                     *       },
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TenantAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    moveTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cell": "cell_0"
                 *     }
                 */
                "application/json": components["schemas"]["MoveTenant"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "pending",
                     *       "metadata": {}
                     *     }
                     */
                    "application/json": components["schemas"]["SystemOperation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listCells: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "name": "cell_2",
                     *           "place": "db-2.example.com:5432/bellhop",
                     *           "accepts_tenants": true,
                     *           "tenants": 1204,
                     *           "answers": true,
                     *           "create_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CellsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    getCell: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                cell: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "cell_2",
                     *       "place": "db-2.example.com:5432/bellhop",
                     *       "accepts_tenants": true,
                     *       "tenants": 1204,
                     *       "answers": true,
                     *       "create_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CellOut"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    openCell: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cell: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "cell_2",
                     *       "place": "db-2.example.com:5432/bellhop",
                     *       "accepts_tenants": true,
                     *       "tenants": 1204,
                     *       "answers": true,
                     *       "create_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CellOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    closeCell: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cell: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "cell_2",
                     *       "place": "db-2.example.com:5432/bellhop",
                     *       "accepts_tenants": true,
                     *       "tenants": 1204,
                     *       "answers": true,
                     *       "create_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CellOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `kind`, `tenant_id`, `create_time`: comparisons joined by `&&`, `||` and `!`.
                 * @example create_time > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *           "kind": "tenant",
                     *           "tenant_id": "aurora",
                     *           "scopes": [
                     *             "operations:run",
                     *             "operations:read"
                     *           ],
                     *           "display_name": "CRM",
                     *           "prefix": "bh_tenant_9hYk",
                     *           "create_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "worker",
                 *       "actions": [
                 *         "auto_designer"
                 *       ],
                 *       "display_name": "Designers"
                 *     }
                 */
                "application/json": components["schemas"]["NewKeyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *       "kind": "tenant",
                     *       "tenant_id": "aurora",
                     *       "scopes": [
                     *         "operations:run",
                     *         "operations:read"
                     *       ],
                     *       "display_name": "CRM",
                     *       "prefix": "bh_tenant_9hYk",
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "key": "bh_tenant_9hYkO0P1mZkq3bH7n2vXw8sT4rLd6uFcJaYeGi5NoQs"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    createTenantKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "scopes": [
                 *         "operations:run",
                 *         "operations:read"
                 *       ],
                 *       "display_name": "CRM"
                 *     }
                 */
                "application/json": components["schemas"]["NewTenantKey"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *       "kind": "tenant",
                     *       "tenant_id": "aurora",
                     *       "scopes": [
                     *         "operations:run",
                     *         "operations:read"
                     *       ],
                     *       "display_name": "CRM",
                     *       "prefix": "bh_tenant_9hYk",
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "key": "bh_tenant_9hYkO0P1mZkq3bH7n2vXw8sT4rLd6uFcJaYeGi5NoQs"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01kb76v2b6e6q9k2y1x0c8r5wd",
                     *       "kind": "tenant",
                     *       "tenant_id": "aurora",
                     *       "scopes": [
                     *         "operations:run",
                     *         "operations:read"
                     *       ],
                     *       "display_name": "CRM",
                     *       "prefix": "bh_tenant_9hYk",
                     *       "create_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KeyAnswer"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    listActions: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "action": "auto_designer",
                     *           "parent": "designs/{design_id}",
                     *           "description": "Lays as many panels on a roof as fit.",
                     *           "input_schema": {
                     *             "type": "object",
                     *             "required": [
                     *               "roof"
                     *             ],
                     *             "properties": {
                     *               "roof": {
                     *                 "type": "array",
                     *                 "items": {}
                     *               }
                     *             }
                     *           },
                     *           "result_schema": {
                     *             "type": "object"
                     *           },
                     *           "cancellable": true,
                     *           "concurrency": "parallel",
                     *           "max_attempts": 3,
                     *           "lease_seconds": 60,
                     *           "deadline_seconds": 86400,
                     *           "retention_seconds": 604800,
                     *           "create_time": "2026-11-29T09:30:00.000000Z",
                     *           "update_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ActionPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    getAction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                action: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "action": "auto_designer",
                     *       "parent": "designs/{design_id}",
                     *       "description": "Lays as many panels on a roof as fit.",
                     *       "input_schema": {
                     *         "type": "object",
                     *         "required": [
                     *           "roof"
                     *         ],
                     *         "properties": {
                     *           "roof": {
                     *             "type": "array",
                     *             "items": {}
                     *           }
                     *         }
                     *       },
                     *       "result_schema": {
                     *         "type": "object"
                     *       },
                     *       "cancellable": true,
                     *       "concurrency": "parallel",
                     *       "max_attempts": 3,
                     *       "lease_seconds": 60,
                     *       "deadline_seconds": 86400,
                     *       "retention_seconds": 604800,
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    applyAction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                action: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "parent": "designs/{design_id}",
                 *       "description": "Lays as many panels on a roof as fit.",
                 *       "input_schema": {
                 *         "type": "object",
                 *         "required": [
                 *           "roof"
                 *         ],
                 *         "properties": {
                 *           "roof": {
                 *             "type": "array",
                 *             "items": {}
                 *           }
                 *         }
                 *       },
                 *       "concurrency": "queue",
                 *       "retention_seconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["ActionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "action": "auto_designer",
                     *       "parent": "designs/{design_id}",
                     *       "description": "Lays as many panels on a roof as fit.",
                     *       "input_schema": {
                     *         "type": "object",
                     *         "required": [
                     *           "roof"
                     *         ],
                     *         "properties": {
                     *           "roof": {
                     *             "type": "array",
                     *             "items": {}
                     *           }
                     *         }
                     *       },
                     *       "result_schema": {
                     *         "type": "object"
                     *       },
                     *       "cancellable": true,
                     *       "concurrency": "parallel",
                     *       "max_attempts": 3,
                     *       "lease_seconds": 60,
                     *       "deadline_seconds": 86400,
                     *       "retention_seconds": 604800,
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "action": "auto_designer",
                     *       "parent": "designs/{design_id}",
                     *       "description": "Lays as many panels on a roof as fit.",
                     *       "input_schema": {
                     *         "type": "object",
                     *         "required": [
                     *           "roof"
                     *         ],
                     *         "properties": {
                     *           "roof": {
                     *             "type": "array",
                     *             "items": {}
                     *           }
                     *         }
                     *       },
                     *       "result_schema": {
                     *         "type": "object"
                     *       },
                     *       "cancellable": true,
                     *       "concurrency": "parallel",
                     *       "max_attempts": 3,
                     *       "lease_seconds": 60,
                     *       "deadline_seconds": 86400,
                     *       "retention_seconds": 604800,
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ActionAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteAction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                action: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeclaredEventTypes: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "type": "design.created",
                     *           "description": "A design was made.",
                     *           "schema": {
                     *             "$id": "https://app.example.com/schemas/design.json",
                     *             "type": "object",
                     *             "required": [
                     *               "area"
                     *             ],
                     *             "properties": {
                     *               "area": {
                     *                 "type": "number"
                     *               }
                     *             }
                     *           },
                     *           "schema_uri": "https://app.example.com/schemas/design.json",
                     *           "example": {
                     *             "area": 96.5
                     *           },
                     *           "deprecated": true,
                     *           "validation": "warn",
                     *           "create_time": "2026-11-29T09:30:00.000000Z",
                     *           "update_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeclaredTypesOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    getDeclaredEventType: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                event_type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "design.created",
                     *       "description": "A design was made.",
                     *       "schema": {
                     *         "$id": "https://app.example.com/schemas/design.json",
                     *         "type": "object",
                     *         "required": [
                     *           "area"
                     *         ],
                     *         "properties": {
                     *           "area": {
                     *             "type": "number"
                     *           }
                     *         }
                     *       },
                     *       "schema_uri": "https://app.example.com/schemas/design.json",
                     *       "example": {
                     *         "area": 96.5
                     *       },
                     *       "deprecated": true,
                     *       "validation": "warn",
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeclaredTypeOut"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    applyDeclaredEventType: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                event_type: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "description": "A design was made.",
                 *       "schema": {
                 *         "$id": "https://app.example.com/schemas/design.json",
                 *         "type": "object",
                 *         "required": [
                 *           "area"
                 *         ],
                 *         "properties": {
                 *           "area": {
                 *             "type": "number"
                 *           }
                 *         }
                 *       },
                 *       "example": {
                 *         "area": 96.5
                 *       },
                 *       "validation": "warn"
                 *     }
                 */
                "application/json": components["schemas"]["DeclaredTypeIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "design.created",
                     *       "description": "A design was made.",
                     *       "schema": {
                     *         "$id": "https://app.example.com/schemas/design.json",
                     *         "type": "object",
                     *         "required": [
                     *           "area"
                     *         ],
                     *         "properties": {
                     *           "area": {
                     *             "type": "number"
                     *           }
                     *         }
                     *       },
                     *       "schema_uri": "https://app.example.com/schemas/design.json",
                     *       "example": {
                     *         "area": 96.5
                     *       },
                     *       "deprecated": true,
                     *       "validation": "warn",
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeclaredTypeOut"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "design.created",
                     *       "description": "A design was made.",
                     *       "schema": {
                     *         "$id": "https://app.example.com/schemas/design.json",
                     *         "type": "object",
                     *         "required": [
                     *           "area"
                     *         ],
                     *         "properties": {
                     *           "area": {
                     *             "type": "number"
                     *           }
                     *         }
                     *       },
                     *       "schema_uri": "https://app.example.com/schemas/design.json",
                     *       "example": {
                     *         "area": 96.5
                     *       },
                     *       "deprecated": true,
                     *       "validation": "warn",
                     *       "create_time": "2026-11-29T09:30:00.000000Z",
                     *       "update_time": "2026-11-29T09:30:00.000000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeclaredTypeOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteDeclaredEventType: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                event_type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            503: components["responses"]["Problem503"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `tenant_id`, `key_id`, `verb`, `resource`, `create_time`: comparisons joined by `&&`, `||` and `!`.
                 * @example create_time > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "01kb76wv0bfa2t8cxd5m3q7r9k",
                     *           "create_time": "2026-11-29T09:30:00.000000Z",
                     *           "tenant_id": "aurora",
                     *           "actor": {
                     *             "kind": "tenant",
                     *             "key_id": "key_01kb76v2b6e6q9k2y1x0c8r5wd"
                     *           },
                     *           "verb": "subscription.updated",
                     *           "resource": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "changes": {
                     *             "description": "CRM"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    getServiceStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": {
                     *         "due": 1,
                     *         "scheduled": 1,
                     *         "running": 1
                     *       },
                     *       "deliveries": {
                     *         "due": 1,
                     *         "scheduled": 1,
                     *         "in_flight": 1,
                     *         "circuits_open": 1,
                     *         "paused": 1
                     *       },
                     *       "dispatchers": [
                     *         {
                     *           "cell": "cell_0",
                     *           "holder": 17,
                     *           "begin_time": "2026-11-29T09:30:00.000000Z",
                     *           "in_flight": 40
                     *         }
                     *       ],
                     *       "circuits": [
                     *         {
                     *           "tenant_id": "aurora",
                     *           "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "uri": "https://hooks.example.com/bellhop",
                     *           "open_time": "2026-11-29T09:30:00.000000Z",
                     *           "next_probe_time": "2026-11-29T09:30:00.000000Z",
                     *           "failures": 12
                     *         }
                     *       ],
                     *       "paused": [
                     *         {
                     *           "tenant_id": "aurora",
                     *           "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "uri": "https://hooks.example.com/bellhop",
                     *           "reason": "status 429 with Retry-After",
                     *           "start_time": "2026-11-29T09:30:00.000000Z",
                     *           "end_time": "2026-11-29T10:00:00.000000Z"
                     *         }
                     *       ],
                     *       "slowest": [
                     *         {
                     *           "tenant_id": "aurora",
                     *           "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "uri": "https://hooks.example.com/bellhop",
                     *           "delivered": 210,
                     *           "failed": 4,
                     *           "p50_ms": 1900,
                     *           "p95_ms": 8700
                     *         }
                     *       ],
                     *       "counted_to": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ServiceStats"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    getFindings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "level": "warning",
                     *           "sentence": "BELLHOP_EGRESS_HTTP lets callbacks leave unencrypted."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FindingsOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    listWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "worker_id": "designer-1",
                     *           "held": 2,
                     *           "actions": {
                     *             "auto_designer": 2
                     *           },
                     *           "oldest_claim_time": "2026-11-29T09:30:00.000000Z",
                     *           "last_heartbeat_time": "2026-11-29T09:30:00.000000Z",
                     *           "next_lease_expire_time": "2026-11-29T09:30:00.000000Z"
                     *         }
                     *       ],
                     *       "counted_to": 1
                     *     }
                     */
                    "application/json": components["schemas"]["WorkersOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    listSystemDeliveries: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `subscription_id`, `job_id`, `event_type`, `createdTime`, `tenant_id`, `state`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
                     *           "subscription_id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *           "event_id": "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
                     *           "event_type": "operation.succeeded",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "payload": "thin",
                     *           "state": "delivered",
                     *           "reason": "delivered",
                     *           "attempt_count": 1,
                     *           "last_status_code": 204,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "update_time": "2026-11-29T09:30:00.000000Z",
                     *           "give_up_time": "2026-11-29T09:30:00.000000Z",
                     *           "tenant_id": "aurora"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveriesOfAllOut"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    listSystemOperations: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `state`, `action`, `parent`, `source`, `createdTime`, `metadata.complete_time`, `tenant_id`: comparisons joined by `&&`, `||` and `!`.
                 * @example createdTime > timestamp("2026-11-01T00:00:00Z")
                 */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *           "state": "succeeded",
                     *           "status": "succeeded",
                     *           "done": true,
                     *           "createdTime": "2026-11-29T09:30:00.000000Z",
                     *           "tenant_id": "aurora",
                     *           "action": "auto_designer",
                     *           "parent": "designs/garage",
                     *           "source": "api",
                     *           "labels": {
                     *             "site": "roof"
                     *           },
                     *           "metadata": {
                     *             "createdTime": "2026-11-29T09:30:00.000000Z",
                     *             "update_time": "2026-11-29T09:30:04.250000Z",
                     *             "start_time": "2026-11-29T09:30:01.000000Z",
                     *             "complete_time": "2026-11-29T09:30:04.250000Z",
                     *             "expire_time": "2026-12-06T09:30:04.250000Z",
                     *             "attempt": 1,
                     *             "max_attempts": 3
                     *           },
                     *           "result": {
                     *             "panel_count": 36,
                     *             "peak_kilowatts": 15.48
                     *           },
                     *           "input": {
                     *             "roof": [
                     *               [
                     *                 0,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 0
                     *               ],
                     *               [
                     *                 12,
                     *                 8
                     *               ],
                     *               [
                     *                 0,
                     *                 8
                     *               ]
                     *             ],
                     *             "panel_width": 1.13,
                     *             "panel_height": 1.76
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OperationsPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    getSystemOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet. */
                "If-None-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelSystemOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Write only if the resource still has this ETag. */
                "If-Match"?: string;
            };
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "job_id": "op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "path": "operations/op_01kb76wpe0fj09wkns0pszt7ap",
                     *       "state": "succeeded",
                     *       "status": "succeeded",
                     *       "done": true,
                     *       "createdTime": "2026-11-29T09:30:00.000000Z",
                     *       "tenant_id": "aurora",
                     *       "action": "auto_designer",
                     *       "parent": "designs/garage",
                     *       "source": "api",
                     *       "labels": {
                     *         "site": "roof"
                     *       },
                     *       "metadata": {
                     *         "createdTime": "2026-11-29T09:30:00.000000Z",
                     *         "update_time": "2026-11-29T09:30:04.250000Z",
                     *         "start_time": "2026-11-29T09:30:01.000000Z",
                     *         "complete_time": "2026-11-29T09:30:04.250000Z",
                     *         "expire_time": "2026-12-06T09:30:04.250000Z",
                     *         "attempt": 1,
                     *         "max_attempts": 3
                     *       },
                     *       "result": {
                     *         "panel_count": 36,
                     *         "peak_kilowatts": 15.48
                     *       },
                     *       "input": {
                     *         "roof": [
                     *           [
                     *             0,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             0
                     *           ],
                     *           [
                     *             12,
                     *             8
                     *           ],
                     *           [
                     *             0,
                     *             8
                     *           ]
                     *         ],
                     *         "panel_width": 1.13,
                     *         "panel_height": 1.76
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            503: components["responses"]["Problem503"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "parts": {
                     *         "directory": "ok",
                     *         "cell_0": "ok"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["Problem400"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "parts": {
                     *         "directory": "ok",
                     *         "cell_0": "ok"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["Problem400"];
            /** @description Service Unavailable */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "parts": {
                     *         "directory": "ok",
                     *         "cell_0": "ok"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
        };
    };
    getIndex: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Bellhop",
                     *       "version": "0.1.0",
                     *       "links": {
                     *         "documentation": "/docs"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Index"];
                };
            };
            /** @description Found */
            302: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem400"];
        };
    };
    getDocumentation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem400"];
        };
    };
    getGuide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                guide: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "Not found",
                     *       "status": 404,
                     *       "meaning": "There is nothing here: the id is unknown, malformed or expired.",
                     *       "advice": "Operations also end up here once their `metadata.expire_time` has passed."
                     *     }
                     */
                    "application/json": components["schemas"]["ProblemPage"];
                };
            };
            400: components["responses"]["Problem400"];
            404: components["responses"]["Problem404"];
        };
    };
    receiveOperationSucceededEventByGet: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveOperationSucceededEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "operation.succeeded",
                 *       "timestamp": "2026-11-22T12:00:04.250000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "id": "op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "job_id": "op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "path": "operations/op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "state": "succeeded",
                 *         "status": "succeeded",
                 *         "done": true,
                 *         "createdTime": "2026-11-22T12:00:00.000000Z",
                 *         "tenant_id": "acme",
                 *         "action": "irradiance_analysis",
                 *         "parent": "designs/d-17",
                 *         "source": "api",
                 *         "labels": {
                 *           "site": "oslo"
                 *         },
                 *         "metadata": {
                 *           "createdTime": "2026-11-22T12:00:00.000000Z",
                 *           "update_time": "2026-11-22T12:00:04.250000Z",
                 *           "start_time": "2026-11-22T12:00:00.100000Z",
                 *           "complete_time": "2026-11-22T12:00:04.250000Z",
                 *           "expire_time": "2026-11-29T12:00:04.250000Z"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["OperationSucceededEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveOperationFailedEventByGet: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveOperationFailedEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "operation.failed",
                 *       "timestamp": "2026-11-22T12:00:04.250000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "id": "op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "job_id": "op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "path": "operations/op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "state": "failed",
                 *         "status": "failed",
                 *         "done": true,
                 *         "createdTime": "2026-11-22T12:00:00.000000Z",
                 *         "tenant_id": "acme",
                 *         "action": "irradiance_analysis",
                 *         "parent": "designs/d-17",
                 *         "source": "api",
                 *         "labels": {
                 *           "site": "oslo"
                 *         },
                 *         "metadata": {
                 *           "createdTime": "2026-11-22T12:00:00.000000Z",
                 *           "update_time": "2026-11-22T12:00:04.250000Z",
                 *           "start_time": "2026-11-22T12:00:00.100000Z",
                 *           "complete_time": "2026-11-22T12:00:04.250000Z",
                 *           "expire_time": "2026-11-29T12:00:04.250000Z"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["OperationFailedEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveOperationCancelledEventByGet: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveOperationCancelledEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "operation.cancelled",
                 *       "timestamp": "2026-11-22T12:00:04.250000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "id": "op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "job_id": "op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "path": "operations/op_01kf2a4p9qf6y8b3n5c7d9e1g2",
                 *         "state": "cancelled",
                 *         "status": "cancelled",
                 *         "done": true,
                 *         "createdTime": "2026-11-22T12:00:00.000000Z",
                 *         "tenant_id": "acme",
                 *         "action": "irradiance_analysis",
                 *         "parent": "designs/d-17",
                 *         "source": "api",
                 *         "labels": {
                 *           "site": "oslo"
                 *         },
                 *         "metadata": {
                 *           "createdTime": "2026-11-22T12:00:00.000000Z",
                 *           "update_time": "2026-11-22T12:00:04.250000Z",
                 *           "start_time": "2026-11-22T12:00:00.100000Z",
                 *           "complete_time": "2026-11-22T12:00:04.250000Z",
                 *           "expire_time": "2026-11-29T12:00:04.250000Z"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["OperationCancelledEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveWebhookPingEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "webhook.ping",
                 *       "timestamp": "2026-11-22T12:00:00.000000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "subscription_id": "sub_01kf2a3hxre4s6t8v0w2x4y6z8",
                 *         "message": "This endpoint can be reached."
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WebhookPingEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveDeliveryDeadLetteredEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "delivery.dead_lettered",
                 *       "timestamp": "2026-11-25T12:00:00.000000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "delivery": {
                 *           "id": "dlv_01kf2a4qj6a1b2c3d4e5f6g7h8",
                 *           "subscription_id": "sub_01kf2a3hxre4s6t8v0w2x4y6z8",
                 *           "event_id": "evt_01kf2a4qj5a1b2c3d4e5f6g7h8",
                 *           "event_type": "operation.succeeded",
                 *           "payload": "thin",
                 *           "state": "dead",
                 *           "reason": "attempts_exhausted",
                 *           "attempt_count": 10,
                 *           "last_status_code": 500,
                 *           "createdTime": "2026-11-22T12:00:04.250000Z",
                 *           "update_time": "2026-11-25T12:00:00.000000Z",
                 *           "give_up_time": "2026-11-27T12:00:04.250000Z",
                 *           "end_time": "2026-11-25T12:00:00.000000Z"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["DeliveryDeadLetteredEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveSubscriptionFailingEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "subscription.failing",
                 *       "timestamp": "2026-11-22T12:00:00.000000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "subscription_id": "sub_01kf2a3hxre4s6t8v0w2x4y6z8",
                 *         "uri": "https://example.com/hooks",
                 *         "reason": "failing",
                 *         "last_failure": "status 503"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SubscriptionFailingEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveSubscriptionDisabledEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "subscription.disabled",
                 *       "timestamp": "2026-11-22T12:00:00.000000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "subscription_id": "sub_01kf2a3hxre4s6t8v0w2x4y6z8",
                 *         "uri": "https://example.com/hooks",
                 *         "reason": "gone"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SubscriptionDisabledEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receiveSubscriptionCertificateExpiringEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "subscription.certificate_expiring",
                 *       "timestamp": "2026-11-22T12:00:00.000000Z",
                 *       "data": {
                 *         "event_id": "evt_01kf2a4qj5e9rv3m8t6w0x1y2z",
                 *         "subscription_id": "sub_01kf2a3hxre4s6t8v0w2x4y6z8",
                 *         "uri": "https://example.com/hooks",
                 *         "reason": "certificate_expiring",
                 *         "subject": "CN=bellhop",
                 *         "issuer": "CN=Example Client CA",
                 *         "serial": "4D2A91",
                 *         "expire_time": "2026-12-22T12:00:00.000000Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SubscriptionCertificateExpiringEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    receivePublishedEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same on every retry and every redelivery. A callback may come twice; remember it. */
                "webhook-id": string;
                /** @description When this attempt was signed, in Unix seconds. */
                "webhook-timestamp": string;
                /** @description One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "design.created",
                 *       "timestamp": "2026-11-29T09:30:00.000000Z",
                 *       "data": {
                 *         "design_id": "garage"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PublishedEvent"];
            };
        };
        responses: {
            /** @description Not wanted any more: the subscription is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too much: `Retry-After` holds the whole subscription until then. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not now: `Retry-After` holds the whole subscription until then. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Taken. Answer within the subscription's timeout, and do the work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again, until it is a dead letter. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
