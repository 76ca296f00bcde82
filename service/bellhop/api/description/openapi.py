"""OpenAPI 3.1, generated from the route table and the models: `bellhop openapi` prints it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from pydantic import BaseModel

from bellhop import __version__
from bellhop.api.body.models import ProblemOut
from bellhop.api.body.receiving import AnyObject
from bellhop.api.description import examples, webhooks
from bellhop.api.description.operation_names import name_of
from bellhop.api.description.schemas import TEMPLATE, Schemas
from bellhop.api.edge.auth import Access, TenantFrom
from bellhop.api.edge.problems import MEDIA_TYPE
from bellhop.api.edge.routing import ASSETS, Route
from bellhop.domain.event_type import LONGEST_EVENT_TYPE_CHARS, TYPE_PATTERN
from bellhop.domain.filter_syntax import FieldType
from bellhop.domain.key import KeyKind
from bellhop.domain.names import NAME_PATTERN, PARENT_PATTERN

Json = dict[str, Any]

_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_JSON = "application/json"
_DESCRIPTION = """\
Bellhop runs long jobs to their end and tells the tenant, by signed webhook, when they are over.

Every request carries `Authorization: Bearer bh_…`. Errors are `application/problem+json` (RFC 9457). Times are \
RFC 3339 in UTC. Lists are newest first and paged by `max_page_size` and `page_token`; `filter` is a CEL expression \
over the fields that the list names."""

_TAGS: Mapping[str, tuple[str, str]] = {  # what a heading says, and the guide that says more
    "runs": ("Start an action, and ask how its job stands.", "operations"),
    "operations": ("What became of a job: follow, cancel, try again.", "operations"),
    "actions": ("What can be run.", "operations"),
    "subscriptions": ("Where callbacks go, and how Bellhop proves who it is.", "webhooks"),
    "webhooks": ("The same rows as subscriptions, in an older shape.", "webhooks"),
    "events": ("What happened, and for every subscription why it did or did not get it.", "webhooks"),
    "pull": ("Take deliveries instead of getting them: claim the finished requests, say what came of each.", "pull"),
    "deliveries": ("What was sent, with every attempt; send it again, or give it up.", "deliveries"),
    "worker": ("Claim jobs, keep them, say what came of them.", "workers"),
    "portal": ("A tenant's own browser: links to the console, and what a key may do.", "portal"),
    "tenants": ("For the operator: who may use this service, and how much of it.", "operating"),
    "cells": (
        "For the operator: where the traffic of tenants lives. `bellhop cells add` adds one, beside the database.",
        "scale-out",
    ),
    "keys": ("For the operator: who may ask what.", "operating"),
    "service": ("For the operator: audit, stats and jobs of all tenants.", "operating"),
    "documentation": ("What is here.", "concepts"),
    "health": ("Whether it lives, and whether it is ready.", "operating"),
    "callbacks": ("What Bellhop sends to a subscription.", "webhooks"),
}

_PARENT = """\
The path between the tenant and the action, as the action's `parent` says (`GET …/actions`): one to eight names joined \
by `/`, such as `designs/garage`. A client may send the `/` as it is or as `%2F`. An action without a parent has the \
same path without this part."""

_ALONE = "An action without a parent; one that has a parent is 404 here, as `auto_designer` of `schemas/actions` is."

_HEADERS: Mapping[str, str] = {
    "Idempotency-Key": "The same request again within 24 hours answers what it made (quoted or bare, at most 255).",
    "Prefer": "`wait=N`: let the answer wait, at most 30 seconds.",
    "traceparent": "W3C trace context; stored with the job and sent on.",
    "If-Match": "Write only if the resource still has this ETag.",
    "If-None-Match": "Answer 304 if this is still the ETag; on a write `*`: only if there is nothing yet.",
}
_ANSWER_HEADERS: Mapping[str, tuple[str, str]] = {
    "RequestId": ("X-Request-Id", "Names this request in logs; echoed when the caller sends a sane one."),
    "ETag": ("ETag", "The version of the resource."),
    "Location": ("Location", "Where the resource is."),
    "RetryAfter": ("Retry-After", "Seconds to wait before asking again."),
    "RateLimit": ("RateLimit", "What is left of the tenant's requests (draft-ietf-httpapi-ratelimit-headers)."),
    "RateLimitPolicy": ("RateLimit-Policy", "How many requests a second the tenant may send."),
    "WWWAuthenticate": ("WWW-Authenticate", "How to send a key."),
}
_PROBLEM_HEADERS: Mapping[int, tuple[str, ...]] = {
    401: ("WWWAuthenticate",),
    429: ("RetryAfter", "RateLimit", "RateLimitPolicy"),
    503: ("RetryAfter",),
}


