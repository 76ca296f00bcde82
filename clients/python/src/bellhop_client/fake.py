"""A Bellhop of a few lines, as a transport of httpx: what tests of a program that calls `run` need."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import httpx

from bellhop_client import numbers

if TYPE_CHECKING:
    from bellhop_client.testing import Ran

Function = Callable[..., Any]
_RUN = re.compile(r"/v2/tenants/([^/]+)/(?:(.+)/)?([^/]+)/run")
_ONE = re.compile(r"/v2/tenants/[^/]+/operations/([^/:]+)(?::(cancel|retry))?")
_LIST = re.compile(r"/v2/tenants/[^/]+/operations")


class FakeService(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Starts, shows, lists, cancels and retries operations. Each runs its handler at once, and ends before the answer.

    `operations` has all that were started, the newest last, as the API shows them with their inputs. Any other request
    is 404. It judges no schema: what a handler declares is all that an input has to be.
    """

    def __init__(self, handlers: Mapping[str, Function], run: "Callable[..., Ran]") -> None:
        self._handlers, self._run = handlers, run
        self._keys: dict[str, dict[str, Any]] = {}
        self.operations: dict[str, dict[str, Any]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Httpx's way in."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same; handlers run on a thread, since the event loop is taken."""
        body = await request.aread()
        return await asyncio.to_thread(self._answer, request, body)

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        path = unquote(request.url.path)
        if request.method == "POST" and (found := _RUN.fullmatch(path)):
            return self._start(request, body, *found.groups())
        if found := _ONE.fullmatch(path):
            return self._one(found[1], found[2])
        if request.method == "GET" and _LIST.fullmatch(path):
            return _json(200, {"results": list(self.operations.values())[::-1]})
        return _problem(404, "not-found", "The fake service has nothing here.")

    def _start(
        self, request: httpx.Request, body: bytes, tenant: str, parent: str | None, action: str
    ) -> httpx.Response:
        if action not in self._handlers:
            return _problem(404, "not-found", f"There is no handler of {action}.")
        if (key := request.headers.get("idempotency-key")) in self._keys:
            return _json(202, self._keys[key])
        query = dict(parse_qsl(request.url.query.decode()))
        labels = {name.removeprefix("labels."): value for name, value in query.items() if name.startswith("labels.")}
        operation = self._ended(tenant, parent or "", action, numbers.loads(body), labels)
        if key is not None:
            self._keys[key] = operation
        return _json(202, operation)

    def _one(self, operation_id: str, verb: str | None) -> httpx.Response:
        operation = self.operations.get(operation_id)
        if operation is None:
            return _problem(404, "not-found", "There is nothing here.")
        if verb == "cancel":
            return _problem(409, "already-finished", "The operation has already ended.")
        if verb == "retry":
            again = [operation[name] for name in ("tenant_id", "parent", "action", "input", "labels")]
            return _json(202, self._ended(*again, retry_of=operation_id))
        return _json(200, operation)

    def _ended(
        self,
        tenant: str,
        parent: str,
        action: str,
        data: Any,
        labels: Mapping[str, str],
        *,
        retry_of: str | None = None,
    ) -> dict[str, Any]:
        ran = self._run(self._handlers[action], data, labels=labels)
        now = datetime.now(UTC)
        operation_id = f"op_{len(self.operations):026d}"
        # Another try comes to the same at once, so what a worker would send back ends as failed here.
        state = "failed" if ran.outcome == "retry" else ran.outcome
        metadata = {
            "createdTime": numbers.rfc3339(now), "update_time": numbers.rfc3339(now),
            "complete_time": numbers.rfc3339(now), "expire_time": numbers.rfc3339(now + timedelta(days=7)),
            "attempt": 1, "max_attempts": 1, "custom": ran.custom,
            **({"progress": ran.progress[-1]} if ran.progress else {}),
            **({"retry_of": retry_of} if retry_of else {}),
        }  # fmt: skip
        operation = {
            "id": operation_id, "job_id": operation_id, "path": f"operations/{operation_id}", "state": state,
            "status": state, "done": True, "createdTime": metadata["createdTime"], "tenant_id": tenant,
            "action": action, "parent": parent, "source": "api", "labels": dict(labels), "metadata": metadata,
            "input": data,
            **({"result": ran.result} if state == "succeeded" else {}),
            **({"errors": ran.errors} if state == "failed" else {}),
        }  # fmt: skip
        self.operations[operation_id] = operation
        return operation


def _json(status: int, document: Any) -> httpx.Response:
    return httpx.Response(status, content=numbers.dumps(document), headers={"Content-Type": "application/json"})


def _problem(status: int, code: str, detail: str) -> httpx.Response:
    document = {"type": f"/problems/{code}", "title": code, "status": status, "detail": detail}
    return httpx.Response(status, content=json.dumps(document), headers={"Content-Type": "application/problem+json"})
