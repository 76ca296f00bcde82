"""Every Prometheus series of the service, with its unit. A label never holds a tenant id or a URL."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
DELIVERIES_IN_FLIGHT = Gauge("bellhop_deliveries_in_flight", "Attempts being sent by this process.", registry=REGISTRY)
LEASES_LOST = Counter("bellhop_leases_lost", "Leases that ended before their holder did.", ["kind"], registry=REGISTRY)
LOOP_FAILURES = Counter("bellhop_loop_failures", "Steps of a loop that failed.", ["loop"], registry=REGISTRY)
