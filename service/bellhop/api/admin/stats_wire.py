"""How much waits and runs, who works and what is slow, as the operator reads it."""

from bellhop.api.body.models import AnswerModel, time_or_none, without_absent
from bellhop.clock import format_time
from bellhop.core.workload import Pressure
from bellhop.domain.depths import COUNTED_TO, Depths
from bellhop.domain.stats import quantile_ms
from bellhop.domain.workload import Circuit, Dispatcher, PausedEndpoint, SlowEndpoint
from bellhop.ids import Prefix, encode


class JobDepthsOut(AnswerModel, title="JobDepths"):
    """Jobs that could run now, those for later (or behind a held lane), those that run."""

    due: int
    oldest_due_time: str | None = None
    scheduled: int
    running: int


class DeliveryDepthsOut(AnswerModel, title="DeliveryDepths"):
    """Deliveries that could leave now, those for later, those being sent.

    `circuits_open` are endpoints that failed too often, `paused` those that asked for a pause.
    """

    due: int
    oldest_due_time: str | None = None
    scheduled: int
    in_flight: int
    circuits_open: int
    paused: int


class DispatcherOut(AnswerModel):
    """What one process that sends holds of one cell just now.

    `holder` names it in this `cell` for as long as it runs, and is absent for what nobody is known to hold; `gone_time`
    is when it was found to be gone.
    """

    cell: str
    holder: int | None = None
    begin_time: str | None = None
    gone_time: str | None = None
    in_flight: int
    oldest_due_time: str | None = None


class OpenCircuitOut(AnswerModel):
    """An endpoint that is not called for now, but for a probe."""

    tenant_id: str
    subscription_id: str
    uri: str
    open_time: str
    next_probe_time: str
    failures: int
    last_failure_time: str | None = None
    last_success_time: str | None = None


class PausedEndpointOut(AnswerModel):
    """An endpoint that asked for a pause; `:enable` of its subscription ends it sooner."""

    tenant_id: str
    subscription_id: str
    uri: str
    reason: str
    start_time: str
    end_time: str


class SlowEndpointOut(AnswerModel):
    """An endpoint whose attempts took over a second, in this hour and the one before; counts and quantiles of both."""

    tenant_id: str
    subscription_id: str
    uri: str
    delivered: int
    failed: int
    p50_ms: float | None = None
    p95_ms: float | None = None


class ServiceStatsOut(AnswerModel, title="ServiceStats"):
    """How much waits and runs. Counts end at `counted_to` a cell: as many there means at least as many.

    `dispatchers` are the processes that send, each once for every cell. `circuits` are those that have been open for
    longest, `paused` the endpoints whose pauses last longest and `slowest` those with the most slow attempts, 20 of
    each at most.
    """

    jobs: JobDepthsOut
    deliveries: DeliveryDepthsOut
    dispatchers: list[DispatcherOut]
    circuits: list[OpenCircuitOut]
    paused: list[PausedEndpointOut]
    slowest: list[SlowEndpointOut]
    counted_to: int


def to_json(depths: Depths, pressure: Pressure) -> dict[str, object]:
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
                "paused": depths.paused,
            }
        ),
        "dispatchers": [_dispatcher(each) for each in pressure.dispatchers],
        "circuits": [_circuit(each) for each in pressure.circuits],
        "paused": [_paused(each) for each in pressure.paused],
        "slowest": [_slow(each) for each in pressure.slowest],
        "counted_to": COUNTED_TO,
    }


def _dispatcher(dispatcher: Dispatcher) -> dict[str, object]:
    return without_absent(
        {
            "cell": dispatcher.cell,
            "holder": dispatcher.holder,
            "begin_time": time_or_none(dispatcher.begin_time),
            "gone_time": time_or_none(dispatcher.gone_time),
            "in_flight": dispatcher.in_flight,
            "oldest_due_time": time_or_none(dispatcher.oldest_due),
        }
    )


def _circuit(circuit: Circuit) -> dict[str, object]:
    return without_absent(
        {
            "tenant_id": circuit.tenant_id,
            "subscription_id": encode(Prefix.SUBSCRIPTION, circuit.subscription_id),
            "uri": circuit.uri,
            "open_time": format_time(circuit.open_time),
            "next_probe_time": format_time(circuit.probe_time),
            "failures": circuit.failures,
            "last_failure_time": time_or_none(circuit.last_failure_time),
            "last_success_time": time_or_none(circuit.last_success_time),
        }
    )


def _paused(endpoint: PausedEndpoint) -> dict[str, object]:
    return {
        "tenant_id": endpoint.tenant_id,
        "subscription_id": encode(Prefix.SUBSCRIPTION, endpoint.subscription_id),
        "uri": endpoint.uri,
        "reason": endpoint.pause.reason,
        "start_time": format_time(endpoint.pause.time),
        "end_time": format_time(endpoint.pause.until),
    }


def _slow(endpoint: SlowEndpoint) -> dict[str, object]:
    return without_absent(
        {
            "tenant_id": endpoint.tenant_id,
            "subscription_id": encode(Prefix.SUBSCRIPTION, endpoint.subscription_id),
            "uri": endpoint.uri,
            "delivered": endpoint.delivered,
            "failed": endpoint.failed,
            "p50_ms": quantile_ms(endpoint.latency, 0.5),
            "p95_ms": quantile_ms(endpoint.latency, 0.95),
        }
    )
