"""Ten thousand connections at once to a receiver that takes every request and answers none."""

import asyncio
import resource
from collections.abc import Iterator
from statistics import median

import pytest

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from tests.bench.sink import sink
from tests.egress.conftest import Post
from tests.receiver import receiver

CONNECTIONS = 10_000
OTHERS = 2_000
TIMEOUT_SECONDS = 20.0
KIB_EACH = 64  # of memory, at most


@pytest.fixture
def most() -> Iterator[int]:
    """As many connections as this machine allows a process to open, at most ten thousand."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHERS
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))
    yield limit - OTHERS
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.long
async def test_ten_thousand_open_connections_slow_nobody(
    guard: Guard, resolver: Resolver, post: Post, most: int
) -> None:
    loop = asyncio.get_running_loop()
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sender = Sender(guard, resolver, max_idle_connections=64)
    with sink(silent=True) as silent:
        async with receiver() as good:
            hanging = [
                asyncio.create_task(sender.send(post(silent.url(), timeout_seconds=TIMEOUT_SECONDS)))
                for _ in range(most)
            ]
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while silent.counted().requests < most:  # noqa: ASYNC110 - another process counts
                    await asyncio.sleep(0.1)
            took = []
            for _ in range(50):
                began = loop.time()
                assert (await sender.send(post(good.url()))).status == 200
                took.append(loop.time() - began)
            exchanges = await asyncio.gather(*hanging)
    await sender.close()
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib

    assert median(took) < 0.5
    assert {exchange.error for exchange in exchanges} == {ErrorClass.FIRST_BYTE_TIMEOUT}
    assert max(exchange.phases.total_us for exchange in exchanges) <= TIMEOUT_SECONDS * 1_100_000
    assert grown_kib < most * KIB_EACH
