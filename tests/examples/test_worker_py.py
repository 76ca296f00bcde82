"""The worker in Python: what the service cannot take of a handler becomes a failure that says why."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest

from bellhop.clock import SystemClock
from bellhop.store.database import Store
from examples.worker import Worker
from tests.api.operations_world import Operations, open_operations
from tests.serving import open_services, serve


@pytest.fixture
async def acme(store: Store) -> AsyncIterator[Operations]:
    async with open_services(store, SystemClock()) as services, serve(services) as api:
        yield await open_operations(api)


@pytest.mark.parametrize("result", [{"n": "three"}, {"n": float("nan")}, {"text": "x" * 300_000}])
async def test_a_result_that_cannot_be_taken_is_reported_as_a_failure(acme: Operations, result: dict[str, Any]) -> None:
    operation = await acme.run()

    def handler(_input: Mapping[str, Any], _report: Callable[[int, int], None]) -> dict[str, Any]:
        worker.stop()
        return result

    worker = Worker(acme.operator.base, acme.worker.key or "", {"echo": handler})
    await worker.run()

    read = (await acme.get(operation)).json
    assert (read["state"], read["errors"][0]["code"]) == ("failed", "bad_output")
