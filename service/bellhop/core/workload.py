"""What there is to do and who does it: the counts of a tenant, and what an operator looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bellhop.clock import Clock
from bellhop.domain.workload import Circuit, Dispatcher, Holding, SlowEndpoint, Worker, by_worker
from bellhop.ids import TenantId
from bellhop.store import totals, workload
from bellhop.store.database import Store

COUNTED_TO = totals.COUNTED_TO
"""As many deliveries or operations of a tenant in a state means at least as many."""

LEASES_COUNTED_TO = workload.COUNTED_TO
"""The same of what dispatchers and workers hold, in each cell."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """What holds deliveries back, the worst first, and who sends."""

    dispatchers: Sequence[Dispatcher]
    circuits: Sequence[Circuit]
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
        found: list[Holding] = []
        for cell in self._store.cells:
            async with cell.connection() as connection:
                found += await workload.holdings(connection)
        return by_worker(found)

    async def pressure(self) -> Pressure:
        """The dispatchers, the open circuits and the slowest endpoints of all cells."""
        dispatchers: list[Dispatcher] = []
        circuits: list[Circuit] = []
        slowest: list[SlowEndpoint] = []
        for cell in self._store.cells:
            async with cell.connection() as connection:
                dispatchers += await workload.dispatchers(connection)
                circuits += await workload.circuits(connection)
                slowest += await workload.slowest(connection, now=self._clock.now())
        circuits.sort(key=lambda each: each.open_time)
        return Pressure(dispatchers, circuits[: workload.MOST_SHOWN], slowest[: workload.MOST_SHOWN])
