"""Who works on what, and what is slow: what an operator looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bellhop.domain.outcome import Pause
from bellhop.domain.stats import LATENCY_BUCKETS_MS
from bellhop.ids import SubscriptionId, TenantId

_OVER_A_SECOND = slice(LATENCY_BUCKETS_MS.index(1_000) + 1, None)


@dataclass(frozen=True, slots=True)
class Circuit:
    """An open circuit: since when, when the next probe leaves, how many failures there were in a row."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    uri: str
    open_time: datetime
    probe_time: datetime
    failures: int
    last_failure_time: datetime | None
    last_success_time: datetime | None


@dataclass(frozen=True, slots=True)
class PausedEndpoint:
    """An endpoint that asked for a pause."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    uri: str
    pause: Pause


@dataclass(frozen=True, slots=True)
class SlowEndpoint:
    """An endpoint whose attempts take over a second; `latency` counts by the buckets of `domain/stats`."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    uri: str
    delivered: int
    failed: int
    latency: Sequence[int]

    @property
    def slow_attempts(self) -> int:
        """How many attempts took over a second."""
        return sum(self.latency[_OVER_A_SECOND])


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """What one process sends from a cell just now, where `holder` is its number.

    `holder` is None for what nobody is known to hold, `gone_time` for who lives.
    """

    cell: str
    holder: int | None
    begin_time: datetime | None
    gone_time: datetime | None
    in_flight: int
    oldest_due: datetime | None


@dataclass(frozen=True, slots=True)
class Holding:
    """What one worker holds of one action: how many jobs, since when, heard of when, lost when if it says nothing."""

    worker_id: str
    action: str
    held: int
    oldest_claim: datetime
    last_heartbeat: datetime
    first_expiry: datetime


@dataclass(frozen=True, slots=True)
class Worker:
    """What one worker holds of all actions; the moments as in `Holding`."""

    worker_id: str
    held: int
    actions: Mapping[str, int]
    oldest_claim: datetime
    last_heartbeat: datetime
    first_expiry: datetime


def by_worker(holdings: Sequence[Holding]) -> list[Worker]:
    """The workers, those that hold most first."""
    found: dict[str, list[Holding]] = {}
    for each in holdings:
        found.setdefault(each.worker_id, []).append(each)
    return sorted(
        (_worker(worker_id, some) for worker_id, some in found.items()), key=lambda each: (-each.held, each.worker_id)
    )


def _worker(worker_id: str, holdings: Sequence[Holding]) -> Worker:
    actions: dict[str, int] = {}
    for each in holdings:
        actions[each.action] = actions.get(each.action, 0) + each.held
    return Worker(
        worker_id=worker_id,
        held=sum(actions.values()),
        actions=actions,
        oldest_claim=min(each.oldest_claim for each in holdings),
        last_heartbeat=max(each.last_heartbeat for each in holdings),
        first_expiry=min(each.first_expiry for each in holdings),
    )
