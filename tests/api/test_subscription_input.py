import asyncio
import base64
from typing import Any

from tests.api.subscribing import PATH, SECRET, URI, make
from tests.serving import Api


async def refuse(client: Api, **members: Any) -> dict[str, str]:
    reply = await client("POST", PATH, {"uri": URI, "event_types": ["operation.*"], **members})
    assert (reply.status, reply.problem) == (422, "invalid-input"), reply.content
    return reply.faults


async def test_a_secret_that_is_too_short_or_no_base64_is_refused(acme: Api) -> None:
    for secret in ("short", "whsec_", "whsec_" + base64.b64encode(b"x" * 23).decode(), "whsec_!!!"):
        assert await refuse(acme, auth={"signature": {"secret": secret}}) == {"/auth/signature/secret": "bad-secret"}


REFUSED_URIS = [
    "http://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://192.168.1.1",
    "https://[::1]:99999/",
    "https://2130706433.example.com@10.0.0.1/",
    "https://0xa000001/",
    "https://[::ffff:10.0.0.1]/",
    "ftp://example.com",
    "https://user:pass@example.com/",
    "https://example.com/#part",
    "https://example.com:22/",
    "example.com",
    "https://",
    "https://example.com/" + "x" * 2048,
]


async def test_an_endpoint_that_may_not_be_called_is_not_written(acme: Api) -> None:
    pointers = {uri: list(await refuse(acme, uri=uri)) for uri in REFUSED_URIS}

    assert pointers == {uri: ["/uri"] for uri in REFUSED_URIS}
    assert (await acme("GET", PATH)).json["results"] == []


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"event_types": []}, "/event_types"),
    ({"event_types": ["*.created"]}, "/event_types/0"),
    ({"event_types": ["operation.succeeded", "no such"]}, "/event_types/1"),
    ({"event_types": "operation.*"}, "/event_types"),
    ({"filter": "nosuch == 1"}, "/filter"),
    ({"method": "PUT"}, "/method"),
    ({"payload": "cloudevents-xml"}, "/payload"),
    ({"uri_template": "https://example.com/<JOB_ID>"}, "/uri_template"),
    ({"method": "GET", "uri_template": "https://<JOB_ID>.example.com/"}, "/uri_template"),
    ({"method": "GET", "uri_template": "https://example.com/<NOSUCH>"}, "/uri_template"),
    ({"method": "GET", "uri_template": "https://10.0.0.1/<JOB_ID>"}, "/uri_template"),
    ({"uri": None}, "/uri"),
    ({"description": "x" * 1025}, "/description"),
    ({"delivery": {"timeout_seconds": 31}}, "/delivery/timeout_seconds"),
    ({"delivery": {"max_age_seconds": 561_601}}, "/delivery/max_age_seconds"),
    ({"delivery": {"max_in_flight": 0}}, "/delivery/max_in_flight"),
    ({"delivery": {"rate_per_second": 0}}, "/delivery/rate_per_second"),
    ({"delivery": {"retry": {"schedule_seconds": []}}}, "/delivery/retry/schedule_seconds"),
    ({"delivery": {"retry": {"schedule_seconds": [1] * 31}}}, "/delivery/retry/schedule_seconds"),
    ({"delivery": {"retry": {"schedule_seconds": [5], "max_attempts": 5}}}, "/delivery/retry/max_attempts"),
    ({"delivery": {"ordering": "random"}}, "/delivery/ordering"),
    ({"auth": {"basic": {"username": "a:b", "password": "p"}}}, "/auth/basic/username"),
    ({"auth": {"basic": {"username": "a"}}}, "/auth/basic/password"),
    ({"auth": {"bearer": "a b"}}, "/auth/bearer"),
    ({"auth": {"bearer": "b", "basic": {"username": "a", "password": "p"}}}, "/auth/bearer"),
    ({"auth": {"headers": {"Authorization": "x"}}}, "/auth/headers/Authorization"),
    ({"auth": {"headers": {"Webhook-Id": "x"}}}, "/auth/headers/Webhook-Id"),
    ({"auth": {"headers": {"Content-Type": "x"}}}, "/auth/headers/Content-Type"),
    ({"auth": {"headers": {"X-A": "a\r\nX-B: b"}}}, "/auth/headers/X-A"),
    ({"auth": {"headers": {"X-A": "日本"}}}, "/auth/headers/X-A"),
    ({"auth": {"headers": {"X A": "a"}}}, "/auth/headers/X A"),
    ({"auth": {"headers": {f"X-{n}": "a" for n in range(17)}}}, "/auth/headers"),
    ({"auth": {"headers": {"X-A": "a", "x-a": "b"}}}, "/auth/headers/x-a"),
    ({"auth": {"signature": False}}, "/auth"),
    ({"auth": {"signature": {"enabled": False, "secret": SECRET}, "bearer": "b"}}, "/auth/signature/secret"),
    (
        {"auth": {"oauth2": {"token_uri": "https://10.0.0.1/t", "client_id": "c", "client_secret": "s"}}},
        "/auth/oauth2/token_uri",
    ),
    ({"auth": {"mtls": {"certificate": "none", "private_key": "none"}}}, "/auth/mtls/certificate"),
    ({"colour": "red"}, "/colour"),
    ({"state": "paused"}, "/state"),
]


