"""One request, sent as often as it takes."""

import asyncio
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from bellhop_client import __version__, faults, numbers, trace
from bellhop_client.errors import TransportError, UnexpectedAnswerError
from bellhop_client.reading import problem_of
from bellhop_client.retries import Fault, Retries, is_fault_worth_repeating, is_worth_repeating, read_retry_after
from bellhop_client.urls import query as query_text

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a success."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    decimals: numbers.Decimals

    def json(self) -> Any:
        """The body as JSON, None where there is none; raises `UnexpectedAnswerError` when it is something else."""
        if not self.body:
            return None
        try:
            return numbers.loads(self.body, self.decimals)
        except ValueError as fault:
            message = f"Answered {self.status} with a body that is no JSON: {self.body[:200]!r}"
            raise UnexpectedAnswerError(message) from fault

    def read(self, model: type[M]) -> M:
        """The body as a model."""
        try:
            return model.model_validate(self.json())
        except ValidationError as fault:
            message = f"Answered {self.status} with a body that is no {model.__name__}: {fault}"
            raise UnexpectedAnswerError(message) from fault


@dataclass(slots=True)
class AsyncTransport:
    """Sends requests with one key, and sends those again that may be sent again (`retries.py` has the rules)."""

    http: httpx.AsyncClient
    retries: Retries = field(default_factory=Retries)
    decimals: numbers.Decimals = "float"

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        keyed: bool = False,
        idempotency_key: str | None = None,
        repeatable: bool | None = None,
        wait_seconds: float = 0.0,
    ) -> Answer:
        """The answer, once it is a success; raises `ProblemError` or `TransportError`.

        `keyed`: the request takes an `Idempotency-Key`; one is made where the caller has none, and all tries carry the
        same. `content` is a body of JSON that is written already. `repeatable` (None: what the method and the key
        say): doing it twice does no harm. `wait_seconds`: how long the service may hold the answer back on purpose.
        """
        key = (idempotency_key or uuid.uuid4().hex) if keyed else None
        may_repeat = (method != "POST" or keyed) if repeatable is None else repeatable
        url, sent_headers = path + query_text(query or {}), {**(headers or {}), **_key(key)}
        body = content if json is None else numbers.dumps(json)
        request = self._built(method, url, body, sent_headers, wait_seconds)
        sent = 0
        while True:
            sent += 1
            try:
                answer = await self.http.send(request)
            except httpx.RequestError as error:
                may = is_fault_worth_repeating(faults.classify(error), repeatable=may_repeat)
                if not may or self.retries.is_spent(sent):
                    raise _no_answer(method, path, error) from error
                after = None
            else:
                if answer.is_success:
                    return Answer(answer.status_code, answer.headers, answer.content, self.decimals)
                problem = problem_of(answer.status_code, answer.headers, answer.content)
                after = read_retry_after(answer.headers.get("retry-after"))
                may = is_worth_repeating(answer.status_code, problem.code, repeatable=may_repeat)
                if not may or self.retries.is_spent(sent, after):
                    raise problem
            await asyncio.sleep(self.retries.pause(sent, random.random(), after))  # noqa: S311 - jitter is no secret

    def _built(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], wait_seconds: float
    ) -> httpx.Request:
        sent = dict(headers)
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if traceparent := trace.outgoing():
            sent.setdefault("traceparent", traceparent)
        timeout = self.http.timeout
        read = None if timeout.read is None else timeout.read + wait_seconds
        timeouts = httpx.Timeout(connect=timeout.connect, read=read, write=timeout.write, pool=timeout.pool)
        return self.http.build_request(method, url, content=body, headers=sent, timeout=timeouts)


def _key(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Idempotency-Key": key}


def _no_answer(method: str, path: str, error: httpx.RequestError) -> TransportError:
    fault = faults.classify(error)
    message = f"{method} {path} was not answered: {type(error).__name__}: {error}"
    return TransportError(message, maybe_done=fault is not Fault.NOTHING_LEFT)


def open_http(
    url: str, key: str | None, timeout: float, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """An HTTP client for one Bellhop. It follows no redirect: that could carry the key elsewhere."""
    headers = {"User-Agent": f"bellhop-client-python/{__version__}", "Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return httpx.AsyncClient(
        base_url=url,
        headers=headers,
        timeout=timeout,
        transport=transport,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=30),
    )
