"""The laws of the data, asked of the database: what `bellhop doctor --invariants` and the tests check."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_SHOWN = 20
_STATEMENT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Violation:
    """A row that breaks a law: the law's name as words, whose row it is, and what is wrong with it."""

    law: str
    tenant_id: TenantId
    what: str

    def __str__(self) -> str:
        return f"{self.law}: {self.what} (tenant {self.tenant_id})"


def laws() -> tuple[str, ...]:
    """The laws, as words."""
    return tuple(_words(name) for name in load("invariants"))


async def check(connection: "Connection", *, most: int = _SHOWN) -> list[Violation]:
    """The rows of a cell that break a law, at most `most` for each; may run beside traffic, reads all history."""
    found = []
    for name, statement in load("invariants").items():
        rows = await connection.fetch(statement, most, timeout=_STATEMENT_SECONDS)
        found += [Violation(_words(name), TenantId(row["tenant_id"]), row["what"]) for row in rows]
    return found


def _words(name: str) -> str:
    return name.replace("_", " ")
