"""The abuse protection of CloudEvents' web hooks: who has not permitted us to send gets nothing."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bellhop.clock import ManualClock
from bellhop.core.endings import end_unsent
from bellhop.core.handshakes import Handshakes
from bellhop.dispatch.asker import Asker
from bellhop.domain.delivery import DeliveryState
from bellhop.egress.oauth2 import TokenCache
from bellhop.maintenance.failing import FailingWatch
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.store import claims
from bellhop.store.claims import BEGINNING, LaneAsk
from bellhop.store.database import Store
from tests.receiver import HANG, Answer, Received, Receiver
from tests.serving import ADMIN_KEY, Api, open_services, serve
from tests.world import World
from tests.world import world as make_world

PATH = "/v2/tenants/acme/subscriptions"
ORIGIN = "bellhop.example.com"
LATER = timedelta(minutes=20)


def permits(rate: str | None = "*", *, origin: str = ORIGIN, status: int = 200) -> Callable[[Received], Answer]:
    """What an endpoint with the handshake answers: permission to OPTIONS, and 200 to what is sent."""
    given = {"WebHook-Allowed-Origin": origin} | ({} if rate is None else {"WebHook-Allowed-Rate": rate})
    return lambda got: Answer(status, given) if got.method == "OPTIONS" else Answer(200)


def says(answer: Answer) -> Callable[[Received], Answer]:
    """What an endpoint without it answers to OPTIONS; it would take what is sent."""
    return lambda got: answer if got.method == "OPTIONS" else Answer(200)


class House:
    """A service that has a public name, with its parts in the hands of the test."""

    def __init__(self, api: Api, world: World, clock: ManualClock) -> None:
        self.api = api
        self.world = world
        self.clock = clock
        self.asker = self.asker_of(ORIGIN)

    def asker_of(self, origin: str | None) -> Asker:
        """An asker of this service, or of one that has another name."""
        world = self.world
        handshakes = Handshakes(
            world.store,
            self.clock,
            world.wakeups,
            world.sender,
            TokenCache(world.sender, self.clock),
            origin=origin,
            open_credentials=self.api.services.subscription_secrets.open,
        )
        return Asker(world.store, handshakes)

    async def subscribe(self, endpoint: Receiver, **members: Any) -> str:
        """The path of a new subscription with the handshake."""
        asked = {"uri": endpoint.url(), "event_types": ["operation.*"], "handshake": True, **members}
        made = await self.api("POST", PATH, asked)
        assert made.status == 201, made.content
        return f"{PATH}/{made.json['id']}"

    async def ask(self, later: timedelta | None = None) -> int:
        """Ask whoever is due, now or in a while; how many that were."""
        asked = await self.asker.run_once(None if later is None else self.clock.now() + later)
        await self.asker.settled()
        return asked

    async def permission(self, path: str) -> Any:
        return (await self.api("GET", path)).json["health"]["permission"]

    async def ping(self, path: str) -> str:
        """The path of a new ping's delivery, sent where that is possible."""
        sent = await self.api("POST", f"{path}:ping")
        assert sent.status == 202, sent.content
        await self.send()
        return sent.headers["Location"]

    async def send(self) -> None:
        await self.world.dispatcher(origin=ORIGIN).run_once()

    async def lane_ask(self, most: int) -> LaneAsk:
        """What a claim asks the only lane for."""
        ((tenant_id, subscription_id),) = await self.world.database.fetch(
            "SELECT tenant_id, subscription_id FROM lanes"
        )
        return LaneAsk(tenant_id, subscription_id, BEGINNING, most)

    async def rate(self) -> float:
        """How many a second may leave of the only lane."""
        ((rate,),) = await self.world.database.fetch("SELECT rate_per_second FROM lanes")
        return float(rate)

    async def delivery(self, path: str) -> tuple[str, str]:
        shown = (await self.api("GET", path)).json
        return shown["state"], shown["reason"]


@pytest.fixture
async def house(store: Store, clock: ManualClock) -> AsyncIterator[House]:
    async with (
        open_services(store, clock, public_uri=f"https://{ORIGIN}/hooks") as services,
        serve(services) as client,
        make_world(store, clock) as world,
    ):
        world.vault, world.wakeups = services.vault, services.wakeups
        yield House(await client.make_tenant("acme"), world, clock)
        await world.check_invariants()


