"""Re-encryption: everything sealed is opened, and sealed again where another key than the active one did it.

All of it, since only then can it be said that older keys are needed no more. Traffic goes on meanwhile: a row is
replaced only if nobody has changed it since it was read. To go on after an interruption is to begin again: what was
done is only opened. What cannot be opened is reported and passed over.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bellhop.core.roster import place_of
from bellhop.core.sealed import name_of, place_of_row
from bellhop.domain.sealed import Sealed
from bellhop.log import get_logger
from bellhop.signing.credentials import Credentials
from bellhop.store import cells
from bellhop.store import sealed as store
from bellhop.store.cells import KnownCell
from bellhop.store.database import Database
from bellhop.store.sealed import SealedRow
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, VaultError

_BATCH = 500
_LISTED = 10_000

log = get_logger("maintenance")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What does not open, sealed by the key of this label: because that is not in the ring, or it is damaged."""

    name: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class Rekeyer:
    """Brings everything under the active key, a batch at a time. One pass: make another to look again.

    `looked_at`, `resealed` and `unread` count; `unreadable` lists the first of those that do not open.
    """

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._cells = list(store.cells)
        self._after: SealedRow | None = None
        self._looks_at_urls = True
        self.looked_at = 0
        self.resealed = 0
        self.unread = 0
        self.unreadable: list[Unreadable] = []

    async def remaining(self) -> dict[str, int]:
        """How many rows each older key seals, by the key's label: what is left to do."""
        counted: Counter[str] = Counter()
        for cell in self._store.cells:
            async with cell.connection() as connection:
                counted.update(await store.sealed_by_others(connection, self._vault.active_key))
        counted.update(each.key for each in (await self._urls()).values() if each.key != self._vault.active_key)
        return dict(counted)

    async def run_once(self) -> int:
        """Do one batch; returns how many rows were looked at, 0 at the end of the pass."""
        if self._looks_at_urls:
            self._looks_at_urls = False
            if looked_at := await self._reseal_urls():
                return looked_at
        while self._cells:
            looked_at = await self._batch(self._cells[0])
            if looked_at:
                return looked_at
            self._cells.pop(0)
            self._after = None
        return 0

    async def _urls(self) -> dict[str, Sealed]:
        """The sealed URLs of the databases of cells."""
        async with self._store.directory.connection() as connection:
            return {each.name: each.url for each in await cells.known(connection) if each.url is not None}

    async def _reseal_urls(self) -> int:
        urls, active = await self._urls(), self._vault.active_key
        for name, url in urls.items():
            place = place_of(name)
            try:
                opened, key = self._vault.open_and_tell(url.ciphertext, **place)
            except VaultError as error:
                self._note(f"the database of {name}", url.key, error)
                continue
            if not key == url.key == active:
                fresh = Sealed(self._vault.seal(opened, **place), active)
                async with self._store.directory.connection() as connection:
                    self.resealed += await cells.reseal(connection, KnownCell(name, url), fresh)
        self.looked_at += len(urls)
        return len(urls)

    async def _batch(self, cell: Database) -> int:
        async with cell.transaction() as connection:
            rows = await store.walk(connection, after=self._after, limit=_BATCH)
            if not rows:
                return 0
            fresh = [(row, sealed) for row in rows if (sealed := self._seal_again(row)) is not None]
            resealed = await store.reseal(connection, fresh, key=self._vault.active_key) if fresh else 0
        self.looked_at += len(rows)
        self.resealed += resealed
        self._after = rows[-1]
        if resealed:
            log.info("secrets.resealed", rows=resealed, key=self._vault.active_key)
        return len(rows)

    def _seal_again(self, row: SealedRow) -> bytes | None:
        """What is to be put in the place of a row's ciphertext; None where it may stay, or does not open."""
        active, place = self._vault.active_key, place_of_row(row)
        try:
            opened, key = self._vault.open_and_tell(row.sealed.ciphertext, **place)
        except VaultError as error:
            if row.live:
                log.warning("secrets.unreadable", tenant_id=row.tenant_id, field=row.field, row_id=row.row_id)
                self._note(name_of(row), row.sealed.key, error)
                return None
            # What is deleted or ended has no secrets: nothing is lost with its key.
            return self._vault.seal(Credentials().pack(), **place)
        return None if key == row.sealed.key == active else self._vault.seal(opened, **place)

    def _note(self, name: str, key: str, error: VaultError) -> None:
        self.unread += 1
        if len(self.unreadable) < _LISTED:
            self.unreadable.append(Unreadable(name, key, str(error)))


def complaints(rekeyer: Rekeyer, left: Mapping[str, int]) -> list[str]:
    """What is to be told after a pass that did not do all; `left` is what still remains by then."""
    lines = [f"Cannot be opened: {lost}" for lost in rekeyer.unreadable]
    if rekeyer.unread > len(rekeyer.unreadable):
        lines.append(f"… and {rekeyer.unread - len(rekeyer.unreadable)} more.")
    if left:
        lines.append(f"Still sealed by: {', '.join(f'{key} ({rows})' for key, rows in sorted(left.items()))}.")
    if rekeyer.unread:
        lines.append(
            f"{rekeyer.unread} sealed rows cannot be opened: put back the keys that are missing, and "
            "remove none of those that are there."
        )
    return lines
