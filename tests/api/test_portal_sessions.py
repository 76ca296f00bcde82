"""Portal sessions over HTTP: the link, its one exchange, what the session may see, and its end."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock, format_time
from bellhop.domain.key import Scope
from bellhop.store.store import Store
from tests.api.subscribing import make
from tests.serving import Api, Reply, open_services, serve

PATH = "/v2/tenants/acme/portal-sessions"
EXCHANGE = "/v2/portal-sessions:exchange"
THEME = {"name": "Aurora", "logo_uri": "https://example.com/logo.svg", "color": "#0A66C2", "mode": "dark"}


@pytest.fixture(autouse=True)
async def acme(api: Api) -> Api:
    """The client of the one tenant there is."""
    reply = await api("POST", "/v2/admin/tenants", {"id": "acme", "display_name": "Acme Ltd"})
    assert reply.status == 201
    return await api.make_key(kind="tenant", tenant_id="acme")


async def link(api: Api, *capabilities: str, **members: Any) -> Reply:
    """A new session of the tenant, as the operator's backend makes it."""
    reply = await api("POST", PATH, {"capabilities": capabilities or ("view",), **members})
    assert reply.status == 201, reply.content
    return reply


def code_of(made: Reply) -> str:
    return str(made.json["uri"].partition("#code=")[2])


async def exchange(api: Api, code: str) -> Reply:
    """What the page does with the code."""
    return await api.with_key(None)("POST", EXCHANGE, {"code": code})


async def session(api: Api, *capabilities: str, **members: Any) -> Api:
    """A browser in which the link was opened."""
    opened = await exchange(api, code_of(await link(api, *capabilities, **members)))
    assert opened.status == 200, opened.content
    return api.with_key(opened.json["key"])


async def test_a_link_leads_to_the_console_and_its_code_becomes_a_key_once(
    api: Api, acme: Api, clock: ManualClock
) -> None:
    made = await link(api, "send", "view", return_uri="https://example.com/back", theme=THEME)
    assert made.json["uri"].startswith(f"{api.base}/console#code=")
    assert made.json["expire_time"] == format_time(clock.now() + timedelta(hours=1))
    assert made.json["code_expire_time"] == format_time(clock.now() + timedelta(minutes=5))
    assert made.headers["Cache-Control"] == "no-store"

    opened = await exchange(api, code_of(made))
    assert opened.status == 200
    assert opened.headers["Cache-Control"] == "no-store"
    body = opened.json
    assert body.pop("key").startswith("bh_portal_")
    assert body == {
        "tenant_id": "acme",
        "expire_time": made.json["expire_time"],
        "capabilities": ["view", "send"],
        "theme": {**THEME, "color": "#0a66c2", "text_color": "#ffffff"},
        "return_uri": "https://example.com/back",
    }
    again = await exchange(api, code_of(made))
    assert (again.status, again.problem) == (400, "invalid-code")
    assert (await acme("GET", "/v2/tenants/acme/operations")).status == 200


async def test_of_two_browsers_that_open_a_link_at_once_one_gets_in(api: Api) -> None:
    code = code_of(await link(api))
    answers = await asyncio.gather(*(exchange(api, code) for _ in range(6)))
    assert sorted(each.status for each in answers) == [200, 400, 400, 400, 400, 400]


async def test_every_code_that_is_not_good_gets_the_same_answer(api: Api, acme: Api, clock: ManualClock) -> None:
    used, revoked = code_of(await link(api)), await link(api)
    await exchange(api, used)
    await api("DELETE", revoked.headers["Location"])
    expired = code_of(await link(api, code_expires_seconds=5))
    clock.move(timedelta(seconds=5))
    said = []
    for code in (used, code_of(revoked), expired, "", "A" * 43, "é\U0001f600", str(acme.key), str(api.key)):
        reply = await exchange(api, code)
        assert reply.status == 400
        said.append({**reply.json, "request_id": ""})
    assert all(each == said[0] for each in said)