def methods(endpoint: Receiver) -> list[str]:
    return [each.method for each in endpoint.requests]


async def test_nothing_leaves_before_the_endpoint_has_permitted_and_then_what_waits(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint)
    delivery = await house.ping(path)

    assert methods(endpoint) == []
    assert await house.delivery(delivery) == ("pending", "no_permission")
    waiting = await house.permission(path)
    assert (waiting["state"], "last_asked_time" in waiting, "next_ask_time" in waiting) == ("missing", False, True)

    assert await house.ask() == 1
    await house.send()

    assert methods(endpoint) == ["OPTIONS", "POST"]
    assert (await house.delivery(delivery))[0] == "delivered"
    granted = await house.permission(path)
    assert granted["state"] == "granted"
    assert granted["granted_time"] == granted["last_asked_time"]
    assert set(granted) == {"state", "granted_time", "last_asked_time"}
    assert await house.ask(LATER) == 0


async def test_the_request_names_us_and_carries_what_proves_us_without_a_message(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", permits("120"))
    path = await house.subscribe(
        endpoint,
        auth={"bearer": "b", "headers": {"x-key": "k"}},
        delivery={"rate_per_second": 5},
    )
    await house.ask()
    await house.ping(path)

    asked, sent = endpoint.requests
    assert asked.body == b""
    assert asked.headers["webhook-request-origin"] == sent.headers["webhook-request-origin"] == ORIGIN
    assert asked.headers["webhook-request-rate"] == "300"
    assert (asked.headers["authorization"], asked.headers["x-key"]) == ("Bearer b", "k")
    assert not {"webhook-id", "webhook-signature", "content-type"} & {name.lower() for name in asked.headers}
    assert "webhook-request-rate" not in sent.headers
    attempt = (await house.api("GET", f"/v2/tenants/acme/deliveries/{await first_delivery(house)}")).json["attempts"][0]
    assert ["webhook-request-origin", ORIGIN] in attempt["request"]["headers"]


async def first_delivery(house: House) -> str:
    return str((await house.api("GET", "/v2/tenants/acme/deliveries")).json["results"][0]["id"])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(Answer(200)), "without `WebHook-Allowed-Origin`"),
        (says(Answer(405, {"Allow": "POST"})), "without `WebHook-Allowed-Origin`"),
        (says(Answer(307, {"Location": "/elsewhere"})), "without `WebHook-Allowed-Origin`"),
        (permits(origin="other.example.com"), f"permits `other.example.com`, and we are `{ORIGIN}`"),
        (permits(origin=f"*, {ORIGIN}"), "permits"),
        (permits(origin="x`é" + "y" * 300), "permits `x"),
        (permits("0"), "neither a number above 0 nor `*`"),
        (permits("1.5"), "neither a number above 0 nor `*`"),
        (permits("-1"), "neither a number above 0 nor `*`"),
        (permits("lots"), "neither a number above 0 nor `*`"),
    ],
    ids=["nothing", "405", "redirect", "another origin", "a list", "odd text", "0", "a fraction", "negative", "a word"],
)
async def test_what_is_no_permission_is_none_and_says_why(
    house: House, endpoint: Receiver, answer: Callable[[Received], Answer], reason: str
) -> None:
    endpoint.always("/hook", answer)
    path = await house.subscribe(endpoint)
    await house.ask()
    delivery = await house.ping(path)

    found = await house.permission(path)
    assert found["state"] == "missing"
    assert reason in found["reason"]
    assert len(found["reason"]) < 250
    assert found["reason"].isascii()
    assert await house.delivery(delivery) == ("pending", "no_permission")
    assert methods(endpoint) == ["OPTIONS"]


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (permits(origin="*"), None),
        (permits(origin=ORIGIN.upper()), None),
        (permits(None), None),
        (permits("600"), 600),
        (permits("9" * 18), 1_000_000_000),
        (permits("30", status=405), 30),
    ],
    ids=["any origin", "in capitals", "no rate", "a rate", "a huge rate", "whatever the status"],
)
async def test_two_header_fields_permit(
    house: House, endpoint: Receiver, answer: Callable[[Received], Answer], allowed: int | None
) -> None:
    endpoint.always("/hook", answer)
    path = await house.subscribe(endpoint)
    await house.ask()

    found = await house.permission(path)
    assert (found["state"], found.get("allowed_per_minute")) == ("granted", allowed)
    assert (await house.delivery(await house.ping(path)))[0] == "delivered"


