"""Which master keys are needed and not there: asked before the service starts, by the doctor, and for the figures.

A key that is lost is known by its label, which costs a step for each key, however many subscriptions there are. What
versions before labels sealed names its key only, and of these the first and the last are tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellhop.core.credentials import place_of
from bellhop.ids import Prefix, encode
from bellhop.store import sealed as store
from bellhop.store.sealed import COUNTED_TO, SealedRow
from bellhop.vault.keyring import Vault, VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection

SAMPLED = 50


@dataclass(frozen=True, slots=True)
class LostKey:
    """A key that seals something and is not in the ring: its label, for how many subscriptions, and some of these.

    `subscriptions` is a lower bound: counting ends, and of a key without a fingerprint only those that were tried.
    """

    key: str
    subscriptions: int
    some: tuple[SealedRow, ...]

    def __str__(self) -> str:
        more = "at least " if self.subscriptions >= COUNTED_TO else ""
        many = "1 subscription" if self.subscriptions == 1 else f"{self.subscriptions} subscriptions"
        return f"{self.key} (which sealed the secrets of {more}{many})"


async def lost_keys(connection: "Connection", vault: Vault | None) -> list[LostKey]:
    """The keys that seal live subscriptions of a cell and are not in the ring; None is a ring without any key."""
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
    return LostKey(key, await store.count(connection, key) if every_one else len(closed), tuple(closed))


def opens(vault: Vault | None, row: SealedRow) -> bool:
    """Whether some key of the ring opens what this row has."""
    if vault is None:
        return False
    try:
        vault.open(row.sealed.ciphertext, **place_of(row.tenant_id, row.subscription_id))
    except VaultError:
        return False
    return True


def names_of(rows: Sequence[SealedRow], *, most: int = 20) -> str:
    """The ids of subscriptions in a sentence, each with its tenant."""
    named = [f"{encode(Prefix.SUBSCRIPTION, each.subscription_id)} of {each.tenant_id}" for each in rows[:most]]
    return ", ".join([*named, "…"] if len(rows) > most else named)
