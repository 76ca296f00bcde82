"""What an overview is made of: totals by state, and the hours of a tenant as a whole."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bellhop.clock import ManualClock, format_time
from bellhop.domain.stats import BUCKETS, LATENCY_BUCKETS_MS, bucket_of
from bellhop.ids import Prefix, decode
from bellhop.store.store import Store
from tests.api.subscribing import make
from tests.cells import home
from tests.serving import Api

T = "/v2/tenants/acme"


@pytest.fixture(autouse=True)
async def acme(api: Api) -> Api:
    """The client of the tenant."""
    return await api.make_tenant("acme")


async def test_totals_count_what_there_is_in_each_state(api: Api, acme: Api) -> None:
    await api.put_action("design")
    first = (await acme("POST", f"{T}/design/run", {})).json["id"]
    await acme("POST", f"{T}/design/run", {})
    await make(acme)
    assert (await acme("POST", f"/operations/{first}:cancel")).status == 200
    waiting = (await acme("GET", f"{T}/deliveries")).json["results"]
    assert len(waiting) == 1
    totals = await acme("GET", f"{T}/totals")
    assert totals.json == {
        "deliveries": {"pending": 1, "in_flight": 0, "delivered": 0, "dead": 0, "skipped": 0},
        "operations": {"pending": 1, "running": 0, "succeeded": 0, "failed": 0, "cancelled": 1},
        "capped_at": 10_000,
    }
    assert (await acme("POST", f"{T}/deliveries/{waiting[0]['id']}:skip")).status == 200
    assert (await acme("GET", f"{T}/totals")).json["deliveries"]["skipped"] == 1


@pytest.mark.parametrize(
    ("scopes", "parts"),
    [
        (["deliveries:read"], {"deliveries"}),
        (["operations:read"], {"operations"}),
        (["operations:read", "deliveries:read"], {"deliveries", "operations"}),
        (["subscriptions:read"], None),
    ],
)
async def test_totals_tell_what_the_key_may_read(api: Api, scopes: list[str], parts: set[str] | None) -> None:
    some = await api.make_key(kind="tenant", tenant_id="acme", scopes=scopes)
    reply = await some("GET", f"{T}/totals")
    if parts is None:
        assert reply.status == 403
    else:
        assert set(reply.json) == parts | {"capped_at"}


async def count(store: Store, subscription_id: str, hour: Any, *, failed: int = 0, **milliseconds: int) -> None:
    """Write an hour of a subscription: so many attempts that took as long as their name says."""
    latency = [0] * BUCKETS
    for name, number in milliseconds.items():
        latency[bucket_of(int(name.removeprefix("ms_")) * 1000)] += number
    await home(store).execute(
        "INSERT INTO stats_hourly (tenant_id, subscription_id, hour, delivered, failed, dead, latency) "
        "VALUES ('acme', $1, $2, $3, $4, $5, $6)",
        decode(Prefix.SUBSCRIPTION, subscription_id),
        hour,
        sum(latency) - failed,
        failed,
        failed,
        latency,
    )


async def test_hours_of_a_tenant_are_the_sum_of_its_subscriptions(acme: Api, store: Store, clock: ManualClock) -> None:
    one, other = (await make(acme))["id"], (await make(acme))["id"]
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    before = now - timedelta(hours=1)
    await count(store, one, now, ms_30=6, failed=1)
    await count(store, other, now, ms_30=2, ms_800=2)
    await count(store, one, before, ms_2=1)

    latest, earlier = (await acme("GET", f"{T}/stats?group_by=tenant")).json["results"]
    assert (latest["hour"], earlier["hour"]) == (format_time(now), format_time(before))
    assert (latest["delivered"], latest["failed"], latest["dead"]) == (9, 1, 1)
    counted = {each["le_ms"]: each["count"] for each in latest["latency"] if each["count"]}
    assert counted == {50: 8, 1000: 2}
    assert [each["le_ms"] for each in latest["latency"]] == [*LATENCY_BUCKETS_MS, None]
    assert 25 < latest["p50_ms"] <= 50
    assert 500 < latest["p95_ms"] <= 1000
    assert "subscription_id" not in latest

    rows = (await acme("GET", f"{T}/stats")).json["results"]
    assert sorted(each["delivered"] for each in rows) == [1, 4, 5]
    assert all(each["p50_ms"] for each in rows)


async def test_hours_of_a_tenant_are_filtered_and_paged(acme: Api, store: Store, clock: ManualClock) -> None:
    one, other = (await make(acme))["id"], (await make(acme))["id"]
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    for hours in range(5):
        for each in (one, other):
            await count(store, each, now - timedelta(hours=hours), ms_30=hours + 1)
    since = quote(f'hour >= timestamp("{format_time(now - timedelta(hours=3))}")')
    path = f"{T}/stats?group_by=tenant&max_page_size=3&filter={since}"
    first = (await acme("GET", path)).json
    second = (await acme("GET", f"{path}&page_token={first['next_page_token']}")).json
    assert [each["delivered"] for each in (*first["results"], *second["results"])] == [2, 4, 6, 8]
    assert "next_page_token" not in second
    of_one = quote(f'subscription_id == "{one}"')
    wrong = await acme("GET", f"{T}/stats?group_by=tenant&filter={of_one}")
    assert (wrong.status, wrong.problem) == (400, "bad-filter")
    assert (await acme("GET", f"{T}/stats?group_by=day")).status == 400
    token = first["next_page_token"]
    assert (await acme("GET", f"{T}/stats?max_page_size=3&filter={since}&page_token={token}")).status == 400
