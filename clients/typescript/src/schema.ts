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
        post: operations["post_v2_tenants_by_tenant_id_by_action_run"];
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
        post: operations["post_v2_tenants_by_tenant_id_by_parent_by_action_run"];
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
        get: operations["get_v2_tenants_by_tenant_id_by_action_status"];
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
        get: operations["get_v2_tenants_by_tenant_id_by_parent_by_action_status"];
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
        get: operations["get_operations"];
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
        get: operations["get_operations_by_operation_id"];
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
        post: operations["post_operations_by_operation_id_cancel"];
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
        post: operations["post_operations_by_operation_id_retry"];
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
        get: operations["get_operations_by_operation_id_history"];
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
        get: operations["get_v1_operations"];
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
        get: operations["get_v1_operations_by_operation_id"];
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
        post: operations["post_v1_operations_by_operation_id_cancel"];
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
        post: operations["post_v1_operations_by_operation_id_retry"];
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
        get: operations["get_v1_operations_by_operation_id_history"];
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
        get: operations["get_v2_tenants_by_tenant_id_operations"];
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
        get: operations["get_v2_tenants_by_tenant_id_operations_by_operation_id"];
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
        post: operations["post_v2_tenants_by_tenant_id_operations_by_operation_id_cancel"];
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
        post: operations["post_v2_tenants_by_tenant_id_operations_by_operation_id_retry"];
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
        get: operations["get_v2_tenants_by_tenant_id_operations_by_operation_id_history"];
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
        post: operations["post_v2_worker_jobs_claim"];
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
        post: operations["post_v2_worker_jobs_heartbeat"];
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
        post: operations["post_v2_worker_jobs_complete"];
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
        post: operations["post_v2_worker_jobs_release"];
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
        post: operations["post_v2_worker_jobs_submit"];
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
        get: operations["get_v2_tenants_by_tenant_id_subscriptions"];
        put?: never;
        /**
         * Create a subscription
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        post: operations["post_v2_tenants_by_tenant_id_subscriptions"];
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
        get: operations["get_v2_tenants_by_tenant_id_subscriptions_by_subscription_id"];
        put?: never;
        post?: never;
        /**
         * Delete a subscription
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        delete: operations["delete_v2_tenants_by_tenant_id_subscriptions_by_subscription_id"];
        options?: never;
        head?: never;
        /**
         * Change a subscription (JSON Merge Patch)
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        patch: operations["patch_v2_tenants_by_tenant_id_subscriptions_by_subscription_id"];
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
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_enable"];
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
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_disable"];
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
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `send`.
         */
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_ping"];
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
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_verify"];
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
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `send`.
         */
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_send_example"];
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
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `secrets`.
         */
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_rotate_secret"];
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
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_test_filter"];
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
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_test_template"];
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
        get: operations["get_v2_tenants_by_tenant_id_webhooks"];
        put?: never;
        /**
         * Create a webhook
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        post: operations["post_v2_tenants_by_tenant_id_webhooks"];
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
        get: operations["get_v2_tenants_by_tenant_id_webhooks_by_subscription_id"];
        /**
         * Change a webhook (the same as PATCH)
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        put: operations["put_v2_tenants_by_tenant_id_webhooks_by_subscription_id"];
        post?: never;
        /**
         * Delete a webhook
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        delete: operations["delete_v2_tenants_by_tenant_id_webhooks_by_subscription_id"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `subscriptions:write`. A portal session needs `manage`.
         */
        patch: operations["patch_v2_tenants_by_tenant_id_webhooks_by_subscription_id"];
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
        get: operations["get_v2_tenants_by_tenant_id_events"];
        put?: never;
        /**
         * Publish events
         * @description Keys: `admin`, `worker`.
         */
        post: operations["post_v2_tenants_by_tenant_id_events"];
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
        get: operations["get_v2_tenants_by_tenant_id_events_by_event_id"];
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
        get: operations["get_v2_tenants_by_tenant_id_event_types"];
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
        get: operations["get_v2_tenants_by_tenant_id_deliveries"];
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
        get: operations["get_v2_tenants_by_tenant_id_deliveries_by_delivery_id"];
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
         * @description Keys: `admin`, `portal`, `tenant`. A tenant's key needs the scope `deliveries:retry`. A portal session needs `send`.
         */
        post: operations["post_v2_tenants_by_tenant_id_deliveries_by_delivery_id_redeliver"];
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
        post: operations["post_v2_tenants_by_tenant_id_deliveries_by_delivery_id_skip"];
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
        get: operations["get_v2_tenants_by_tenant_id_dead_letters"];
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
        post: operations["post_v2_tenants_by_tenant_id_dead_letters_redeliver"];
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
        post: operations["post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_replay"];
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
        get: operations["get_v2_tenants_by_tenant_id_stats"];
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
        get: operations["get_v2_tenants_by_tenant_id_totals"];
        put?: never;
        post?: never;
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
        get: operations["get_v2_tenants_by_tenant_id_portal_sessions"];
        put?: never;
        /**
         * Make a link to the console for a tenant's browser
         * @description Keys: `admin`.
         */
        post: operations["post_v2_tenants_by_tenant_id_portal_sessions"];
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
        get: operations["get_v2_tenants_by_tenant_id_portal_sessions_by_session_id"];
        put?: never;
        post?: never;
        /**
         * End a portal session
         * @description Keys: `admin`, `portal`.
         */
        delete: operations["delete_v2_tenants_by_tenant_id_portal_sessions_by_session_id"];
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
        post: operations["post_v2_tenants_by_tenant_id_portal_sessions_revoke_all"];
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
        /** Open a portal session */
        post: operations["post_v2_portal_sessions_exchange"];
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
        get: operations["get_v2_me"];
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
        get: operations["get_v2_tenants_by_tenant_id_actions"];
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
        get: operations["get_v2_tenants_by_tenant_id_actions_by_action"];
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
        get: operations["get_v2_admin_tenants"];
        put?: never;
        /**
         * Create a tenant
         * @description Keys: `admin`.
         */
        post: operations["post_v2_admin_tenants"];
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
        get: operations["get_v2_admin_tenants_by_tenant_id"];
        put?: never;
        post?: never;
        /**
         * Erase a tenant and its data
         * @description Keys: `admin`.
         */
        delete: operations["delete_v2_admin_tenants_by_tenant_id"];
        options?: never;
        head?: never;
        /**
         * Change a tenant
         * @description Keys: `admin`.
         */
        patch: operations["patch_v2_admin_tenants_by_tenant_id"];
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
        get: operations["get_v2_admin_keys"];
        put?: never;
        /**
         * Make a key
         * @description Keys: `admin`.
         */
        post: operations["post_v2_admin_keys"];
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
         * @description Keys: `admin`.
         */
        post: operations["post_v2_admin_tenants_by_tenant_id_keys"];
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
        get: operations["get_v2_admin_keys_by_key_id"];
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description Keys: `admin`.
         */
        delete: operations["delete_v2_admin_keys_by_key_id"];
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
        get: operations["get_v2_admin_actions"];
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
        get: operations["get_v2_admin_actions_by_action"];
        /**
         * Write an action
         * @description Keys: `admin`.
         */
        put: operations["put_v2_admin_actions_by_action"];
        post?: never;
        /**
         * End an action
         * @description Keys: `admin`.
         */
        delete: operations["delete_v2_admin_actions_by_action"];
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
        get: operations["get_v2_admin_audit"];
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
        get: operations["get_v2_admin_stats"];
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
        get: operations["get_v2_admin_doctor"];
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
        get: operations["get_v2_admin_workers"];
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
        get: operations["get_v2_admin_deliveries"];
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
        get: operations["get_v2_admin_operations"];
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
        get: operations["get_v2_admin_operations_by_operation_id"];
        put?: never;
        post?: never;
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
        /** Whether the process lives */
        get: operations["get_livez"];
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
        /** Whether the process can work */
        get: operations["get_readyz"];
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
        /** Figures for Prometheus */
        get: operations["get_metrics"];
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
        /** What is here; a browser is sent to the documentation */
        get: operations["get_root"];
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
        /** This description */
        get: operations["get_openapi_json"];
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
        /** This description, to read */
        get: operations["get_docs"];
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
        /** What a kind of problem means */
        get: operations["get_problems_by_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActionAnswer
         * @description An action.
         */
        ActionAnswer: {
            /** Action */
            action: string;
            /** Parent */
            parent: string;
            /** Description */
            description: string;
            /** Input Schema */
            input_schema: {
                [key: string]: unknown;
            };
            /** Result Schema */
            result_schema: {
                [key: string]: unknown;
            };
            /** Cancellable */
            cancellable: boolean;
            concurrency: components["schemas"]["Concurrency"];
            /** Max Attempts */
            max_attempts: number;
            /** Lease Seconds */
            lease_seconds: number;
            /** Deadline Seconds */
            deadline_seconds: number;
            /** Retention Seconds */
            retention_seconds: number;
            /** Create Time */
            create_time: string;
            /** Update Time */
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
             * Parent
             * @description The path between the tenant and the action, such as `designs/{design_id}`; empty for none.
             * @default
             */
            parent?: string;
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Input Schema
             * @description JSON Schema 2020-12 of the input.
             * @default {
             *       "type": "object"
             *     }
             */
            input_schema?: {
                [key: string]: unknown;
            };
            /**
             * Result Schema
             * @description JSON Schema 2020-12 of the result; a result is always an object.
             * @default {
             *       "type": "object"
             *     }
             */
            result_schema?: {
                [key: string]: unknown;
            };
            /**
             * Cancellable
             * @description Whether `:cancel` is offered (B16).
             * @default true
             */
            cancellable?: boolean;
            /**
             * @description Per tenant, action and parent.
             * @default parallel
             */
            concurrency?: components["schemas"]["Concurrency"];
            /**
             * Max Attempts
             * @default 3
             */
            max_attempts?: number;
            /**
             * Lease Seconds
             * @default 60
             */
            lease_seconds?: number;
            /**
             * Deadline Seconds
             * @description From creation or `run_at`, waiting included.
             * @default 86400
             */
            deadline_seconds?: number;
            /**
             * Retention Seconds
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
            /** Results */
            results: components["schemas"]["ActionAnswer"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * AliasOut
         * @description A short name for every end of one action's operations.
         */
        AliasOut: {
            /** Type */
            type: string;
            /** Action */
            action: string;
            /** Description */
            description: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * AttemptOut
         * @description One try: what was sent (secrets redacted), what came back, and what was decided.
         */
        AttemptOut: {
            /** Id */
            id: string;
            /** Number */
            number: number;
            /** Start Time */
            start_time: string;
            /** Outcome */
            outcome: string;
            /**
             * Status Code
             * @default null
             */
            status_code?: number | null;
            /**
             * Error
             * @default null
             */
            error?: string | null;
            /**
             * Error Detail
             * @default null
             */
            error_detail?: string | null;
            /** Lease Lost */
            lease_lost: boolean;
            phases: components["schemas"]["PhasesOut"];
            /**
             * Address
             * @default null
             */
            address?: string | null;
            /**
             * Http Version
             * @default null
             */
            http_version?: string | null;
            /**
             * Method
             * @default null
             */
            method?: string | null;
            /**
             * Uri
             * @default null
             */
            uri?: string | null;
            request: components["schemas"]["MessageOut"];
            /** @default null */
            response?: components["schemas"]["MessageOut"] | null;
            /**
             * Next Attempt Time
             * @default null
             */
            next_attempt_time?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuditActor
         * @description Who made a change: the kind of a key (or `cli`, `system`), and the key unless it is the operator's own.
         */
        AuditActor: {
            /** Kind */
            kind: string;
            /**
             * Key Id
             * @default null
             */
            key_id?: string | null;
            /**
             * Request Id
             * @default null
             */
            request_id?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuditEntry
         * @description One change.
         */
        AuditEntry: {
            /** Id */
            id: string;
            /** Create Time */
            create_time: string;
            /**
             * Tenant Id
             * @default null
             */
            tenant_id?: string | null;
            actor: components["schemas"]["AuditActor"];
            /** Verb */
            verb: string;
            /** Resource */
            resource: string;
            /** Changes */
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
            /** Results */
            results: components["schemas"]["AuditEntry"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuthIn
         * @description How requests prove who sent them: signature and headers, and one of basic, bearer and oauth2.
         */
        AuthIn: {
            /**
             * @default {
             *       "enabled": true,
             *       "secret": null
             *     }
             */
            signature?: components["schemas"]["SignatureIn"] | boolean;
            /**
             * Headers
             * @description Secret header fields by name, at most 16.
             */
            headers?: {
                [key: string]: string;
            };
            /** @default null */
            basic?: components["schemas"]["BasicIn"] | null;
            /**
             * Bearer
             * @description A fixed token.
             * @default null
             */
            bearer?: string | null;
            /** @default null */
            oauth2?: components["schemas"]["OAuth2In"] | null;
            /**
             * Unauthenticated
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
            /**
             * Headers
             * @description Secret header fields by name; their values read `[redacted]`.
             */
            headers: {
                [key: string]: string;
            };
            /** @default null */
            basic?: components["schemas"]["BasicOut"] | null;
            /**
             * Bearer
             * @description `[redacted]` where requests carry a fixed token.
             * @default null
             */
            bearer?: string | null;
            /** @default null */
            oauth2?: components["schemas"]["OAuth2Out"] | null;
            /**
             * Unauthenticated
             * @description Whether the tenant wants no proof at all.
             */
            unauthenticated: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuthPatch
         * @description How requests prove who sent them: signature and headers, and one of basic, bearer and oauth2.
         */
        AuthPatch: {
            /** @default null */
            signature?: components["schemas"]["SignaturePatch"] | boolean | null;
            /**
             * Headers
             * @description Secret header fields by name, at most 16.
             * @default null
             */
            headers?: {
                [key: string]: string | null;
            } | null;
            /** @default null */
            basic?: components["schemas"]["BasicPatch"] | null;
            /**
             * Bearer
             * @description A fixed token.
             * @default null
             */
            bearer?: string | null;
            /** @default null */
            oauth2?: components["schemas"]["OAuth2Patch"] | null;
            /**
             * Unauthenticated
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
            /** Username */
            username: string;
            /** Password */
            password: string;
        };
        /**
         * BasicOut
         * @description HTTP basic auth (RFC 7617).
         */
        BasicOut: {
            /** Username */
            username: string;
            /** Password */
            password: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * BasicPatch
         * @description HTTP basic auth (RFC 7617).
         */
        BasicPatch: {
            /**
             * Username
             * @default null
             */
            username?: string | null;
            /**
             * Password
             * @default null
             */
            password?: string | null;
        };
        /**
         * BeatAnswer
         * @description What became of one lease.
         */
        BeatAnswer: {
            /**
             * Job Id
             * @description As it was given; empty where an invalid item has none that can be read.
             */
            job_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "extended" | "lost" | "invalid";
            /** Cancel Requested */
            cancel_requested: boolean;
            /**
             * Lease Expire Time
             * @default null
             */
            lease_expire_time?: string | null;
            /**
             * Errors
             * @description Of `extended`: which parts were not taken, and why. Of `invalid`: why it names no lease.
             * @default null
             */
            errors?: components["schemas"]["ItemFault"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * BeatItem
         * @description A lease to extend, with what to tell the tenant.
         */
        BeatItem: {
            /** Job Id */
            job_id: string;
            /** Lease Token */
            lease_token: string;
            /** @default null */
            progress?: components["schemas"]["ProgressBody"] | null;
            /**
             * Custom
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
         * Change
         * @description One thing that happened to an operation.
         */
        Change: {
            /**
             * Time
             * Format: date-time
             */
            time: string;
            /** Event */
            event: string;
            /** State */
            state: string;
            /**
             * Attempt
             * @default null
             */
            attempt?: number | null;
            /**
             * Worker Id
             * @default null
             */
            worker_id?: string | null;
            /**
             * Next Attempt Time
             * @default null
             */
            next_attempt_time?: string | null;
            /**
             * Errors
             * @default null
             */
            errors?: {
                [key: string]: unknown;
            }[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * CircuitOut
         * @description Whether anything but a probe leaves.
         */
        CircuitOut: {
            /**
             * State
             * @enum {string}
             */
            state: "closed" | "open";
            /**
             * Reason
             * @description Why it is open, such as `10 failures in a row; the last: status 503`.
             * @default null
             */
            reason?: string | null;
            /**
             * Open Time
             * @default null
             */
            open_time?: string | null;
            /**
             * Next Probe Time
             * @default null
             */
            next_probe_time?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ClaimAnswer
         * @description Jobs to do, maybe none.
         */
        ClaimAnswer: {
            /** Jobs */
            jobs: components["schemas"]["ClaimedJob"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * ClaimBody
         * @description Jobs wanted.
         */
        ClaimBody: {
            /**
             * Worker Id
             * @description Who asks, for people who read the history.
             */
            worker_id: string;
            /** Actions */
            actions: string[];
            /**
             * Max Jobs
             * @default 1
             */
            max_jobs?: number;
            /**
             * Lease Seconds
             * @description Absent: the action's.
             * @default null
             */
            lease_seconds?: number | null;
            /**
             * Wait Seconds
             * @description How long to wait for the first job.
             * @default 0
             */
            wait_seconds?: number;
            /**
             * Claim Id
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
            /** Job Id */
            job_id: string;
            /** Lease Token */
            lease_token: string;
            /**
             * Lease Expire Time
             * Format: date-time
             */
            lease_expire_time: string;
            /**
             * Deadline Time
             * Format: date-time
             */
            deadline_time: string;
            /** Attempt */
            attempt: number;
            /** Tenant Id */
            tenant_id: string;
            /** Action */
            action: string;
            /** Parent */
            parent: string;
            /** Input */
            input: {
                [key: string]: unknown;
            };
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** Traceparent */
            traceparent: string | null;
            /** Cancel Requested */
            cancel_requested: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * CodeIn
         * @description The code of a link.
         */
        CodeIn: {
            /**
             * Code
             * @description What stands in the link behind `#code=`.
             */
            code: string;
        };
        /**
         * CompleteAnswer
         * @description One answer for each item, in order.
         */
        CompleteAnswer: {
            /** Items */
            items: components["schemas"]["CompletedItem"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * CompleteBody
         * @description Attempts that ended.
         */
        CompleteBody: {
            /** Items */
            items: components["schemas"]["CompleteItem"][];
        };
        /**
         * CompleteItem
         * @description What came of one attempt.
         */
        CompleteItem: {
            /** Job Id */
            job_id: string;
            /** Lease Token */
            lease_token: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "succeeded" | "failed" | "cancelled" | "retry";
            /**
             * Result
             * @default null
             */
            result?: {
                [key: string]: unknown;
            } | null;
            /**
             * Errors
             * @default null
             */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /**
             * Delay Seconds
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
            /**
             * Job Id
             * @description As it was given; empty where an invalid item has none that can be read.
             */
            job_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "duplicate" | "invalid" | "stale";
            /** @default null */
            operation?: components["schemas"]["Operation"] | null;
            /**
             * Errors
             * @default null
             */
            errors?: components["schemas"]["ItemFault"][] | null;
            /**
             * Detail
             * @description Says so when there may be other faults than those that are named.
             * @default null
             */
            detail?: string | null;
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
         * DeliveriesOfAllOut
         * @description A page of deliveries, newest first.
         */
        DeliveriesOfAllOut: {
            /** Results */
            results: components["schemas"]["DeliveryOfTenantOut"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveriesOut
         * @description A page of deliveries, newest first.
         */
        DeliveriesOut: {
            /** Results */
            results: components["schemas"]["DeliveryOut"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryDepths
         * @description Deliveries that could leave now, those for later, those being sent; endpoints whose circuit is open.
         */
        DeliveryDepths: {
            /** Due */
            due: number;
            /**
             * Oldest Due Time
             * @default null
             */
            oldest_due_time?: string | null;
            /** Scheduled */
            scheduled: number;
            /** In Flight */
            in_flight: number;
            /** Circuits Open */
            circuits_open: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryIn
         * @description How deliveries leave.
         */
        DeliveryIn: {
            /**
             * Timeout Seconds
             * @default 15
             */
            timeout_seconds?: number;
            /** @default null */
            retry?: components["schemas"]["RetryIn"] | null;
            /**
             * Max Age Seconds
             * @default 432000
             */
            max_age_seconds?: number;
            /**
             * Max In Flight
             * @default 50
             */
            max_in_flight?: number;
            /**
             * Rate Per Second
             * @default null
             */
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
            /** Id */
            id: string;
            /** Subscription Id */
            subscription_id: string;
            /** Event Id */
            event_id: string;
            /** Event Type */
            event_type: string;
            /**
             * Job Id
             * @default null
             */
            job_id?: string | null;
            /** Payload */
            payload: string;
            /** State */
            state: string;
            /** Reason */
            reason: string;
            /** Attempt Count */
            attempt_count: number;
            /** Last Status Code */
            last_status_code: number | null;
            /** Createdtime */
            createdTime: string;
            /** Update Time */
            update_time: string;
            /**
             * Next Attempt Time
             * @default null
             */
            next_attempt_time?: string | null;
            /** Give Up Time */
            give_up_time: string;
            /**
             * End Time
             * @default null
             */
            end_time?: string | null;
            /** Tenant Id */
            tenant_id: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryOut
         * @description One event for one subscription; `reason` says why it is in its state.
         */
        DeliveryOut: {
            /** Id */
            id: string;
            /** Subscription Id */
            subscription_id: string;
            /** Event Id */
            event_id: string;
            /** Event Type */
            event_type: string;
            /**
             * Job Id
             * @default null
             */
            job_id?: string | null;
            /** Payload */
            payload: string;
            /** State */
            state: string;
            /** Reason */
            reason: string;
            /** Attempt Count */
            attempt_count: number;
            /** Last Status Code */
            last_status_code: number | null;
            /** Createdtime */
            createdTime: string;
            /** Update Time */
            update_time: string;
            /**
             * Next Attempt Time
             * @default null
             */
            next_attempt_time?: string | null;
            /** Give Up Time */
            give_up_time: string;
            /**
             * End Time
             * @default null
             */
            end_time?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryPatch
         * @description How deliveries leave.
         */
        DeliveryPatch: {
            /**
             * Timeout Seconds
             * @default null
             */
            timeout_seconds?: number | null;
            /** @default null */
            retry?: components["schemas"]["RetryPatch"] | null;
            /**
             * Max Age Seconds
             * @default null
             */
            max_age_seconds?: number | null;
            /**
             * Max In Flight
             * @default null
             */
            max_in_flight?: number | null;
            /**
             * Rate Per Second
             * @default null
             */
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
            /** Timeout Seconds */
            timeout_seconds: number;
            retry: components["schemas"]["RetryOut"];
            /** Max Age Seconds */
            max_age_seconds: number;
            /** Max In Flight */
            max_in_flight: number;
            /**
             * Rate Per Second
             * @description Absent where no rate limits it.
             * @default null
             */
            rate_per_second?: number | null;
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
            /** Pending */
            pending: number;
            /** In Flight */
            in_flight: number;
            /** Delivered */
            delivered: number;
            /** Dead */
            dead: number;
            /** Skipped */
            skipped: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveryWithAttemptsOut
         * @description A delivery with its attempts, oldest first; of more than 200 the latest.
         */
        DeliveryWithAttemptsOut: {
            /** Id */
            id: string;
            /** Subscription Id */
            subscription_id: string;
            /** Event Id */
            event_id: string;
            /** Event Type */
            event_type: string;
            /**
             * Job Id
             * @default null
             */
            job_id?: string | null;
            /** Payload */
            payload: string;
            /** State */
            state: string;
            /** Reason */
            reason: string;
            /** Attempt Count */
            attempt_count: number;
            /** Last Status Code */
            last_status_code: number | null;
            /** Createdtime */
            createdTime: string;
            /** Update Time */
            update_time: string;
            /**
             * Next Attempt Time
             * @default null
             */
            next_attempt_time?: string | null;
            /** Give Up Time */
            give_up_time: string;
            /**
             * End Time
             * @default null
             */
            end_time?: string | null;
            /** Attempts */
            attempts: components["schemas"]["AttemptOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * DispatcherOut
         * @description What one process that sends holds just now.
         *
         *     `holder` names it for as long as it runs, and is absent for what nobody is known to hold; `gone_time` is when it was
         *     found to be gone.
         */
        DispatcherOut: {
            /**
             * Holder
             * @default null
             */
            holder?: number | null;
            /**
             * Begin Time
             * @default null
             */
            begin_time?: string | null;
            /**
             * Gone Time
             * @default null
             */
            gone_time?: string | null;
            /** In Flight */
            in_flight: number;
            /**
             * Oldest Due Time
             * @default null
             */
            oldest_due_time?: string | null;
        } & {
            [key: string]: unknown;
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
            /**
             * Code
             * @description Of more than 128 characters the end is cut off and marked.
             */
            code: string;
            /**
             * Message
             * @description Of more than 8,192 characters the end is cut off and marked; a NUL or half a surrogate pair is replaced by U+FFFD.
             */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * EventOut
         * @description An event; its ledger and payload are in the answer for one event, and in a list with `view=full`.
         */
        EventOut: {
            /** Id */
            id: string;
            /** Type */
            type: string;
            /** Createdtime */
            createdTime: string;
            /**
             * Publish Id
             * @default null
             */
            publish_id?: string | null;
            /**
             * Job Id
             * @default null
             */
            job_id?: string | null;
            /**
             * Action
             * @default null
             */
            action?: string | null;
            /**
             * Status
             * @default null
             */
            status?: string | null;
            /**
             * Parent
             * @default null
             */
            parent?: string | null;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** Delivery Count */
            delivery_count: number;
            /**
             * Ledger
             * @default null
             */
            ledger?: components["schemas"]["LedgerEntryOut"][] | null;
            /**
             * Payload
             * @description The body that `payload: full` sends.
             * @default null
             */
            payload?: {
                [key: string]: unknown;
            } | null;
            /**
             * Thin Payload
             * @description The body that `payload: thin` sends, where it is another.
             * @default null
             */
            thin_payload?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * EventTypeOut
         * @description One type of event: when it happens, the JSON Schema of each payload form, an example.
         */
        EventTypeOut: {
            /** Type */
            type: string;
            /** Description */
            description: string;
            /** Schemas */
            schemas: {
                [key: string]: unknown;
            };
            /** Example */
            example: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * EventTypesOut
         * @description Every type that Bellhop publishes; the operator may publish more.
         */
        EventTypesOut: {
            /** Results */
            results: components["schemas"]["EventTypeOut"][];
            /** Aliases */
            aliases: components["schemas"]["AliasOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * EventsOut
         * @description One page of events.
         */
        EventsOut: {
            /** Results */
            results: components["schemas"]["EventOut"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
            /**
             * Next After
             * @default null
             */
            next_after?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ExampleIn
         * @description What an example is to be sent of.
         */
        ExampleIn: {
            /**
             * Type
             * @description A type of the catalogue, such as `operation.succeeded`.
             */
            type: string;
        };
        /**
         * FilterTrialIn
         * @description What to try on the newest events; what is absent is the subscription's own.
         */
        FilterTrialIn: {
            /**
             * Event Types
             * @default null
             */
            event_types?: string[] | null;
            /**
             * Filter
             * @default null
             */
            filter?: string | null;
        };
        /**
         * FilterTrialOut
         * @description What would match, newest first.
         */
        FilterTrialOut: {
            /** Results */
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
            /** Sentence */
            sentence: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * FindingsOut
         * @description What was found, the good included.
         */
        FindingsOut: {
            /** Results */
            results: components["schemas"]["FindingOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * Health
         * @description `ok`, or what is wrong with which part.
         */
        Health: {
            /** Status */
            status: string;
            /**
             * Parts
             * @default null
             */
            parts?: {
                [key: string]: string;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * HealthOut
         * @description How the endpoint does.
         */
        HealthOut: {
            /**
             * Last Success Time
             * @default null
             */
            last_success_time?: string | null;
            /**
             * Last Failure Time
             * @default null
             */
            last_failure_time?: string | null;
            /**
             * Failing Since Time
             * @default null
             */
            failing_since_time?: string | null;
            /** Consecutive Failures */
            consecutive_failures: number;
            /** In Flight */
            in_flight: number;
            circuit: components["schemas"]["CircuitOut"];
            /**
             * Credentials
             * @description Said when the service can no longer read the secrets: nothing leaves until they are given anew.
             * @default null
             */
            credentials?: "unreadable" | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * HeartbeatAnswer
         * @description One answer for each lease, in order.
         */
        HeartbeatAnswer: {
            /** Leases */
            leases: components["schemas"]["BeatAnswer"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * HeartbeatBody
         * @description All that the worker holds.
         */
        HeartbeatBody: {
            /** Leases */
            leases: components["schemas"]["BeatItem"][];
        };
        /**
         * History
         * @description Everything that happened to an operation, oldest first.
         */
        History: {
            /** Results */
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
            /**
             * Subscription Id
             * @description Absent with `group_by=tenant`.
             * @default null
             */
            subscription_id?: string | null;
            /** Hour */
            hour: string;
            /** Delivered */
            delivered: number;
            /** Failed */
            failed: number;
            /** Dead */
            dead: number;
            /**
             * P50 Ms
             * @default null
             */
            p50_ms?: number | null;
            /**
             * P95 Ms
             * @default null
             */
            p95_ms?: number | null;
            /** Latency */
            latency: components["schemas"]["LatencyBucketOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * Index
         * @description What is here.
         */
        Index: {
            /** Name */
            name: string;
            /** Version */
            version: string;
            /** Links */
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
            /**
             * Pointer
             * @description JSON Pointer (RFC 6901) into the body: `/items/3/errors/0/message`.
             */
            pointer: string;
            /** Code */
            code: string;
            /** Message */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * JobDepths
         * @description Jobs that could run now, those for later (or behind a held lane), those that run.
         */
        JobDepths: {
            /** Due */
            due: number;
            /**
             * Oldest Due Time
             * @default null
             */
            oldest_due_time?: string | null;
            /** Scheduled */
            scheduled: number;
            /** Running */
            running: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * KeyAnswer
         * @description A key, without the key itself.
         */
        KeyAnswer: {
            /** Id */
            id: string;
            kind: components["schemas"]["KeyKind"];
            /**
             * Tenant Id
             * @default null
             */
            tenant_id?: string | null;
            /**
             * Scopes
             * @default null
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /**
             * Actions
             * @default null
             */
            actions?: string[] | null;
            /**
             * Tenants
             * @default null
             */
            tenants?: string[] | null;
            /** Display Name */
            display_name: string;
            /** Prefix */
            prefix: string;
            /** Create Time */
            create_time: string;
            /**
             * Expire Time
             * @default null
             */
            expire_time?: string | null;
            /**
             * Last Use Time
             * @default null
             */
            last_use_time?: string | null;
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
            /** Results */
            results: components["schemas"]["KeyAnswer"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * LatencyBucketOut
         * @description How many attempts took at most `le_ms` milliseconds and more than the bucket before; no bound on the last.
         */
        LatencyBucketOut: {
            /** Le Ms */
            le_ms: number | null;
            /** Count */
            count: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * LeaseItem
         * @description A job, and the token that proves the right to it.
         */
        LeaseItem: {
            /** Job Id */
            job_id: string;
            /** Lease Token */
            lease_token: string;
        };
        /**
         * LedgerEntryOut
         * @description Why one subscription did or did not get the event; `delivered` and `replayed` mean that a delivery was made.
         */
        LedgerEntryOut: {
            /** Subscription Id */
            subscription_id: string;
            /** Reason */
            reason: string;
            /**
             * Delivery Id
             * @default null
             */
            delivery_id?: string | null;
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
            /** Id */
            id: string;
            kind: components["schemas"]["KeyKind"];
            /**
             * Tenant Id
             * @default null
             */
            tenant_id?: string | null;
            /**
             * Scopes
             * @default null
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /**
             * Actions
             * @default null
             */
            actions?: string[] | null;
            /**
             * Tenants
             * @default null
             */
            tenants?: string[] | null;
            /** Display Name */
            display_name: string;
            /** Prefix */
            prefix: string;
            /** Create Time */
            create_time: string;
            /**
             * Expire Time
             * @default null
             */
            expire_time?: string | null;
            /**
             * Last Use Time
             * @default null
             */
            last_use_time?: string | null;
            /** Key */
            key: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * MadeKind
         * @description The kinds of keys that are made here; those of portal sessions are made by exchanging a code.
         * @enum {string}
         */
        MadeKind: "admin" | "worker" | "tenant";
        /**
         * MeOut
         * @description A key, as whoever holds it may know it.
         */
        MeOut: {
            kind: components["schemas"]["KeyKind"];
            /**
             * Id
             * @default null
             */
            id?: string | null;
            /**
             * Tenant Id
             * @default null
             */
            tenant_id?: string | null;
            /**
             * Display Name
             * @default null
             */
            display_name?: string | null;
            /** Scopes */
            scopes: components["schemas"]["Scope"][];
            /**
             * Capabilities
             * @default null
             */
            capabilities?: components["schemas"]["Capability"][] | null;
            /**
             * Actions
             * @default null
             */
            actions?: string[] | null;
            /**
             * Tenants
             * @default null
             */
            tenants?: string[] | null;
            /**
             * Expire Time
             * @default null
             */
            expire_time?: string | null;
            /** @default null */
            theme?: components["schemas"]["ThemeOut"] | null;
            /**
             * Return Uri
             * @default null
             */
            return_uri?: string | null;
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
            /** Headers */
            headers: string[][];
            /**
             * Body
             * @default null
             */
            body?: string | null;
            /**
             * Body Base64
             * @default null
             */
            body_base64?: string | null;
            /**
             * Truncated
             * @default null
             */
            truncated?: boolean | null;
            /**
             * Omitted
             * @default null
             */
            omitted?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Metadata
         * @description What is known about an operation beside its result; more members may appear.
         */
        Metadata: {
            /**
             * Createdtime
             * Format: date-time
             */
            createdTime: string;
            /**
             * Update Time
             * Format: date-time
             */
            update_time: string;
            /**
             * Run Time
             * @description Of a job that was scheduled: when it may start at the earliest.
             * @default null
             */
            run_time?: string | null;
            /**
             * Start Time
             * @default null
             */
            start_time?: string | null;
            /**
             * Complete Time
             * @default null
             */
            complete_time?: string | null;
            /**
             * Expire Time
             * @description When the operation is gone; it can be read until then.
             * @default null
             */
            expire_time?: string | null;
            /**
             * Cancel Requested Time
             * @default null
             */
            cancel_requested_time?: string | null;
            /**
             * Retry Of
             * @default null
             */
            retry_of?: string | null;
            /** Attempt */
            attempt: number;
            /** Max Attempts */
            max_attempts: number;
            /** @default null */
            progress?: components["schemas"]["Progress"] | null;
            /**
             * Custom
             * @description Whatever the worker wants to say, at most 4 KiB.
             * @default null
             */
            custom?: {
                [key: string]: unknown;
            } | null;
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
         * NewKeyBody
         * @description A key about to be made.
         */
        NewKeyBody: {
            /**
             * Scopes
             * @description What the key may do; absent: everything that a tenant may.
             * @default null
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /**
             * Display Name
             * @default
             */
            display_name?: string;
            /**
             * Expire Time
             * @description When the key ends; absent: never.
             * @default null
             */
            expire_time?: string | null;
            kind: components["schemas"]["MadeKind"];
            /**
             * Tenant Id
             * @description Whose key it is; of a tenant's key.
             * @default null
             */
            tenant_id?: string | null;
            /**
             * Actions
             * @description What a worker's key may claim; absent: every action.
             * @default null
             */
            actions?: string[] | null;
            /**
             * Tenants
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
            /** Id */
            id: string;
            /** Tenant Id */
            tenant_id: string;
            state: components["schemas"]["SessionState"];
            /** Capabilities */
            capabilities: components["schemas"]["Capability"][];
            theme: components["schemas"]["ThemeOut"];
            /**
             * Return Uri
             * @default null
             */
            return_uri?: string | null;
            /**
             * Prefix
             * @description The part of its key by which people recognise it.
             * @default null
             */
            prefix?: string | null;
            /** Create Time */
            create_time: string;
            /** Code Expire Time */
            code_expire_time: string;
            /** Expire Time */
            expire_time: string;
            /**
             * Exchange Time
             * @description When its link was opened.
             * @default null
             */
            exchange_time?: string | null;
            /**
             * Last Use Time
             * @default null
             */
            last_use_time?: string | null;
            /** Uri */
            uri: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * NewTenant
         * @description A tenant about to be created.
         */
        NewTenant: {
            /** Id */
            id: string;
            /**
             * Display Name
             * @default
             */
            display_name?: string;
            /**
             * @default {
             *       "live_jobs": null,
             *       "requests_per_second": null,
             *       "subscriptions": null
             *     }
             */
            limits?: components["schemas"]["TenantLimits"];
        };
        /**
         * NewTenantKey
         * @description A key of the tenant in the path.
         */
        NewTenantKey: {
            /**
             * Scopes
             * @description What the key may do; absent: everything that a tenant may.
             * @default null
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /**
             * Display Name
             * @default
             */
            display_name?: string;
            /**
             * Expire Time
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
            /** Token Uri */
            token_uri: string;
            /** Client Id */
            client_id: string;
            /** Client Secret */
            client_secret: string;
            /**
             * Scope
             * @default
             */
            scope?: string;
        };
        /**
         * OAuth2Out
         * @description OAuth 2.0 client credentials (RFC 6749 §4.4).
         */
        OAuth2Out: {
            /** Token Uri */
            token_uri: string;
            /** Client Id */
            client_id: string;
            /** Client Secret */
            client_secret: string;
            /** Scope */
            scope: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * OAuth2Patch
         * @description OAuth 2.0 client credentials (RFC 6749 §4.4).
         */
        OAuth2Patch: {
            /**
             * Token Uri
             * @default null
             */
            token_uri?: string | null;
            /**
             * Client Id
             * @default null
             */
            client_id?: string | null;
            /**
             * Client Secret
             * @default null
             */
            client_secret?: string | null;
            /**
             * Scope
             * @default null
             */
            scope?: string | null;
        };
        /**
         * OfferedAction
         * @description An action as a tenant sees it: how to start it, what goes in, what comes out, how long it can be read.
         */
        OfferedAction: {
            /** Action */
            action: string;
            /** Run Path */
            run_path: string;
            /** Parent */
            parent: string;
            /** Description */
            description: string;
            /** Input Schema */
            input_schema: {
                [key: string]: unknown;
            };
            /** Result Schema */
            result_schema: {
                [key: string]: unknown;
            };
            /** Cancellable */
            cancellable: boolean;
            concurrency: components["schemas"]["Concurrency"];
            /** Deadline Seconds */
            deadline_seconds: number;
            /** Retention Seconds */
            retention_seconds: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * OfferedActions
         * @description A page of actions, newest first.
         */
        OfferedActions: {
            /** Results */
            results: components["schemas"]["OfferedAction"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
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
            /** Tenant Id */
            tenant_id: string;
            /** Subscription Id */
            subscription_id: string;
            /** Uri */
            uri: string;
            /** Open Time */
            open_time: string;
            /** Next Probe Time */
            next_probe_time: string;
            /** Failures */
            failures: number;
            /**
             * Last Failure Time
             * @default null
             */
            last_failure_time?: string | null;
            /**
             * Last Success Time
             * @default null
             */
            last_success_time?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * OpenedPortalSessionOut
         * @description A session whose link was just opened, with its key, this once.
         */
        OpenedPortalSessionOut: {
            /** Key */
            key: string;
            /** Tenant Id */
            tenant_id: string;
            /** Expire Time */
            expire_time: string;
            /** Capabilities */
            capabilities: components["schemas"]["Capability"][];
            theme: components["schemas"]["ThemeOut"];
            /**
             * Return Uri
             * @default null
             */
            return_uri?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Operation
         * @description A long-running operation. `pending`, `running`, then one of three ends; there are no other states.
         */
        Operation: {
            /** Id */
            id: string;
            /**
             * Job Id
             * @description The same as `id`.
             */
            job_id: string;
            /** Path */
            path: string;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Status
             * @description The same as `state`.
             * @enum {string}
             */
            status: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            /** Done */
            done: boolean;
            /**
             * Createdtime
             * Format: date-time
             */
            createdTime: string;
            /** Tenant Id */
            tenant_id: string;
            /** Action */
            action: string;
            /**
             * Parent
             * @description The path between the tenant and the action, or an empty string.
             */
            parent: string;
            /**
             * Source
             * @description `api`, or what the operator said when submitting it.
             */
            source: string;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            metadata: components["schemas"]["Metadata"];
            /**
             * Result
             * @description What came of it; when it succeeded.
             * @default null
             */
            result?: {
                [key: string]: unknown;
            } | null;
            /**
             * Errors
             * @description Why it failed; when it did.
             * @default null
             */
            errors?: components["schemas"]["OperationError"][] | null;
            /**
             * Input
             * @description As it was given; with `view=full`.
             * @default null
             */
            input?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * OperationError
         * @description One reason why an operation failed.
         */
        OperationError: {
            /** Code */
            code: string;
            /** Message */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * OperationTotalsOut
         * @description Operations that have not expired, by state. `succeeded` is counted among the newest 20,000.
         */
        OperationTotalsOut: {
            /** Pending */
            pending: number;
            /** Running */
            running: number;
            /** Succeeded */
            succeeded: number;
            /** Failed */
            failed: number;
            /** Cancelled */
            cancelled: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * OperationsPage
         * @description A page of operations, newest first.
         */
        OperationsPage: {
            /** Results */
            results: components["schemas"]["Operation"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
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
         * Payload
         * @description Which rendering of the event a delivery carries.
         * @enum {string}
         */
        Payload: "thin" | "full" | "cloudevents" | "cloudevents-binary" | "template";
        /**
         * PhasesOut
         * @description How long each part took, in milliseconds; absent: it did not happen.
         */
        PhasesOut: {
            /**
             * Dns Ms
             * @default null
             */
            dns_ms?: number | null;
            /**
             * Connect Ms
             * @default null
             */
            connect_ms?: number | null;
            /**
             * Tls Ms
             * @default null
             */
            tls_ms?: number | null;
            /**
             * First Byte Ms
             * @default null
             */
            first_byte_ms?: number | null;
            /** Total Ms */
            total_ms: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * PortalSessionIn
         * @description A portal session about to be made.
         */
        PortalSessionIn: {
            /**
             * Capabilities
             * @description What it may do. `view` reads, but no secret and no key; `send` redelivers, replays, skips, pings, verifies and tests; `manage` writes subscriptions and cancels or retries operations; `secrets` rotates, and sees what is shown once.
             */
            capabilities: components["schemas"]["Capability"][];
            /**
             * Expires Seconds
             * @description How long the session lasts from now.
             * @default 3600
             */
            expires_seconds?: number;
            /**
             * Code Expires Seconds
             * @description How long the link can be opened; at most as long as the session. Absent: 300, or as long as that.
             * @default null
             */
            code_expires_seconds?: number | null;
            /**
             * Return Uri
             * @description Where the console leads when the session is over.
             * @default null
             */
            return_uri?: string | null;
            /**
             * @default {
             *       "name": null,
             *       "logo_uri": null,
             *       "color": null,
             *       "mode": "auto"
             *     }
             */
            theme?: components["schemas"]["ThemeIn"];
        };
        /**
         * PortalSessionOut
         * @description A portal session, without its code and its key.
         */
        PortalSessionOut: {
            /** Id */
            id: string;
            /** Tenant Id */
            tenant_id: string;
            state: components["schemas"]["SessionState"];
            /** Capabilities */
            capabilities: components["schemas"]["Capability"][];
            theme: components["schemas"]["ThemeOut"];
            /**
             * Return Uri
             * @default null
             */
            return_uri?: string | null;
            /**
             * Prefix
             * @description The part of its key by which people recognise it.
             * @default null
             */
            prefix?: string | null;
            /** Create Time */
            create_time: string;
            /** Code Expire Time */
            code_expire_time: string;
            /** Expire Time */
            expire_time: string;
            /**
             * Exchange Time
             * @description When its link was opened.
             * @default null
             */
            exchange_time?: string | null;
            /**
             * Last Use Time
             * @default null
             */
            last_use_time?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * PortalSessionsOut
         * @description Portal sessions, newest first.
         */
        PortalSessionsOut: {
            /** Results */
            results: components["schemas"]["PortalSessionOut"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * PreviousSecretOut
         * @description An older signing secret, which signs too until it ends.
         */
        PreviousSecretOut: {
            /** Expire Time */
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
             * Type
             * @description A stable reference that names the kind of problem, such as `/problems/not-found`.
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Instance */
            instance: string;
            /** Request Id */
            request_id: string;
            /**
             * Errors
             * @default null
             */
            errors?: components["schemas"]["ProblemFault"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProblemFault
         * @description One part of the input that is at fault.
         */
        ProblemFault: {
            /**
             * Pointer
             * @description JSON Pointer (RFC 6901) into the body.
             */
            pointer: string;
            /** Code */
            code: string;
            /** Message */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProblemPage
         * @description What a kind of problem means.
         */
        ProblemPage: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Meaning */
            meaning: string;
            /** Advice */
            advice: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Progress
         * @description How far a job is, as its worker says.
         */
        Progress: {
            /**
             * Percent
             * @default null
             */
            percent?: number | null;
            /**
             * Completed Items
             * @default null
             */
            completed_items?: number | null;
            /**
             * Total Items
             * @default null
             */
            total_items?: number | null;
            /**
             * Message
             * @default null
             */
            message?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProgressBody
         * @description How far it is; members that are given replace what was there, null removes.
         */
        ProgressBody: {
            /**
             * Percent
             * @default null
             */
            percent?: number | null;
            /**
             * Completed Items
             * @default null
             */
            completed_items?: number | null;
            /**
             * Total Items
             * @default null
             */
            total_items?: number | null;
            /**
             * Message
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
            /** Events */
            events: components["schemas"]["PublishedEventIn"][];
        };
        /**
         * PublishOut
         * @description The events, in the order in which they were given; at least one of them is not invalid.
         */
        PublishOut: {
            /** Events */
            events: components["schemas"]["PublishedEventOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * PublishedEventIn
         * @description One event to publish.
         */
        PublishedEventIn: {
            /**
             * Type
             * @description Such as `design.created`; Bellhop's own types are refused.
             */
            type: string;
            /**
             * Data
             * @description What the webhook carries as `data`; at most 256 KiB.
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * Id
             * @description Your own id: the same again within 24 hours delivers nothing twice.
             * @default null
             */
            id?: string | null;
            /**
             * Labels
             * @description What filters of subscriptions can ask for.
             */
            labels?: {
                [key: string]: string;
            };
        };
        /**
         * PublishedEventOut
         * @description What became of one event: it happened, its id named an earlier one (which is answered), or it cannot be.
         */
        PublishedEventOut: {
            /**
             * Status
             * @enum {string}
             */
            status: "accepted" | "duplicate" | "invalid";
            /**
             * Id
             * @description Absent of an invalid one, as all but `errors`.
             * @default null
             */
            id?: string | null;
            /**
             * Type
             * @default null
             */
            type?: string | null;
            /**
             * Createdtime
             * @default null
             */
            createdTime?: string | null;
            /**
             * Publish Id
             * @default null
             */
            publish_id?: string | null;
            /**
             * Duplicate
             * @description Whether the status is `duplicate`.
             * @default null
             */
            duplicate?: boolean | null;
            /**
             * Errors
             * @default null
             */
            errors?: components["schemas"]["ProblemFault"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * RedeliverIn
         * @description Which dead letters to send again; all of them without a filter.
         */
        RedeliverIn: {
            /**
             * Filter
             * @description A CEL expression over `subscription_id job_id event_type createdTime`.
             * @default null
             */
            filter?: string | null;
            /**
             * Dry Run
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
            /** Items */
            items: components["schemas"]["ReleasedItem"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * ReleaseBody
         * @description Jobs to give back untouched.
         */
        ReleaseBody: {
            /** Items */
            items: components["schemas"]["LeaseItem"][];
        };
        /**
         * ReleasedItem
         * @description What became of one job.
         */
        ReleasedItem: {
            /**
             * Job Id
             * @description As it was given; empty where an invalid item has none that can be read.
             */
            job_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "released" | "stale" | "invalid";
            /**
             * Errors
             * @default null
             */
            errors?: components["schemas"]["ItemFault"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * RenderedEventOut
         * @description One of the newest events and the body that the template makes of it.
         */
        RenderedEventOut: {
            /** Event Id */
            event_id: string;
            /** Type */
            type: string;
            /** Createdtime */
            createdTime: string;
            /**
             * Body
             * @description Absent where `error` says why.
             * @default null
             */
            body?: {
                [key: string]: unknown;
            } | null;
            /**
             * Error
             * @description The body would be larger than 256 KiB: the delivery ends as a dead letter.
             * @default null
             */
            error?: "payload_too_large" | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ReplayIn
         * @description Which deliveries of the subscription to send again, and whether to make those that it missed.
         */
        ReplayIn: {
            /**
             * Since
             * @description Created at this time or later.
             * @default null
             */
            since?: string | null;
            /**
             * Until
             * @description Created before this time.
             * @default null
             */
            until?: string | null;
            /**
             * States
             * @description `delivered`, `dead`, `skipped`: deliveries that ended so. `missed`: events of which none was made because the subscription was disabled, if it wants them now. Default: `dead` and `missed`.
             */
            states?: components["schemas"]["Replayable"][];
            /**
             * Dry Run
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
             * Schedule Seconds
             * @description The pauses after each failed attempt.
             * @default null
             */
            schedule_seconds?: number[] | null;
            /**
             * Max Attempts
             * @default null
             */
            max_attempts?: number | null;
        };
        /**
         * RetryOut
         * @description When a delivery is tried again.
         */
        RetryOut: {
            /**
             * Schedule Seconds
             * @description The pauses after each failed attempt; absent where there is one attempt.
             * @default null
             */
            schedule_seconds?: number[] | null;
            /** Max Attempts */
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
             * Schedule Seconds
             * @description The pauses after each failed attempt.
             * @default null
             */
            schedule_seconds?: number[] | null;
            /**
             * Max Attempts
             * @default null
             */
            max_attempts?: number | null;
        };
        /**
         * RevokedOut
         * @description How many sessions were ended.
         */
        RevokedOut: {
            /** Revoked */
            revoked: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * RotateIn
         * @description A rotation of the signing secret.
         */
        RotateIn: {
            /**
             * Overlap Seconds
             * @default 86400
             */
            overlap_seconds?: number;
            /**
             * Secret
             * @description The new secret; without one it is made.
             * @default null
             */
            secret?: string | null;
        };
        /**
         * Scope
         * @description What a tenant's key may do.
         * @enum {string}
         */
        Scope: "operations:run" | "operations:read" | "operations:cancel" | "subscriptions:read" | "subscriptions:write" | "deliveries:read" | "deliveries:retry";
        /**
         * SentOut
         * @description An event under way to one subscription.
         */
        SentOut: {
            /** Event Id */
            event_id: string;
            /** Delivery Id */
            delivery_id: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ServiceStats
         * @description How much waits and runs. Counts end at `counted_to` a cell: as many there means at least as many.
         *
         *     `dispatchers` are the processes that send. `circuits` are those that have been open for longest and `slowest` the
         *     endpoints with the most slow attempts, 20 of each at most.
         */
        ServiceStats: {
            jobs: components["schemas"]["JobDepths"];
            deliveries: components["schemas"]["DeliveryDepths"];
            /** Dispatchers */
            dispatchers: components["schemas"]["DispatcherOut"][];
            /** Circuits */
            circuits: components["schemas"]["OpenCircuitOut"][];
            /** Slowest */
            slowest: components["schemas"]["SlowEndpointOut"][];
            /** Counted To */
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
             * Enabled
             * @description Whether requests are signed.
             * @default true
             */
            enabled?: boolean;
            /**
             * Secret
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
            /** Enabled */
            enabled: boolean;
            /**
             * Secret
             * @description `[redacted]`, except in the one answer that shows a new secret.
             * @default null
             */
            secret?: string | null;
            /**
             * Previous Secrets
             * @description Older secrets that sign too while a rotation overlaps.
             * @default null
             */
            previous_secrets?: components["schemas"]["PreviousSecretOut"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * SignaturePatch
         * @description Standard Webhooks, HMAC-SHA256.
         */
        SignaturePatch: {
            /**
             * Enabled
             * @description Whether requests are signed.
             * @default null
             */
            enabled?: boolean | null;
            /**
             * Secret
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
            /** Tenant Id */
            tenant_id: string;
            /** Subscription Id */
            subscription_id: string;
            /** Uri */
            uri: string;
            /** Delivered */
            delivered: number;
            /** Failed */
            failed: number;
            /**
             * P50 Ms
             * @default null
             */
            p50_ms?: number | null;
            /**
             * P95 Ms
             * @default null
             */
            p95_ms?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * StatsOut
         * @description A page of hours, newest first.
         */
        StatsOut: {
            /** Results */
            results: components["schemas"]["HourOut"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * StepOut
         * @description One step on the way to an endpoint.
         */
        StepOut: {
            /** Name */
            name: string;
            /** State */
            state: string;
            /**
             * Detail
             * @default null
             */
            detail?: string | null;
            /**
             * Duration Ms
             * @default null
             */
            duration_ms?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * SubmitBody
         * @description A job that was not started by `run`.
         */
        SubmitBody: {
            /** Tenant Id */
            tenant_id: string;
            /** Action */
            action: string;
            /**
             * Parent
             * @default
             */
            parent?: string;
            /** Input */
            input?: {
                [key: string]: unknown;
            };
            /**
             * Source
             * @description Where it comes from: `ui`, `schedule`, …
             */
            source: string;
            /** Labels */
            labels?: {
                [key: string]: string;
            };
            /**
             * Run At
             * @default null
             */
            run_at?: string | null;
            /**
             * Idempotency Key
             * @default null
             */
            idempotency_key?: string | null;
            /**
             * Hold
             * @description The caller does the work itself: it gets the lease.
             * @default false
             */
            hold?: boolean;
            /**
             * Worker Id
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
            /** Id */
            id: string;
            /**
             * Job Id
             * @description The same as `id`.
             */
            job_id: string;
            /** Path */
            path: string;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Status
             * @description The same as `state`.
             * @enum {string}
             */
            status: "pending" | "running" | "succeeded" | "failed" | "cancelled";
            /** Done */
            done: boolean;
            /**
             * Createdtime
             * Format: date-time
             */
            createdTime: string;
            /** Tenant Id */
            tenant_id: string;
            /** Action */
            action: string;
            /**
             * Parent
             * @description The path between the tenant and the action, or an empty string.
             */
            parent: string;
            /**
             * Source
             * @description `api`, or what the operator said when submitting it.
             */
            source: string;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            metadata: components["schemas"]["Metadata"];
            /**
             * Result
             * @description What came of it; when it succeeded.
             * @default null
             */
            result?: {
                [key: string]: unknown;
            } | null;
            /**
             * Errors
             * @description Why it failed; when it did.
             * @default null
             */
            errors?: components["schemas"]["OperationError"][] | null;
            /**
             * Input
             * @description As it was given; with `view=full`.
             * @default null
             */
            input?: {
                [key: string]: unknown;
            } | null;
            /**
             * Lease Token
             * @default null
             */
            lease_token?: string | null;
            /**
             * Lease Expire Time
             * @default null
             */
            lease_expire_time?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * SubscriptionIn
         * @description A subscription as it is written.
         */
        SubscriptionIn: {
            /**
             * Uri
             * @description Where to call; https, a public host.
             * @default null
             */
            uri?: string | null;
            /**
             * Description
             * @default
             */
            description?: string;
            /** @default POST */
            method?: components["schemas"]["Method"];
            /**
             * Uri Template
             * @description For GET: a URL with placeholders such as `<JOB_ID>` in its path and query.
             * @default null
             */
            uri_template?: string | null;
            /**
             * Event Types
             * @description Exact types, `prefix.*`, `{action}_job_completed`, or `*` for everything.
             */
            event_types: string[];
            /**
             * Filter
             * @description CEL over `type action status parent source labels.…`: what does not match is not sent.
             * @default null
             */
            filter?: string | null;
            /**
             * @default {
             *       "signature": {
             *         "enabled": true,
             *         "secret": null
             *       },
             *       "headers": {},
             *       "basic": null,
             *       "bearer": null,
             *       "oauth2": null,
             *       "unauthenticated": false
             *     }
             */
            auth?: components["schemas"]["AuthIn"];
            /**
             * @description `thin`: ids, status, times, labels. `full`: with result and errors. `cloudevents`, `cloudevents-binary`: the full data as CloudEvents 1.0, in structured or binary mode. `template`: what `template` makes of it.
             * @default thin
             */
            payload?: components["schemas"]["Payload"];
            /**
             * Template
             * @description The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`, `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what is missing is null there, and nothing within other text.
             * @default null
             */
            template?: {
                [key: string]: unknown;
            } | null;
            /**
             * @default {
             *       "timeout_seconds": 15,
             *       "retry": null,
             *       "max_age_seconds": 432000,
             *       "max_in_flight": 50,
             *       "rate_per_second": null,
             *       "ordering": "none",
             *       "ordering_key": "subscription",
             *       "on_dead_letter": "block"
             *     }
             */
            delivery?: components["schemas"]["DeliveryIn"];
            /**
             * State
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
            /** Id */
            id: string;
            /** Path */
            path: string;
            /** Tenant Id */
            tenant_id: string;
            /** Uri */
            uri: string;
            /** Description */
            description: string;
            method: components["schemas"]["Method"];
            /**
             * Uri Template
             * @default null
             */
            uri_template?: string | null;
            /** Event Types */
            event_types: string[];
            /**
             * Filter
             * @default null
             */
            filter?: string | null;
            auth: components["schemas"]["AuthOut"];
            payload: components["schemas"]["Payload"];
            /**
             * Template
             * @default null
             */
            template?: {
                [key: string]: unknown;
            } | null;
            delivery: components["schemas"]["DeliveryPolicyOut"];
            /** State */
            state: string;
            /**
             * Disabled Reason
             * @default null
             */
            disabled_reason?: string | null;
            /**
             * Disabled Time
             * @default null
             */
            disabled_time?: string | null;
            health: components["schemas"]["HealthOut"];
            /** Createdtime */
            createdTime: string;
            /** Update Time */
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
             * Uri
             * @description Where to call; https, a public host.
             * @default null
             */
            uri?: string | null;
            /**
             * Description
             * @default null
             */
            description?: string | null;
            /** @default null */
            method?: components["schemas"]["Method"] | null;
            /**
             * Uri Template
             * @description For GET: a URL with placeholders such as `<JOB_ID>` in its path and query.
             * @default null
             */
            uri_template?: string | null;
            /**
             * Event Types
             * @description Exact types, `prefix.*`, `{action}_job_completed`, or `*` for everything.
             * @default null
             */
            event_types?: string[] | null;
            /**
             * Filter
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
             * Template
             * @description The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`, `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what is missing is null there, and nothing within other text.
             * @default null
             */
            template?: {
                [key: string]: unknown | null;
            } | null;
            /** @default null */
            delivery?: components["schemas"]["DeliveryPatch"] | null;
            /**
             * State
             * @default null
             */
            state?: ("enabled" | "disabled") | null;
        };
        /**
         * SubscriptionsOut
         * @description One page of subscriptions.
         */
        SubscriptionsOut: {
            /** Results */
            results: components["schemas"]["SubscriptionOut"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * SystemOperation
         * @description An operation of the service itself.
         */
        SystemOperation: {
            /** Id */
            id: string;
            /** State */
            state: string;
            /** Metadata */
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
            /**
             * Event Types
             * @default null
             */
            event_types?: string[] | null;
            /**
             * Filter
             * @default null
             */
            filter?: string | null;
            /**
             * Template
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
            /** Results */
            results: components["schemas"]["RenderedEventOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * TenantAnswer
         * @description A tenant. `limits` are those that were given, `effective_limits` those that hold.
         */
        TenantAnswer: {
            /** Id */
            id: string;
            /** Display Name */
            display_name: string;
            /** Limits */
            limits: {
                [key: string]: number;
            };
            /** Effective Limits */
            effective_limits: {
                [key: string]: number;
            };
            /** Create Time */
            create_time: string;
            /** Update Time */
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
             * Live Jobs
             * @description Jobs that have not ended.
             * @default null
             */
            live_jobs?: number | null;
            /**
             * Requests Per Second
             * @description Requests with the tenant's keys.
             * @default null
             */
            requests_per_second?: number | null;
            /**
             * Subscriptions
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
            /** Results */
            results: components["schemas"]["TenantAnswer"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * TenantPatch
         * @description What to change of a tenant (JSON merge patch, RFC 7396): absent members stay, null is the default.
         */
        TenantPatch: {
            /**
             * Display Name
             * @default null
             */
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
             * Name
             * @description What stands at its top instead of `Bellhop`.
             * @default null
             */
            name?: string | null;
            /**
             * Logo Uri
             * @description A picture beside the name; `https` only.
             * @default null
             */
            logo_uri?: string | null;
            /**
             * Color
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
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Logo Uri
             * @default null
             */
            logo_uri?: string | null;
            /**
             * Color
             * @default null
             */
            color?: string | null;
            /**
             * Text Color
             * @description Black or white: what can be read on `color`.
             * @default null
             */
            text_color?: string | null;
            mode: components["schemas"]["Mode"];
        } & {
            [key: string]: unknown;
        };
        /**
         * TotalsOut
         * @description What there is; the parts that the key may read. Counting ends at `capped_at`: as many means at least as many.
         */
        TotalsOut: {
            /** @default null */
            deliveries?: components["schemas"]["DeliveryTotalsOut"] | null;
            /** @default null */
            operations?: components["schemas"]["OperationTotalsOut"] | null;
            /** Capped At */
            capped_at: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * TriedEventOut
         * @description One of the newest events and whether it would be sent.
         */
        TriedEventOut: {
            /** Event Id */
            event_id: string;
            /** Type */
            type: string;
            /** Createdtime */
            createdTime: string;
            /** Matches */
            matches: boolean;
            /** Reason */
            reason: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * VerificationOut
         * @description How far a request came.
         */
        VerificationOut: {
            /** Ok */
            ok: boolean;
            /**
             * Failed Step
             * @default null
             */
            failed_step?: string | null;
            /**
             * Error
             * @default null
             */
            error?: string | null;
            /**
             * Status Code
             * @default null
             */
            status_code?: number | null;
            /** Total Ms */
            total_ms: number;
            /** Steps */
            steps: components["schemas"]["StepOut"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * WebhookFields
         * @description What a webhook says; a change names only what changes.
         */
        WebhookFields: {
            /**
             * Event
             * @description Such as `{action}_job_completed`.
             * @default null
             */
            event?: string | null;
            /**
             * Url Template
             * @description Such as `https://example.com/done/<JOB_ID>?status=<STATUS>`.
             * @default null
             */
            url_template?: string | null;
            /**
             * Description
             * @default null
             */
            description?: string | null;
            /**
             * Enabled
             * @default null
             */
            enabled?: boolean | null;
            /**
             * Header Auth Key
             * @description The name of a secret header; null removes it.
             * @default null
             */
            header_auth_key?: string | null;
            /**
             * Header Auth Value
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
         * WebhookMembers
         * @description A webhook as it is answered.
         */
        WebhookMembers: {
            /** Id */
            id: string;
            /** Event */
            event: string;
            /** Url Template */
            url_template: string;
            /** Description */
            description: string;
            /** Enabled */
            enabled: boolean;
            /**
             * Header Auth Key
             * @default null
             */
            header_auth_key?: string | null;
            /**
             * Header Auth Value
             * @default null
             */
            header_auth_value?: string | null;
            /**
             * Signing Secret
             * @description Shown once, when it is made.
             * @default null
             */
            signing_secret?: string | null;
            /** Createdtime */
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
         * WebhooksOut
         * @description One page of webhooks.
         */
        WebhooksOut: {
            /** Results */
            results: components["schemas"]["WebhookMembers"][];
            /**
             * Next Page Token
             * @default null
             */
            next_page_token?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * WorkerOut
         * @description One worker, by the `worker_id` that it gave: how many jobs it holds, and how long ago it was heard of.
         */
        WorkerOut: {
            /** Worker Id */
            worker_id: string;
            /** Held */
            held: number;
            /** Actions */
            actions: {
                [key: string]: number;
            };
            /** Oldest Claim Time */
            oldest_claim_time: string;
            /** Last Heartbeat Time */
            last_heartbeat_time: string;
            /** Next Lease Expire Time */
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
            /** Results */
            results: components["schemas"]["WorkerOut"][];
            /** Counted To */
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
        /** @description Request Entity Too Large */
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
        /** @description Unprocessable Entity */
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
        /** @description The methods that this path takes. */
        Allow: string;
        /** @description How to send a key. */
        WWWAuthenticate: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    post_v2_tenants_by_tenant_id_by_action_run: {
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
                "application/json": Record<string, never>;
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
    post_v2_tenants_by_tenant_id_by_parent_by_action_run: {
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
                "application/json": Record<string, never>;
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
    get_v2_tenants_by_tenant_id_by_action_status: {
        parameters: {
            query: {
                /** @description As `run`, a callback or a list named it. */
                job_id: string;
            };
            header?: never;
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
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_v2_tenants_by_tenant_id_by_parent_by_action_status: {
        parameters: {
            query: {
                /** @description As `run`, a callback or a list named it. */
                job_id: string;
            };
            header?: never;
            path: {
                tenant_id: string;
                /**
                 * @description The path between the tenant and the action, as the action's `parent` says (`GET …/actions`): one to eight names joined by `/`, such as `designs/garage`. A client may send the `/` as it is or as `%2F`. An action without a parent has the same path without this part.
                 * @example designs/garage
                 */
                parent: string;
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
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_operations: {
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
    get_operations_by_operation_id: {
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
    post_operations_by_operation_id_cancel: {
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
    post_operations_by_operation_id_retry: {
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
    get_operations_by_operation_id_history: {
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
    get_v1_operations: {
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
    get_v1_operations_by_operation_id: {
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
    post_v1_operations_by_operation_id_cancel: {
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
    post_v1_operations_by_operation_id_retry: {
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
    get_v1_operations_by_operation_id_history: {
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
    get_v2_tenants_by_tenant_id_operations: {
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
    get_v2_tenants_by_tenant_id_operations_by_operation_id: {
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
    post_v2_tenants_by_tenant_id_operations_by_operation_id_cancel: {
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
    post_v2_tenants_by_tenant_id_operations_by_operation_id_retry: {
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
    get_v2_tenants_by_tenant_id_operations_by_operation_id_history: {
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
    post_v2_worker_jobs_claim: {
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
    post_v2_worker_jobs_heartbeat: {
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
    post_v2_worker_jobs_complete: {
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
    post_v2_worker_jobs_release: {
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
    post_v2_worker_jobs_submit: {
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
    get_v2_tenants_by_tenant_id_subscriptions: {
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
    post_v2_tenants_by_tenant_id_subscriptions: {
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
    get_v2_tenants_by_tenant_id_subscriptions_by_subscription_id: {
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
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
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
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_v2_tenants_by_tenant_id_subscriptions_by_subscription_id: {
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
    patch_v2_tenants_by_tenant_id_subscriptions_by_subscription_id: {
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
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_enable: {
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
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_disable: {
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
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_ping: {
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
                    "application/json": components["schemas"]["SentOut"];
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_verify: {
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_send_example: {
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
                    "application/json": components["schemas"]["SentOut"];
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_rotate_secret: {
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
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "path": "subscriptions/sub_01kb76vd8zfg3tmzmhz2d6q4sn",
                     *       "tenant_id": "aurora",
                     *       "uri": "https://hooks.example.com/bellhop",
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_test_filter: {
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_test_template: {
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
    get_v2_tenants_by_tenant_id_webhooks: {
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
    post_v2_tenants_by_tenant_id_webhooks: {
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
    get_v2_tenants_by_tenant_id_webhooks_by_subscription_id: {
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
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_v2_tenants_by_tenant_id_webhooks_by_subscription_id: {
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
    delete_v2_tenants_by_tenant_id_webhooks_by_subscription_id: {
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
    patch_v2_tenants_by_tenant_id_webhooks_by_subscription_id: {
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
    get_v2_tenants_by_tenant_id_events: {
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
    post_v2_tenants_by_tenant_id_events: {
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
    get_v2_tenants_by_tenant_id_events_by_event_id: {
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
    get_v2_tenants_by_tenant_id_event_types: {
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
                     *           "description": "A job has ended well; its result can be read.",
                     *           "schemas": {},
                     *           "example": {}
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
    get_v2_tenants_by_tenant_id_deliveries: {
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
    get_v2_tenants_by_tenant_id_deliveries_by_delivery_id: {
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
    post_v2_tenants_by_tenant_id_deliveries_by_delivery_id_redeliver: {
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
    post_v2_tenants_by_tenant_id_deliveries_by_delivery_id_skip: {
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
    get_v2_tenants_by_tenant_id_dead_letters: {
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
    post_v2_tenants_by_tenant_id_dead_letters_redeliver: {
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
    post_v2_tenants_by_tenant_id_subscriptions_by_subscription_id_replay: {
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
    get_v2_tenants_by_tenant_id_stats: {
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
    get_v2_tenants_by_tenant_id_totals: {
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
    get_v2_tenants_by_tenant_id_portal_sessions: {
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
    post_v2_tenants_by_tenant_id_portal_sessions: {
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
    get_v2_tenants_by_tenant_id_portal_sessions_by_session_id: {
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
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
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
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_v2_tenants_by_tenant_id_portal_sessions_by_session_id: {
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
    post_v2_tenants_by_tenant_id_portal_sessions_revoke_all: {
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
    post_v2_portal_sessions_exchange: {
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
    get_v2_me: {
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
    get_v2_tenants_by_tenant_id_actions: {
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
                     *                 "type": "array"
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
    get_v2_tenants_by_tenant_id_actions_by_action: {
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
                     *             "type": "array"
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
    get_v2_admin_tenants: {
        parameters: {
            query?: {
                /** @description Most results in one page: 0 is 50, over 1000 is 1000. */
                max_page_size?: number;
                /** @description `next_page_token` of the page before; the other parameters stay the same. */
                page_token?: string;
                /**
                 * @description A CEL expression over `id`, `display_name`, `create_time`: comparisons joined by `&&`, `||` and `!`.
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
    post_v2_admin_tenants: {
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
    get_v2_admin_tenants_by_tenant_id: {
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
    delete_v2_admin_tenants_by_tenant_id: {
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
    patch_v2_admin_tenants_by_tenant_id: {
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
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "aurora",
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
    get_v2_admin_keys: {
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
    post_v2_admin_keys: {
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
    post_v2_admin_tenants_by_tenant_id_keys: {
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
    get_v2_admin_keys_by_key_id: {
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
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
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
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_v2_admin_keys_by_key_id: {
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
    get_v2_admin_actions: {
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
                     *                 "type": "array"
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
    get_v2_admin_actions_by_action: {
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
                     *             "type": "array"
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
    put_v2_admin_actions_by_action: {
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
                 *             "type": "array"
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
                     *             "type": "array"
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
                     *             "type": "array"
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
    delete_v2_admin_actions_by_action: {
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
    get_v2_admin_audit: {
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
    get_v2_admin_stats: {
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
                     *         "circuits_open": 1
                     *       },
                     *       "dispatchers": [
                     *         {
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
    get_v2_admin_doctor: {
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
    get_v2_admin_workers: {
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
    get_v2_admin_deliveries: {
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
    get_v2_admin_operations: {
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
    get_v2_admin_operations_by_operation_id: {
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
    get_livez: {
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
    get_readyz: {
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
    get_metrics: {
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
                content?: never;
            };
            400: components["responses"]["Problem400"];
        };
    };
    get_root: {
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
    get_openapi_json: {
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
                content?: never;
            };
            400: components["responses"]["Problem400"];
        };
    };
    get_docs: {
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
                content?: never;
            };
            400: components["responses"]["Problem400"];
        };
    };
    get_problems_by_code: {
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
}
