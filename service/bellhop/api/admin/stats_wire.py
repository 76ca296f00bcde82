"""How much waits and runs, as the operator reads it."""

from bellhop.api.body.models import AnswerModel


class JobDepths(AnswerModel):
    """Jobs that could run now, those for later (or behind a held lane), those that run."""

    due: int
    oldest_due_time: str | None = None
    scheduled: int
    running: int


class DeliveryDepths(AnswerModel):
    """Deliveries that could leave now, those for later, those being sent; endpoints whose circuit is open."""

    due: int
    oldest_due_time: str | None = None
    scheduled: int
    in_flight: int
    circuits_open: int


class ServiceStats(AnswerModel):
    """How much waits and runs. Counts end at `counted_to` a cell: as many there means at least as many."""

    jobs: JobDepths
    deliveries: DeliveryDepths
    counted_to: int
