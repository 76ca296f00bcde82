"""What Bellhop sends, as the `webhooks` of the description: generators make the types of a receiver from them."""

import copy
from collections.abc import Iterator
from typing import Any

from bellhop.api.description.schemas import TEMPLATE
from bellhop.domain.event_catalog import EventKind, kinds

Json = dict[str, Any]

_TAG = "callbacks"
_PUBLISHED = "PublishedEvent"
_HEADERS = (
    ("webhook-id", "The event: the same on every retry and every redelivery. A callback may come twice; remember it."),
    ("webhook-timestamp", "When this attempt was signed, in Unix seconds."),
    (
        "webhook-signature",
        "One `v1,<base64>` for each secret, one `v1a,<base64>` for each key pair, with spaces between.",
    ),
)
_ANSWERS: Json = {
    "2XX": {"description": "Taken. Answer within the subscription's timeout, and do the work afterwards."},
    "410": {"description": "Not wanted any more: the subscription is disabled."},
    "429": {"description": "Too much: `Retry-After` holds the whole subscription until then."},
    "503": {"description": "Not now: `Retry-After` holds the whole subscription until then."},
    "default": {"description": "Anything else is tried again, until it is a dead letter."},
}


def webhooks() -> Json:
    """A path item for each type of event, and one for those that the operator publishes."""
    items = {kind.type.value: _item(kind) for kind in kinds()}
    return {**items, "published": _published()}


def definitions() -> Json:
    """The schema of each body, with the name that its types get."""
    published = {
        "title": _PUBLISHED,
        "type": "object",
        "description": "Anything else worth telling, of the operator's own types.",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string"},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
            "data": {"type": "object", "additionalProperties": True},
        },
    }
    return {_name(kind): _narrowed(kind) for kind in kinds()} | {_PUBLISHED: published}


def _name(kind: EventKind) -> str:
    """`operation.succeeded` → `OperationSucceededEvent`."""
    return "".join(map(str.capitalize, kind.type.replace(".", "_").split("_"))) + "Event"


def _narrowed(kind: EventKind) -> Json:
    """The body of one type; the same file describes all three ends of an operation."""
    schema = copy.deepcopy(dict(kind.schemas["full"]))
    for member in ("$schema", "examples"):
        schema.pop(member, None)
    _widen_booleans(schema)
    schema |= {"title": _name(kind), "description": kind.description}
    schema["properties"]["type"] = {"type": "string", "const": kind.type.value}
    noun, _, end = kind.type.partition(".")
    if noun == "operation":
        data = schema["properties"]["data"]["properties"]
        for member in ("state", "status"):
            data[member] = {"type": "string", "const": end}
        for member, its_end in (("result", "succeeded"), ("errors", "failed")):
            if end == its_end:
                data[member]["description"] += " With `payload: full` only."
            else:
                del data[member]
    return schema


def _widen_booleans(node: Any) -> None:
    """`const: true` as any boolean: a generator for Python writes code of it that does not parse."""
    if isinstance(node, dict):
        if isinstance(node.get("const"), bool):
            del node["const"]
            node["type"] = "boolean"
        for inner in node.values():
            _widen_booleans(inner)


def _item(kind: EventKind) -> Json:
    item: Json = {"post": _post(_name(kind), kind.description, kind.example)}
    if kind.type.startswith("operation."):
        item["get"] = {
            **_request(_name(kind) + "ByGet", f"{kind.description} Sent so where the subscription's method is GET."),
            "description": "The URL is the `uri_template`, filled in; the signature covers an empty body.",
        }
    return item


def _published() -> Json:
    example = {"type": "design.created", "timestamp": "2026-11-29T09:30:00.000000Z", "data": {"design_id": "garage"}}
    return {"post": _post(_PUBLISHED, "The operator has published an event.", example)}


def _post(name: str, summary: str, example: object) -> Json:
    content = {"application/json": {"schema": {"$ref": TEMPLATE.format(model=name)}, "example": example}}
    return {**_request(name, summary), "requestBody": {"required": True, "content": content}}


def _request(name: str, summary: str) -> Json:
    return {
        "operationId": f"receive{name}",
        "summary": summary,
        "description": "Verify the signature over the bytes as they came before reading them.",
        "tags": [_TAG],
        "security": [],
        "parameters": list(_parameters()),
        "responses": _ANSWERS,
    }


def _parameters() -> Iterator[Json]:
    for name, said in _HEADERS:
        yield {
            "name": name,
            "in": "header",
            "required": name != "webhook-signature",
            "description": said,
            "schema": {"type": "string"},
        }
