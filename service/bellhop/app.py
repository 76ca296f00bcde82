"""The composition root: what each role of a process runs on its parts (`parts.py`), and how it starts and stops."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from bellhop import metrics
from bellhop.api.edge.services import Services
from bellhop.api.routes import HEALTH_TABLE, TABLE
from bellhop.api.server import ApiServer
from bellhop.clock import SystemClock
from bellhop.config import Settings
from bellhop.core.directory import Directory
from bellhop.core.roster import Roster
from bellhop.core.uri_rendering import UriRenderer
from bellhop.dispatch.asker import Asker
from bellhop.dispatch.attempt import Attempts
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.dispatch.dispatchers import Dispatchers
from bellhop.installation import Installation, open_roster
from bellhop.log import get_logger
from bellhop.maintenance.expiring import ExpiringWatch
from bellhop.maintenance.expunge import Expunger
from bellhop.maintenance.failing import FailingWatch
from bellhop.maintenance.figures import INTERVAL_SECONDS, Figures
from bellhop.maintenance.idle import IdleWatch
from bellhop.maintenance.mover import Mover
from bellhop.maintenance.replayer import Replayer
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.maintenance.retention import Retention
from bellhop.maintenance.timekeeper import Timekeeper
from bellhop.maintenance.vitals import Vitals
from bellhop.parts import Parts, open_parts
from bellhop.runtime.crew import Crew
from bellhop.runtime.loop import Loop
from bellhop.runtime.wakeup import Wakeups
from bellhop.store.database import Database
from bellhop.store.store import Store

_CELLS_SECONDS = 1.0
_CLOCK_SECONDS = 5.0
_LAST_USE_SECONDS = 60.0
_POSTGRES_SECONDS = 1.0
_PROXY_SECONDS = 5.0
_REPLICA_SECONDS = 1.0
_SILENCE_SECONDS = 2.5  # a database that does not answer for so long, while we end, is taken for dead
_WORKERS_SECONDS = 25.0  # above the grace time of the dispatcher, within that of the supervisor
_AWAY_SECONDS = 2.0

log = get_logger("app")


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    API = "api"
    DISPATCHER = "dispatcher"
    MAINTENANCE = "maintenance"

    def includes(self, part: "Role") -> bool:
        """Whether a process of this role does that part."""
        return self in (Role.ALL, part)


class Worker(Protocol):
    """Something that works until it is stopped: a loop, or the engine."""

    async def run(self) -> None:
        """Work until stopped."""

    def stop(self) -> None:
        """Let `run` end."""


class Service:
    """One process of the service: the parts of its role, put together."""

    def __init__(self, role: Role, store: Store, services: Services, workers: Sequence[Worker]) -> None:
        self._store = store
        self._services = services
        self._away = False
        self._workers = workers
        self._server = ApiServer(services, table=TABLE if role.includes(Role.API) else HEALTH_TABLE)
        self._stopping = asyncio.Event()

    async def first_admin_key(self) -> str | None:
        """A new admin key when there is none yet, to be shown this once; else None."""
        return await self._services.keys.first_admin_key()

    def stop(self) -> None:
        """Let `run` take no more, finish what it holds, and end."""
        self._stopping.set()

    async def run(self, listener: socket.socket | None, *, crew: Crew | None = None) -> None:
        """Work until stopped; `listener` is the bound socket of the API, or of the health of another role.

        Where it is one of a `crew`, connections are accepted as soon as all of it are there, and shared with them.
        """
        tasks = [asyncio.create_task(each.run()) for each in self._workers]
        try:
            if listener is not None and crew is not None:
                gathering, stopping = asyncio.create_task(crew.gather()), asyncio.create_task(self._stopping.wait())
                await asyncio.wait((gathering, stopping), return_when=asyncio.FIRST_COMPLETED)
                gathering.cancel()
                stopping.cancel()
            if listener is not None:
                await self._server.start(listener, crew=crew)
            await self._stopping.wait()
        finally:
            giving_up = asyncio.create_task(self._give_up_on_a_dead_database())
            self._services.backpressure.stop()  # or the requests that it slows down would keep the server from closing
            await self._server.close()
            for each in self._workers:
                each.stop()
            await self._end(tasks)
            giving_up.cancel()

    async def _give_up_on_a_dead_database(self) -> None:
        """Cut the connections to what is silent when we end: all that wait for it could not end otherwise.

        Of several cells the others go on: what they hold is given back, and what was sent is written.
        """
        asked = {asyncio.create_task(each.now()): each for each in self._store.databases()}
        _, silent = await asyncio.wait(asked, timeout=_SILENCE_SECONDS)
        for each in silent:
            log.warning("database.given_up", cell=asked[each].cell, after_seconds=_SILENCE_SECONDS)
            self._away = self._away or asked[each] is self._store.directory
            asked[each].give_up()
        await asyncio.gather(*asked, return_exceptions=True)

    async def _end(self, tasks: "Sequence[asyncio.Task[None]]") -> None:
        """Wait for the workers, not for ever: leases of those that are cut end by themselves."""
        _, late = await asyncio.wait(tasks, timeout=_AWAY_SECONDS if self._away else _WORKERS_SECONDS)
        for task in late:
            task.cancel()
        if late:
            log.warning("workers.cut", workers=len(late))
            await asyncio.wait(late, timeout=_AWAY_SECONDS)
        for task in tasks:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                reason = str(error) if self._away else repr(error)
                log.error("worker.failed", error=type(error).__name__, reason=reason)


@asynccontextmanager
async def assemble(settings: Settings, installed: Installation, role: Role) -> AsyncIterator[Service]:
    """The service of one process on a prepared database; what it opened is closed when the block ends."""
    async with AsyncExitStack() as stack:
        lists = role.includes(Role.API)
        roster = await stack.enter_async_context(open_roster(installed, name=f"bellhop {role}", lists=lists))
        store = roster.store
        clock = SystemClock()
        clock.correct(clock.now(), await store.directory.now())
        wakeups = Wakeups(notify=store.directory.notify, listen_url=installed.listen_url, name=f"bellhop {role}")
        await wakeups.start()
        stack.push_async_callback(wakeups.close)
        parts = await stack.enter_async_context(
            open_parts(settings, store, clock=clock, wakeups=wakeups, master_keys=installed.master_keys)
        )
        timekeeper = Timekeeper(clock, store, wakeups, tidies=role.includes(Role.MAINTENANCE))
        workers: list[Worker] = [Loop("clock", timekeeper.run_once, interval_seconds=_CLOCK_SECONDS)]
        workers.append(Vitals(role.value, store))
        workers.append(Loop("cells", partial(_know_cells, roster, parts.directory), interval_seconds=_CELLS_SECONDS))
        workers.extend(watch_postgres(installed))
        if lists and (installed.read_url or installed.cell_read_urls):
            workers.append(Loop("replica", store.look_at_replicas, interval_seconds=_REPLICA_SECONDS))
        if parts.sender.proxy is not None:
            workers.append(Loop("egress.proxy", parts.sender.proxy.run_once, interval_seconds=_PROXY_SECONDS))
        if role.includes(Role.API):
            workers.append(parts.services.backpressure)
            workers.append(Loop("keys.last_use", parts.services.keys.flush_uses, interval_seconds=_LAST_USE_SECONDS))
        if role.includes(Role.MAINTENANCE):
            replayer, expunger = _replayer(parts), _expunger(parts)
            stack.push_async_callback(replayer.close)
            stack.push_async_callback(expunger.close)
            workers.extend(_housekeeping(settings, parts, replayer, expunger))
            workers.append(_mover(parts))
        if role.includes(Role.DISPATCHER):
            workers.append(Dispatchers(store, partial(_dispatcher, parts)))
            workers.append(Asker(store, parts.handshakes))
        yield Service(role, store, parts.services, workers)


async def _know_cells(roster: Roster, directory: Directory) -> int:
    """Open cells that were added, and hear where tenants live, also where no request asks for them."""
    await directory.refresh()
    return await roster.run_once()


def watch_postgres(installed: Installation) -> list[Loop]:
    """The loop that starts the embedded server again; the process that started it must run one, also a supervisor.

    A server that died stays in the process table until its parent looks, and until then no new one starts.
    """
    if installed.postgres is None:
        return []
    return [Loop("postgres", installed.postgres.run_once, interval_seconds=_POSTGRES_SECONDS)]


def _dispatcher(parts: Parts, cell: Database) -> Dispatcher:
    services = parts.services
    attempts = Attempts(
        parts.sender,
        clock=services.clock,
        tokens=parts.tokens,
        render_uri=UriRenderer(services.catalog).render,
    )
    return Dispatcher(
        cell,
        attempts,
        open_credentials=parts.credentials.open,
        registry=parts.registry,
        wakeups=services.wakeups,
        clock=services.clock,
        session_url=cell.session_url,
        port=parts.slots,
        origin=parts.handshakes.origin,
    )


def _replayer(parts: Parts) -> Replayer:
    services = parts.services
    return Replayer(
        parts.store,
        clock=services.clock,
        wakeups=services.wakeups,
        registry=parts.registry,
        work=services.work,
        completions=services.completions,
    )


def _expunger(parts: Parts) -> Expunger:
    services = parts.services
    return Expunger(
        parts.store,
        services.clock,
        tenants=services.tenants,
        work=services.work,
        completions=services.completions,
    )


def _mover(parts: Parts) -> Mover:
    services = parts.services
    return Mover(
        parts.store,
        tenants=services.tenants,
        moves=services.moves,
        jobs=services.jobs,
        work=services.work,
        completions=services.completions,
        wakeups=services.wakeups,
    )


def _housekeeping(settings: Settings, parts: Parts, replayer: Replayer, expunger: Expunger) -> list[Loop]:
    """The loops that keep the house: each may run in several processes at once."""
    services = parts.services
    store, clock, wakeups = parts.store, services.clock, services.wakeups
    jobs = JobRescuer(store, clock, wakeups, registry=parts.registry)
    deliveries = DeliveryRescuer(store, clock, wakeups, registry=parts.registry)
    failing = FailingWatch(store, clock, wakeups, registry=parts.registry)
    expiring = ExpiringWatch(store, clock, wakeups, registry=parts.registry)
    idle = IdleWatch(store, clock, services.subscriptions)
    retention = Retention(store, clock, history=timedelta(days=settings.history_days))
    loops = [
        Loop("jobs.rescue", jobs.run_once, interval_seconds=1.0),
        Loop("deliveries.rescue", deliveries.run_once, interval_seconds=5.0),
        Loop("deliveries.replay", replayer.run_once, interval_seconds=1.0),
        Loop("tenants.erase", expunger.run_once, interval_seconds=1.0),
        Loop("subscriptions.failing", failing.run_once, interval_seconds=60.0),
        Loop("subscriptions.expiring", expiring.run_once, interval_seconds=60.0),
        Loop("subscriptions.idle", idle.run_once, interval_seconds=10.0),
        Loop("retention", retention.run_once, interval_seconds=600.0),
    ]
    if metrics.is_first():  # of the workers of a supervisor, who tell their figures together
        loops.append(Loop("figures", Figures(store, services.vault).run_once, interval_seconds=INTERVAL_SECONDS))
    return loops
