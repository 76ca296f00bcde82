"""An operation that moves a tenant, as the process holds it that carries it out, and what ends its work on it."""

import asyncio
import uuid
from dataclasses import dataclass
from typing import Self

import orjson

from bellhop.core.moves import LeaseLostError, noted
from bellhop.core.work import Claimed
from bellhop.domain.lease import LeaseKey
from bellhop.errors import NotFoundError, UnavailableError
from bellhop.ids import TenantId
from bellhop.runtime.broken import DATABASE_AWAY
from bellhop.store.database import Database
from bellhop.store.store import Store


class CellAwayError(Exception):
    """A cell is not open in this process; the name of it."""


AWAY: tuple[type[Exception], ...] = (CellAwayError, UnavailableError, *DATABASE_AWAY)
"""What is raised of a cell that is away: the same may work later."""


def opened(store: Store, name: str) -> Database:
    """The cell of this name; raises `CellAwayError` where it is not open."""
    cell = store.cell_named(name)
    if cell is None:
        raise CellAwayError(name)
    return cell


class UnwantedError(Exception):
    """Somebody cancelled the operation."""


class StoppingError(Exception):
    """This process ends."""


@dataclass(slots=True)
class Held:
    """One operation that is worked on here; `done` counts its steps.

    source: the cell that the tenant leaves; None while nothing was held there, by this lease or an earlier one.
    is_over: the tenant was moved over, and what is left to do is to remove its rows from `source`.
    beating: keeps the lease; None before the work begins.
    not_before: by the monotonic clock, when to try again to put back what is held.

    is_lost: another worker has its lease by now. is_gone: the tenant was deleted. is_unwanted: it was cancelled.
    is_stopping: this process ends. may_stop: whether the last two can be obeyed.
    """

    claimed: Claimed
    tenant_id: TenantId
    cell: str
    source: str | None
    is_over: bool = False
    beating: "asyncio.Task[None] | None" = None
    not_before: float = 0.0
    done: int = 0
    is_lost: bool = False
    is_gone: bool = False
    is_unwanted: bool = False
    is_stopping: bool = False
    may_stop: bool = True

    @classmethod
    def of(cls, claimed: Claimed) -> Self:
        """What was claimed, with what an earlier lease has written down."""
        task, known = orjson.loads(claimed.job.input), noted(claimed.job)
        return cls(claimed, TenantId(task["tenant_id"]), task["cell"], known.source, known.is_over)

    def check(self) -> None:
        """Raises where the operation shall not go on here.

        `LeaseLostError`, `NotFoundError` without the tenant, `UnwantedError`, `StoppingError`.
        """
        if self.is_lost:
            raise LeaseLostError
        if self.is_gone:
            raise NotFoundError
        if self.is_unwanted and self.may_stop:
            raise UnwantedError
        if self.is_stopping and self.may_stop:
            raise StoppingError

    @property
    def key(self) -> LeaseKey:
        """The lease under which it is worked on."""
        return self.claimed.lease.key

    @property
    def token(self) -> uuid.UUID:
        """By which the directory knows that lease."""
        return self.claimed.lease.token

    async def end_beating(self) -> None:
        """Keep the lease no longer."""
        if self.beating is not None:
            self.beating.cancel()
            await asyncio.wait((self.beating,))


def fault(code: str, message: str) -> bytes:
    """The errors of an operation that failed, as they are stored."""
    return orjson.dumps([{"code": code, "message": message}])
