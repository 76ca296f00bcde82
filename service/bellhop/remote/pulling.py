"""Holding a pull subscription: claims its finished requests, hands each to a handler, and gives the answer back.

Each delivery is held by a lease. It is extended while the handler is at work, so that a receiver which stands still in
a debugger loses nothing; when the lease is lost, what the handler brings is `stale` and changes nothing.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import Claimed, PulledDelivery, Recorded, RecordedItem
from bellhop.remote.problems import RefusedError, RemoteError, UnreachableError

SLOTS = 16
_WAIT_SECONDS = 25
_LEASE_SECONDS = 60
_EXTEND_SECONDS = 20.0
_AGAIN_SECONDS = 5.0
_ITS_OWN_FAULT = 500
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt: a status with what the receiver said, or an error in its place."""

    duration_ms: float
    status_code: int | None = None
    error: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


Handle = Callable[[PulledDelivery], Awaitable[Outcome]]
Told = Callable[[PulledDelivery, Outcome, RecordedItem], None]


@dataclass(frozen=True, slots=True)
class Holder:
    """Holds one pull subscription under a name.

    `handle` makes each attempt, `told` hears what came of it, `complain` that Bellhop is away or has refused something.
    """

    remote: Remote
    subscription_id: str
    name: str
    handle: Handle
    told: Told
    complain: Callable[[str], None]

    async def run(self) -> None:
        """Claim and hand over until cancelled; raises `RefusedError` when claiming is refused, as it is of one gone."""
        try:
            await self._run()
        except BaseExceptionGroup as group:  # of the attempts that are made side by side the first is told
            raise group.exceptions[0] from None

    async def _run(self) -> None:
        slots = asyncio.Semaphore(SLOTS)
        refused: RefusedError | None = None
        async with asyncio.TaskGroup() as under_way:
            while refused is None:
                room = await _take(slots)
                try:
                    claimed = (await self._claim(room)).deliveries
                except RefusedError as error:
                    claimed, refused = [], error
                for each in claimed:
                    under_way.create_task(self._attempt(each)).add_done_callback(lambda _task: slots.release())
                for _ in range(room - len(claimed)):
                    slots.release()
        raise refused

    async def _claim(self, most: int) -> Claimed:
        """What is due, as soon as something is; asked again for ever while Bellhop is away."""
        body = {
            "holder": self.name,
            "max_deliveries": most,
            "wait_seconds": _WAIT_SECONDS,
            "lease_seconds": _LEASE_SECONDS,
            "claim_id": secrets.token_hex(16),  # a lost answer, asked for again, brings the same leases
        }
        path, content = await self._path("claim"), json.dumps(body).encode()
        while True:
            try:
                answer = await self.remote.send("POST", path, content, repeatable=True, waits_seconds=_WAIT_SECONDS)
                return answer.read(Claimed)
            except (UnreachableError, RefusedError) as error:
                if isinstance(error, RefusedError) and error.status < _ITS_OWN_FAULT and error.status != _TOO_MANY:
                    raise
                self.complain(f"{error} Trying again.")
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _attempt(self, delivery: PulledDelivery) -> None:
        """Make one attempt and record it; what cannot be recorded goes to another holder when its lease ends."""
        extending = asyncio.create_task(self._extend(delivery))
        try:
            outcome = await self.handle(delivery)
        finally:
            extending.cancel()
        try:
            item = await self._record(delivery, outcome)
        except RemoteError as error:
            self.complain(f"{delivery.delivery_id} could not be recorded: {error}")
        else:
            self.told(delivery, outcome, item)

    async def _record(self, delivery: PulledDelivery, outcome: Outcome) -> RecordedItem:
        item: dict[str, object] = {
            "delivery_id": delivery.delivery_id,
            "lease_token": delivery.lease_token,
            "duration_ms": round(outcome.duration_ms, 3),
        }
        if outcome.error is not None:
            item["error"] = outcome.error
        else:
            item |= {"status_code": outcome.status_code, "headers": dict(outcome.headers), "body": outcome.body}
        content = json.dumps({"items": [item]}).encode()
        return (
            (await self.remote.send("POST", await self._path("record"), content, repeatable=True))
            .read(Recorded)
            .items[0]
        )

    async def _extend(self, delivery: PulledDelivery) -> None:
        item = {"delivery_id": delivery.delivery_id, "lease_token": delivery.lease_token}
        content = json.dumps({"items": [item], "lease_seconds": _LEASE_SECONDS}).encode()
        while True:
            await asyncio.sleep(_EXTEND_SECONDS)
            try:
                await self.remote.send("POST", await self._path("extend"), content, repeatable=True)
            except RemoteError as error:
                self.complain(f"The lease of {delivery.delivery_id} could not be extended: {error}")

    async def _path(self, verb: str) -> str:
        return await self.remote.tenant_path(f"/subscriptions/{segment(self.subscription_id)}/deliveries:{verb}")


async def _take(slots: asyncio.Semaphore) -> int:
    """Take every slot that is free, as soon as there is one; returns how many."""
    taken = 0
    while not taken or not slots.locked():
        await slots.acquire()
        taken += 1
    return taken
