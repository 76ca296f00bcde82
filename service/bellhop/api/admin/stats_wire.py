"""How much waits and runs, as the operator reads it."""

from bellhop.api.body.models import AnswerModel, time_or_none, without_absent
from bellhop.domain.depths import COUNTED_TO, Depths


class JobDepthsOut(AnswerModel, title="JobDepths"):
    """Jobs that could run now, those for later (or behind a held lane), those that run."""

    due: int
    oldest_due_time: str | None = None
    scheduled: int
    running: int


class DeliveryDepthsOut(AnswerModel, title="DeliveryDepths"):
    """Deliveries that could leave now, those for later, those being sent; endpoints whose circuit is open."""

    due: int
    oldest_due_time: str | None = None
    scheduled: int
    in_flight: int
    circuits_open: int


class ServiceStatsOut(AnswerModel, title="ServiceStats"):
    """How much waits and runs. Counts end at `counted_to` a cell: as many there means at least as many."""

    jobs: JobDepthsOut
    deliveries: DeliveryDepthsOut
    counted_to: int


def to_json(depths: Depths) -> dict[str, object]:
    """The JSON object of the figures."""
    return {
        "jobs": without_absent(
            {
                "due": depths.jobs_due,
                "oldest_due_time": time_or_none(depths.jobs_oldest_due),
                "scheduled": depths.jobs_scheduled,
                "running": depths.jobs_running,
            }
        ),
        "deliveries": without_absent(
            {
                "due": depths.deliveries_due,
                "oldest_due_time": time_or_none(depths.deliveries_oldest_due),
                "scheduled": depths.deliveries_scheduled,
                "in_flight": depths.deliveries_in_flight,
                "circuits_open": depths.circuits_open,
            }
        ),
        "counted_to": COUNTED_TO,
    }
