from datetime import timedelta
from urllib.parse import quote

from bellhop.clock import ManualClock, format_time
from bellhop.config import Settings
from bellhop.core.checkup import Checkup
from bellhop.store.store import Store
from tests.cells import home
from tests.serving import Api, open_services


async def test_operator_sees_how_much_waits(api: Api, clock: ManualClock) -> None:
    tenant = await api.make_tenant("acme")
    await api.put_action("design")
    assert (await api("GET", "/v2/admin/stats")).json["jobs"] == {"due": 0, "scheduled": 0, "running": 0}
    started = await tenant("POST", "/v2/tenants/acme/design/run", {})
    clock.move(timedelta(seconds=5))
    stats = (await api("GET", "/v2/admin/stats")).json
    assert stats["jobs"]["due"] == 1
    assert stats["jobs"]["oldest_due_time"] == started.json["createdTime"]
    assert stats["deliveries"]["due"] == 0


async def test_operator_lists_the_jobs_of_all_tenants(api: Api, clock: ManualClock) -> None:
    await api.put_action("design")
    started = []
    for name in ("acme", "other"):
        tenant = await api.make_tenant(name)
        clock.move(timedelta(seconds=1))
        started.append((await tenant("POST", f"/v2/tenants/{name}/design/run", {})).json)
    listed = (await api("GET", "/v2/admin/operations")).json["results"]
    assert listed == started[::-1]
    of_acme = await api("GET", "/v2/admin/operations?filter=tenant_id%20%3D%3D%20%22acme%22")
    assert of_acme.json["results"] == started[:1]
    one = await api("GET", f"/v2/admin/operations/{started[0]['id']}")
    assert (one.status, one.json) == (200, started[0])
    assert (await api("GET", "/v2/admin/operations/op_nothing")).status == 404


async def test_operator_sees_which_worker_holds_what(api: Api, clock: ManualClock) -> None:
    tenant = await api.make_tenant("acme")
    await api.put_action("design")
    await api.put_action("render")
    assert (await api("GET", "/v2/admin/workers")).json == {"results": [], "counted_to": 100_000}
    for action in ("design", "design", "render"):
        await tenant("POST", f"/v2/tenants/acme/{action}/run", {})
    worker = await api.make_key(kind="worker")
    wanted = {"worker_id": "one", "actions": ["design", "render"], "max_jobs": 10, "lease_seconds": 60}
    held = (await worker("POST", "/v2/worker/jobs:claim", wanted)).json["jobs"]
    assert len(held) == 3
    begun = clock.now()
    clock.move(timedelta(seconds=20))
    lease = {"job_id": held[0]["job_id"], "lease_token": held[0]["lease_token"]}
    assert (await worker("POST", "/v2/worker/jobs:heartbeat", {"leases": [lease]})).status == 200
    (shown,) = (await api("GET", "/v2/admin/workers")).json["results"]
    assert shown == {
        "worker_id": "one",
        "held": 3,
        "actions": {"design": 2, "render": 1},
        "oldest_claim_time": format_time(begun),
        "last_heartbeat_time": format_time(clock.now()),
        "next_lease_expire_time": format_time(begun + timedelta(seconds=60)),
    }


async def test_operator_lists_the_deliveries_of_all_tenants(api: Api, clock: ManualClock) -> None:
    made = {}
    for name in ("acme", "other"):
        tenant = await api.make_tenant(name)
        subscription = {"uri": "https://hooks.example.com/", "event_types": ["operation.*"]}
        created = await tenant("POST", f"/v2/tenants/{name}/subscriptions", subscription)
        clock.move(timedelta(seconds=1))
        ping = await tenant("POST", f"/v2/tenants/{name}/subscriptions/{created.json['id']}:ping")
        made[name] = (await tenant("GET", f"/v2/tenants/{name}/deliveries/{ping.json['delivery_id']}")).json
    for each in made.values():
        del each["attempts"]
    listed = (await api("GET", "/v2/admin/deliveries")).json["results"]
    assert listed == [made["other"] | {"tenant_id": "other"}, made["acme"] | {"tenant_id": "acme"}]
    for text, found in (
        ('tenant_id == "acme"', ["acme"]),
        ('state == "pending"', ["other", "acme"]),
        ('state == "in_flight"', []),
        ('state == "dead"', []),
        (f'subscription_id == "{made["other"]["subscription_id"]}"', ["other"]),
    ):
        reply = await api("GET", f"/v2/admin/deliveries?filter={quote(text)}")
        assert [each["tenant_id"] for each in reply.json["results"]] == found, text
    first = (await api("GET", "/v2/admin/deliveries?max_page_size=1")).json
    rest = (await api("GET", f"/v2/admin/deliveries?max_page_size=1&page_token={first['next_page_token']}")).json
    assert [each["tenant_id"] for each in (*first["results"], *rest["results"])] == ["other", "acme"]