async def test_even_a_short_patience_is_the_tenants_own_choice(acme: Api) -> None:
    reply = await acme("POST", PATH, {"uri": URI, "event_types": ["operation.*"], "delivery": {"max_age_seconds": 1}})

    assert (reply.status, reply.json["delivery"]["max_age_seconds"]) == (201, 1)


async def test_a_patch_may_not_remove_what_does_not_exist(acme: Api) -> None:
    made = await acme("POST", PATH, {"uri": URI, "event_types": ["operation.*"]})

    wanted = {"colour": None, "delivery": {"speed": None, "retry": {"a/b": None}}, "auth": {"basic": {"realm": None}}}
    reply = await acme("PATCH", f"{PATH}/{made.json['id']}", wanted)

    assert (reply.status, reply.faults) == (
        422,
        dict.fromkeys(["/colour", "/delivery/speed", "/delivery/retry/a~1b", "/auth/basic/realm"], "unknown-field"),
    )


async def test_what_is_wrong_is_named_by_its_pointer(acme: Api) -> None:
    named = [list(await refuse(acme, **members)) for members, _ in WRONG]

    assert named == [[pointer] for _, pointer in WRONG]
    assert (await acme("GET", PATH)).json["results"] == []


async def test_every_fault_is_told_at_once(acme: Api) -> None:
    faults = await refuse(acme, uri="https://10.0.0.1/", event_types=["?"], filter="?", auth={"headers": {"Host": "x"}})

    assert set(faults) == {"/uri", "/event_types/0", "/filter", "/auth/headers/Host"}


async def test_a_patch_of_an_unknown_member_is_refused(acme: Api) -> None:
    name = (await make(acme))["id"]

    unknown: list[dict[str, Any]] = [{"colour": "red"}, {"colour": None}, {"ID": "sub_x"}, {"circuit": {}}]
    for members in unknown:
        reply = await acme("PATCH", f"{PATH}/{name}", members)
        assert (reply.status, list(reply.faults.values())) == (422, ["unknown-field"])


async def test_a_rotation_out_of_bounds_is_refused(acme: Api) -> None:
    name = (await make(acme))["id"]

    for member, value in (("overlap_seconds", -1), ("overlap_seconds", 604_801), ("secret", "x")):
        reply = await acme("POST", f"{PATH}/{name}:rotate-secret", {member: value})
        assert (reply.status, list(reply.faults)) == (422, [f"/{member}"])


async def test_the_uri_follows_the_template(acme: Api) -> None:
    made = await acme(
        "POST", PATH, {"method": "GET", "uri_template": "https://one.example.com/<JOB_ID>", "event_types": ["a.b"]}
    )
    assert made.json["uri"] == "https://one.example.com/"

    moved = await acme("PATCH", f"{PATH}/{made.json['id']}", {"uri_template": "https://two.example.com/<JOB_ID>"})

    assert (moved.status, moved.json["uri"]) == (200, "https://two.example.com/")


async def test_changes_at_once_without_a_precondition_are_all_made(acme: Api) -> None:
    made = await acme("POST", PATH, {"uri": URI, "event_types": ["operation.*"]})
    path = f"{PATH}/{made.json['id']}"

    replies = await asyncio.gather(*[acme("PATCH", path, {"description": str(number)}) for number in range(20)])

    assert [reply.status for reply in replies] == [200] * 20
    assert (await acme("GET", path)).headers["ETag"].startswith('"21-')


async def test_the_audit_tells_when_a_tenant_gives_up_every_proof(api: Api, acme: Api) -> None:
    made = await acme("POST", PATH, {"uri": URI, "event_types": ["operation.*"]})
    await acme("PATCH", f"{PATH}/{made.json['id']}", {"auth": {"unauthenticated": True}})

    lines = (await api("GET", "/v2/admin/audit")).json["results"]

    assert [each["changes"] for each in lines if each["verb"] == "subscription.updated"] == [{"unauthenticated": True}]
