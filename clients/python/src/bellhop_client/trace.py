"""W3C trace context: what a job brings along goes with every request that is made on its behalf."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_current: ContextVar[str | None] = ContextVar("bellhop_traceparent", default=None)


def outgoing() -> str | None:
    """The `traceparent` of a request that leaves now: OpenTelemetry's span where there is one, else the job's."""
    if "opentelemetry.trace" in sys.modules:
        carrier: dict[str, str] = {}
        _opentelemetry().inject(carrier)
        if "traceparent" in carrier:
            return carrier["traceparent"]
    return _current.get()


@contextmanager
def continued(traceparent: str | None) -> Iterator[None]:
    """What leaves within this block belongs to the trace that the job came with; OpenTelemetry hears of it too."""
    token = _current.set(traceparent)
    attached = None
    if traceparent and "opentelemetry.trace" in sys.modules:
        from opentelemetry import context  # noqa: PLC0415 - only where the program has it loaded already

        attached = context.attach(_opentelemetry().extract({"traceparent": traceparent}))
    try:
        yield
    finally:
        if attached is not None:
            from opentelemetry import context  # noqa: PLC0415 - same

            context.detach(attached)
        _current.reset(token)


def _opentelemetry() -> Any:
    from opentelemetry import propagate  # noqa: PLC0415 - same

    return propagate