async def test_operator_reads_what_the_doctor_finds(api: Api) -> None:
    found = (await api("GET", "/v2/admin/doctor")).json["results"]
    sentences = [each["sentence"] for each in found]
    assert {each["level"] for each in found} <= {"fine", "warning", "problem"}
    assert "BELLHOP_EGRESS_HTTP lets callbacks leave unencrypted." in sentences
    assert any("migrations are applied" in each for each in sentences)
    assert not any("master key" in each.lower() and each.startswith("k") for each in sentences)


async def test_a_doctor_who_takes_too_long_is_cut_off_and_says_so(store: Store, clock: ManualClock) -> None:
    async with open_services(store, clock) as services:
        settings = Settings.model_validate({"egress_http": True})
        checkup = Checkup(settings, store, [], longest_seconds=0.2)
        async with store.directory.transaction() as connection:
            await connection.execute("LOCK TABLE bellhop.migrations IN ACCESS EXCLUSIVE MODE")
            found = await checkup.findings()
        assert found[0].sentence.startswith("BELLHOP_EGRESS_HTTP")
        assert "cut off" in found[-1].sentence
        assert "cut off" not in (await services.checkup.findings())[-1].sentence


async def test_operator_sees_who_sends_and_what_is_slow(api: Api, store: Store) -> None:
    await home(store).execute("INSERT INTO holders (place) VALUES ('here')")
    stats = (await api("GET", "/v2/admin/stats")).json
    assert [(each["cell"], each["in_flight"]) for each in stats["dispatchers"]] == [(home(store).cell, 0)]
    assert (stats["circuits"], stats["paused"], stats["slowest"]) == ([], [], [])
    tenant = await api.make_tenant("acme")
    subscription = {"uri": "https://hooks.example.com/", "event_types": ["operation.*"]}
    made = (await tenant("POST", "/v2/tenants/acme/subscriptions", subscription)).json
    await home(store).execute("UPDATE lanes SET open_time = now(), probe_time = now(), failures = 12")
    await home(store).execute(
        "WITH lane AS MATERIALIZED (SELECT tenant_id, subscription_id, date_trunc('hour', now()) FROM lanes) "
        "INSERT INTO stats_hourly SELECT lane.*, 0, 2, 0, $1 FROM lane",
        [0] * 11 + [2, 0, 0, 0],
    )
    stats = (await api("GET", "/v2/admin/stats")).json
    (circuit,), (slow,) = stats["circuits"], stats["slowest"]
    assert (circuit["tenant_id"], circuit["subscription_id"], circuit["failures"]) == ("acme", made["id"], 12)
    assert (slow["subscription_id"], slow["failed"], slow["uri"]) == (made["id"], 2, "https://hooks.example.com/")
    assert 2500 < slow["p95_ms"] <= 5000


async def test_operator_sees_which_endpoints_asked_for_a_pause_and_ends_it(
    api: Api, store: Store, clock: ManualClock
) -> None:
    tenant = await api.make_tenant("acme")
    subscription = {"uri": "https://hooks.example.com/", "event_types": ["operation.*"]}
    made = (await tenant("POST", "/v2/tenants/acme/subscriptions", subscription)).json
    end = clock.now() + timedelta(hours=1)
    await home(store).execute(
        "UPDATE lanes SET paused_time = $1, paused_until = $2, paused_status = 503", clock.now(), end
    )
    (paused,) = (await api("GET", "/v2/admin/stats")).json["paused"]
    assert paused == {
        "tenant_id": "acme",
        "subscription_id": made["id"],
        "uri": "https://hooks.example.com/",
        "reason": "status 503 with Retry-After",
        "start_time": format_time(clock.now()),
        "end_time": format_time(end),
    }
    assert (await api("POST", f"/v2/tenants/acme/subscriptions/{made['id']}:enable")).status == 200
    assert (await api("GET", "/v2/admin/stats")).json["paused"] == []
