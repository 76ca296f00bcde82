from datetime import timedelta

from bellhop.clock import ManualClock
from tests.serving import Api

LATER = timedelta(milliseconds=1)


async def test_every_change_is_on_record_with_its_key_and_request(api: Api, clock: ManualClock) -> None:
    holder = await api.make_key(kind="admin")
    keys = await api("GET", "/v2/admin/keys")
    clock.move(LATER)
    await holder("POST", "/v2/admin/tenants", {"id": "acme"}, headers={"X-Request-Id": "change-1"})
    clock.move(LATER)
    await api("PATCH", "/v2/admin/tenants/acme", {"limits": {"live_jobs": 3}})
    clock.move(LATER)
    await api.put_action("design")
    results = (await api("GET", "/v2/admin/audit")).json["results"]
    assert [each["verb"] for each in results] == ["action.created", "tenant.updated", "tenant.created", "key.created"]
    created = results[2]
    assert created["actor"] == {"kind": "admin", "key_id": keys.json["results"][0]["id"], "request_id": "change-1"}
    assert (created["tenant_id"], created["resource"]) == ("acme", "tenants/acme")
    assert results[1]["changes"]["limits"]["live_jobs"] == 3
    assert "key_id" not in results[1]["actor"]


async def test_audit_is_filtered_by_tenant_verb_key_and_time(api: Api) -> None:
    await api.make_tenant("acme")
    await api.make_tenant("other")
    of_acme = await api("GET", "/v2/admin/audit?filter=tenant_id%20%3D%3D%20%22acme%22")
    assert sorted(each["verb"] for each in of_acme.json["results"]) == ["key.created", "tenant.created"]
    both = "tenant_id%20%3D%3D%20%22acme%22%20%26%26%20verb%20%3D%3D%20%22key.created%22"
    assert len((await api("GET", f"/v2/admin/audit?filter={both}")).json["results"]) == 1
    later = "create_time%20%3E%20timestamp(%222999-01-01T00%3A00%3A00Z%22)"
    assert (await api("GET", f"/v2/admin/audit?filter={later}")).json == {"results": []}
