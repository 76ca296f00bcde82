"""CloudEvents 1.0: an event's body in another form, its attributes beside its data.

Structured mode (JSON event format, §3) puts the attributes into the body; binary mode (HTTP protocol binding, §3.1)
puts them into `ce-*` header fields and sends the data alone. Both are made from nothing but what was written with the
event, so that every retry sends the same bytes. The data is copied byte for byte. `test` is an extension of ours: it
tells an example, of which nothing has happened.
"""

from typing import NamedTuple
from urllib.parse import quote

import orjson

from bellhop.domain.payloads import Opened, open_envelope
from bellhop.ids import TenantId

STRUCTURED_TYPE = "application/cloudevents+json"
DATA_TYPE = "application/json"

# What a field value may hold as it is: printable ASCII but for the space, `"` and `%` (HTTP binding, §3.1.3.2).
_UNENCODED = "!#$&'()*+,/:;<=>?@[\\]^`{|}~"


class Source(NamedTuple):
    """What an event has to offer.

    body: as `payload: full` sends it.
    data_schema: a URI that names the JSON Schema of the data; None where its type has none.
    """

    message_id: str
    tenant_id: TenantId
    type: str
    parent: str
    data_schema: str | None
    body: bytes


def structured(event: Source) -> bytes:
    """The event as one JSON object."""
    opened = open_envelope(event.body)
    members = {
        **_attributes(event, opened),
        "datacontenttype": DATA_TYPE,
        **({"test": True} if opened.is_sample else {}),
    }
    return b'%b,"data":%b}' % (orjson.dumps(members)[:-1], opened.data)


def binary(event: Source) -> tuple[bytes, tuple[str, ...]]:
    """The data alone, and the header lines that carry the attributes."""
    opened = open_envelope(event.body)
    attributes = {**_attributes(event, opened), **({"test": "true"} if opened.is_sample else {})}
    return opened.data, tuple(f"ce-{name}: {encode_value(value)}" for name, value in attributes.items())


def encode_value(text: str) -> str:
    """The text as the value of a `ce-*` field: percent-encoded where the binding says so, as UTF-8."""
    return quote(text, safe=_UNENCODED)


def _attributes(event: Source, opened: Opened) -> dict[str, str]:
    attributes = {
        "specversion": "1.0",
        "id": event.message_id,
        "source": f"/v2/tenants/{event.tenant_id}",
        "type": event.type,
        "time": opened.timestamp,
    }
    if event.parent:  # an attribute that is there is never empty
        attributes["subject"] = event.parent
    if event.data_schema:
        attributes["dataschema"] = event.data_schema
    return attributes
