"""The name of every request in the description, as AEP-131 to 137 spell them.

`getSubscription`, `listSubscriptions`, `createSubscription`, `updateSubscription` (PATCH), `applyAction` (PUT),
`deleteKey`; a verb goes before its noun: `cancelOperation`, `rotateSubscriptionSecret`. Generated clients make their
functions of these names, so they do not change.
"""

from collections.abc import Mapping

_ONE = {"GET": "get", "PATCH": "update", "PUT": "apply", "DELETE": "delete"}
_MANY = {"GET": "list", "POST": "create"}

# The same noun is another thing for whoever asks here.
_NOUNS: Mapping[str, str] = {
    "/v2/tenants/{tenant_id}/operations": "tenant-operations",
    "/v2/tenants/{tenant_id}/actions": "offered-actions",
    "/v2/admin/event-types": "declared-event-types",
    "/v2/admin/operations": "system-operations",
    "/v2/admin/deliveries": "system-deliveries",
    "/v2/admin/tenants/{tenant_id}/keys": "tenant-keys",
}

# What the rule below cannot say: paths without a noun at their end, and what is not a list.
_OWN: Mapping[tuple[str, str], str] = {
    ("POST", "/v2/tenants/{tenant_id}/{parent}/{action}/run"): "runAction",
    ("POST", "/v2/tenants/{tenant_id}/{action}/run"): "runActionWithoutParent",
    ("GET", "/v2/tenants/{tenant_id}/{parent}/{action}/status"): "getActionStatus",
    ("GET", "/v2/tenants/{tenant_id}/{action}/status"): "getActionStatusWithoutParent",
    ("POST", "/v2/tenants/{tenant_id}/events"): "createEvents",
    ("GET", "/v2/admin/stats"): "getServiceStats",
    ("GET", "/v2/admin/doctor"): "getFindings",
    ("GET", "/v2/tenants/{tenant_id}/totals"): "getTotals",
    ("GET", "/v2/tenants/{tenant_id}/webhook-keys"): "getWebhookKeys",
    ("GET", "/v2/me"): "getMe",
    ("POST", "/v2/portal-sessions:exchange"): "exchangePortalSession",
    ("POST", "/v2/tenants/{tenant_id}/portal-sessions:revoke-all"): "revokeAllPortalSessions",
    ("GET", "/livez"): "getLiveness",
    ("GET", "/readyz"): "getReadiness",
    ("GET", "/metrics"): "getMetrics",
    ("GET", "/"): "getIndex",
    ("GET", "/openapi.json"): "getDescription",
    ("GET", "/docs"): "getDocumentation",
}


def name_of(method: str, path: str) -> str:
    """The name of a request, by its method and its path as OpenAPI writes it."""
    if (method, path) in _OWN:
        return _OWN[method, path]
    version = "V1" if path.startswith("/v1/") else ""
    *above, last = _with_own_noun(path).split("/")
    thing, _, verb = last.partition(":")
    is_one = thing.startswith("{")
    noun = singular(above[-1]) if is_one else thing
    if thing == "history":  # below one thing, whose changes it lists
        words = "list", singular(above[-2]), "changes"
    elif verb:
        first, _, rest = verb.partition("-")
        words = first, noun, rest
    elif is_one:
        words = _ONE[method], noun, ""
    else:
        words = _MANY[method], singular(noun) if method == "POST" else noun, ""
    return _camel("-".join(filter(None, words))) + version


def singular(noun: str) -> str:
    """One of the things that a collection is named after: `dead-letters` has each a `dead-letter`."""
    if noun.endswith("ies"):
        return noun.removesuffix("ies") + "y"
    return noun.removesuffix("s")


def _with_own_noun(path: str) -> str:
    for prefix, noun in _NOUNS.items():
        if path == prefix or path.startswith((f"{prefix}/", f"{prefix}:")):
            return f"/{noun}{path.removeprefix(prefix)}"
    return path


def _camel(words: str) -> str:
    first, *others = words.split("-")
    return first + "".join(map(str.capitalize, others))
