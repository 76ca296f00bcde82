from datetime import timedelta
from itertools import combinations

from bellhop.clock import ManualClock, format_time
from bellhop.domain.key import Scope
from bellhop.store.store import Store
from tests.serving import ADMIN_KEY, UNKNOWN_KEY, Api, open_services, serve


async def test_key_is_shown_once_and_then_known_by_its_prefix(api: Api) -> None:
    await api.make_tenant("acme")
    made = await api("POST", "/v2/admin/keys", {"kind": "worker", "actions": ["design"], "display_name": "night"})
    assert made.status == 201
    assert made.json["key"].startswith("bh_worker_")
    assert made.headers["Cache-Control"] == "no-store"
    read = await api("GET", made.headers["Location"])
    assert read.json == {name: value for name, value in made.json.items() if name != "key"}
    assert made.json["key"].startswith(read.json["prefix"])
    listed = await api("GET", "/v2/admin/keys?filter=kind%20%3D%3D%20%22worker%22")
    assert listed.json["results"] == [read.json]


async def test_key_itself_is_in_no_table(api: Api, store: Store) -> None:
    made = await api("POST", "/v2/admin/keys", {"kind": "admin"})
    row = await store.directory.fetchrow("SELECT string_agg(k::text, ' ') AS said FROM bellhop.api_keys AS k")
    audit = await store.directory.fetchrow("SELECT string_agg(a::text, ' ') AS said FROM bellhop.audit AS a")
    assert row is not None
    assert audit is not None
    assert made.json["key"] not in row["said"]
    assert made.json["key"] not in audit["said"]


async def test_keys_of_a_tenant_have_every_scope_unless_told_otherwise(api: Api) -> None:
    await api.make_tenant("acme")
    made = await api("POST", "/v2/admin/tenants/acme/keys", {})
    assert made.json["tenant_id"] == "acme"
    assert made.json["scopes"] == sorted(Scope)
    some = await api("POST", "/v2/admin/tenants/acme/keys", {"scopes": ["operations:read"]})
    assert some.json["scopes"] == ["operations:read"]


WRONG_KEYS: list[tuple[object, dict[str, str]]] = [
    ({}, {"/kind": "required"}),
    ({"kind": "portal"}, {"/kind": "enum"}),
    ({"kind": "tenant"}, {"/tenant_id": "required"}),
    ({"kind": "tenant", "tenant_id": "nobody"}, {"/tenant_id": "unknown-tenant"}),
    ({"kind": "admin", "tenant_id": "acme"}, {"/tenant_id": "does-not-fit"}),
    ({"kind": "worker", "scopes": ["operations:run"]}, {"/scopes": "does-not-fit"}),
    ({"kind": "worker", "actions": ["a b"]}, {"/actions/0": "string-pattern-mismatch"}),
    ({"kind": "worker", "actions": []}, {"/actions": "too-short"}),
    ({"kind": "tenant", "tenant_id": "acme", "scopes": ["everything"]}, {"/scopes/0": "enum"}),
    ({"kind": "admin", "expire_time": "2020-01-01T00:00:00Z"}, {"/expire_time": "in-the-past"}),
    ({"kind": "admin", "expire_time": "2030-01-01T00:00:00"}, {"/expire_time": "bad-time"}),
    ({"kind": "admin", "display_name": "a" * 257}, {"/display_name": "too-long"}),
]


async def test_each_wrong_member_is_named(api: Api) -> None:
    for body, faults in WRONG_KEYS:
        reply = await api("POST", "/v2/admin/keys", body)
        assert (reply.status, reply.problem, reply.faults) == (422, "invalid-input", faults)


MEMBERS = {"tenant_id": "acme", "scopes": ["operations:run"], "actions": ["design"], "tenants": ["boreas"]}
FITTING = {"admin": set(), "worker": {"actions", "tenants"}, "tenant": {"tenant_id", "scopes"}}