async def test_an_endpoint_that_hangs_or_is_away_is_asked_again_later_and_later(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", says(HANG))
    path = await house.subscribe(endpoint, delivery={"timeout_seconds": 1})
    waits = []
    for _ in range(3):
        assert await house.ask(timedelta(days=1)) == 1
        found = await house.permission(path)
        waits.append((when(found["next_ask_time"]) - house.clock.now()) / timedelta(seconds=30))
    assert "no answer came in time" in found["reason"]
    assert [round(wait) for wait in waits] == [1, 2, 4]
    assert await house.ask(timedelta(seconds=100)) == 0

    endpoint.always("/hook", permits())
    assert await house.ask(LATER) == 1
    assert (await house.permission(path))["state"] == "granted"


async def test_enable_lets_it_be_asked_soon(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(404)))
    path = await house.subscribe(endpoint)
    for _ in range(5):
        await house.ask(timedelta(days=1))
    house.clock.move(timedelta(seconds=5))

    enabled = (await house.api("POST", f"{path}:enable")).json

    asked, next_time = (when(enabled["health"]["permission"][f"{name}_time"]) for name in ("last_asked", "next_ask"))
    assert next_time - asked == timedelta(seconds=10)


@pytest.mark.parametrize(
    ("allowed", "own", "most_a_minute"),
    [("1", None, 1), ("30", None, 30), ("120", None, 120), ("600", 0.5, 30), ("30", 10, 30)],
    ids=["one a minute", "thirty", "more than one a second", "ours is smaller", "theirs is smaller"],
)
async def test_in_no_minute_more_leaves_than_is_allowed(
    house: House, endpoint: Receiver, allowed: str, own: float | None, most_a_minute: int
) -> None:
    """By the clock that the claim is given, second by second over three minutes, after a long silence."""
    endpoint.always("/hook", permits(allowed))
    await house.subscribe(endpoint, delivery={"rate_per_second": own, "max_in_flight": 1000})
    await house.ask()
    ask = await house.lane_ask(1000)
    for _ in range(4):
        await house.world.publish(most_a_minute + 5, event_type="operation.succeeded")

    start, sent = house.clock.now() + timedelta(hours=1), []
    for tick in range(360):
        now = start + tick * timedelta(seconds=0.5)
        async with house.world.database.connection() as connection:
            leases = await claims.claim(connection, [ask], token=uuid4(), lease=LATER, now=now)
        sent += [tick / 2] * len(leases)

    windows = [sum(begin <= each < begin + 60 for each in sent) for begin in sent]
    assert max(windows) <= most_a_minute
    assert len(sent) >= 3 * most_a_minute * 0.95
    await house.world.database.pool.execute(
        "DELETE FROM delivery_lease; DELETE FROM delivery_ready; DELETE FROM deliveries; UPDATE lanes SET in_flight = 0"
    )


async def test_another_uri_is_asked_anew_and_gets_nothing_before(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits())
    endpoint.always("/other", says(Answer(405)))
    path = await house.subscribe(endpoint)
    await house.ask()
    await house.ping(path)
    endpoint.requests.clear()

    moved = (await house.api("PATCH", path, {"uri": endpoint.url("/other")})).json
    assert moved["health"]["permission"]["state"] == "missing"
    delivery = await house.ping(path)
    await house.ask()
    await house.send()
    assert [(each.method, each.target) for each in endpoint.requests] == [("OPTIONS", "/other")]
    assert await house.delivery(delivery) == ("pending", "no_permission")

    back = (await house.api("PATCH", path, {"uri": endpoint.url()})).json
    assert back["health"]["permission"]["state"] == "missing"
    await house.ask()
    await house.send()
    assert (await house.delivery(delivery))[0] == "delivered"


