"""What a handler gets, and what it gives back."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import orjson
from aiohttp import web

from bellhop.api.edge.headers import LONGEST_HEADER, entity_tags, is_any, value_of, wanted_wait
from bellhop.api.edge.paths import Pattern
from bellhop.api.edge.room import HasPlace, Place, Room
from bellhop.api.edge.services import Services
from bellhop.domain.audit import Actor, actor
from bellhop.domain.key import Principal
from bellhop.domain.tenant import Tenant
from bellhop.errors import BadRequestError, NotFoundError, PreconditionFailedError
from bellhop.ids import Prefix, TenantId, decode

_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")

UNMATCHED = Pattern("unmatched")
"""What stands for the path of a request that no route answers."""


@dataclass(slots=True)
class Answer:
    """What a handler answers: a status, a JSON object (or its bytes, or nothing), headers."""

    status: int = 200
    body: Mapping[str, object] | bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def with_etag(self, version: int, variant: str = "") -> "Answer":
        """The same with a strong `ETag` made of the row's version.

        `variant` tells representations of one version apart (`view=full` has other bytes). The edge answers 304
        when the caller has it already.
        """
        self.headers["ETag"] = f'"{version}-{variant}"' if variant else f'"{version}"'
        return self

    def with_digest(self) -> "Answer":
        """The same with a strong `ETag` made of its bytes: for what no single row has the version of."""
        self.body = orjson.dumps(self.body)
        self.headers["ETag"] = f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'
        return self


async def _admitted(_call: "Call") -> None:
    """Public routes admit everybody, always."""


@dataclass(slots=True)
class Call:
    """One request, admitted and parsed.

    A handler that waits asks `is_wanted` from time to time, and calls `admit_again` before it hands out anything.

    Nothing that it has may lead back to it: it would then be kept, with its request, until the collector looks for
    such circles, which took 20 ms of the loop four times a second.
    """

    request: web.BaseRequest
    services: Services
    request_id: str
    path: str
    """The path as it came, not decoded."""
    query_string: str = ""
    pattern: Pattern = UNMATCHED
    """The path of the route that answers it."""
    params: dict[str, str] = field(default_factory=dict)
    """The variables of the path, decoded."""
    principal_or_none: Principal | None = None
    """Whose key it carries; None on public routes."""
    tenant_or_none: Tenant | None = None
    """The tenant that it is about, which its key was checked against; None where the route is about no tenant."""
    query: Any = None
    """The query parameters, as the model of the route."""
    body: Any = None
    """The body, as the model of the route; the parsed object for `AnyObject`, a list of judged items for a batch."""
    raw_body: bytes = b""
    """The body as it came; empty for a batch, whose items have what is needed of it."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of the answer, whatever comes of the call."""
    facts: dict[str, object] = field(default_factory=dict)
    """What the line about it in the log says besides."""
    is_wanted: Callable[[], bool] = lambda: True
    """Whether its caller still waits for the answer, and the server does not end."""
    admission: "Callable[[Call], Awaitable[None]]" = _admitted
    """Finds out `principal` and `tenant`, and raises where they may not do this."""
    room: Room = field(default_factory=Room)
    """What all large answers share."""

    async def admit_again(self) -> None:
        """Renew `principal` and `tenant`; raises where the key was revoked meanwhile, or its tenant is gone."""
        await self.admission(self)

    @property
    def place(self) -> Place:
        """The room of the answer: a handler that makes a large one takes it before it begins."""
        connection = cast("HasPlace", self.request.protocol)
        if connection.place is None:
            connection.place = Place(self.room, self._owner)
        return connection.place

    @property
    def _owner(self) -> str:
        if self.tenant_or_none is not None:
            return self.tenant_or_none.tenant_id
        return "" if self.principal_or_none is None else str(self.principal_or_none.key_id)

    @property
    def principal(self) -> Principal:
        """Who sends it; only on routes that need a key."""
        if self.principal_or_none is None:
            message = f"{self.pattern.text} is public"
            raise RuntimeError(message)
        return self.principal_or_none

    @property
    def tenant(self) -> Tenant:
        """Whom it is about; only on routes whose access names a tenant."""
        if self.tenant_or_none is None:
            message = f"{self.pattern.text} is about no tenant"
            raise RuntimeError(message)
        return self.tenant_or_none

    @property
    def tenant_id(self) -> TenantId:
        """The id of the tenant that it is about."""
        return self.tenant.tenant_id

    @property
    def actor(self) -> Actor:
        """Who sends it, for the audit."""
        return actor(self.principal, self.request_id)

    def id(self, name: str, prefix: Prefix) -> UUID:
        """The id that a variable of the path names; raises `NotFoundError` where it is no id of this kind."""
        value = decode(prefix, self.params[name])
        if value is None:
            raise NotFoundError
        return value

    @property
    def traceparent(self) -> str | None:
        """The W3C trace context that came along, if it is one."""
        values = self.request.headers.getall("traceparent", ())
        if len(values) != 1 or len(values[0]) > LONGEST_HEADER or not _TRACEPARENT.fullmatch(values[0]):
            return None
        return values[0]

    def header(self, name: str) -> str | None:
        """A request header, a list in several lines as one.

        Raises `BadRequestError` when it holds anything but printable ASCII, is too long, or comes twice and is no list.
        """
        value = value_of(self.request.headers, name)
        if value is not None and (len(value) > LONGEST_HEADER or not (value.isascii() and value.isprintable())):
            detail = f"The header `{name}` holds at most {LONGEST_HEADER} characters, all of them printable ASCII."
            raise BadRequestError(detail)
        return value

    def wait_seconds(self, longest: int) -> int:
        """How long the caller is willing to wait (`Prefer: wait=N`, RFC 7240 §4.3), at most `longest`; 0 if not."""
        return min(wanted_wait(value_of(self.request.headers, "Prefer")), longest)

    def check_version(self, version: int) -> None:
        """Raises `PreconditionFailedError` when `If-Match` or `If-None-Match` on a write does not fit this version."""
        if self.is_stale(version):
            raise PreconditionFailedError

    def is_stale(self, version: int | None) -> bool:
        """Whether the preconditions of a write fail (RFC 9110 §13.1); `version` is None when nothing is there."""
        wanted = self.header("If-Match")
        if wanted is not None and not _matches(wanted, version, weakly=False):
            return True
        unwanted = self.header("If-None-Match")
        return unwanted is not None and _matches(unwanted, version, weakly=True)


def has_already(if_none_match: str | None, etag: str | None) -> bool:
    """Whether a reader that sent `If-None-Match` holds this representation (weak comparison, RFC 9110 §8.8.3.2)."""
    if if_none_match is None or etag is None:
        return False
    return is_any(if_none_match) or any(f'"{tag}"' == etag for _, tag in entity_tags(if_none_match))


def _matches(field_value: str, version: int | None, *, weakly: bool) -> bool:
    if version is None:
        return False
    if is_any(field_value):
        return True
    return any(tag.partition("-")[0] == str(version) for weak, tag in entity_tags(field_value) if weakly or not weak)