async def test_a_key_is_restricted_as_asked_or_is_not_made(api: Api) -> None:
    await api.make_tenant("acme")
    for kind, fitting in FITTING.items():
        for chosen in (each for number in range(5) for each in combinations(MEMBERS, number)):
            asked = {name: MEMBERS[name] for name in chosen}
            made = await api("POST", "/v2/admin/keys", {"kind": kind, **asked})
            if set(chosen) <= fitting and (kind != "tenant" or "tenant_id" in chosen):
                every = {"scopes": sorted(Scope)} if kind == "tenant" else {}
                said = {name: made.json[name] for name in MEMBERS if name in made.json}
                assert (made.status, said) == (201, every | asked)
            else:
                absent = {"/tenant_id": "required"} if kind == "tenant" and "tenant_id" not in chosen else {}
                wrong = {f"/{name}": "does-not-fit" for name in set(chosen) - fitting}
                assert (made.status, made.faults) == (422, wrong | absent)


async def test_revoked_key_is_refused_at_once(api: Api) -> None:
    made = await api("POST", "/v2/admin/keys", {"kind": "admin"})
    other = api.with_key(made.json["key"])
    assert (await other("GET", "/v2/admin/keys")).status == 200
    assert (await api("DELETE", made.headers["Location"])).status == 204
    refused = await other("GET", "/v2/admin/keys")
    assert (refused.status, refused.problem) == (401, "unauthenticated")
    assert (await api("DELETE", made.headers["Location"])).status == 404
    assert (await api("GET", made.headers["Location"])).status == 404


async def test_key_that_another_process_revoked_is_refused_within_a_second(
    api: Api, store: Store, clock: ManualClock
) -> None:
    made = await api("POST", "/v2/admin/keys", {"kind": "admin"})
    async with open_services(store, clock) as services, serve(services) as elsewhere:
        there = elsewhere.with_key(made.json["key"])
        assert (await there("GET", "/v2/admin/keys")).status == 200
        await api("DELETE", made.headers["Location"])
        services.keys._directory._checked = float("-inf")  # the second has passed
        assert (await there("GET", "/v2/admin/keys")).status == 401


async def test_key_ends_at_its_time(api: Api, clock: ManualClock) -> None:
    ends = clock.now() + timedelta(minutes=5)
    holder = await api.make_key(kind="admin", expire_time=format_time(ends))
    assert (await holder("GET", "/v2/admin/keys")).status == 200
    clock.move(timedelta(minutes=5))
    assert (await holder("GET", "/v2/admin/keys")).status == 401


async def test_last_use_is_written_now_and_then(api: Api, clock: ManualClock) -> None:
    made = await api("POST", "/v2/admin/keys", {"kind": "admin"})
    assert "last_use_time" not in made.json
    await api.with_key(made.json["key"])("GET", "/v2/admin/keys")
    assert await api.services.keys.flush_uses() == 1
    read = await api("GET", made.headers["Location"])
    assert read.json["last_use_time"] == format_time(clock.now())
    assert await api.services.keys.flush_uses() == 0


async def test_first_start_makes_one_admin_key_and_the_second_none(store: Store, clock: ManualClock) -> None:
    async with open_services(store, clock, admin_key=None) as services:
        key = await services.keys.first_admin_key()
        assert key is not None
        assert await services.keys.first_admin_key() is None
        principal = await services.keys.authenticate(key)
        assert principal is not None
        assert principal.kind == "admin"


async def test_key_from_the_settings_is_the_first_one_and_in_no_table(store: Store, clock: ManualClock) -> None:
    async with open_services(store, clock, admin_key=ADMIN_KEY) as services:
        assert await services.keys.first_admin_key() is None
    assert await store.directory.fetchrow("SELECT 1 FROM bellhop.api_keys") is None


NO_KEYS: list[str] = [
    "",
    "Bearer",
    "Bearer ",
    "Basic dXNlcjpwYXNz",
    f"Bearer {UNKNOWN_KEY}",
    f"Bearer {ADMIN_KEY}x",
    "Bearer " + "x" * 5000,
    "Bearer \u00e4\u00f6",
]


async def test_no_key_and_unknown_keys_are_told_how_to_send_one(api: Api) -> None:
    for authorization in NO_KEYS:
        reply = await api.with_key(None)("GET", "/v2/admin/keys", headers={"Authorization": authorization})
        assert (reply.status, reply.problem) == (401, "unauthenticated")
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_scheme_is_read_in_any_case(api: Api) -> None:
    reply = await api.with_key(None)("GET", "/v2/admin/keys", headers={"Authorization": f"bearer {ADMIN_KEY}"})
    assert reply.status == 200
