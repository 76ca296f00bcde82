"""Traffic that does not give up: callers, workers and a receiver that count ids while things are killed around them.

Callers send an `Idempotency-Key` and repeat until they are answered, workers repeat with the same `claim_id` and the
same token, the receiver refuses one callback in ten. At the end the ids that were accepted are compared with those that
arrived: each of them at least once, and how often more.
"""

import asyncio
import os
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.cells import connect_home
from tests.receiver import OK, Answer, Received, Receiver, receiver
from tests.running import Caller, House, Tenant, eventually

LONG = os.environ.get("BELLHOP_TEST_CHAOS") == "long"
ROUNDS = 25 if LONG else 3
SETTLE_SECONDS = 300 if LONG else 60
_CALLERS, _WORKERS = 6, 4
_TRY_AGAIN = frozenset({429, 503})
_STILL_ANSWERED = "/problems/idempotency-key-in-flight"  # by the request before, which waits for a lock


@dataclass(slots=True)
class Traffic:
    """What was accepted and what arrived; `errors` has every answer that was neither a success nor worth repeating."""

    house: House
    tenant: Tenant
    action: str
    door: Receiver
    accepted: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    paused: bool = False

    @property
    def received(self) -> Counter[str]:
        """How often each job was told of and the telling accepted."""
        return Counter(each.json()["data"]["job_id"] for each in self.door.requests if not _is_refused(each))

    async def accepted_more(self, count: int) -> None:
        """Wait until this many more jobs are accepted than now."""
        goal = len(self.accepted) + count
        await eventually(lambda: _true(len(self.accepted) >= goal), seconds=SETTLE_SECONDS)

    async def settle(self) -> None:
        """Accept no more and wait until what was accepted is what has arrived; fails the test when it never is."""
        self.paused = True
        try:
            await eventually(lambda: _true(set(self.received) == self.accepted), seconds=SETTLE_SECONDS)
        except TimeoutError:
            lost = sorted(self.accepted - set(self.received))
            message = f"{len(lost)} of {len(self.accepted)} accepted jobs were never told of: {lost[:5]}"
            raise AssertionError(message) from None

    def judge(self) -> str:
        """Assert that every answer was one a caller may expect; returns what was counted, duplicates too."""
        received = self.received
        assert not self.errors, self.errors[:5]
        doubled = sum(received.values()) - len(received)
        return f"{len(self.accepted)} accepted, {len(received)} received, {doubled} more than once"


@asynccontextmanager
async def traffic(house: House, *, work: bool = True, **action: Any) -> AsyncIterator[Traffic]:
    """Traffic of one tenant until the block ends; without `work` the jobs wait for workers of the test's own."""
    async with receiver() as door:
        door.always("/hook", lambda request: Answer(503) if _is_refused(request) else OK)
        tenant, name = await house.tenant(), await house.action(max_attempts=10, **action)
        delivery = {"retry": {"schedule_seconds": [1] * 20}, "timeout_seconds": 2}
        await tenant.subscribe(door.url("/hook"), delivery=delivery)
        flowing = Traffic(house, tenant, name, door)
        workers = [Caller(house.admin.session, house.admin.url, await house.worker_key(name)) for _ in range(_WORKERS)]
        calling = [asyncio.create_task(_call(flowing)) for _ in range(_CALLERS)]
        working = [asyncio.create_task(_work(flowing, caller)) for caller in workers if work]
        try:
            yield flowing
        finally:
            for task in (*calling, *working):
                task.cancel()
            await asyncio.gather(*calling, *working, return_exceptions=True)


async def let_leases_end(database_url: str) -> None:
    """What the passing of their time does: nobody holds anything any more (the long form really waits)."""
    connection = await connect_home(database_url)
    try:
        for table, column in (("delivery_lease", "expires"), ("job_lease", "expire_time")):
            await connection.execute(f"UPDATE {table} SET {column} = now()")
    finally:
        await connection.close()


async def _true(value: bool) -> bool:
    return value


def _is_refused(request: Received) -> bool:
    """One attempt in ten, told by its signature: another attempt has another one."""
    return request.headers["webhook-signature"].encode()[5] % 10 == 0


async def persist(flowing: Traffic, caller: Caller, path: str, body: object, **headers: str) -> Any:
    """The answer to one request, sent again and again until there is one."""
    while True:
        try:
            reply = await caller.call("POST", path, body, headers=headers)
        except (aiohttp.ClientError, TimeoutError):
            await asyncio.sleep(0.1)
            continue
        if reply.status in _TRY_AGAIN or (reply.status == 409 and reply.body["type"] == _STILL_ANSWERED):
            await asyncio.sleep(0.1)
            continue
        if reply.status >= 400:
            flowing.errors.append(f"{path}: {reply.status} {reply.body}")
            return None
        return reply.body


async def _call(flowing: Traffic) -> None:
    path = f"/v2/tenants/{flowing.tenant.name}/designs/d1/{flowing.action}/run"
    while True:
        if flowing.paused:
            await asyncio.sleep(0.05)
            continue
        key = {"Idempotency-Key": secrets.token_hex(16)}
        operation = await persist(flowing, flowing.tenant.caller, path, {"n": 1}, **key)
        if operation:
            flowing.accepted.add(operation["id"])
        await asyncio.sleep(0.01)


async def _work(flowing: Traffic, caller: Caller) -> None:
    while True:
        claim = {
            "worker_id": secrets.token_hex(4),
            "actions": [flowing.action],
            "max_jobs": 5,
            "wait_seconds": 1,
            "claim_id": secrets.token_hex(8),
        }
        answer = await persist(flowing, caller, "/v2/worker/jobs:claim", claim)
        items = [
            {"job_id": job["job_id"], "lease_token": job["lease_token"], "outcome": "succeeded", "result": {"n": 1}}
            for job in (answer or {"jobs": []})["jobs"]
        ]
        if items:
            await persist(flowing, caller, "/v2/worker/jobs:complete", {"items": items})
