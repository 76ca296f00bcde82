"""The laws of the data, asked of the database: what `bellhop doctor --invariants` and the tests check."""

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellhop.ids import Prefix, TenantId, encode
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_SHOWN = 20
_KINDS = {
    "job": Prefix.OPERATION,
    "held by": Prefix.OPERATION,
    "delivery": Prefix.DELIVERY,
    "head is": Prefix.DELIVERY,
    "head": Prefix.DELIVERY,
    "subscription": Prefix.SUBSCRIPTION,
    "event": Prefix.EVENT,
}
_NAMED = re.compile(rf"\b({'|'.join(_KINDS)}) ([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})")
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


async def check(connection: "Connection", *, limit: int = _SHOWN) -> list[Violation]:
    """The rows of a cell that break a law, at most `limit` for each; may run beside traffic, reads all history."""
    found = []
    for name, statement in load("invariants").items():
        rows = await connection.fetch(statement, limit, timeout=_STATEMENT_SECONDS)
        found += [Violation(_words(name), TenantId(row["tenant_id"]), _spelled(row["what"])) for row in rows]
    return found


def _spelled(what: str) -> str:
    """The sentence with its ids as the API spells them; the word before each says what it names."""
    return _NAMED.sub(lambda found: f"{found[1]} {encode(_KINDS[found[1]], uuid.UUID(found[2]))}", what)


def _words(name: str) -> str:
    return name.replace("_", " ")
