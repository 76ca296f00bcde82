"""Re-encryption: what older master keys sealed is sealed again with the active one, while traffic goes on.

A row is replaced only if nobody has changed it since it was read, and then no longer found: to go on after an
interruption is to begin again. What cannot be opened is reported and passed over. When a pass finds nothing more to
do, the older keys may be taken from the ring, but for those that something unreadable still names.
"""

from collections import Counter
from dataclasses import dataclass

from bellhop.core.credentials import SEALED_FIELD
from bellhop.ids import Prefix, SubscriptionId, TenantId, encode
from bellhop.log import get_logger
from bellhop.store import rekey, subscriptions
from bellhop.store.database import Database, Store
from bellhop.store.subscriptions import SealedRow
from bellhop.vault.keyring import Vault, VaultError

_BATCH = 200

log = get_logger("maintenance")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A subscription whose secrets do not open: because their key is not in the ring, or they are damaged."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    sealed_by: str
    reason: str

    def __str__(self) -> str:
        return f"{encode(Prefix.SUBSCRIPTION, self.subscription_id)} of tenant {self.tenant_id}: {self.reason}"


class Rekeyer:
    """Brings everything under the active key, a batch at a time. One pass: make another to look again."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._cells = list(store.cells)
        self._after: SealedRow | None = None
        self.resealed = 0
        self.unreadable: list[Unreadable] = []

    async def remaining(self) -> dict[str, int]:
        """How many rows each older key seals, by the key's name: what is left to do."""
        counted: Counter[str] = Counter()
        for cell in self._store.cells:
            async with cell.connection() as connection:
                counted.update(await rekey.sealed_by_others(connection, self._vault.active_key_name))
        return dict(counted)

    async def run_once(self) -> int:
        """Do one batch; returns how many rows were looked at, 0 at the end of the pass."""
        while self._cells:
            looked_at = await self._batch(self._cells[0])
            if looked_at:
                return looked_at
            self._cells.pop(0)
            self._after = None
        return 0

    async def _batch(self, cell: Database) -> int:
        name = self._vault.active_key_name
        async with cell.transaction() as connection:
            rows = await subscriptions.sealed_by_others(connection, name, after=self._after, most=_BATCH)
            if not rows:
                return 0
            fresh = [(row, sealed) for row in rows if (sealed := self._seal_again(row)) is not None]
            resealed = await subscriptions.reseal(connection, fresh, key_name=name)
        self.resealed += resealed
        self._after = rows[-1]
        log.info("secrets.resealed", rows=resealed, key=name)
        return len(rows)

    def _seal_again(self, row: SealedRow) -> bytes | None:
        place = {"tenant_id": row.tenant_id, "row_id": str(row.subscription_id), "field": SEALED_FIELD}
        try:
            return self._vault.seal(self._vault.open(row.sealed, **place), **place)
        except VaultError as error:
            lost = Unreadable(row.tenant_id, row.subscription_id, row.sealed_by, str(error))
            self.unreadable.append(lost)
            log.warning("secrets.unreadable", tenant_id=lost.tenant_id, subscription_id=str(lost.subscription_id))
            return None
