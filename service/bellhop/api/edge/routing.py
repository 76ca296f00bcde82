"""Routes: which function answers a method and path, who may ask, and what the function takes and answers.

A noun's file says above each of its functions what that takes and answers:

    @Terms("Make a key", body=NewKeyIn, answers={201: MadeKeyOut})
    async def create(call: Call) -> Answer: ...

which makes it an `Endpoint`; `api/routes.py` says under which method and path it is found, and who may ask.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from bellhop.api.body.batches import Batch
from bellhop.api.body.models import QueryModel
from bellhop.api.edge.auth import Access
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.paths import PathTable, Pattern
from bellhop.domain.filter_syntax import Field

Handler = Callable[[Call], Awaitable[Answer]]

ASSETS = "assets"
"""The tag of routes that only other routes' pages ask for; the description leaves them out."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an endpoint takes and answers; as a decorator it makes a handler an `Endpoint`."""

    summary: str
    body: type[BaseModel] | None = None
    """The model of the JSON body; `AnyObject` for an object of the caller's own, None for no body."""
    batch: Batch[Any] | None = None
    """The handler gets the items of the body, each judged by itself, instead of the body."""
    described: type[BaseModel] | None = None
    """The model that an `AnyObject` follows, where the handler parses it itself."""
    query: type[QueryModel] | None = None
    """The model of the query parameters; None: there are none."""
    filters: Mapping[str, Field] = field(default_factory=dict, repr=False)
    """The fields that the `filter` of a list may name."""
    headers: tuple[str, ...] = ()
    """The request headers that it obeys, beside those that follow from its answers."""
    answers: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    """The model of the answer by status; None for one without a JSON body."""
    media: str = ""
    """The type of a 200 that has a body but no model."""
    problems: tuple[int, ...] = ()
    """The statuses of the problems that it answers, beside those that follow from the rest."""
    limit_bytes: int = 1 << 20
    """How large the body may be."""
    makes_deliveries: bool = False
    """Where the tenant's deliveries fall behind, its requests wait before their bodies are read (core/backpressure)."""
    no_key: str = ""
    """Why a request with an `Idempotency-Key` is refused: where a repeated request would do its work twice all the
    same, to ignore the key would be a lie."""

    def __call__(self, handler: Handler) -> "Endpoint":
        """The handler under these terms."""
        return Endpoint(handler, self)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A function that answers requests, and its terms."""

    handler: Handler = field(repr=False)
    terms: Terms


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the route table. `tag` is the heading under which the description lists it."""

    method: str
    path: str
    endpoint: Endpoint
    access: Access
    tag: str = ""

    pattern: Pattern = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the path."""
        object.__setattr__(self, "pattern", Pattern(self.path))

    @property
    def terms(self) -> Terms:
        """What its endpoint takes and answers."""
        return self.endpoint.terms


class RouteTable:
    """All routes, ready to match."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = tuple(routes)
        self._paths: PathTable[Route] = PathTable()
        for route in routes:
            self._paths.add(route.method, route.path, route)

    def match(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]]:
        """The route of a raw path and its variables; raises `NotFoundError` or `MethodNotAllowedError`."""
        return self._paths.match(method, raw_path)
