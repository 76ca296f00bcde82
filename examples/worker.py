"""A worker: claims jobs, keeps them alive with heartbeats, computes, completes. Take it and put your own functions in.

    worker = Worker("http://127.0.0.1:8400", key, {"irradiance_analysis": irradiance_analysis})
    await worker.run()                 # until worker.stop()

A handler is an ordinary function of the input and a `report(done, total)`; it runs in a thread. What it returns is
the result. Raising `JobFailedError` ends the job as failed, any other exception sends it back to be tried again.
`report` raises `JobCancelledError` once the tenant has asked to cancel or the lease is lost, so a handler that
reports now and then stops soon. Nothing here is Bellhop's own code: it is four requests of the worker API.

Run as a program it works on the demo's two actions: `BELLHOP_URL=… WORKER_KEY=… python -m examples.worker`.
"""

import asyncio
import logging
import os
import signal
import sys
import uuid
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from examples.failures import JobFailedError
from examples.irradiance import irradiance_analysis
from examples.layout import auto_designer

Report = Callable[[int, int], None]
Handler = Callable[[Mapping[str, Any], Report], dict[str, Any]]
Json = dict[str, Any]
T = TypeVar("T")

log = logging.getLogger("worker")

_FAREWELL_SECONDS = 3.0  # a service that is away gets the jobs back when their leases run out
_OWN_MISTAKES = range(400, 429)  # answers that the same request would get again


class JobCancelledError(Exception):
    """The job shall not go on: the tenant asked to cancel it, or its lease was lost."""


class RefusedError(Exception):
    """The service will never accept this request; the message is its problem document."""


@dataclass(slots=True)
class Held:
    """A job that this worker holds, and what its thread and the heartbeat tell each other."""

    job: Json
    progress: Json | None = None
    cancel_requested: bool = False
    lost: bool = False

    @property
    def lease(self) -> Json:
        """What proves to the service that the job is held by this worker."""
        return {"job_id": self.job["job_id"], "lease_token": self.job["lease_token"]}


