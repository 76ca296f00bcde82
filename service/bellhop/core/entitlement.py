"""What the cell of a tenant is told of it: that nothing is there of another, and whether it may have deliveries."""

import uuid

from bellhop.domain.tenant import Tenant
from bellhop.errors import UnavailableError
from bellhop.store import expunge, moving, subscriptions
from bellhop.store.database import Database
from bellhop.store.store import Store


async def prepare(store: Store, tenant: Tenant) -> None:
    """Make the cell of a tenant ready that is being made: nothing is there of an earlier one, nor of a move.

    Raises `UnavailableError`, or another error of a database that is away.
    """
    cell = store.cell_named(tenant.cell)
    if cell is None:
        message = f"The cell {tenant.cell} is away; try again shortly."
        raise UnavailableError(message)
    await store.ask(cell, _prepare(store, cell, tenant))


async def _prepare(store: Store, cell: Database, tenant: Tenant) -> None:
    if store.has_several:
        await expunge.clear(cell, tenant.tenant_id)
        await moving.unfence(cell, tenant.tenant_id)
    await tell(cell, tenant)


async def tell(cell: Database, tenant: Tenant) -> None:
    """Let fan-out in this cell know whether the tenant may have deliveries."""
    entitled = tenant.limits.subscriptions > 0
    async with cell.transaction() as connection:
        await subscriptions.set_entitled(connection, tenant.tenant_id, version=uuid.uuid4(), entitled=entitled)
