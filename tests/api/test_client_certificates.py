"""Mutual TLS as a tenant meets it: what may be written, what is read, and how its end is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock, format_time
from bellhop.core.registry import RegistryCache
from bellhop.domain.event_filter import parse_filter
from bellhop.domain.merge_patch import REDACTED
from bellhop.maintenance.expiring import ExpiringWatch
from bellhop.maintenance.retention import Retention
from bellhop.store.store import Store
from tests.api.subscribing import PATH, SECRET, make, patch
from tests.api.test_lost_secrets import broken, lost
from tests.certificates import Pair, issue, key_pem
from tests.serving import Api

DAY = timedelta(days=1)
CLIENTS = issue("Clients", authority=True)


@pytest.fixture
def now(clock: ManualClock) -> datetime:
    return clock.now()


def given(pair: Pair) -> dict[str, str]:
    return {"certificate": pair.pem, "private_key": pair.key_pem}


def client(now: datetime, *, days: float = 90, name: str = "alice", key: Any = None) -> Pair:
    """A certificate that ends in so many days."""
    return issue(name, CLIENTS, key=key, begins=now - 365 * DAY, ends=(now + days * DAY).replace(microsecond=0))


async def read(acme: Api, name: str) -> Any:
    return (await acme("GET", f"{PATH}/{name}")).json


async def test_a_certificate_is_read_without_its_key(acme: Api, now: datetime) -> None:
    alice = client(now)
    created = await make(acme, auth={"mtls": given(alice), "bearer": "hush-token"})

    expected = {
        "private_key": REDACTED,
        "subject": "CN=alice",
        "issuer": "CN=Clients",
        "serial": f"{alice.certificate.serial_number:X}",
        "expire_time": format_time(alice.certificate.not_valid_after_utc),
    }
    assert created["auth"]["mtls"] == expected
    shown = [await acme("GET", f"{PATH}/{created['id']}"), await acme("GET", PATH)]
    assert shown[0].json["auth"]["mtls"] == expected
    assert "certificate" not in shown[0].json["health"]
    assert "mtls" not in (await make(acme))["auth"]
    secret = alice.key_pem.splitlines()[1].encode()
    assert all(secret not in each.content and b"PRIVATE KEY" not in each.content for each in shown)


async def test_it_is_proof_enough_alone(acme: Api, now: datetime) -> None:
    created = await make(acme, auth={"signature": False, "mtls": given(client(now))})
    assert created["auth"]["signature"] == {"enabled": False}


async def test_what_cannot_be_used_is_named_and_nothing_is_made(acme: Api, now: datetime) -> None:
    alice, bob = client(now), client(now, name="bob")
    expired, to_come = client(now, days=-1), issue("alice", CLIENTS, begins=now + DAY, ends=now + 9 * DAY)
    encrypted = key_pem(alice.key, passphrase=b"hush")
    certificate, key = "/auth/mtls/certificate", "/auth/mtls/private_key"
    cases: list[tuple[dict[str, Any], dict[str, str]]] = [
        (given(expired), {certificate: "expired"}),
        (given(to_come), {certificate: "not-yet-valid"}),
        (given(alice) | {"private_key": bob.key_pem}, {key: "mismatch"}),
        (given(alice) | {"private_key": encrypted}, {key: "encrypted"}),
        (given(alice) | {"certificate": "x" * 16_385}, {certificate: "string-too-long"}),
        (given(alice) | {"private_key": "x" * 8_193}, {key: "string-too-long"}),
        (given(alice) | {"private_key": REDACTED}, {key: "no-secret"}),
        (given(alice) | {"subject": "CN=alice"}, {"/auth/mtls/subject": "unknown-field"}),
        ({"certificate": alice.pem}, {key: "required"}),
        (given(alice) | {"certificate": f"{alice.pem}\0"}, {certificate: "nul"}),
    ]
    for mtls, expected in cases:
        reply = await acme("POST", PATH, {"uri": "https://a.example/", "event_types": ["*"], "auth": {"mtls": mtls}})
        assert reply.status == 422, (expected, reply.content)
        assert set(reply.faults) == set(expected), reply.content
        if "nul" not in expected.values() and "string-too-long" not in expected.values():
            assert reply.faults == expected, reply.content
    assert (await acme("GET", PATH)).json["results"] == []


async def test_pulled_ones_and_plain_http_take_no_certificate(acme: Api, now: datetime) -> None:
    mtls = given(client(now))
    pulled = await acme("POST", PATH, {"pull": True, "event_types": ["*"], "auth": {"mtls": mtls}})
    plain = await acme("POST", PATH, {"uri": "http://a.example/", "event_types": ["*"], "auth": {"mtls": mtls}})
    assert (pulled.status, pulled.faults) == (422, {"/auth/mtls": "excluded"})
    assert plain.status == 422
    assert plain.faults["/auth/mtls"] == "needs-https"


async def test_a_patch_renews_the_certificate_for_the_key_that_is_there(acme: Api, now: datetime) -> None:
    old = client(now)
    new, other = client(now, days=400, key=old.key), client(now, name="bob")
    name = (await make(acme, auth={"mtls": given(old)}))["id"]

    renewed = await patch(acme, name, {"auth": {"mtls": {"certificate": new.pem, "private_key": REDACTED}}})
    strange = await patch(acme, name, {"auth": {"mtls": {"certificate": other.pem}}})
    assert renewed.json["auth"]["mtls"]["expire_time"] == format_time(new.certificate.not_valid_after_utc)
    assert (strange.status, strange.faults) == (422, {"/auth/mtls/private_key": "mismatch"})
    assert (await read(acme, name))["auth"] == renewed.json["auth"]

    ended = await patch(acme, name, {"auth": {"mtls": None}})
    assert (ended.status, "mtls" in ended.json["auth"]) == (200, False)


async def test_what_is_shown_may_be_sent_back_and_what_only_answers_have_cannot_be_written(
    acme: Api, now: datetime
) -> None:
    created = await make(acme, auth={"mtls": given(client(now))})
    shown = await read(acme, created["id"])
    again = await patch(acme, created["id"], shown)
    wrong = await patch(acme, created["id"], {"auth": {"mtls": {"subject": "CN=mallory"}}})
    assert (again.status, again.json["update_time"]) == (200, shown["update_time"])
    assert (wrong.status, wrong.faults) == (422, {"/auth/mtls/subject": "read-only"})


async def test_one_that_has_expired_hinders_no_other_change(acme: Api, now: datetime, clock: ManualClock) -> None:
    name = (await make(acme, auth={"mtls": given(client(now, days=40))}))["id"]
    seen = []
    for days in (9, 2, 30):
        clock.move(days * DAY)
        seen.append((await read(acme, name))["health"].get("certificate"))
    changed = await patch(acme, name, {"description": "x"})
    (listed,) = (await acme("GET", PATH)).json["results"]
    assert seen == [None, "expiring", "expired"]
    assert changed.status == 200, changed.content
    assert listed["health"]["certificate"] == "expired"


async def test_the_audit_tells_of_the_certificate_and_not_of_its_key(api: Api, acme: Api, now: datetime) -> None:
    name = (await make(acme))["id"]
    assert (await patch(acme, name, {"auth": {"mtls": given(client(now))}})).status == 200
    entries = (await api("GET", "/v2/admin/audit")).json["results"]
    (made,) = [each for each in entries if each["verb"] == "subscription.updated"]
    assert made["changes"]["mtls_subject"] == "CN=alice"
    assert made["changes"]["credentials"] == "changed"
    assert b"PRIVATE" not in (await api("GET", "/v2/admin/audit")).content


async def test_one_that_is_lost_is_given_anew_as_a_whole(acme: Api, store: Store, now: datetime) -> None:
    alice = client(now)
    name = await broken(store, acme, signature={"secret": SECRET}, mtls=given(alice))
    both = {"/auth/mtls/certificate", "/auth/mtls/private_key"}
    assert lost(await patch(acme, name, {"auth": {"signature": True}})) == both
    half = {"signature": True, "mtls": {"certificate": alice.pem}}
    assert lost(await patch(acme, name, {"auth": half})) == {"/auth/mtls/private_key"}
    anew = await patch(acme, name, {"auth": {"signature": True, "mtls": given(alice)}})
    assert anew.json["auth"]["mtls"]["subject"] == "CN=alice"


class Teller:
    """Runs the watch at other times, each time as a service that was just started."""

    def __init__(self, acme: Api, store: Store, clock: ManualClock) -> None:
        self._acme, self._store, self._clock = acme, store, clock
        self._begin = clock.now()

    async def after(self, days: float) -> int:
        """How many ends are told so many days after the beginning."""
        self._clock.move(self._begin + days * DAY - self._clock.now())
        await Retention(self._store, self._clock, history=365 * DAY).run_once()  # which makes room for what is told
        services = self._acme.services
        watch = ExpiringWatch(self._store, self._clock, services.wakeups, registry=RegistryCache(parse_filter))
        return await watch.run_once()

    async def told(self) -> list[Any]:
        """What was told, oldest first."""
        events = (await self._acme("GET", "/v2/tenants/acme/events")).json["results"]
        return [each for each in reversed(events) if each["type"] == "subscription.certificate_expiring"]


@pytest.fixture
def teller(acme: Api, store: Store, clock: ManualClock) -> Teller:
    return Teller(acme, store, clock)


async def test_its_end_is_told_to_the_others_30_7_and_1_days_before_once_each(
    acme: Api, now: datetime, teller: Teller
) -> None:
    name = (await make(acme, event_types=["*"], auth={"mtls": given(client(now, days=40))}))["id"]
    other = (await make(acme, event_types=["subscription.*"]))["id"]

    told = [await teller.after(days) for days in (9.9, 10.1, 10.2, 20, 32.9, 33.1, 34, 38.9, 39.1, 39.5, 41, 90)]

    assert told == [0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0]
    events = await teller.told()
    assert len(events) == 3
    event = (await acme("GET", f"/v2/tenants/acme/events/{events[0]['id']}")).json
    shown = (await read(acme, name))["auth"]["mtls"]
    data = event["payload"]["data"]
    assert data["subscription_id"] == name
    assert {member: data[member] for member in ("subject", "issuer", "serial", "expire_time")} == {
        member: shown[member] for member in ("subject", "issuer", "serial", "expire_time")
    }
    deliveries = (await acme("GET", "/v2/tenants/acme/deliveries")).json["results"]
    assert {each["subscription_id"] for each in deliveries} == {other}


async def test_what_came_due_while_nothing_ran_is_told_once(acme: Api, now: datetime, teller: Teller) -> None:
    await make(acme, auth={"mtls": given(client(now, days=40))})
    assert [await teller.after(days) for days in (39.5, 39.6, 50)] == [1, 0, 0]


async def test_what_was_near_when_it_was_given_is_no_news(acme: Api, now: datetime, teller: Teller) -> None:
    await make(acme, auth={"mtls": given(client(now, days=5))})
    assert [await teller.after(days) for days in (0.1, 3.9, 4.1)] == [0, 0, 1]


async def test_other_changes_tell_nothing_twice_and_a_renewed_one_begins_anew(
    acme: Api, now: datetime, teller: Teller
) -> None:
    name = (await make(acme, auth={"mtls": given(client(now, days=40))}))["id"]
    first = await teller.after(11)
    for members in ({"description": "x"}, {"auth": {"headers": {"X-A": "a"}}}, {"state": "disabled"}):
        assert (await patch(acme, name, members)).status == 200
    second = await teller.after(12)
    renewed = await patch(acme, name, {"auth": {"mtls": given(client(now, days=112))}})
    assert renewed.status == 200, renewed.content
    rest = [await teller.after(days) for days in (34, 81, 83, 84)]
    assert (first, second, rest) == (1, 0, [0, 0, 1, 0])


async def test_of_one_that_is_gone_nothing_is_told(acme: Api, now: datetime, teller: Teller) -> None:
    deleted = (await make(acme, auth={"mtls": given(client(now, days=40))}))["id"]
    ended = (await make(acme, auth={"mtls": given(client(now, days=40))}))["id"]
    await acme("DELETE", f"{PATH}/{deleted}")
    await patch(acme, ended, {"auth": {"mtls": None}})
    assert await teller.after(11) == 0
