from tests.serving import Api


async def test_tenant_is_created_read_listed_changed(api: Api) -> None:
    made = await api("POST", "/v2/admin/tenants", {"id": "acme", "display_name": "Acme", "limits": {"live_jobs": 5}})
    assert made.status == 201
    assert made.headers["Location"] == "/v2/admin/tenants/acme"
    assert made.json["limits"] == {"live_jobs": 5}
    assert made.json["effective_limits"]["subscriptions"] == 50
    read = await api("GET", "/v2/admin/tenants/acme")
    assert (read.status, read.json) == (200, made.json)
    listed = await api("GET", "/v2/admin/tenants")
    assert listed.json == {"results": [made.json]}
    changed = await api("PATCH", "/v2/admin/tenants/acme", {"limits": {"live_jobs": None, "subscriptions": 0}})
    assert changed.status == 200
    assert changed.json["limits"] == {"subscriptions": 0}
    assert changed.json["display_name"] == "Acme"


async def test_second_tenant_of_a_name_is_a_conflict(api: Api) -> None:
    await api.make_tenant("acme")
    again = await api("POST", "/v2/admin/tenants", {"id": "acme"})
    assert (again.status, again.problem) == (409, "tenant-exists")


WRONG_TENANTS: list[tuple[object, dict[str, str]]] = [
    ({}, {"/id": "required"}),
    ({"id": "_system"}, {"/id": "string-pattern-mismatch"}),
    ({"id": "a/b"}, {"/id": "string-pattern-mismatch"}),
    ({"id": "a" * 65}, {"/id": "string-pattern-mismatch"}),
    ({"id": 5}, {"/id": "string-type"}),
    ({"id": "a", "name": "x"}, {"/name": "unknown-field"}),
    ({"id": "a", "limits": {"live_jobs": "5"}}, {"/limits/live_jobs": "int-type"}),
    ({"id": "a", "limits": {"live_jobs": -1}}, {"/limits/live_jobs": "greater-than-equal"}),
    (
        {"id": "a", "limits": {"subscriptions": 1001, "x": 1}},
        {"/limits/subscriptions": "less-than-equal", "/limits/x": "unknown-field"},
    ),
]


async def test_each_wrong_member_is_named(api: Api) -> None:
    for body, faults in WRONG_TENANTS:
        reply = await api("POST", "/v2/admin/tenants", body)
        assert (reply.status, reply.problem, reply.faults) == (422, "invalid-input", faults)


async def test_change_with_an_old_etag_is_refused(api: Api) -> None:
    await api.make_tenant("acme")
    etag = (await api("GET", "/v2/admin/tenants/acme")).headers["ETag"]
    first = await api("PATCH", "/v2/admin/tenants/acme", {"display_name": "A"}, headers={"If-Match": etag})
    assert first.status == 200
    assert first.headers["ETag"] != etag
    second = await api("PATCH", "/v2/admin/tenants/acme", {"display_name": "B"}, headers={"If-Match": etag})
    assert (second.status, second.problem) == (412, "precondition-failed")


async def test_reader_that_has_it_already_gets_304_without_a_body(api: Api) -> None:
    await api.make_tenant("acme")
    etag = (await api("GET", "/v2/admin/tenants/acme")).headers["ETag"]
    for field in (etag, f'"x", {etag}', f"W/{etag}", "*"):
        again = await api("GET", "/v2/admin/tenants/acme", headers={"If-None-Match": field})
        assert (again.status, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert (await api("GET", "/v2/admin/tenants/acme", headers={"If-None-Match": '"x"'})).status == 200


async def test_deleted_tenant_is_refused_at_once_and_its_end_is_an_operation(api: Api) -> None:
    tenant = await api.make_tenant("acme")
    reply = await api("DELETE", "/v2/admin/tenants/acme")
    assert reply.status == 202
    assert reply.json["action"] == "bellhop.delete-tenant"
    assert (await api("GET", "/v2/admin/tenants/acme")).status == 404
    assert (await tenant("GET", "/v2/tenants/acme/actions")).status == 401
    assert (await api("POST", "/v2/admin/tenants", {"id": "acme"})).status == 409


async def test_tenants_are_filtered_and_paged_newest_first(api: Api) -> None:
    for name in ("a", "b", "c"):
        await api.make_tenant(name)
    first = await api("GET", "/v2/admin/tenants?max_page_size=2")
    assert [each["id"] for each in first.json["results"]] == ["c", "b"]
    second = await api("GET", f"/v2/admin/tenants?max_page_size=2&page_token={first.json['next_page_token']}")
    assert [each["id"] for each in second.json["results"]] == ["a"]
    assert "next_page_token" not in second.json
    filtered = await api("GET", "/v2/admin/tenants?filter=id%20in%20%5B%22a%22%2C%22c%22%5D")
    assert [each["id"] for each in filtered.json["results"]] == ["c", "a"]