async def test_what_was_claimed_before_the_uri_changed_is_not_sent_to_the_new_one(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint)
    await house.ask()
    sent = await house.api("POST", f"{path}:ping")
    dispatcher = house.world.dispatcher(origin=ORIGIN)
    ask = await house.lane_ask(10)
    async with house.world.database.connection() as connection:
        (lease,) = await claims.claim(connection, [ask], token=uuid4(), lease=LATER)
    await house.api("PATCH", path, {"uri": endpoint.url("/other")})

    await dispatcher.preparer.read_endpoints([lease])
    bodies = await dispatcher.preparer.read_bodies([lease])
    batch = dispatcher.preparer.divide([(lease, bodies[lease.event_id])])

    assert (batch.outgoing, len(batch.unsent)) == ([], 1)
    async with house.world.database.transaction() as connection:
        await end_unsent(connection, house.world.registry, batch.unsent, now=house.clock.now())
    assert await house.delivery(sent.headers["Location"]) == ("pending", "no_permission")


async def test_a_description_or_a_rate_of_our_own_needs_no_new_permission(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits("60"))
    path = await house.subscribe(endpoint)
    await house.ask()
    changed = await house.api("PATCH", path, {"description": "CRM", "delivery": {"rate_per_second": 0.5}})
    assert changed.json["health"]["permission"]["state"] == "granted"
    assert await house.rate() == 0.5
    await house.api("PATCH", path, {"delivery": {"rate_per_second": None}})
    assert await house.rate() == 1.0
    assert await house.ask(LATER) == 0


async def test_without_the_handshake_again_everything_leaves_as_before(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint)
    await house.ask()
    delivery = await house.ping(path)

    changed = await house.api("PATCH", path, {"handshake": False})
    assert "permission" not in changed.json["health"]
    await house.send()

    assert (await house.delivery(delivery))[0] == "delivered"
    assert "webhook-request-origin" not in endpoint.requests[-1].headers


async def test_verify_has_a_step_for_it_and_what_it_hears_counts(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint)

    refused = (await house.api("POST", f"{path}:verify")).json
    assert (refused["ok"], refused["failed_step"], refused["status_code"]) == (False, "handshake", 405)
    assert [step["name"] for step in refused["steps"]][-3:] == ["time", "handshake", "http"]
    assert "without `WebHook-Allowed-Origin`" in step_of(refused)["detail"]
    assert methods(endpoint) == ["OPTIONS"]

    endpoint.always("/hook", permits("90"))
    verified = (await house.api("POST", f"{path}:verify")).json
    assert (verified["ok"], step_of(verified)["state"]) == (True, "passed")
    assert "90 a minute" in step_of(verified)["detail"]
    assert methods(endpoint) == ["OPTIONS", "OPTIONS", "POST"]
    assert (await house.permission(path))["state"] == "granted"
    assert (await house.delivery(await house.ping(path)))[0] == "delivered"

    endpoint.always("/hook", says(Answer(405)))
    await house.api("POST", f"{path}:verify")
    assert (await house.permission(path))["state"] == "missing"
    assert await house.delivery(await house.ping(path)) == ("pending", "no_permission")


async def test_verify_that_hears_nothing_takes_no_permission_back(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint, delivery={"timeout_seconds": 1})
    await house.ask()

    endpoint.always("/hook", says(HANG))
    silent = (await house.api("POST", f"{path}:verify")).json

    assert (silent["ok"], silent["failed_step"], silent["error"]) == (False, "time", "first_byte_timeout")
    assert (await house.permission(path))["state"] == "granted"


def step_of(verified: Any) -> Any:
    return next(step for step in verified["steps"] if step["name"] == "handshake")


async def test_its_token_is_fetched_before_it_is_asked(house: House, endpoint: Receiver) -> None:
    endpoint.always("/token", Answer(200, {}, b'{"access_token": "t", "token_type": "bearer"}'))
    endpoint.always("/hook", permits())
    oauth2 = {"token_uri": endpoint.url("/token"), "client_id": "c", "client_secret": "s"}
    path = await house.subscribe(endpoint, auth={"oauth2": oauth2})
    await house.ask()
    assert [each.method for each in endpoint.requests] == ["POST", "OPTIONS"]
    assert endpoint.requests[1].headers["authorization"] == "Bearer t"
    assert (await house.permission(path))["state"] == "granted"