def document(routes: Iterable[Route]) -> Json:
    """The whole description."""
    routes = [route for route in routes if route.tag != ASSETS]
    schemas = Schemas(routes)
    paths: Json = {}
    for route in routes:
        for path in _paths(route):
            paths.setdefault(path, {})[route.method.lower()] = _operation(route, path, schemas)
    statuses = sorted({status for route in routes for status in _problems(route)})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bellhop",
            "version": __version__,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [
            {"name": name, "description": said, "x-guide": f"/docs/guides/{guide}"}
            for name, (said, guide) in _TAGS.items()
        ],
        "paths": paths,
        "webhooks": webhooks.webhooks(),
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key, `bh_<kind>_…`."},
            },
            "schemas": dict(sorted({**schemas.definitions, **webhooks.definitions()}.items())),
            "headers": {
                name: {"description": said, "schema": {"type": "string"}} for name, (_, said) in _ANSWER_HEADERS.items()
            },
            "responses": {f"Problem{status}": _problem(status) for status in statuses},
        },
    }


def to_json(routes: Iterable[Route]) -> bytes:
    """The description as `schemas/openapi.json` holds it."""
    return orjson.dumps(document(routes), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _paths(route: Route) -> Iterator[str]:
    """How OpenAPI writes the path: without the parent, and with it as one variable (its `/` may be sent as `%2F`)."""
    if "{parent*}/" in route.path:
        yield route.path.replace("{parent*}/", "")
    yield route.pattern.template


def _is_alone(route: Route, path: str) -> bool:
    """Whether this path is the one of actions without a parent."""
    return path != route.pattern.template


def _operation(route: Route, path: str, schemas: Schemas) -> Json:
    alone = _is_alone(route, path)
    operation: Json = {
        "operationId": name_of(route.method, path),
        "summary": route.terms.summary,
        "description": f"{_who(route.access)} {route.terms.no_key}".strip(),
        "tags": [route.tag],
        "parameters": [*_path_parameters(route, path), *_query_parameters(route), *_header_parameters(route)],
        "responses": dict(_responses(route, schemas, alone=alone)),
    }
    if route.terms.no_key:
        operation["x-repeatable"] = False  # of every other request doing it twice is doing it once, some with a key
    if route.access.public:
        operation["security"] = []
    if route.terms.body is not None:
        operation["requestBody"] = _request_body(route, route.terms.described or route.terms.body, schemas, alone=alone)
    return operation


def _who(access: Access) -> str:
    """Which keys may ask."""
    if access.public:
        return "Needs no key."
    kinds = sorted(kind.value for kind in access.kinds)
    said = f"Keys: {', '.join(f'`{kind}`' for kind in kinds)}."
    if access.scopes and KeyKind.TENANT in access.kinds:
        scopes = " and ".join(f"`{scope}`" for scope in access.scopes)
        said += f" A tenant's key needs the scope{'s' if len(access.scopes) > 1 else ''} {scopes}."
    if access.capabilities:
        capabilities = " and ".join(f"`{capability}`" for capability in access.capabilities)
        said += f" A portal session needs {capabilities}."
    if access.tenant is TenantFrom.KEY:
        said += " The tenant is the key's."
    return said


def _path_parameters(route: Route, path: str) -> Iterator[Json]:
    for name in _VARIABLE.findall(path):
        parameter: Json = {"name": name, "in": "path", "required": True}
        parameter["schema"] = {"type": "string", "pattern": NAME_PATTERN}
        if name == "event_type":
            parameter["schema"] = {"type": "string", "pattern": TYPE_PATTERN, "maxLength": LONGEST_EVENT_TYPE_CHARS}
        if name == "parent":
            parameter["schema"] = {"type": "string", "pattern": PARENT_PATTERN}
            parameter["description"] = _PARENT
            parameter["example"] = "designs/garage"
        if name == "action" and "{parent*}" in route.path:
            parameter["example"] = examples.ACTION
            if _is_alone(route, path):
                parameter |= {"example": examples.ACTION_ALONE, "description": _ALONE}
        yield parameter


def _query_parameters(route: Route) -> Iterator[Mapping[str, Any]]:
    if route.terms.query is None:
        return
    schema = route.terms.query.model_json_schema(ref_template=TEMPLATE)
    inlined = schema.get("$defs", {})
    for name, member in schema.get("properties", {}).items():
        parameter: Json = {"name": name, "in": "query", "required": name in schema.get("required", ())}
        said = member.get("description")
        if said:
            parameter["description"] = said
        if name == "filter":
            parameter |= _filter(route)
        parameter["schema"] = _inline(
            {key: value for key, value in member.items() if key not in ("description", "title")}, inlined
        )
        yield parameter
    yield from route.terms.query.more_parameters


def _filter(route: Route) -> Json:
    """What a filter of this list may name, and one that it takes."""
    fields = ", ".join(f"`{each}`" for each in route.terms.filters)
    moment = next(name for name, each in route.terms.filters.items() if each.type is FieldType.TIMESTAMP)
    return {
        "description": f"A CEL expression over {fields}: comparisons joined by `&&`, `||` and `!`.",
        "example": f'{moment} > timestamp("2026-11-01T00:00:00Z")',
    }


def _inline(node: Any, definitions: Mapping[str, Any]) -> Any:
    """Query parameters stand alone: what they refer to is written out, and absent is not null."""
    if isinstance(node, list):
        return [_inline(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        return _inline(definitions[reference.rpartition("/")[2]], definitions)
    alternatives = node.get("anyOf")
    if isinstance(alternatives, list):
        some = [_inline(each, definitions) for each in alternatives if each != {"type": "null"}]
        rest = {key: value for key, value in node.items() if key != "anyOf" and value is not None}
        return {**rest, **some[0]} if len(some) == 1 else {**rest, "anyOf": some}
    return {key: _inline(value, definitions) for key, value in node.items()}


def _header_parameters(route: Route) -> Iterator[Json]:
    names = list(route.terms.headers)
    if HTTPStatus.NOT_MODIFIED in route.terms.answers:
        names.append("If-None-Match")
    if HTTPStatus.PRECONDITION_FAILED in route.terms.problems:
        names.append("If-Match")
        if HTTPStatus.CREATED in route.terms.answers:  # it makes what is not there, and may be told to do only that
            names.append("If-None-Match")
    for name in dict.fromkeys(names):
        yield {
            "name": name,
            "in": "header",
            "required": False,
            "description": _HEADERS.get(name, ""),
            "schema": {"type": "string"},
        }


def _request_body(route: Route, model: type[BaseModel], schemas: Schemas, *, alone: bool) -> Json:
    if model is AnyObject:
        schema: Json = {
            "type": "object",
            "additionalProperties": True,
            "description": "As the action's input schema says.",
        }
        return {"required": False, "content": {_JSON: {"schema": schema, "example": examples.of_input(alone=alone)}}}
    media = "application/merge-patch+json" if route.method == "PATCH" else _JSON
    content: Json = {_JSON: {"schema": schemas.of(model, "validation")}}
    example = examples.of_request(model)
    if example is not None:
        content[_JSON]["example"] = example
    content.setdefault(media, content[_JSON])
    required = any(field.is_required() for field in model.model_fields.values())
    return {"required": required, "content": content}


def _responses(route: Route, schemas: Schemas, *, alone: bool) -> Iterator[tuple[str, Json]]:
    for status, model in sorted(route.terms.answers.items()):
        response: Json = {
            "description": _phrase(status),
            "headers": _references(["RequestId", *_answer_headers(route, status)]),
        }
        if model is not None:
            example = examples.of_answer(model, status, schemas.definitions)
            if alone:
                example = examples.without_parent(example)
            response["content"] = {_JSON: {"schema": schemas.of(model, "serialization"), "example": example}}
        elif route.terms.media and status == HTTPStatus.OK:
            schema = {"type": "object" if route.terms.media == _JSON else "string"}
            response["content"] = {route.terms.media: {"schema": schema}}
        yield str(status), response
    for status in _problems(route):
        if status not in route.terms.answers:
            yield str(status), {"$ref": f"#/components/responses/Problem{status}"}


def _phrase(status: int) -> str:
    """The words for a status, whichever Python tells them: before 3.13 those of two are of an older RFC than 9110."""
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status, HTTPStatus(status).phrase)


def _answer_headers(route: Route, status: int) -> Iterator[str]:
    conditional = HTTPStatus.PRECONDITION_FAILED in route.terms.problems
    if HTTPStatus.NOT_MODIFIED in route.terms.answers or (
        conditional and status in (HTTPStatus.OK, HTTPStatus.CREATED)
    ):
        yield "ETag"
    if status in (HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.FOUND):
        yield "Location"
    if status == HTTPStatus.ACCEPTED:
        yield "RetryAfter"


def _problems(route: Route) -> list[int]:
    """The statuses of the problems that a route can answer."""
    found = {*route.terms.problems, HTTPStatus.BAD_REQUEST}
    if not route.access.public:
        found |= {401, 403, 503}
    if not route.access.public and route.access.tenant is not TenantFrom.NOWHERE:
        found |= {404, 429}
    if route.terms.body is not None:
        found |= {413, 415, 422}
    if "{" in route.path:
        found.add(404)
    return sorted(int(status) for status in found)


def _problem(status: int) -> Json:
    return {
        "description": _phrase(status),
        "headers": _references(["RequestId", *_PROBLEM_HEADERS.get(status, ())]),
        "content": {MEDIA_TYPE: {"schema": {"$ref": TEMPLATE.format(model=examples.name_of(ProblemOut))}}},
    }


def _references(names: Iterable[str]) -> Json:
    return {_ANSWER_HEADERS[name][0]: {"$ref": f"#/components/headers/{name}"} for name in names}
