"""How a process does itself: whether its loop and its databases answer, and what of their pools is in use."""

import asyncio
import contextlib
import platform
from collections.abc import Mapping, Sequence

from bellhop import __version__
from bellhop.clock import SystemClock, monotonic_seconds, unix_seconds
from bellhop.metrics import (
    BUILD,
    CLOCK_SKEW,
    DATABASE_UP,
    LOOP_LAG,
    POOL_BUSY,
    POOL_MOST,
    POOL_OPEN,
    READ_REPLICA_UP,
    START_TIME,
)
from bellhop.store import examination, silence
from bellhop.store.database import Database
from bellhop.store.replica import part_of
from bellhop.store.store import Store

_TICK_SECONDS = 0.25
_ASK_EVERY_TICKS = 20
_PATIENCE_SECONDS = 2.0


class Vitals:
    """Tells of one process of a role, four times a second, until stopped."""

    def __init__(self, role: str, store: Store) -> None:
        self._role = role
        self._store = store
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._doubting: dict[str, asyncio.Task[None]] = {}
        self._versions: set[str] = set()
        self._stopping = asyncio.Event()

    @property
    def _databases(self) -> Mapping[str, Database]:
        """Every database that there is now, by the name under which it is told."""
        return {cell.cell: cell for cell in self._store.cells}

    def stop(self) -> None:
        """Let `run` end."""
        self._stopping.set()

    async def run(self) -> None:
        """Tell until stopped."""
        START_TIME.labels(self._role).set(unix_seconds())
        ticks = 0
        while not self._stopping.is_set():
            if ticks % _ASK_EVERY_TICKS == 0:
                self.ask()
            ticks += 1
            self.look_at_pools()
            began = monotonic_seconds()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK_SECONDS):
                    await self._stopping.wait()
            if not self._stopping.is_set():
                LOOP_LAG.observe(max(0.0, monotonic_seconds() - began - _TICK_SECONDS))
        await self._close()

    def look_at_pools(self) -> None:
        """Tell how full the pools are."""
        for name, database in self._databases.items():
            self._tell_pools(name, [database])
        for name, replica in self._store.replicas.items():
            READ_REPLICA_UP.labels(self._role, name).set(replica.problem is None)
            self._tell_pools(part_of(name), replica.pools)

    def _tell_pools(self, name: str, databases: Sequence[Database]) -> None:
        if not databases:  # of none, all would be in use
            return
        pools = [each.pool for each in databases]
        POOL_MOST.labels(self._role, name).set(sum(each.get_max_size() for each in pools))
        POOL_OPEN.labels(self._role, name).set(sum(each.get_size() for each in pools))
        POOL_BUSY.labels(self._role, name).set(sum(each.get_size() - each.get_idle_size() for each in pools))

    def ask(self) -> None:
        """Ask every database that owes no answer; one that owes it for two seconds is away (readyz sees it so, too).

        Whether it is only busy or silent is then found out, until it answers.
        """
        for name in self._store.closed:
            DATABASE_UP.labels(self._role, name).set(0)
        for name, database in self._databases.items():
            if name in self._asking:
                self._doubt(name, database)
                continue
            question = asyncio.create_task(self._question(name, database))
            self._asking[name] = question
            asyncio.get_running_loop().call_later(_PATIENCE_SECONDS, self._judge, name, database, question)

    async def _question(self, name: str, database: Database) -> None:
        clock = SystemClock()
        asked = clock.now()
        try:
            moment, version = await examination.moment_and_version(database)
        except Exception:  # noqa: BLE001 - whatever it is, the database did not answer
            self._tell(name, database, answers=False)
        else:
            self._tell(name, database, answers=True)
            off = clock.correct(asked, moment)
            CLOCK_SKEW.labels(self._role, name).set(abs(off.total_seconds()))
            self._tell_build(version)
        finally:
            del self._asking[name]

    def _judge(self, name: str, database: Database, question: "asyncio.Task[None]") -> None:
        if not question.done():
            self._tell(name, database, answers=False)
            self._doubt(name, database)

    def _doubt(self, name: str, database: Database) -> None:
        if name not in self._doubting:
            doubt = self._doubting[name] = asyncio.create_task(silence.cut_dead(database))
            doubt.add_done_callback(lambda _: self._doubting.pop(name))

    def _tell(self, name: str, database: Database, *, answers: bool) -> None:
        """Tell whether it answers; who works for all cells passes by one that does not."""
        database.is_away = not answers
        DATABASE_UP.labels(self._role, name).set(answers)

    def _tell_build(self, postgres: str) -> None:
        for version in {*self._versions, postgres}:  # the server may be another one by now
            BUILD.labels(self._role, __version__, platform.python_version(), version).set(version == postgres)
        self._versions.add(postgres)

    async def _close(self) -> None:
        for question in (*self._asking.values(), *self._doubting.values()):
            question.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait((question,), timeout=_PATIENCE_SECONDS)
