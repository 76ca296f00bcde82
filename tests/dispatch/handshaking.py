"""A service that asks endpoints for their permission, and what these answer."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bellhop.clock import ManualClock
from bellhop.core.handshakes import Handshakes
from bellhop.dispatch.asker import Asker
from bellhop.egress.oauth2 import TokenCache
from bellhop.store.claims import BEGINNING, LaneAsk
from bellhop.store.store import Store
from tests.receiver import Answer, Received, Receiver
from tests.serving import Api, open_services, serve
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


def methods(endpoint: Receiver) -> list[str]:
    return [each.method for each in endpoint.requests]


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


@asynccontextmanager
async def house(store: Store, clock: ManualClock) -> AsyncIterator[House]:
    """Such a service with the tenant `acme`, for the time of the block."""
    async with (
        open_services(store, clock, public_uri=f"https://{ORIGIN}/hooks") as services,
        serve(services) as client,
        make_world(store, clock) as world,
    ):
        world.vault, world.wakeups = services.vault, services.wakeups
        yield House(await client.make_tenant("acme"), world, clock)
        await world.check_invariants()
