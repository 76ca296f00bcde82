"""Every Prometheus series of the service, with its unit. A label never holds a tenant id or a URL.

A process that is alone keeps its figures in memory. Workers of one supervisor keep them in files of a folder that they
share, and each answers the sum over all. The files are named by a worker's place among them and not by its pid: one
that replaces a dead worker counts on where that ended, and there are never more files than places need.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess, values

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder; the package reads it too."""
PLACE = "PROMETHEUS_MULTIPROC_PLACE"
"""The variable that a supervisor gives to each worker: its place among them."""

if PLACE in os.environ:
    _PLACE = int(os.environ[PLACE])
    values.ValueClass = values.MultiProcessValue(lambda: _PLACE)  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()

_LATENCY_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

HTTP_REQUESTS = Counter("bellhop_http_requests", "Requests answered.", ["route", "method", "status"], registry=REGISTRY)
HTTP_SECONDS = Histogram(
    "bellhop_http_request_seconds", "Time to answer a request.", ["route"], buckets=_LATENCY_SECONDS, registry=REGISTRY
)
JOBS_SUBMITTED = Counter("bellhop_jobs_submitted", "Jobs accepted.", ["source"], registry=REGISTRY)
JOBS_ENDED = Counter("bellhop_jobs_ended", "Jobs that reached an end state.", ["state"], registry=REGISTRY)
DELIVERY_ATTEMPTS = Counter(
    "bellhop_delivery_attempts", "Attempts to deliver, by what came of them.", ["outcome"], registry=REGISTRY
)
DELIVERY_SECONDS = Histogram(
    "bellhop_delivery_attempt_seconds", "Duration of an attempt.", buckets=_LATENCY_SECONDS, registry=REGISTRY
)
DELIVERIES_IN_FLIGHT = Gauge(
    "bellhop_deliveries_in_flight", "Attempts being sent.", multiprocess_mode="livesum", registry=REGISTRY
)
LEASES_LOST = Counter("bellhop_leases_lost", "Leases that ended before their holder did.", ["kind"], registry=REGISTRY)
CREDENTIALS_UNREADABLE = Counter(
    "bellhop_credentials_unreadable",
    "Deliveries put off because no master key opens the secrets of their subscription.",
    registry=REGISTRY,
)
LOOP_FAILURES = Counter("bellhop_loop_failures", "Steps of a loop that failed.", ["loop"], registry=REGISTRY)


def latest() -> bytes:
    """All series in the text format of Prometheus: of this process, or the sum over it and its fellow workers."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return generate_latest(REGISTRY)
    summed = CollectorRegistry()
    multiprocess.MultiProcessCollector(summed, folder)  # type: ignore[no-untyped-call]
    return generate_latest(summed)


def forget(folder: str, place: int) -> None:
    """Take what a worker that has ended held out of the sums; what it counted stays."""
    multiprocess.mark_process_dead(place, folder)  # type: ignore[no-untyped-call]