class Worker:
    """Works on the actions of `handlers` until stopped, at most `concurrency` jobs at a time."""

    def __init__(
        self,
        url: str,
        key: str,
        handlers: Mapping[str, Handler],
        *,
        worker_id: str | None = None,
        concurrency: int = 4,
        lease_seconds: int = 30,
        grace_seconds: float = 10.0,
    ) -> None:
        self._url, self._key, self._handlers = url.rstrip("/"), key, handlers
        self._worker_id = worker_id or f"{os.uname().nodename}-{os.getpid()}"
        self._lease_seconds, self._grace_seconds = lease_seconds, grace_seconds
        self._slots = asyncio.Semaphore(concurrency)
        self._held: dict[str, Held] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._progressed = asyncio.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Claim no more; `run` ends when the jobs held are completed, or given back after the grace time."""
        self._stopping.set()

    async def run(self) -> None:
        """Claim and work until `stop` is called."""
        headers = {"Authorization": f"Bearer {self._key}"}
        async with aiohttp.ClientSession(headers=headers) as self._session:
            heartbeat = asyncio.create_task(self._keep_alive())
            try:
                while await self._unless_stopping(self._slots.acquire()):
                    await self._take_one()
                if self._tasks:
                    await asyncio.wait(self._tasks, timeout=self._grace_seconds)
                await self._give_back(list(self._held.values()))
            finally:
                heartbeat.cancel()
                await asyncio.gather(heartbeat, return_exceptions=True)

    async def _take_one(self) -> None:
        """Claim one job and start it; frees the slot when there was none or the worker is stopping."""
        body = self._claim_body()
        answer = await self._unless_stopping(self._call("claim", body))
        if answer is None:
            # The claim that was broken off may have leased a job. The same claim_id finds it, and it is given back.
            with suppress(TimeoutError):
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    answer = await self._call("claim", body | {"wait_seconds": 0})
                    await self._give_back([Held(job) for job in answer["jobs"]])
            return
        if not answer["jobs"]:
            self._slots.release()
            return
        held = Held(answer["jobs"][0], cancel_requested=answer["jobs"][0].get("cancel_requested", False))
        self._held[held.job["job_id"]] = held
        task = asyncio.create_task(self._work(held))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _unless_stopping(self, action: Coroutine[Any, Any, T]) -> T | None:
        """What the action gives, or None, with the action broken off, as soon as the worker shall stop."""
        task, stopping = asyncio.create_task(action), asyncio.create_task(self._stopping.wait())
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not self._stopping.is_set():
            stopping.cancel()
            return task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return None

    def _claim_body(self) -> Json:
        """One claim. Its `claim_id` makes it safe to send again when the answer was lost: the same job comes back."""
        return {
            "worker_id": self._worker_id,
            "actions": list(self._handlers),
            "max_jobs": 1,
            "lease_seconds": self._lease_seconds,
            "wait_seconds": 20,
            "claim_id": uuid.uuid4().hex,
        }

    async def _work(self, held: Held) -> None:
        job_id = held.job["job_id"]
        try:
            item = await self._outcome(held)
            refusal = None if held.lost else await self._complete(held, item)
            if refusal is not None:
                error = {"code": "bad_output", "message": refusal}
                refusal = await self._complete(held, {"outcome": "failed", "errors": [error]})
            if refusal is not None:
                log.error("%s could not be completed: its lease will run out", job_id)
        finally:
            self._held.pop(job_id, None)
            self._slots.release()

    async def _complete(self, held: Held, item: Json) -> str | None:
        """Say what came of a job; why the service cannot take that (a result that breaks its schema), or None."""
        try:
            answer = (await self._call("complete", {"items": [held.lease | item]}))["items"][0]
        except RefusedError as refusal:
            answer = {"status": "invalid", "errors": str(refusal)}
        log.info("%s %s: %s", held.job["job_id"], item["outcome"], answer)
        return str(answer["errors"]) if answer["status"] == "invalid" else None

    async def _outcome(self, held: Held) -> Json:
        """Run the handler in a thread and say what came of it, as an item of `jobs:complete`."""
        loop = asyncio.get_running_loop()

        def report(done: int, total: int) -> None:
            if held.cancel_requested or held.lost:
                raise JobCancelledError
            percent = round(100 * done / total) if total else 0
            held.progress = {"percent": percent, "completed_items": done, "total_items": total}
            loop.call_soon_threadsafe(self._progressed.set)

        try:
            result = await asyncio.to_thread(self._handlers[held.job["action"]], held.job["input"], report)
        except JobCancelledError:
            return {"outcome": "cancelled"}
        except JobFailedError as failure:
            return {"outcome": "failed", "errors": [failure.as_error()]}
        except Exception as fault:
            log.exception("%s went wrong and will be tried again", held.job["job_id"])
            errors = [{"code": "worker_error", "message": f"{type(fault).__name__}: {fault}"}]
            return {"outcome": "retry", "errors": errors}
        return {"outcome": "succeeded", "result": result}

    async def _keep_alive(self) -> None:
        """Renew every lease three times in its life, and sooner when there is progress to tell."""
        while True:
            try:
                async with asyncio.timeout(self._lease_seconds / 3):
                    await self._progressed.wait()
                await asyncio.sleep(0.1)  # let some more progress gather
            except TimeoutError:
                pass
            self._progressed.clear()
            held = list(self._held.values())
            if not held:
                continue
            leases = [each.lease | ({"progress": each.progress} if each.progress else {}) for each in held]
            try:
                answer = await self._call("heartbeat", {"leases": leases})
            except RefusedError:
                log.exception("the heartbeat was refused")
                continue
            for each, item in zip(held, answer["leases"], strict=True):
                each.lost = item["status"] == "lost"
                each.cancel_requested = each.cancel_requested or item.get("cancel_requested", False)

    async def _give_back(self, leases: Sequence[Held]) -> None:
        """Release jobs, so that another worker need not wait for their leases to run out."""
        for held in leases:
            held.lost = True
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                if leases:
                    await self._call("release", {"items": [held.lease for held in leases]})

    async def _call(self, verb: str, body: Json) -> Json:
        """Post to one verb of the worker API, as often as it takes; raises `RefusedError` where that is no use."""
        pause = 0.2
        while True:
            try:
                timeout = aiohttp.ClientTimeout(total=40)
                async with self._session.post(
                    f"{self._url}/v2/worker/jobs:{verb}", json=body, timeout=timeout
                ) as answer:
                    if answer.ok:
                        return dict(await answer.json())
                    text = await answer.text()
                    if answer.status in _OWN_MISTAKES:
                        raise RefusedError(text)
                    log.warning("%s answered %s: %s", verb, answer.status, text)
            except (aiohttp.ClientError, TimeoutError) as fault:
                log.warning("%s: %r; trying again in %.1f s", verb, fault, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)


async def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    worker = Worker(
        os.environ.get("BELLHOP_URL", "http://127.0.0.1:8400"),
        os.environ["WORKER_KEY"],
        {"irradiance_analysis": irradiance_analysis, "auto_designer": auto_designer},
        worker_id=os.environ.get("WORKER_ID"),
        lease_seconds=int(os.environ.get("WORKER_LEASE_SECONDS", "30")),
    )
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, worker.stop)
    try:
        await worker.run()
    except RefusedError as refusal:
        log.error("the service refuses this worker: %s", refusal)  # noqa: TRY400 - the answer says it all
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
