from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.core.limits import RequestLimits
from bellhop.domain.tenant import DEFAULT_LIMITS, GivenLimits, Tenant
from bellhop.errors import RateLimitedError
from bellhop.ids import TenantId
from bellhop.store.database import FIRST_CELL
from bellhop.store.store import Store


def tenant(clock: ManualClock, rate: int) -> Tenant:
    given = GivenLimits(requests_per_second=rate)
    return Tenant(TenantId("acme"), FIRST_CELL, "", given, given.effective(DEFAULT_LIMITS), clock.now(), clock.now(), 1)


async def served(limits: RequestLimits, of: Tenant, asked: int) -> int:
    count = 0
    for _ in range(asked):
        try:
            await limits.admit(of)
        except RateLimitedError:
            continue
        count += 1
    return count


async def test_burst_is_one_second_and_then_the_rate_holds(store: Store, clock: ManualClock) -> None:
    limits = RequestLimits(store.directory, clock)
    acme = tenant(clock, 100)
    assert await served(limits, acme, 200) == 100
    for _ in range(10):
        clock.move(timedelta(milliseconds=100))
        assert await served(limits, acme, 50) == pytest.approx(10, abs=1)


async def test_two_processes_share_one_bucket_within_the_stated_tolerance(store: Store, clock: ManualClock) -> None:
    both = [RequestLimits(store.directory, clock), RequestLimits(store.directory, clock)]
    acme = tenant(clock, 200)
    total = 0
    for _ in range(50):
        for limits in both:
            total += await served(limits, acme, 10)
        clock.move(timedelta(milliseconds=50))
    seconds, block = 50 * 0.05, 10
    assert total <= 200 * (seconds + 1) + len(both) * block
    assert total >= 200 * seconds


async def test_refusal_says_when_to_come_back_and_what_the_limit_is(store: Store, clock: ManualClock) -> None:
    limits = RequestLimits(store.directory, clock)
    acme = tenant(clock, 1)
    headers = await limits.admit(acme)
    assert headers == {"RateLimit-Policy": '"requests";q=1;w=1', "RateLimit": '"requests";r=0;t=1'}
    with pytest.raises(RateLimitedError) as refused:
        await limits.admit(acme)
    assert refused.value.headers == {**headers, "Retry-After": "1"}
    clock.move(timedelta(seconds=1))
    await limits.admit(acme)


async def test_block_that_is_not_used_lapses(store: Store, clock: ManualClock) -> None:
    limits = RequestLimits(store.directory, clock)
    acme = tenant(clock, 100)
    await limits.admit(acme)
    clock.move(timedelta(seconds=60))
    assert await served(limits, acme, 300) == 100
