"""One function around every request: match, admit, limit, parse, handle, answer, and one line in the log."""

import asyncio
import os
import re
from functools import cache, partial
from time import perf_counter
from typing import Any

import orjson
from aiohttp import web
from multidict import CIMultiDict
from prometheus_client import Counter, Histogram
from pydantic import BaseModel

from bellhop.api.body import receiving
from bellhop.api.body.batches import Batch
from bellhop.api.body.models import NoMembers, parse_body
from bellhop.api.body.strict_json import parse, parse_in_steps
from bellhop.api.edge.auth import Access, TenantFrom, admit
from bellhop.api.edge.call import Answer, Call, has_already
from bellhop.api.edge.headers import value_of
from bellhop.api.edge.parameters import parse_query
from bellhop.api.edge.problems import MEDIA_TYPE, problem_of, to_json
from bellhop.api.edge.room import LARGE_BYTES, Room
from bellhop.api.edge.routing import RouteTable, Terms
from bellhop.api.edge.services import Services
from bellhop.errors import BadRequestError, BellhopError, InvalidInputError, ShuttingDownError, UnavailableError
from bellhop.log import get_logger
from bellhop.metrics import HTTP_REQUESTS, HTTP_SECONDS

log = get_logger("api")

_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
_JSON = "application/json"
_SERVER_ERROR = 500
_HTTP_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
_NO_BODY = frozenset({204, 304})
_NOT_MODIFIED = 304
SERVER = "bellhop"
"""What `Server` says: no version of anything, which would only tell a stranger what to try."""
_PROBES = frozenset({"/livez", "/readyz", "/metrics"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Edge:
    """Answers requests by the route table. It raises nothing but the cancellation of a request.

    1. Match the path: which route answers. 2. Admit the key. 3. Count the request, if a tenant sends it. 4. Read the
    query and the body. 5. Call the handler. 6. Make the response, and one line in the log.

    `closing` is set when the server ends: handlers that wait for something then answer without it.
    """

    def __init__(self, table: RouteTable, services: Services, room: Room) -> None:
        self._table = table
        self._services = services
        self._room = room
        self._large_bodies = asyncio.Lock()
        self.closing = False
        self._busy: set[asyncio.Task[object]] = set()  # requests that are not answered yet
        self._reading: set[asyncio.Task[object]] = set()  # those of them whose bodies are still coming
        self._cut: set[asyncio.Task[object]] = set()  # those that were cancelled here, not by their callers

    def cut_readers(self) -> None:
        """Refuse the requests whose bodies are still coming: their senders may never send the rest."""
        self._refuse(self._reading)

    def cut_all(self) -> None:
        """Refuse every request that is not answered yet."""
        self._refuse(self._busy)

    def _refuse(self, tasks: "set[asyncio.Task[object]]") -> None:
        for task in tasks - self._cut:
            self._cut.add(task)
            task.cancel()

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """The answer to one request."""
        started = perf_counter()
        path, _, query_string = _target(request).partition("?")
        call = Call(request, self._services, _request_id(request), path, query_string, room=self._room)
        call.is_wanted = lambda: not self.closing and _is_connected(request)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - it is a task that aiohttp runs us in
        self._busy.add(task)
        try:
            answer = await self._answer(call, task)
        except asyncio.CancelledError:
            if task not in self._cut:
                raise  # the caller has hung up
            task.uncancel()  # we cancelled it ourselves, so its connection still gets an answer
            answer = _problem(ShuttingDownError(), call)
        except Exception as error:  # noqa: BLE001 - the edge: whatever happened, the caller gets a problem and we get the log
            answer = _problem(error, call)
        finally:
            self._busy.discard(task)
            self._cut.discard(task)
        response = _response(answer, call)
        if response.content_length is not None and response.content_length > LARGE_BYTES:
            response = await self._with_room(response, call)
        if self.closing:
            response.force_close()
        _note(call, response.status, perf_counter() - started)
        return response

    async def _with_room(self, response: web.Response, call: Call) -> web.Response:
        """The large answer when there is room for it, else one that says that there is none."""
        size = response.content_length or 0
        try:
            await call.place.take(size)
        except UnavailableError as error:
            return _response(_problem(error, call), call)
        call.place.shrink(size)  # a handler took room for the largest answer that it could make
        return response

    async def _answer(self, call: Call, task: "asyncio.Task[object]") -> Answer:
        request = call.request
        route, call.params = self._table.match(request.method, call.path)
        call.pattern, terms = route.pattern, route.endpoint.terms
        if not route.access.public:
            call.admission = partial(self._admit, route.access)
            await self._admit(route.access, call)
            if call.tenant_or_none is not None and call.principal.tenant_id is not None:
                call.headers.update(await self._services.limits.admit(call.tenant_or_none))
        if terms.no_key and "Idempotency-Key" in request.headers:
            raise BadRequestError(terms.no_key)
        call.query = parse_query(terms.query, call.query_string)
        if terms.makes_deliveries:
            await self._services.backpressure.admit(call.tenant_id)
        if terms.body is not None or request.method in _WITH_BODY:
            self._reading.add(task)
            try:
                await self._read_body(call, terms)
            finally:
                self._reading.discard(task)
        return await route.endpoint.handler(call)

    async def _admit(self, access: Access, call: Call) -> None:
        admission = await admit(
            access,
            authorization=value_of(call.request.headers, "Authorization"),
            tenant_in_path=call.params.get("tenant_id") if access.tenant is TenantFrom.PATH else None,
            path=call.path,
            keys=self._services.keys,
            tenants=self._services.tenants,
        )
        call.principal_or_none, call.tenant_or_none = admission.principal, admission.tenant

    async def _read_body(self, call: Call, terms: Terms) -> None:
        model = terms.body or NoMembers
        call.raw_body = await receiving.read(call.request, terms.limit_bytes)
        if not call.raw_body:
            call.raw_body = b"{}"
        else:
            headers = call.request.headers
            receiving.check_media_type(value_of(headers, "Content-Type"), value_of(headers, "Content-Encoding"))
        if terms.batch is not None:
            await self._read_batch(call, terms.batch, model)
            return
        if len(call.raw_body) <= receiving.SMALL_BYTES:
            call.body = _parsed(model, call.raw_body, parse(call.raw_body))
            return
        async with self._large_bodies:  # one after the other, in steps: small requests pass between them
            value = await parse_in_steps(call.raw_body)
            call.body = _parsed(model, call.raw_body, value)

    async def _read_batch(self, call: Call, batch: Batch[Any], model: type[BaseModel]) -> None:
        if len(call.raw_body) <= receiving.SMALL_BYTES:
            call.body = await batch.read(model, call.raw_body)
        else:
            async with self._large_bodies:
                call.body = await batch.read_in_steps(call.raw_body)
        call.raw_body = b""  # each item has what is needed of it


def _is_connected(request: web.BaseRequest) -> bool:
    transport = request.transport
    return transport is not None and not transport.is_closing()


def _parsed(model: type[BaseModel], raw: bytes, value: object) -> Any:
    if not isinstance(value, dict):
        raise InvalidInputError(faults=[receiving.NOT_AN_OBJECT])
    return value if model is receiving.AnyObject else parse_body(model, raw, value)


def _problem(error: Exception, call: Call) -> Answer:
    problem = problem_of(error)
    if problem.status >= _SERVER_ERROR:
        if problem is not error:
            call.facts["error"] = type(error).__name__
        if type(problem) is BellhopError:
            log.error("request.failed", request_id=call.request_id, route=call.pattern.text, exc_info=error)
    call.facts["problem"] = problem.code
    body = to_json(problem, instance=_printable(call.path), request_id=call.request_id)
    return Answer(problem.status, body, {**problem.headers, "Content-Type": MEDIA_TYPE})


def _response(answer: Answer, call: Call) -> web.Response:
    request, status, body = call.request, answer.status, answer.body
    headers = CIMultiDict(call.headers)
    headers["X-Request-Id"] = call.request_id
    headers["Server"] = SERVER
    headers.update(answer.headers)
    if request.method in ("GET", "HEAD") and has_already(
        value_of(request.headers, "If-None-Match"), headers.get("ETag")
    ):
        status, body = _NOT_MODIFIED, None
    if status in _NO_BODY:
        return web.Response(status=status, headers=headers)
    if not isinstance(body, bytes):
        body = orjson.dumps({} if body is None else body)
    headers.setdefault("Content-Type", _JSON)
    return web.Response(body=body, status=status, headers=headers)


def _note(call: Call, status: int, seconds: float) -> None:
    route = call.pattern.template
    method = call.request.method if call.request.method in _HTTP_METHODS else "other"
    counter, histogram = _series(route, method, status)
    counter.inc()
    histogram.observe(seconds)
    principal = call.principal_or_none
    say = log.debug if call.path in _PROBES else log.info
    say(
        "request.answered",
        method=method,
        path=_printable(call.path),
        route=route,
        status=status,
        duration_ms=round(seconds * 1000, 3),
        request_id=call.request_id,
        key_kind=None if principal is None else principal.kind.value,
        key_id=None if principal is None else principal.key_id,
        tenant_id=None if call.tenant_or_none is None else call.tenant_or_none.tenant_id,
        **call.facts,
    )


@cache
def _series(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """The series of one kind of answer; there are as many as routes, methods and statuses."""
    return HTTP_REQUESTS.labels(route, method, str(status)), HTTP_SECONDS.labels(route)


def _target(request: web.BaseRequest) -> str:
    """The path and query as they came; of a target in absolute form (RFC 9112 §3.2.2) the part from its path on."""
    target = request.raw_path.partition("#")[0]
    if target[:8].lower().startswith(("http://", "https://")):
        target = "/" + target.split("/", 3)[3] if target.count("/") > 2 else "/"  # noqa: PLR2004
    return target


def _request_id(request: web.BaseRequest) -> str:
    given = request.headers.getall("X-Request-Id", ())
    return given[0] if len(given) == 1 and _SANE_REQUEST_ID.fullmatch(given[0]) else new_request_id()


def new_request_id() -> str:
    """A name for a request that came without one."""
    return "req_" + os.urandom(12).hex()


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
