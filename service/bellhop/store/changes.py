"""The numbers by which processes learn what has changed in the directory: see `bellhop.changes`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


class Noun(StrEnum):
    """What processes keep in memory of the directory."""

    TENANTS = "tenants"
    KEYS = "keys"
    ACTIONS = "actions"
    EVENT_TYPES = "event_types"


_NOUNS = frozenset(Noun)


@dataclass(frozen=True, slots=True)
class NamePlace:
    """What stands under a name of the directory, or the trace of what was deleted there."""

    version: int
    create_time: datetime
    deleted: bool


@dataclass(frozen=True, slots=True)
class DirectoryChange:
    """One row that was written: its noun, its name (a key's is the hash in hex), its number, and a tenant's cell."""

    noun: Noun
    name: str
    version: int
    cell: str | None


async def stamp(connection: "Connection", noun: Noun) -> int:
    """The number for the rows that this transaction writes; others who write this noun wait for its end."""
    version: int = await connection.fetchval(load("changes")["stamp"], noun)
    return version


async def current(connection: "Connection") -> dict[Noun, int]:
    """The last number of each noun. Those that only a newer version of the service knows are left out."""
    rows = await connection.fetch(load("changes")["current"])
    return {Noun(row["noun"]): row["version"] for row in rows if row["noun"] in _NOUNS}


async def since(connection: "Connection", known: dict[Noun, int]) -> list[DirectoryChange]:
    """What was written beyond the numbers that are known."""
    rows = await connection.fetch(load("changes")["since"], *(known[noun] for noun in Noun))
    return [DirectoryChange(Noun(row["noun"]), row["name"], row["version"], row["cell"]) for row in rows]
