"""From what a receiver answers to what becomes of the delivery: the table of the contract, over real sockets."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from typing import Any

import pytest

from bellhop.domain.delivery import Delivery
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.store import attempts
from tests.egress.hostile import OK_HEAD, Act, hostile, repeat, stay_silent
from tests.egress.nameserver import BROKEN, SILENT, nameserver
from tests.receiver import GONE, Answer, Receiver
from tests.world import World

STEP = timedelta(seconds=100)
NEVER = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a delivery, and what its one attempt says."""

    delivery: Delivery
    outcome: str
    error: str | None
    wait: timedelta | None


async def deliver(world: World, uri: str, **policy: object) -> Told:
    """Send one event to this URI by a schedule of one retry after a hundred seconds."""
    options: dict[str, Any] = {"schedule": (STEP,), "max_age": NEVER, **policy}
    kind = f"test.number{len(await world.everything())}"
    await world.subscribe(uri, event_types=(kind,), **options)
    (hint,) = await world.publish(event_type=kind)
    dispatcher = world.dispatcher()
    await dispatcher.run_once()
    delivery = await world.delivery(hint)
    async with world.database.connection() as connection:
        (attempt,) = await attempts.of_delivery(connection, hint.tenant_id, hint.delivery_id)
    wait = None if delivery.next_attempt_time is None else delivery.next_attempt_time - attempt.start_time
    return Told(delivery, attempt.outcome, attempt.error, wait)


def about(wait: timedelta | None, planned: timedelta) -> bool:
    """Whether a wait is the planned one, by a tenth shorter or longer (and what the attempt itself took)."""
    return wait is not None and planned * 0.9 <= wait <= planned * 1.1 + timedelta(seconds=5)


async def test_every_2xx_is_a_success(world: World, endpoint: Receiver) -> None:
    for status in (200, 201, 202, 204, 206, 226, 299):
        endpoint.script("/hook", Answer(status))
        told = await deliver(world, endpoint.url())
        assert (told.delivery.state, told.delivery.last_status, told.outcome) == ("delivered", status, "delivered")


async def test_a_redirect_is_a_failure_and_is_not_followed(world: World, endpoint: Receiver) -> None:
    for status in (300, 301, 302, 303, 304, 307, 308):
        endpoint.script("/hook", Answer(status, {"Location": endpoint.url("/elsewhere")}))
        told = await deliver(world, endpoint.url())
        assert (told.delivery.state, told.outcome, told.delivery.last_status) == ("pending", "refused", status)
        assert about(told.wait, STEP)
    assert {each.target for each in endpoint.requests} == {"/hook"}


async def test_any_other_answer_is_tried_again_by_the_schedule(world: World, endpoint: Receiver) -> None:
    """Also one that asks for a pause: only 429 and 503 may."""
    for status in (400, 401, 403, 404, 405, 408, 409, 413, 418, 422, 451, 500, 501, 502, 504, 599):
        endpoint.script("/hook", Answer(status, {"Retry-After": "70000"}))
        told = await deliver(world, endpoint.url())
        assert (told.delivery.state, told.delivery.reason, told.outcome) == ("pending", "retrying", "refused")
        assert about(told.wait, STEP)


async def test_gone_ends_it_at_once(world: World, endpoint: Receiver) -> None:
    endpoint.always("/hook", GONE)
    told = await deliver(world, endpoint.url())
    assert (told.delivery.state, told.delivery.reason, told.outcome) == ("dead", "gone", "gone")


def date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


PAUSES: list[tuple[str | None, float, float]] = [  # what is asked, and the least and the most that comes of it
    ("3600", 3600, 3610),
    ("86400", 86400, 86410),
    ("1000000", 86400, 86410),  # a day is the most
    ("5", 90, 115),  # the schedule is longer
    ("0", 90, 115),
    ("date +3600", 3598, 3610),
    ("date +999999", 86398, 86410),
    ("date -3600", 90, 115),
    ("Tue, 99 Foo 2026 99:99:99 GMT", 90, 115),
    ("-60", 90, 115),
    ("soon", 90, 115),
    ("1e9", 90, 115),
    ("", 90, 115),
    (None, 90, 115),
]


@pytest.mark.parametrize("status", [429, 503])
async def test_a_pause_that_is_asked_for_is_kept(world: World, endpoint: Receiver, status: int) -> None:
    for asked, least, most in PAUSES:
        value = date(float(asked.removeprefix("date "))) if asked and asked.startswith("date ") else asked
        endpoint.script("/hook", Answer(status, {} if value is None else {"Retry-After": value}))
        told = await deliver(world, endpoint.url())
        assert (told.delivery.state, told.outcome) == ("pending", "throttled")
        assert told.wait is not None
        assert least <= told.wait.total_seconds() <= most, asked


async def test_a_pause_beyond_the_age_of_the_delivery_is_a_dead_letter(world: World, endpoint: Receiver) -> None:
    endpoint.always("/hook", Answer(429, {"Retry-After": "7200"}))
    told = await deliver(world, endpoint.url(), max_age=timedelta(hours=1))
    assert (told.delivery.state, told.delivery.reason) == ("dead", "too_old")


async def test_behind_the_last_step_is_a_dead_letter(world: World, endpoint: Receiver) -> None:
    endpoint.always("/hook", Answer(500))
    told = await deliver(world, endpoint.url(), schedule=())
    assert (told.delivery.state, told.delivery.reason) == ("dead", "attempts_exhausted")