async def test_codes_cannot_be_guessed_at_any_speed(api: Api, clock: ManualClock) -> None:
    good = code_of(await link(api))
    statuses = [(await exchange(api, f"guess-{number}")).status for number in range(61)]
    assert statuses == [400] * 60 + [429]
    refused = await exchange(api, good)
    assert (refused.status, refused.problem) == (429, "rate-limited")
    clock.move(timedelta(seconds=int(refused.headers["Retry-After"])))
    assert (await exchange(api, good)).status == 200


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {"/capabilities": "required"}),
    ({"capabilities": []}, {"/capabilities": "too-short"}),
    ({"capabilities": ["everything"]}, {"/capabilities/0": "enum"}),
    ({"expires_seconds": 86_401}, {"/expires_seconds": "less-than-equal"}),
    ({"expires_seconds": 59}, {"/expires_seconds": "greater-than-equal"}),
    ({"code_expires_seconds": 3_601}, {"/code_expires_seconds": "less-than-equal"}),
    ({"code_expires_seconds": 0}, {"/code_expires_seconds": "greater-than-equal"}),
    ({"expires_seconds": 60, "code_expires_seconds": 61}, {"/code_expires_seconds": "too-long"}),
    ({"return_uri": "javascript:alert(1)"}, {"/return_uri": "value-error"}),
    ({"return_uri": "/back"}, {"/return_uri": "value-error"}),
    ({"return_uri": "https://user:word@example.com/"}, {"/return_uri": "value-error"}),
    ({"theme": {"logo_uri": "http://example.com/logo.svg"}}, {"/theme/logo_uri": "value-error"}),
    ({"theme": {"logo_uri": "data:image/svg+xml,<svg/>"}}, {"/theme/logo_uri": "value-error"}),
    ({"theme": {"name": "x" * 65}}, {"/theme/name": "too-long"}),
    ({"theme": {"name": ""}}, {"/theme/name": "too-short"}),
    ({"theme": {"color": "blue"}}, {"/theme/color": "string-pattern-mismatch"}),
    ({"theme": {"color": "#0a66c2\n"}}, {"/theme/color": "string-pattern-mismatch"}),
    ({"theme": {"mode": "night"}}, {"/theme/mode": "enum"}),
    ({"theme": {"font": "serif"}}, {"/theme/font": "unknown-field"}),
]


async def test_each_wrong_member_is_named(api: Api, acme: Api) -> None:
    for members, faults in WRONG:
        body = members if members in ({}, {"capabilities": []}) else {"capabilities": ["view"], **members}
        reply = await api("POST", PATH, body)
        assert (reply.status, reply.problem, reply.faults) == (422, "invalid-input", faults), members
    said = (await api("POST", PATH, {"capabilities": ["view"], "theme": {"color": "red"}})).json["errors"][0]["message"]
    assert said == "A colour is `#` and six hexadecimal digits, such as `#0a66c2`."
    assert (await acme("POST", PATH, {"capabilities": ["view"]})).status == 403


async def test_longest_and_shortest_lives_are_kept(api: Api, clock: ManualClock) -> None:
    longest = (await link(api, expires_seconds=86_400, code_expires_seconds=3_600)).json
    assert longest["expire_time"] == format_time(clock.now() + timedelta(days=1))
    assert longest["code_expire_time"] == format_time(clock.now() + timedelta(hours=1))
    shortest = (await link(api, expires_seconds=60)).json
    assert shortest["code_expire_time"] == shortest["expire_time"] == format_time(clock.now() + timedelta(minutes=1))


async def test_a_link_begins_as_the_operator_has_set_it(api: Api, store: Store, clock: ManualClock) -> None:
    async with (
        open_services(store, clock, public_uri="https://example.com/bellhop") as services,
        serve(services) as set_,
    ):
        made = await set_("POST", PATH, {"capabilities": ["view"]}, headers={"Host": "elsewhere.example"})
        assert made.json["uri"].startswith("https://example.com/bellhop/console#code=")
    for host in ("a b", "<script>", "host/path", "user@host"):
        reply = await api("POST", PATH, {"capabilities": ["view"]}, headers={"Host": host})
        assert reply.status == 400, host


async def test_sessions_are_listed_and_read_without_code_and_key(api: Api, clock: ManualClock) -> None:
    made = await link(api, "view", theme=THEME)
    opened = await link(api, "view")
    await exchange(api, code_of(opened))
    short = await link(api, "view", expires_seconds=60)
    clock.move(timedelta(seconds=60))
    listed = (await api("GET", PATH)).json["results"]
    assert {(each["id"], each["state"]) for each in listed} == {
        (short.json["id"], "expired"),
        (opened.json["id"], "open"),
        (made.json["id"], "unused"),
    }
    read = await api("GET", made.headers["Location"])
    assert read.json == {name: value for name, value in made.json.items() if name != "uri"}
    text = (await api("GET", PATH)).content.decode()
    assert code_of(made) not in text
    assert code_of(opened) not in text
    assert (await api("GET", f"{PATH}/key_01kb76v2b6e6q9k2y1x0c8r5wd")).status == 404
    assert (await api("GET", f"{PATH}/nonsense")).status == 404


