"""Examples for the description: one story (the tenant `aurora` lays solar panels on a garage) told in every body.

Bodies of requests are written out, and a test sends each of them. Answers are composed from the schema of their model
and the words of the story, member by member; those that make no sense in pieces are written out too.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

Json = dict[str, Any]

_TIME, _ENDED = "2026-11-29T09:30:00.000000Z", "2026-11-29T09:30:04.250000Z"
_LATER = "2026-12-06T09:30:04.250000Z"
_JOB, _EVENT, _DELIVERY = (
    "op_01kb76wpe0fj09wkns0pszt7ap",
    "evt_01kb76wtk1fz6rwgjh2vq1c0zb",
    "dlv_01kb76wtk2e1xbn7r5v0sg8m4q",
)
_SUBSCRIPTION, _KEY, _TOKEN = (
    "sub_01kb76vd8zfg3tmzmhz2d6q4sn",
    "key_01kb76v2b6e6q9k2y1x0c8r5wd",
    "aurora.8c1f0f6be5b94b1f",
)
_INPUT = {"roof": [[0, 0], [12, 0], [12, 8], [0, 8]], "panel_width": 1.13, "panel_height": 1.76}
_RESULT = {"panel_count": 36, "peak_kilowatts": 15.48}
_LEASE = {"job_id": _JOB, "lease_token": _TOKEN}
_PULLED = {"delivery_id": _DELIVERY, "lease_token": _TOKEN}
_SHAPE, _SAID = "designs/{design_id}", "Lays as many panels on a roof as fit."
_SCHEMA = {"type": "object", "required": ["roof"], "properties": {"roof": {"type": "array", "items": {}}}}

_DESIGN = {
    "$id": "https://app.example.com/schemas/design.json",
    "type": "object",
    "required": ["area"],
    "properties": {"area": {"type": "number"}},
}

_CODE = "Zx3vQm8nT1rKc5yPw0LhJd7sFb2gUa9eXo4iVj6MkNE"
_THEME = {"name": "Aurora", "logo_uri": "https://app.example.com/logo.svg", "color": "#0a66c2", "mode": "auto"}
_SESSION = {
    "id": _KEY,
    "state": "unused",
    "capabilities": ["view", "send"],
    "theme": {**_THEME, "text_color": "#ffffff"},
    "return_uri": "https://app.example.com/settings/webhooks",
    "code_expire_time": "2026-11-29T09:35:00.000000Z",
    "expire_time": "2026-11-29T10:30:00.000000Z",
}
_OPENED = {**_SESSION, "state": "open", "exchange_time": "2026-11-29T09:31:00.000000Z", "prefix": "bh_portal_Ub4tWq"}

REQUESTS: Mapping[str, Json] = {
    "ClaimBody": {"worker_id": "designer-1", "actions": ["auto_designer"], "max_jobs": 10, "wait_seconds": 20},
    "HeartbeatBody": {"leases": [{**_LEASE, "progress": {"percent": 40, "message": "Placing panels"}}]},
    "CompleteBody": {"items": [{**_LEASE, "outcome": "succeeded", "result": _RESULT}]},
    "ReleaseBody": {"items": [_LEASE]},
    "SubmitBody": {
        "tenant_id": "aurora",
        "action": "auto_designer",
        "parent": "designs/garage",
        "input": _INPUT,
        "source": "schedule",
        "idempotency_key": "nightly-garage",
    },
    "SubscriptionIn": {
        "uri": "https://hooks.example.com/bellhop",
        "description": "CRM",
        "event_types": ["operation.*"],
        "filter": 'action == "auto_designer" && !(parent.startsWith("designs/test"))',
        "auth": {"basic": {"username": "bellhop", "password": "a long secret"}},
        "delivery": {"timeout_seconds": 10, "retry": {"schedule_seconds": [5, 60, 600, 3600]}},
    },
    "SubscriptionPatch": {"description": "CRM and billing", "filter": None, "delivery": {"max_in_flight": 10}},
    "ExampleIn": {"type": "operation.succeeded"},
    "RotateIn": {"overlap_seconds": 86400},
    "RotateKeysIn": {"overlap_seconds": 86400},
    "TemplateTrialIn": {"template": {"text": "{{data.action}}: {{data.status}}", "job": "{{data.job_id}}"}},
    "NewFilterTrialIn": {"event_types": ["operation.*"], "filter": 'status == "failed"'},
    "FilterTrialIn": {"event_types": ["operation.*"], "filter": 'status == "failed" && has(labels.site)'},
    "PullIn": {"holder": "garage-laptop", "max_deliveries": 10, "wait_seconds": 20},
    "RecordsIn": {"items": [{**_PULLED, "status_code": 204, "headers": {"Server": "nginx"}, "duration_ms": 12.5}]},
    "ExtendIn": {"items": [_PULLED], "lease_seconds": 120},
    "WebhookIn": {
        "webhook": {
            "event": "auto_designer_job_completed",
            "url_template": "https://hooks.example.com/done/<JOB_ID>?status=<STATUS>",
            "header_auth_key": "X-Api-Key",
            "header_auth_value": "a long secret",
        }
    },
    "PublishIn": {
        "events": [
            {"type": "design.created", "id": "garage-1", "data": {"design_id": "garage"}, "labels": {"site": "roof"}}
        ]
    },
    "RedeliverIn": {"filter": 'event_type == "operation.failed"', "dry_run": True},
    "ReplayIn": {"states": ["dead", "missed"], "dry_run": True},
    "NewTenant": {"id": "aurora", "display_name": "Aurora Solar", "limits": {"subscriptions": 100}},
    "MoveTenant": {"cell": "cell_0"},
    "TenantPatch": {"display_name": "Aurora", "limits": {"requests_per_second": 500}},
    "NewKeyBody": {"kind": "worker", "actions": ["auto_designer"], "display_name": "Designers"},
    "NewTenantKey": {"scopes": ["operations:run", "operations:read"], "display_name": "CRM"},
    "PortalSessionIn": {
        "capabilities": ["view", "send"],
        "expires_seconds": 3600,
        "return_uri": "https://app.example.com/settings/webhooks",
        "theme": _THEME,
    },
    "CodeIn": {"code": _CODE},
    "DeclaredTypeIn": {
        "description": "A design was made.",
        "schema": _DESIGN,
        "example": {"area": 96.5},
        "validation": "warn",
    },
    "ActionBody": {
        "parent": _SHAPE,
        "description": _SAID,
        "input_schema": _SCHEMA,
        "concurrency": "queue",
        "retention_seconds": 86400,
    },
}

# What an answer says that makes no sense member by member, by the name of its model.
_WHOLE: Mapping[str, Json] = {
    "AuthOut": {
        "signature": {"enabled": True, "secret": "[redacted]", "previous_secrets": []},
        "headers": {},
        "basic": {"username": "bellhop", "password": "[redacted]"},
        "unauthenticated": False,
    },
    "WebhookKeyOut": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        "use": "sig",
        "alg": "EdDSA",
    },
    "DeliveryPolicyOut": {
        "timeout_seconds": 10,
        "retry": {"schedule_seconds": [5, 60, 600, 3600], "max_attempts": 5},
        "max_age_seconds": 432000,
        "max_in_flight": 50,
        "ordering": "none",
        "ordering_key": "subscription",
        "on_dead_letter": "block",
    },
    "Empty": {},
    "PulledRequestOut": {
        "method": "POST",
        "headers": {
            "webhook-id": _EVENT,
            "webhook-timestamp": "1796031004",
            "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
            "content-type": "application/json",
        },
        "body": f'{{"type":"operation.succeeded","timestamp":"{_ENDED}","data":{{"job_id":"{_JOB}"}}}}',
    },
    "Health": {"status": "ok", "parts": {"directory": "ok", "cell_0": "ok"}},
    "Index": {"name": "Bellhop", "version": "0.1.0", "links": {"documentation": "/docs"}},
    "Metadata": {
        "createdTime": _TIME,
        "update_time": _ENDED,
        "start_time": "2026-11-29T09:30:01.000000Z",
        "complete_time": _ENDED,
        "expire_time": _LATER,
        "attempt": 1,
        "max_attempts": 3,
    },
    "ProblemPage": {
        "type": "/problems/not-found",
        "title": "Not found",
        "status": 404,
        "meaning": "There is nothing here: the id is unknown, malformed or expired.",
        "advice": "Operations also end up here once their `metadata.expire_time` has passed.",
    },
    "MessageOut": {"headers": [["content-type", "application/json"]], "body": "{}"},
    "PhasesOut": {"dns_ms": 1.2, "connect_ms": 8.5, "tls_ms": 17.1, "first_byte_ms": 24.9, "total_ms": 52.0},
}
_OPERATION = {"id": _JOB, "path": f"operations/{_JOB}"}
_DELIVERED = {"id": _DELIVERY, "payload": "thin", "state": "delivered", "reason": "delivered", "last_status_code": 204}

# What the members of one model say.
_WORDS: Mapping[str, Json] = {
    "Operation": _OPERATION,
    "SubmittedOperation": _OPERATION,
    "SystemOperation": {"id": _JOB, "state": "pending"},
    "SubscriptionOut": {"id": _SUBSCRIPTION, "path": f"subscriptions/{_SUBSCRIPTION}", "state": "enabled"},
    "HealthOut": {"consecutive_failures": 0, "in_flight": 0, "last_success_time": _TIME},
    "WebhookMembers": {"id": _SUBSCRIPTION},
    "EventOut": {"id": _EVENT},
    "PublishedEventOut": {"id": _EVENT, "type": "design.created", "duplicate": False},
    "LedgerEntryOut": {"reason": "delivered"},
    "TriedEventOut": {"reason": "delivered"},
    "DeliveryOut": _DELIVERED,
    "DeliveryWithAttemptsOut": _DELIVERED,
    "AttemptOut": {
        "id": "att_01kb76wv0bfa2t8cxd5m3q7r9k",
        "outcome": "delivered",
        "status_code": 204,
        "lease_lost": False,
    },
    "StepOut": {"name": "connect", "state": "ok", "duration_ms": 8.5},
    "HourOut": {
        "hour": "2026-11-29T09:00:00.000000Z",
        "delivered": 120,
        "failed": 3,
        "dead": 0,
        "p50_ms": 41.5,
        "p95_ms": 180.0,
    },
    "Change": {"event": "completed"},
    "BeatAnswer": {"cancel_requested": False},
    "ClaimedJob": {"cancel_requested": False, "traceparent": None, "deadline_time": _LATER},
    "TenantAnswer": {"id": "aurora"},
    "CellOut": {
        "name": "cell_2",
        "place": "db-2.example.com:5432/bellhop",
        "accepts_tenants": True,
        "tenants": 1204,
        "answers": True,
    },
    "MadeKey": {"id": _KEY, "kind": "tenant", "display_name": "CRM"},
    "KeyAnswer": {"id": _KEY, "kind": "tenant", "display_name": "CRM"},
    "NewPortalSessionOut": {**_SESSION, "uri": f"https://hooks.example.com/console#code={_CODE}"},
    "PortalSessionOut": _OPENED,
    "OpenedPortalSessionOut": {**_SESSION, "key": "bh_portal_Ub4tWqZx3vQm8nT1rKc5yPw0LhJd7sFb2gUa9eXo4iVj"},
    "RevokedOut": {"revoked": 3},
    "MeOut": {"id": _KEY, "kind": "tenant"},
    "DeliveryTotalsOut": {"pending": 12, "in_flight": 3, "delivered": 8211, "dead": 4, "skipped": 0},
    "OperationTotalsOut": {"pending": 5, "running": 2, "succeeded": 1930, "failed": 7, "cancelled": 1},
    "TotalsOut": {"capped_at": 10000},
    "DeliveryOfTenantOut": _DELIVERED,
    "WorkerOut": {"worker_id": "designer-1", "held": 2, "actions": {"auto_designer": 2}},
    "FindingOut": {"level": "warning", "sentence": "BELLHOP_EGRESS_HTTP lets callbacks leave unencrypted."},
    "DispatcherOut": {"holder": 17, "begin_time": _TIME, "in_flight": 40},
    "OpenCircuitOut": {"failures": 12, "open_time": _TIME},
    "PausedEndpointOut": {"reason": "status 429 with Retry-After", "end_time": "2026-11-29T10:00:00.000000Z"},
    "SlowEndpointOut": {"delivered": 210, "failed": 4, "p50_ms": 1900.0, "p95_ms": 8700.0},
    "DeclaredTypeOut": {
        "type": "design.created",
        "description": "A design was made.",
        "schema": _DESIGN,
        "schema_uri": _DESIGN["$id"],
        "example": {"area": 96.5},
        "validation": "warn",
    },
    "ActionAnswer": {"parent": _SHAPE, "description": _SAID, "max_attempts": 3, "lease_seconds": 60},
    "OfferedAction": {"parent": _SHAPE, "description": _SAID},
    "AuditEntry": {
        "id": "01kb76wv0bfa2t8cxd5m3q7r9k",
        "verb": "subscription.updated",
        "resource": f"subscriptions/{_SUBSCRIPTION}",
        "changes": {"description": "CRM"},
    },
    "EventTypeOut": {"description": "A job has ended well; its result can be read."},
    "AliasOut": {"description": "A job of this action has ended."},
}

# What members of this name say wherever they fit.
_MEMBERS: Mapping[str, Any] = {
    "job_id": _JOB,
    "event_id": _EVENT,
    "delivery_id": _DELIVERY,
    "subscription_id": _SUBSCRIPTION,
    "key_id": _KEY,
    "tenant_id": "aurora",
    "action": "auto_designer",
    "parent": "designs/garage",
    "source": "api",
    "labels": {"site": "roof"},
    "state": "succeeded",
    "status": "succeeded",
    "done": True,
    "result": _RESULT,
    "uri": "https://hooks.example.com/bellhop",
    "event_types": ["operation.*"],
    "event_type": "operation.succeeded",
    "type": "operation.succeeded",
    "lease_token": _TOKEN,
    "cell": "cell_0",
    "display_name": "Aurora Solar",
    "description": "CRM",
    "prefix": "bh_tenant_9hYk",
    "scopes": ["operations:run", "operations:read"],
    "kind": "tenant",
    "key": "bh_tenant_9hYkO0P1mZkq3bH7n2vXw8sT4rLd6uFcJaYeGi5NoQs",
    "input": _INPUT,
    "event": "auto_designer_job_completed",
    "url_template": "https://hooks.example.com/done/<JOB_ID>",
    "run_path": f"/v2/tenants/aurora/{_SHAPE}/auto_designer/run",
    "limits": {"subscriptions": 100},
    "input_schema": _SCHEMA,
    "result_schema": {"type": "object"},
    "deadline_seconds": 86400,
    "retention_seconds": 604800,
    "effective_limits": {"live_jobs": 200000, "requests_per_second": 10000, "subscriptions": 100},
}
_BY_TYPE: Mapping[str, Any] = {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "object": {}, "null": None}


# The same of an action that stands alone: it has no parent, which an example with one would be refused for.
ACTION, ACTION_ALONE = "auto_designer", "monthly_report"
_ALONE: Mapping[str, Any] = {
    "action": ACTION_ALONE,
    "parent": "",
    "input": {"month": "2026-11"},
    "result": {"designs": 212, "panels": 7704},
}


def name_of(model: type[BaseModel]) -> str:
    """The name under which a model is published: its title, where that is not the name of its class."""
    return model.model_config.get("title") or model.__name__


def of_request(model: type[BaseModel]) -> Json | None:
    """An example of a body; None for one that says nothing."""
    return REQUESTS.get(name_of(model))


def of_input(*, alone: bool) -> Json:
    """An example of an action's input; `alone` of the action that has no parent."""
    found: Json = _ALONE["input"] if alone else _INPUT
    return found