@asynccontextmanager
async def unanswered_port() -> AsyncIterator[int]:
    """A port whose queue of connections is full, so that a new one is never taken."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        yield full.getsockname()[1]
        for each in waiting:
            each.close()


@pytest.mark.parametrize(
    ("scheme", "act", "error"),
    [
        ("http", None, "connect_timeout"),
        ("https", stay_silent, "tls_timeout"),
        ("http", stay_silent, "first_byte_timeout"),
        ("http", repeat(OK_HEAD, b"x: y\r\n", every_seconds=0.05), "headers_timeout"),
    ],
    ids=["connect", "tls", "first byte", "headers"],
)
async def test_each_part_of_the_way_has_its_own_timeout(world: World, scheme: str, act: Act | None, error: str) -> None:
    async with unanswered_port() if act is None else hostile(act) as port:
        told = await deliver(world, f"{scheme}://127.0.0.1:{port}/", timeout=timedelta(seconds=0.4))
    assert (told.delivery.state, told.delivery.reason, told.outcome) == ("pending", "retrying", "unreachable")
    assert told.error == error
    assert about(told.wait, STEP)


async def test_a_body_that_does_not_end_in_time_is_noted_and_undoes_nothing(world: World) -> None:
    async with hostile(repeat(OK_HEAD + b"Content-Length: 99\r\n\r\n", b"x", every_seconds=0.05)) as port:
        told = await deliver(world, f"http://127.0.0.1:{port}/", timeout=timedelta(seconds=0.4))
    assert (told.delivery.state, told.outcome, told.error) == ("delivered", "delivered", "body_timeout")


async def test_a_refused_connection_is_told_from_a_silent_one(world: World) -> None:
    async with hostile(stay_silent) as port:
        pass
    told = await deliver(world, f"http://127.0.0.1:{port}/")
    assert (told.delivery.state, told.outcome, told.error) == ("pending", "unreachable", "connect_refused")


@pytest.mark.parametrize(
    ("known", "error"), [(SILENT, "dns_timeout"), (None, "dns_failed"), (BROKEN, "dns_failed")], ids=str
)
async def test_a_name_that_leads_nowhere_is_tried_again(world: World, known: str | None, error: str) -> None:
    async with nameserver() as names:
        if known is not None:
            names.names["hook.example"] = known
        resolver = Resolver([names.address], try_seconds=5, tries=1)
        sender = Sender(Guard((ip_network("127.0.0.0/8"),), allow_http=True), resolver)
        await world.sender.close()
        world.sender = sender
        told = await deliver(world, "http://hook.example/", timeout=timedelta(seconds=0.4))
        await resolver.close()
    assert (told.delivery.state, told.outcome, told.error) == ("pending", "unreachable", error)
    assert about(told.wait, STEP)


async def test_each_wait_is_the_next_step_of_the_subscriptions_own_schedule(world: World, endpoint: Receiver) -> None:
    steps = [timedelta(seconds=seconds) for seconds in (7, 300, 11, 4000)]
    endpoint.always("/hook", Answer(500))
    await world.subscribe(endpoint.url(), schedule=tuple(steps))
    (hint,) = await world.publish()
    waits = []
    for _ in range(5):
        await world.make_due()
        await world.dispatcher().run_once()
        next_time = (await world.delivery(hint)).next_attempt_time
        waits.append(None if next_time is None else next_time - world.clock.now())
    assert waits[4] is None
    assert all(about(wait + timedelta(seconds=1), step) for wait, step in zip(waits, steps, strict=False) if wait)
    assert (await world.delivery(hint)).reason == "attempts_exhausted"


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("kind", ["delivery.dead_lettered", "subscription.failing", "subscription.disabled"])
async def test_what_tells_of_others_dies_without_being_told_of(
    world: World, endpoint: Receiver, kind: str, *, everything: bool
) -> None:
    about_others = "*" if everything else "delivery.dead_lettered"
    await world.subscribe(endpoint.url("/first"), event_types=(kind, about_others), schedule=())
    await world.subscribe(endpoint.url("/second"), event_types=(about_others,), schedule=())
    for path in ("/first", "/second"):
        endpoint.always(path, Answer(500))
    await world.publish(event_type=kind)
    for _ in range(4):
        await world.dispatcher().run_once()
    dead = await world.everything()
    assert {(each.event_type, each.state.value) for each in dead} == {(kind, "dead")}


@pytest.mark.parametrize("heard", [("test.*", "subscription.disabled"), ("*", "*")])
async def test_subscriptions_that_tell_of_each_others_end_come_to_an_end(
    world: World, endpoint: Receiver, heard: tuple[str, str]
) -> None:
    """Each answers 410 to whatever it is told: one event for each subscription that is disabled, none about itself."""
    for number in range(4):
        path = f"/{number}"
        endpoint.always(path, GONE)
        await world.subscribe(endpoint.url(path), event_types=(heard[bool(number)],))
    await world.publish()
    rounds = 0
    while await world.dispatcher().run_once():
        rounds += 1
        assert rounds < 10
    row = await world.database.fetchrow("SELECT count(*) AS told FROM events WHERE type = 'subscription.disabled'")
    assert row is not None
    assert row["told"] <= 4
    about_itself = [
        each for each in endpoint.requests if each.json().get("data", {}).get("uri") == endpoint.url(each.target)
    ]
    assert about_itself == []
