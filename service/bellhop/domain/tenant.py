"""A tenant: whom operations, subscriptions and deliveries belong to, and how much of the service it may use."""

from dataclasses import dataclass
from datetime import datetime

from bellhop.ids import TenantId

DELETE_ACTION = "bellhop.delete-tenant"  # the operation that erases a tenant
MOVE_ACTION = "bellhop.move-tenant"  # the one that moves it to another cell

NO_CELL = "no-cell"  # the code of a fault: there is no cell of this name, or none that takes new tenants

MOST_LIVE_JOBS = 100_000_000
MOST_REQUESTS_PER_SECOND = 1_000_000
MOST_SUBSCRIPTIONS = 1_000
MOST_DISPLAY_NAME_CHARACTERS = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tenant may use: jobs that have not ended, requests a second, subscriptions (0: no webhooks)."""

    live_jobs: int = 200_000
    requests_per_second: int = 10_000
    subscriptions: int = 50


@dataclass(frozen=True, slots=True)
class GivenLimits:
    """The limits that the operator gave a tenant; None is the service's default."""

    live_jobs: int | None = None
    requests_per_second: int | None = None
    subscriptions: int | None = None

    def effective(self, defaults: Limits) -> Limits:
        """The limits that hold: those given, the service's where none was given."""
        return Limits(
            live_jobs=defaults.live_jobs if self.live_jobs is None else self.live_jobs,
            requests_per_second=(
                defaults.requests_per_second if self.requests_per_second is None else self.requests_per_second
            ),
            subscriptions=defaults.subscriptions if self.subscriptions is None else self.subscriptions,
        )


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant.

    cell: where its traffic lives.
    given: the limits that the operator set; `limits`: those that hold.
    version: counts changes, and is the ETag.
    fenced: it is being moved, and nothing is read or written for a moment.
    feed_shifts: by how much the numbers of transactions became smaller at each of its moves to another server.
    """

    tenant_id: TenantId
    cell: str
    display_name: str
    given: GivenLimits
    limits: Limits
    create_time: datetime
    update_time: datetime
    version: int
    fenced: bool = False
    feed_shifts: tuple[int, ...] = ()