def without_parent(answer: Json) -> Json:
    """The example of an answer, of the action that has no parent."""
    return {name: _ALONE.get(name, value) for name, value in answer.items()}


def of_answer(model: type[BaseModel], status: int, definitions: Mapping[str, Json]) -> Any:
    """An example of an answer; `definitions` are the schemas of all models by name."""
    composed = _compose({"$ref": f"#/{name_of(model)}"}, definitions)
    if status == HTTPStatus.ACCEPTED and "done" in composed:
        composed |= {"state": "pending", "status": "pending", "done": False}
        composed["metadata"] = {"createdTime": _TIME, "update_time": _TIME, "attempt": 0, "max_attempts": 3}
        del composed["result"]
    return composed


def _compose(schema: Json, definitions: Mapping[str, Json], above: str = "") -> Any:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        return _WHOLE[name] if name in _WHOLE else _compose(definitions[name], definitions, name)
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _compose(next(each for each in schema["anyOf"] if each.get("type") != "null"), definitions)
    if "properties" in schema:
        return _object(schema, definitions, above)
    if schema.get("type") == "array":
        return [_compose(schema.get("items", {}), definitions)]
    return _TIME if schema.get("format") == "date-time" else _BY_TYPE[schema.get("type", "string")]


def _object(schema: Json, definitions: Mapping[str, Json], name: str) -> Json:
    """The members that are always there, and those that the story has a word for."""
    own = _WORDS.get(name, {})
    composed: Json = {}
    for member, inner in schema["properties"].items():
        if member in own:
            composed[member] = own[member]
        elif member in _MEMBERS and _fits(_MEMBERS[member], inner, definitions):
            composed[member] = _MEMBERS[member]
        elif member in schema.get("required", ()):
            composed[member] = _TIME if member.lower().endswith("time") else _compose(inner, definitions)
    return composed


def _fits(word: object, schema: Json, definitions: Mapping[str, Json]) -> bool:
    """Whether a word of the story is a value of this member: the same name may mean another thing elsewhere."""
    kinds = {str: "string", bool: "boolean", list: "array", dict: "object", int: "integer"}
    for given in schema.get("anyOf", [schema]):
        each = definitions[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
        if word in each["enum"] if "enum" in each else each.get("type") == kinds[type(word)]:
            return "properties" not in each
    return False
