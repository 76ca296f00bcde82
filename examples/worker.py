"""A worker: functions become handlers of actions. Take it and put your own functions in.

Heartbeats, cancellation, retries and SIGTERM are the library's part (`clients/python`); `worker.sh` shows that plain
HTTP is enough. Run it as a program: `BELLHOP_URL=… WORKER_KEY=… python -m examples.worker`.
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from bellhop_client import BellhopError, Context, Fail, Worker
from examples.failures import JobFailedError
from examples.irradiance import irradiance_analysis
from examples.layout import auto_designer

Computation = Callable[[Mapping[str, Any], Callable[[int, int], None]], dict[str, Any]]


def handler_of(computation: Computation) -> Callable[[dict[str, Any], Context], dict[str, Any]]:
    """The handler of a computation: it reports its progress, and says why it fails."""

    def handle(data: dict[str, Any], ctx: Context) -> dict[str, Any]:
        try:
            return computation(data, ctx.progress)
        except JobFailedError as failure:
            raise Fail(failure.code, failure.message, pointer=failure.pointer) from failure

    return handle


def main() -> int:
    """The exit code: 1 where the service refuses this worker."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every request
    worker = Worker(
        key=os.environ["WORKER_KEY"],  # the service's URL comes from BELLHOP_URL
        worker_id=os.environ.get("WORKER_ID"),
        concurrency=4,
        lease_seconds=int(os.environ.get("WORKER_LEASE_SECONDS", "30")),
    )
    worker.action("irradiance_analysis")(handler_of(irradiance_analysis))
    worker.action("auto_designer")(handler_of(auto_designer))
    try:
        worker.run()
    except BellhopError:
        return 1  # the library has said why
    return 0


if __name__ == "__main__":
    sys.exit(main())