async def test_a_page_of_sessions_goes_on_where_the_last_one_ended(api: Api) -> None:
    made = {(await link(api)).json["id"] for _ in range(5)}
    found: list[str] = []
    token = ""
    while True:
        reply = (await api("GET", f"{PATH}?max_page_size=2&page_token={token}")).json
        found += [each["id"] for each in reply["results"]]
        token = reply.get("next_page_token", "")
        if not token:
            break
    assert len(found) == 5
    assert set(found) == made


async def test_a_revoked_session_is_refused_at_once_and_is_gone(api: Api) -> None:
    made = await link(api)
    browser = api.with_key((await exchange(api, code_of(made))).json["key"])
    assert (await browser("GET", "/v2/tenants/acme/deliveries")).status == 200
    assert (await api("DELETE", made.headers["Location"])).status == 204
    assert (await browser("GET", "/v2/tenants/acme/deliveries")).status == 401
    assert (await api("DELETE", made.headers["Location"])).status == 404
    assert (await api("GET", made.headers["Location"])).status == 404


async def test_an_expired_session_is_refused_at_once(api: Api, clock: ManualClock) -> None:
    browser = await session(api, expires_seconds=60)
    clock.move(timedelta(seconds=59))
    assert (await browser("GET", "/v2/me")).status == 200
    clock.move(timedelta(seconds=1))
    assert (await browser("GET", "/v2/me")).status == 401


@pytest.mark.parametrize("end", ["revoke", "revoke-all", "expire"])
async def test_a_session_that_ends_while_it_waits_hears_nothing_of_what_it_waited_for(
    api: Api, acme: Api, clock: ManualClock, end: str
) -> None:
    await api.put_action("design")
    job = (await acme("POST", "/v2/tenants/acme/design/run", {})).json["id"]
    made = await link(api, expires_seconds=60)
    browser = api.with_key((await exchange(api, code_of(made))).json["key"])
    waiting = asyncio.create_task(browser("GET", f"/operations/{job}", headers={"Prefer": "wait=20"}))
    await asyncio.sleep(0.1)  # it is on its way, and nothing tells when it waits
    assert not waiting.done()
    if end == "revoke":
        await api("DELETE", made.headers["Location"])
    elif end == "revoke-all":
        await api("POST", f"{PATH}:revoke-all")
    else:
        clock.move(timedelta(seconds=60))
    assert (await acme("POST", f"/operations/{job}:cancel")).status == 200
    assert (await waiting).status == 401


async def test_all_sessions_of_a_tenant_are_ended_together(api: Api, acme: Api) -> None:
    browsers = [await session(api) for _ in range(3)]
    unopened = await link(api)
    reply = await api("POST", f"{PATH}:revoke-all")
    assert (reply.status, reply.json) == (200, {"revoked": 4})
    assert [(await each("GET", "/v2/me")).status for each in browsers] == [401, 401, 401]
    assert (await exchange(api, code_of(unopened))).status == 400
    assert (await acme("GET", "/v2/me")).status == 200


async def test_a_session_may_end_itself_and_no_other(api: Api) -> None:
    own, other = await link(api), await link(api, "view", "send", "manage", "secrets")
    browser = api.with_key((await exchange(api, code_of(own))).json["key"])
    assert (await browser("DELETE", other.headers["Location"])).status == 403
    assert (await browser("DELETE", own.headers["Location"])).status == 204
    assert (await browser("GET", "/v2/me")).status == 401


async def test_a_deleted_tenant_ends_its_sessions(api: Api, acme: Api) -> None:
    browser, unopened = await session(api), await link(api)
    assert (await api("DELETE", "/v2/admin/tenants/acme")).status == 202
    assert (await browser("GET", "/v2/me")).status == 401
    assert (await exchange(api, code_of(unopened))).status == 400
    assert (await acme("GET", "/v2/me")).status == 401


