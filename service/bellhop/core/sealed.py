"""Which master keys are needed and not there: asked before the service starts, by the doctor, and for the figures.

A key that is lost is known by its label, which costs a step for each key, however many subscriptions there are. What
versions before labels sealed names its key only, and of these the first and the last are tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellhop.core.credentials import SealedPlace
from bellhop.domain.sealed import SIGNING_KEY
from bellhop.ids import Prefix, encode
from bellhop.store import sealed as store
from bellhop.store.sealed import COUNTED_TO, Counted, SealedRow
from bellhop.vault.keyring import Vault, VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection

SAMPLED = 50


@dataclass(frozen=True, slots=True)
class LostKey:
    """A key that seals something and is not in the ring: its label, for how many, and some of these.

    `counted` are lower bounds: counting ends, and of a key without a fingerprint only those that were tried.
    """

    key: str
    counted: Counted
    some: tuple[SealedRow, ...]

    def __str__(self) -> str:
        return f"{self.key} (which sealed the secrets of {many(self.counted)})"


async def lost_keys(connection: "Connection", vault: Vault | None) -> list[LostKey]:
    """The keys that seal live rows of a cell and are not in the ring; None is a ring without any key."""
    lost = [await _if_lost(connection, vault, key) for key in await store.keys(connection)]
    return [each for each in lost if each is not None]


async def _if_lost(connection: "Connection", vault: Vault | None, key: str) -> LostKey | None:
    has_fingerprint = ":" in key
    if vault is not None and has_fingerprint and vault.holds(key):
        return None
    sampled = await store.sample(connection, key, limit=SAMPLED)
    closed = sampled if has_fingerprint else [row for row in sampled if not opens(vault, row)]
    if not closed:
        return None
    every_one = len(closed) == len(sampled)
    return LostKey(key, await store.count(connection, key) if every_one else counted(closed), tuple(closed))


def opens(vault: Vault | None, row: SealedRow) -> bool:
    """Whether some key of the ring opens what this row has."""
    if vault is None:
        return False
    try:
        vault.open(row.sealed.ciphertext, **place_of_row(row))
    except VaultError:
        return False
    return True


def place_of_row(row: SealedRow) -> SealedPlace:
    """The one place in which it opens."""
    return {"tenant_id": row.tenant_id, "row_id": str(row.row_id), "field": row.field}


def counted(rows: Sequence[SealedRow]) -> Counted:
    """How many of these are of subscriptions, and how many are key pairs."""
    key_pairs = sum(row.field == SIGNING_KEY for row in rows)
    return Counted(len(rows) - key_pairs, key_pairs)


def many(counted: Counted) -> str:
    """Such numbers in a sentence: `2 subscriptions and 1 key pair`."""
    numbers = ((counted.subscriptions, "subscription"), (counted.key_pairs, "key pair"))
    told = [
        f"{'at least ' if number == COUNTED_TO else ''}{number} {noun}{'' if number == 1 else 's'}"
        for number, noun in numbers
        if number
    ]
    return " and ".join(told or ["0 subscriptions"])


def name_of(row: SealedRow) -> str:
    """What a row belongs to."""
    if row.field == SIGNING_KEY:
        return f"a key pair of {row.tenant_id}"
    return f"{encode(Prefix.SUBSCRIPTION, row.row_id)} of {row.tenant_id}"


def names_of(rows: Sequence[SealedRow], *, most: int = 20) -> str:
    """The ids of subscriptions in a sentence, each with its tenant, and whose key pairs they are."""
    named = [name_of(each) for each in rows[:most]]
    return ", ".join([*named, "…"] if len(rows) > most else named)
