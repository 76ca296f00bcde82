"""How much waits and runs: the operator's figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

COUNTED_TO = 100_000
"""Where counting ends in each cell."""


@dataclass(frozen=True, slots=True)
class Depths:
    """The figures of one cell or of several; a count of `COUNTED_TO` a cell means at least as many."""

    jobs_due: int
    jobs_oldest_due: datetime | None
    jobs_scheduled: int
    """For later, or behind a held lane."""
    jobs_running: int
    deliveries_due: int
    deliveries_oldest_due: datetime | None
    deliveries_scheduled: int
    deliveries_in_flight: int
    circuits_open: int
    """Endpoints that are not called for now."""
    paused: int
    """Endpoints that asked for a pause."""


def together(cells: Sequence[Depths]) -> Depths:
    """The figures of several cells as one."""
    return Depths(
        jobs_due=sum(each.jobs_due for each in cells),
        jobs_oldest_due=_oldest([each.jobs_oldest_due for each in cells]),
        jobs_scheduled=sum(each.jobs_scheduled for each in cells),
        jobs_running=sum(each.jobs_running for each in cells),
        deliveries_due=sum(each.deliveries_due for each in cells),
        deliveries_oldest_due=_oldest([each.deliveries_oldest_due for each in cells]),
        deliveries_scheduled=sum(each.deliveries_scheduled for each in cells),
        deliveries_in_flight=sum(each.deliveries_in_flight for each in cells),
        circuits_open=sum(each.circuits_open for each in cells),
        paused=sum(each.paused for each in cells),
    )


def _oldest(moments: Sequence[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
