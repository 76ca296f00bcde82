"""What there is to do and who does it: the counts of a tenant, and what an operator looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bellhop.clock import Clock
from bellhop.domain.workload import Circuit, Dispatcher, Holding, PausedEndpoint, SlowEndpoint, Worker, by_worker
from bellhop.ids import TenantId
from bellhop.store import totals, workload
from bellhop.store.database import Database
from bellhop.store.store import Store

COUNTED_TO = totals.COUNTED_TO
"""As many deliveries or operations of a tenant in a state means at least as many."""

LEASES_COUNTED_TO = workload.COUNTED_TO
"""The same of what dispatchers and workers hold, in each cell."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """What holds deliveries back, the worst first, and who sends."""

    dispatchers: Sequence[Dispatcher]
    circuits: Sequence[Circuit]
    paused: Sequence[PausedEndpoint]
    slowest: Sequence[SlowEndpoint]


class Workload:
    """Asks the cells what they are busy with."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def deliveries_of(self, tenant_id: TenantId) -> Mapping[str, int]:
        """How many deliveries a tenant has in each state."""
        async with self._store.cell_of(tenant_id).connection() as connection:
            return await totals.deliveries(connection, tenant_id)

    async def operations_of(self, tenant_id: TenantId) -> Mapping[str, int]:
        """How many operations a tenant has in each state that have not expired."""
        async with self._store.cell_of(tenant_id).connection() as connection:
            return await totals.operations(connection, tenant_id, now=self._clock.now())

    async def workers(self) -> list[Worker]:
        """The workers that hold jobs, those that hold most first."""
        return by_worker(list(chain(*await self._store.over_cells(_holdings))))

    async def pressure(self) -> Pressure:
        """The dispatchers, the open circuits, the paused and the slowest endpoints of all cells."""
        cells = await self._store.over_cells(self._pressure_of)
        circuits = sorted(chain(*(each.circuits for each in cells)), key=lambda each: each.open_time)
        paused = sorted(chain(*(each.paused for each in cells)), key=lambda each: each.pause.until, reverse=True)
        slowest = sorted(chain(*(each.slowest for each in cells)), key=lambda each: -each.slow_attempts)
        dispatchers = list(chain(*(each.dispatchers for each in cells)))
        most = workload.MOST_SHOWN
        return Pressure(dispatchers, circuits[:most], paused[:most], slowest[:most])

    async def _pressure_of(self, cell: Database) -> Pressure:
        now = self._clock.now()
        async with cell.connection() as connection:
            return Pressure(
                await workload.dispatchers(connection, cell=cell.cell),
                await workload.circuits(connection),
                await workload.paused(connection, now=now),
                await workload.slowest(connection, now=now),
            )


async def _holdings(cell: Database) -> Sequence[Holding]:
    async with cell.connection() as connection:
        return await workload.holdings(connection)
