"""Operations: start an action, follow it, wait for what comes of it."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, overload

from pydantic import TypeAdapter

from bellhop_client._async.pages import AsyncPages
from bellhop_client._async.scope import AsyncScope, if_match
from bellhop_client.errors import OperationCancelledError, OperationFailedError, ResultTimeoutError
from bellhop_client.models import Empty, History, OfferedAction, Operation
from bellhop_client.urls import run_path

R = TypeVar("R")

LONGEST_WAIT_SECONDS = 20
_SHORTEST_ROUND_SECONDS = 0.2


class AsyncOperationHandle:
    """One operation that was started or found. `operation` is how it was when it was last asked about."""

    def __init__(self, operations: "AsyncOperations", operation: Operation) -> None:
        self._operations = operations
        self.operation = operation

    def __repr__(self) -> str:
        return f"<{self.operation.action} {self.operation.id} {self.operation.state}>"

    @property
    def id(self) -> str:
        """Its id, to be kept: `client.operations.handle(id)` finds it again."""
        return self.operation.id

    @property
    def done(self) -> bool:
        """Whether it had ended when it was last asked about."""
        return self.operation.done

    async def refresh(self) -> Operation:
        """The operation as it is now."""
        self.operation = await self._operations.get(self.id)
        return self.operation

    async def wait(self, timeout: float | None = None) -> Operation:
        """The operation once it has ended; raises `ResultTimeoutError` when that takes longer than `timeout` seconds.

        The service holds each answer back until there is news, so nothing is missed and little is asked.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not self.operation.done:
            left = LONGEST_WAIT_SECONDS if until is None else until - time.monotonic()
            if left <= 0:
                raise ResultTimeoutError(self.operation, timeout or 0.0)
            asked = time.monotonic()
            self.operation = await self._operations.get(self.id, wait_seconds=min(LONGEST_WAIT_SECONDS, int(left)))
            if not self.operation.done and time.monotonic() - asked < _SHORTEST_ROUND_SECONDS:
                # Less than a second is left, or the service did not wait: it is ending, or something stands between.
                await asyncio.sleep(min(left, _SHORTEST_ROUND_SECONDS))
        return self.operation

    @overload
    async def result(self, timeout: float | None = None) -> dict[str, Any]: ...
    @overload
    async def result(self, timeout: float | None = None, *, into: type[R]) -> R: ...

    async def result(self, timeout: float | None = None, *, into: type[R] | None = None) -> R | dict[str, Any]:
        """What came of it, as a dict or as the type `into` (a pydantic model, a dataclass, a TypedDict).

        Raises `OperationFailedError` with the reasons, `OperationCancelledError`, or `ResultTimeoutError`.
        """
        operation = await self.wait(timeout)
        if operation.state == "failed":
            raise OperationFailedError(operation)
        if operation.state == "cancelled":
            raise OperationCancelledError(operation)
        result = operation.result or {}
        return result if into is None else TypeAdapter(into).validate_python(result)

    async def cancel(self) -> Operation:
        """Ask for its end; a running one is `cancelled` once its worker agrees."""
        self.operation = await self._operations.cancel(self.id)
        return self.operation

    async def retry(self) -> "AsyncOperationHandle":
        """A new operation with the same input, of one that failed or was cancelled."""
        return await self._operations.retry(self.id)


class AsyncOperations(AsyncScope):
    """The operations of one tenant."""

    async def run(
        self,
        parent: str,
        action: str,
        input: Any = None,
        *,
        labels: Mapping[str, str] | None = None,
        run_at: datetime | None = None,
        priority: int | None = None,
        wait_seconds: int = 0,
        idempotency_key: str | None = None,
        traceparent: str | None = None,
    ) -> AsyncOperationHandle:
        """Start an action on a parent such as `designs/d1` (`""` for none).

        `input` is a mapping, a pydantic model or a dataclass. `wait_seconds` (at most 30) lets the answer already carry
        the end. Sent again after a fault it starts nothing twice; an `idempotency_key` of your own makes that so across
        restarts.
        """
        query = {"run_at": run_at, "priority": priority, **{f"labels.{k}": v for k, v in (labels or {}).items()}}
        headers = {"Prefer": f"wait={wait_seconds}"} if wait_seconds else {}
        if traceparent:
            headers["traceparent"] = traceparent
        operation = await self.send(
            run_path(self.named_tenant(), parent, action, "run"),
            Operation,
            {} if input is None else input,
            query=query,
            headers=headers,
            keyed=True,
            idempotency_key=idempotency_key,
            wait_seconds=wait_seconds,
        )
        return AsyncOperationHandle(self, operation)

    async def validate(self, parent: str, action: str, input: Any = None) -> None:
        """Whether `run` would take this input: nothing, or `InvalidInputError` that names each part at fault."""
        url = run_path(self.named_tenant(), parent, action, "run")
        await self.send(url, Empty, {} if input is None else input, query={"validate_only": True}, repeatable=True)

    async def status(self, parent: str, action: str, job_id: str) -> Operation:
        """The operation by the path of its action."""
        return await self.fetch(run_path(self.named_tenant(), parent, action, "status"), Operation, job_id=job_id)

    async def get(self, operation_id: str, *, full: bool = False, wait_seconds: int = 0) -> Operation:
        """An operation; `full` adds its input. `wait_seconds` (at most 30): answer once it has ended."""
        headers = {"Prefer": f"wait={wait_seconds}"} if wait_seconds else {}
        answer = await self.transport.request(
            "GET",
            self.at("/operations/{}", operation_id),
            query={"view": "full" if full else None},
            headers=headers,
            wait_seconds=wait_seconds,
        )
        return answer.read(Operation)

    async def handle(self, operation_id: str) -> AsyncOperationHandle:
        """A handle on an operation whose id was kept."""
        return AsyncOperationHandle(self, await self.get(operation_id))

    def list(
        self,
        *,
        filter: str | None = None,
        full: bool = False,
        max_page_size: int | None = None,
        page_token: str | None = None,
    ) -> AsyncPages[Operation]:
        """The operations of the tenant, newest first; `filter` is CEL, such as `state == "failed"`."""
        view = "full" if full else None
        return self.pages_of(
            self.at("/operations"),
            Operation,
            filter=filter,
            view=view,
            max_page_size=max_page_size,
            page_token=page_token,
        )

    async def cancel(self, operation_id: str, *, etag: str | None = None) -> Operation:
        """Ask for an operation's end."""
        url = self.at("/operations/{}:cancel", operation_id)
        return await self.send(url, Operation, headers=if_match(etag), repeatable=True)

    async def retry(self, operation_id: str, *, idempotency_key: str | None = None) -> AsyncOperationHandle:
        """A new operation with the same input, of one that failed or was cancelled."""
        url = self.at("/operations/{}:retry", operation_id)
        operation = await self.send(url, Operation, keyed=True, idempotency_key=idempotency_key)
        return AsyncOperationHandle(self, operation)

    async def history(self, operation_id: str) -> History:
        """Every change of its state, in order."""
        return await self.fetch(self.at("/operations/{}/history", operation_id), History)


class AsyncActions(AsyncScope):
    """The actions that the operator offers to the tenant."""

    def list(self, *, max_page_size: int | None = None, page_token: str | None = None) -> AsyncPages[OfferedAction]:
        """All of them."""
        return self.pages_of(self.at("/actions"), OfferedAction, max_page_size=max_page_size, page_token=page_token)

    async def get(self, action: str) -> OfferedAction:
        """One of them."""
        return await self.fetch(self.at("/actions/{}", action), OfferedAction)
