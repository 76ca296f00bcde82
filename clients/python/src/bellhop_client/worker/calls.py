"""The worker's requests. A lease fences each of them, so all but a claim without its id may be sent again."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bellhop_client._async.transport import AsyncTransport
from bellhop_client.errors import BellhopError, ProblemError
from bellhop_client.retries import Retries, is_worth_repeating

log = logging.getLogger("bellhop_client.worker")

MOST_ITEMS = 100
FAREWELL_SECONDS = 3.0
"""How long the end of a worker waits for the service; one that is away gets the jobs back when their leases run out."""

PAUSES = Retries(attempts=None)


class Refused(Exception):  # noqa: N818 - a word between the parts of the worker
    """The service will not take this request, however often it is sent."""

    def __init__(self, problem: ProblemError) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Revoked(Refused):
    """Nor any other: the key may not do that (any more)."""


class Calls:
    """Posts to the verbs of the worker API. `give_up` hears of what the worker cannot go on with."""

    def __init__(self, transport: AsyncTransport, give_up: Callable[[BellhopError], None]) -> None:
        self._transport, self.give_up = transport, give_up

    async def once(self, verb: str, body: Any = None, *, content: bytes | None = None, wait: float = 0.0) -> Any:
        """The answer to one request; raises `BellhopError`."""
        url = f"/v2/worker/jobs:{verb}"
        answer = await self._transport.request("POST", url, json=body, content=content, wait_seconds=wait)
        return answer.json()

    async def until_answered(
        self, verb: str, body: Callable[[], Mapping[str, Any] | bytes | None], *, wait: float = 0.0
    ) -> Any:
        """The answer, as often as it takes; None once `body` has nothing to send any more.

        `body` is asked before each try. Raises `Refused`.
        """
        retry = 0
        while (given := body()) is not None:
            retry += 1
            try:
                if isinstance(given, bytes):
                    return await self.once(verb, content=given, wait=wait)
                return await self.once(verb, given, wait=wait)
            except BellhopError as fault:
                await asyncio.sleep(self._pause(verb, fault, retry))
        return None

    def _pause(self, verb: str, fault: BellhopError, retry: int) -> float:
        """How long to wait before the next try; raises `Refused` where there shall be none."""
        after = 0.0
        if isinstance(fault, ProblemError):
            if fault.status in (401, 403):
                log.error("The service refuses this worker's key: %s", fault)
                self.give_up(fault)
                raise Revoked(fault) from fault
            if not is_worth_repeating(fault.status, fault.code, repeatable=True):
                log.error("%s was refused: %s", verb, fault)
                raise Refused(fault) from fault
            after = min(fault.retry_after_seconds or 0.0, PAUSES.longest_retry_after_seconds)
        pause = PAUSES.pause(retry, random.random(), after)  # noqa: S311 - jitter is no secret
        log.warning("%s: %s; trying again in %.1f s", verb, fault, pause)
        return pause

    async def release(self, leases: Sequence[Mapping[str, str]]) -> None:
        """Give jobs back, if the service is there to take them: else their leases run out."""
        for first in range(0, len(leases), MOST_ITEMS):
            with suppress(BellhopError, TimeoutError):
                async with asyncio.timeout(FAREWELL_SECONDS):
                    await self.once("release", {"items": leases[first : first + MOST_ITEMS]})
