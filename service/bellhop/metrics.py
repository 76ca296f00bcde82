"""Every Prometheus series of the service, with its unit. A label never holds a tenant id or a URL.

A process that is alone keeps its figures in memory. Workers of one supervisor keep them in files of a folder that they
share, and each answers the sum over all. The files are named by a worker's place among them and not by its pid: one
that replaces a dead worker counts on where that ended, and there are never more files than places need.
"""

import os
from collections.abc import Sequence
from typing import Literal

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


def _gauge(
    name: str,
    text: str,
    labels: Sequence[str],
    merged: Literal["livemax", "livemin", "livesum"] = "livemax",
) -> Gauge:
    """A gauge; of several processes that share their figures the greatest counts, unless another way is named.

    One without labels is 0 from the start, also in processes that never set it: no such one is merged by the least.
    """
    return Gauge(name, text, labels, multiprocess_mode=merged, registry=REGISTRY)


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
LOOP_SUCCESS = _gauge(
    "bellhop_loop_last_success_timestamp_seconds",
    "When a background loop last did a step well, or began; of several processes that of the most belated.",
    ["loop"],
    merged="livemin",
)
LOOP_INTERVAL = _gauge("bellhop_loop_interval_seconds", "How long a background loop rests at most.", ["loop"])
LOOP_LAG = Histogram(
    "bellhop_event_loop_lag_seconds",
    "How late the event loop is, asked four times a second: its sum is the time in which it was held up.",
    buckets=_LATENCY_SECONDS,
    registry=REGISTRY,
)
BUILD = _gauge(
    "bellhop_build_info", "1 for each role and what it runs with.", ["role", "version", "python", "postgres"]
)
START_TIME = _gauge("bellhop_start_time_seconds", "When the youngest process of a role began.", ["role"])
DATABASE_UP = _gauge(
    "bellhop_database_up", "1 while a database answers within two seconds, else 0.", ["role", "database"], "livemin"
)
CLOCK_SKEW = _gauge(
    "bellhop_clock_skew_seconds", "How far the machine's clock and the database's are apart.", ["role", "database"]
)
POOL_MOST = _gauge("bellhop_pool_connections_max", "Connections that may be open.", ["role", "database"], "livesum")
POOL_OPEN = _gauge("bellhop_pool_connections_open", "Connections that are open.", ["role", "database"], "livesum")
POOL_BUSY = _gauge("bellhop_pool_connections_in_use", "Connections in use.", ["role", "database"], "livesum")
LIST_READS = Counter(
    "bellhop_list_reads",
    "Statements of lists where there is a read replica, by where they were read: primary or replica.",
    ["source"],
    registry=REGISTRY,
)
READ_REPLICA_UP = _gauge(
    "bellhop_read_replica_up",
    "1 while lists of a database can be read from its read replica, else 0.",
    ["role", "database"],
    "livemin",
)
PUBLISHES_WAITING = _gauge(
    "bellhop_publishes_waiting",
    "Requests to publish that wait, as their tenant's deliveries fall behind.",
    [],
    "livesum",
)
TENANTS_BEHIND = _gauge(
    "bellhop_tenants_behind", "Tenants whose deliveries are late because the service cannot keep up.", []
)
EGRESS_PROXY_FAILURES = Counter(
    "bellhop_egress_proxy_failures", "Requests that did not get through the egress proxy.", registry=REGISTRY
)
EGRESS_PROXY_FAILING = _gauge(
    "bellhop_egress_proxy_failing_seconds",
    "For how long nothing has got through the egress proxy; 0 while it works.",
    [],
)
RECORDS_WAITING = _gauge("bellhop_records_waiting", "Attempts that ended and are not yet written.", [], "livesum")
RECORD_LAG = _gauge("bellhop_record_lag_seconds", "For how long attempts could not be written; 0 while they are.", [])
DEAD_LETTERS = Counter("bellhop_dead_letters", "Deliveries that became dead letters.", registry=REGISTRY)

EVENTS_UNFIT = Counter(
    "bellhop_events_unfit", "Published events whose data does not fit the schema of their type.", registry=REGISTRY
)

DELIVERIES_WAITING = _gauge(
    "bellhop_deliveries_waiting",
    "Deliveries that wait, now or for later; beyond 10,000 what Postgres estimates.",
    ["cell"],
)
DELIVERIES_DUE = _gauge(
    "bellhop_deliveries_due",
    "Deliveries that are due and may leave (enabled, no pause, circuit closed); at most 100 a subscription, "
    "10,000 in all.",
    ["cell"],
)
DELIVERIES_OLDEST_DUE = _gauge(
    "bellhop_deliveries_oldest_due_seconds",
    "For how long the oldest delivery has been due that may leave and that no rate of its subscription holds back.",
    ["cell"],
)
DELIVERIES_NEGLECTED = _gauge(
    "bellhop_deliveries_neglected_seconds",
    "The same, of subscriptions for which nothing at all is being sent: the dispatcher is behind, or not there.",
    ["cell"],
)
CIRCUITS_OPEN = _gauge("bellhop_circuits_open", "Subscriptions whose circuit is open; 10,000 at most.", ["cell"])
SUBSCRIPTIONS_PAUSED = _gauge(
    "bellhop_subscriptions_paused", "Subscriptions whose endpoint asked for a pause; 10,000 at most.", ["cell"]
)
JOBS_WAITING = _gauge(
    "bellhop_jobs_waiting", "Jobs that wait, now or for later; beyond 10,000 what Postgres estimates.", ["cell"]
)
JOBS_LEASED = _gauge("bellhop_jobs_leased", "Jobs that workers hold; beyond 10,000 what Postgres estimates.", ["cell"])
JOBS_OLDEST_CLAIMABLE = _gauge(
    "bellhop_jobs_oldest_claimable_seconds",
    "For how long the longest waiting of the jobs that are next of their tenant and action could have been claimed.",
    ["cell"],
)
PARTITIONS_AHEAD = _gauge(
    "bellhop_partitions_ahead_days", "Days after today that every table has a partition for.", ["cell"]
)
KEYS_LOST = _gauge(
    "bellhop_master_keys_lost", "Master keys that live subscriptions need and the ring does not have.", ["cell"]
)
SECRETS_UNREADABLE = _gauge(
    "bellhop_secrets_unreadable",
    "Live subscriptions and key pairs that need a lost master key; 10,000 of each count.",
    ["cell"],
)


def is_first() -> bool:
    """Whether this process, of those that share their figures, is the one that reads the database for all."""
    return os.environ.get(PLACE, "0") == "0"


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