async def test_a_token_that_cannot_be_had_says_so_and_counts(house: House, endpoint: Receiver) -> None:
    endpoint.always("/token", Answer(500))
    oauth2 = {"token_uri": endpoint.url("/token"), "client_id": "c", "client_secret": "s"}
    path = await house.subscribe(endpoint, auth={"oauth2": oauth2})
    await house.ask()
    shown = (await house.api("GET", path)).json["health"]
    assert "token endpoint answered 500" in shown["permission"]["reason"]
    assert shown["consecutive_failures"] == 1
    assert [each.method for each in endpoint.requests if each.target == "/hook"] == []


async def test_what_waits_for_too_long_ends_with_the_reason(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint, delivery={"max_age_seconds": 60})
    await house.ask()
    delivery = await house.ping(path)
    house.clock.move(timedelta(seconds=61))

    world = house.world
    await DeliveryRescuer(world.store, house.clock, world.wakeups, registry=world.registry).run_once()

    assert await house.delivery(delivery) == (DeliveryState.DEAD, "no_permission")


async def test_who_refuses_for_long_is_told_of_and_disabled_in_the_end(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint)
    told = await house.api("POST", PATH, {"uri": endpoint.url("/told"), "event_types": ["subscription.*"]})
    assert told.status == 201
    world = house.world
    failing = FailingWatch(world.store, house.clock, world.wakeups, registry=world.registry)
    for _ in range(7):
        await house.ask(timedelta(days=7))
        house.clock.move(timedelta(days=1))
        await failing.run_once()

    shown = (await house.api("GET", path)).json
    assert (shown["state"], shown["disabled_reason"]) == ("disabled", "failing")
    assert "next_ask_time" not in shown["health"]["permission"]
    events = (await house.api("GET", "/v2/tenants/acme/events")).json["results"]
    assert sorted(each["type"] for each in events) == ["subscription.disabled", "subscription.failing"]


async def test_a_service_with_another_name_asks_anew(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint)
    await house.ask()
    house.asker = house.asker_of("hooks.example.org")

    assert await house.ask() == 1

    found = await house.permission(path)
    assert (found["state"], "we are `hooks.example.org`" in found["reason"]) == ("missing", True)
    house.asker = house.asker_of(None)
    await house.ask(LATER)
    assert "no public name" in (await house.permission(path))["reason"]


async def test_many_that_hang_leave_room_for_others(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hang", says(HANG))
    endpoint.always("/hook", permits())
    for _ in range(12):
        await house.subscribe(endpoint, uri=endpoint.url("/hang"), delivery={"timeout_seconds": 1})
    await house.asker.run_once()
    other = await house.api.with_key(ADMIN_KEY).make_tenant("other")
    made = await other(
        "POST",
        "/v2/tenants/other/subscriptions",
        {"uri": endpoint.url(), "event_types": ["operation.*"], "handshake": True},
    )
    assert made.status == 201
    await house.asker.run_once()
    await endpoint.expect(1, path="/hook")
    await house.asker.settled()
    assert len([each for each in endpoint.requests if each.target == "/hang"]) == 8


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"pull": True}, {"/handshake": "excluded"}),
        ({"method": "GET", "uri_template": "https://hooks.example.com/<JOB_ID>"}, {"/handshake": "needs-post"}),
    ],
    ids=["pull", "GET"],
)
async def test_it_is_for_what_is_sent_by_post(house: House, members: Any, fault: dict[str, str]) -> None:
    refused = await house.api("POST", PATH, {"event_types": ["operation.*"], "handshake": True, **members})
    assert (refused.status, refused.faults) == (422, fault)


async def test_a_service_without_a_public_name_cannot_ask(api: Api) -> None:
    acme = await api.make_tenant("acme")
    members = {"uri": "https://hooks.example.com/", "event_types": ["operation.*"], "handshake": True}
    refused = await acme("POST", PATH, members)
    assert (refused.status, refused.faults) == (422, {"/handshake": "no-origin"})


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)
