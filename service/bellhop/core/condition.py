"""How the installation is: whether its databases answer, and how much waits and runs in it."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from bellhop.clock import Clock
from bellhop.domain.depths import Depths, together
from bellhop.egress.proxy import Proxy
from bellhop.store import depths
from bellhop.store.database import Database
from bellhop.store.replica import part_of
from bellhop.store.store import Store

_PATIENCE_SECONDS = 1.5  # an answer within two seconds is promised


class NoAnswerError(Exception):
    """A database does not answer in time."""


class Condition:
    """Asks the databases how they are, and knows how the way out and the read replica are."""

    def __init__(self, store: Store, clock: Clock, *, proxy: Proxy | None = None) -> None:
        self._store = store
        self._clock = clock
        self._proxy = proxy
        self._asked: dict[Database, asyncio.Task[datetime]] = {}

    async def databases(self) -> Mapping[str, BaseException | None]:
        """What is wrong with each database (`NoAnswerError`: it is silent), None where it answers.

        All are asked at once, as a probe waits for a few seconds only.
        """
        named = {"directory": self._store.directory}
        named |= {cell.cell: cell for cell in self._store.cells}
        answers = await asyncio.gather(*(self._ask(database) for database in named.values()))
        return {**dict.fromkeys(self._store.closed, NoAnswerError()), **dict(zip(named, answers, strict=True))}

    async def cells(self, names: Collection[str]) -> Mapping[str, str | None]:
        """Why this process does not reach each of these cells, in a sentence without an address; None where it does."""
        answers = await self.databases()
        return {name: self._trouble(name, answers) for name in names}

    def _trouble(self, cell: str, answers: Mapping[str, BaseException | None]) -> str | None:
        if cell in self._store.closed:
            return "This process cannot open it; the findings of the doctor say why."
        if cell not in answers:
            return "This process has not opened it yet."
        error = answers[cell]
        if error is None:
            return None
        if isinstance(error, NoAnswerError):
            return "It does not answer in time."
        return f"It cannot be asked ({type(error).__name__})."

    def ways_out(self) -> Mapping[str, str | None]:
        """What is wrong with the egress proxy, None where it works; empty where there is no proxy."""
        return {} if self._proxy is None else {"egress_proxy": self._proxy.problem}

    def replicas(self) -> Mapping[str, str | None]:
        """Why a read replica is not used, None where it is; empty where there is none."""
        return {part_of(name): replica.problem for name, replica in self._store.replicas.items()}

    async def depths(self) -> Depths:
        """How much waits and runs."""
        return together(await self._store.over_cells(self._depths_of))

    async def _depths_of(self, cell: Database) -> Depths:
        async with cell.connection() as connection:
            return await depths.read(connection, now=self._clock.now())

    async def _ask(self, database: Database) -> BaseException | None:
        """What is wrong with a database, in time also of one that is frozen.

        A question that takes too long is left to itself, and the next probe waits for the same one: to cancel it would
        mean to wait until Postgres has heard of that.
        """
        question = self._asked.get(database)
        if question is None:
            question = self._asked[database] = asyncio.create_task(database.now())
            question.add_done_callback(partial(self._forget, database))
        await asyncio.wait((question,), timeout=_PATIENCE_SECONDS)  # the wait for a connection counts too
        return question.exception() if question.done() else NoAnswerError()

    def _forget(self, database: Database, question: "asyncio.Task[datetime]") -> None:
        self._asked.pop(database, None)
        if not question.cancelled():
            question.exception()  # looked at, though nobody may wait for it any more