async def test_what_a_session_did_is_in_the_audit(api: Api) -> None:
    made = await link(api, "view", "manage")
    browser = api.with_key((await exchange(api, code_of(made))).json["key"])
    subscription = await browser(
        "POST", "/v2/tenants/acme/subscriptions", {"uri": "https://example.com/", "event_types": ["operation.*"]}
    )
    assert subscription.status == 201
    await api("DELETE", made.headers["Location"])
    lines = {each["verb"]: each for each in (await api("GET", "/v2/admin/audit")).json["results"]}
    resource = f"portal-sessions/{made.json['id']}"
    assert lines["portal_session.created"]["actor"]["kind"] == "admin"
    assert lines["portal_session.exchanged"]["actor"]["key_id"] == made.json["id"]
    assert lines["portal_session.revoked"]["resource"] == resource
    assert lines["subscription.created"]["actor"] == {
        "kind": "portal",
        "key_id": made.json["id"],
        "request_id": subscription.headers["X-Request-Id"],
    }


SUBSCRIPTION = {"uri": "https://example.com/", "event_types": ["operation.*"]}
WEBHOOK = {"webhook": {"event": "design_job_completed", "url_template": "https://example.com/<JOB_ID>"}}


async def test_only_a_session_with_secrets_sees_what_is_shown_once(api: Api) -> None:
    await api.put_action("design")
    writer, trusted = await session(api, "view", "manage"), await session(api, "view", "manage", "secrets")
    for browser, sees in ((writer, False), (trusted, True)):
        made = await browser("POST", "/v2/tenants/acme/subscriptions", SUBSCRIPTION)
        webhook = await browser("POST", "/v2/tenants/acme/webhooks", WEBHOOK)
        off = await browser("PATCH", f"/v2/tenants/acme/subscriptions/{made.json['id']}", _signed(on=False))
        on = await browser("PATCH", f"/v2/tenants/acme/subscriptions/{made.json['id']}", _signed(on=True))
        assert [each.status for each in (made, webhook, off, on)] == [201, 201, 200, 200]
        assert (b"whsec_" in made.content) is sees
        assert (b"whsec_" in webhook.content) is sees
        assert (b"whsec_" in on.content) is sees


def _signed(*, on: bool) -> dict[str, Any]:
    return {"auth": {"signature": on, "unauthenticated": not on}}


async def test_rotating_takes_secrets_and_shows_the_new_one(api: Api, acme: Api) -> None:
    made = await make(acme)
    path = f"/v2/tenants/acme/subscriptions/{made['id']}:rotate-secret"
    assert (await (await session(api, "view", "send", "manage"))("POST", path, {})).status == 403
    rotated = await (await session(api, "secrets"))("POST", path, {})
    assert rotated.status == 200
    assert b"whsec_" in rotated.content


async def test_requests_of_sessions_count_for_their_tenant(api: Api) -> None:
    await api("PATCH", "/v2/admin/tenants/acme", {"limits": {"requests_per_second": 2}})
    browser = await session(api)
    statuses = [(await browser("GET", "/v2/me")).status for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_me_tells_each_kind_of_key_what_it_is(api: Api, acme: Api, clock: ManualClock) -> None:
    ends = format_time(clock.now() + timedelta(hours=2))
    assert (await api("GET", "/v2/me")).json == {"kind": "admin", "scopes": []}
    whole = (await acme("GET", "/v2/me")).json
    assert (whole["kind"], whole["tenant_id"], whole["display_name"]) == ("tenant", "acme", "Acme Ltd")
    assert whole["scopes"] == sorted(Scope)
    some = await api.make_key(kind="tenant", tenant_id="acme", scopes=["deliveries:read"], expire_time=ends)
    me = await some("GET", "/v2/me")
    assert (me.json["scopes"], me.json["expire_time"]) == (["deliveries:read"], ends)
    assert me.json["id"].startswith("key_")
    worker = (await (await api.make_key(kind="worker", actions=["design"]))("GET", "/v2/me")).json
    assert (worker["kind"], worker["actions"], "tenant_id" in worker) == ("worker", ["design"], False)

    made = await link(api, "view", "secrets", theme=THEME, return_uri="https://example.com/back")
    browser = api.with_key((await exchange(api, code_of(made))).json["key"])
    assert (await browser("GET", "/v2/me")).json == {
        "kind": "portal",
        "id": made.json["id"],
        "tenant_id": "acme",
        "display_name": "Acme Ltd",
        "scopes": [],
        "capabilities": ["view", "secrets"],
        "expire_time": made.json["expire_time"],
        "theme": made.json["theme"],
        "return_uri": "https://example.com/back",
    }
    assert (await api.with_key(None)("GET", "/v2/me")).status == 401
