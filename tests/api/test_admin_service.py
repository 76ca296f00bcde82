from datetime import timedelta

from bellhop.clock import ManualClock
from tests.serving import Api


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
