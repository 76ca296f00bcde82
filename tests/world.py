"""A small world for tests of the engine: subscriptions and events made directly, and dispatchers to send them."""

import asyncio
import os
import random
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import orjson

from bellhop.clock import Clock
from bellhop.config import MasterKey
from bellhop.core import outbox
from bellhop.core.credentials import CredentialsCache, seal
from bellhop.core.registry import RegistryCache
from bellhop.dispatch.attempt import Attempts
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import Delivery, LaneHint
from bellhop.domain.event import EventBody, NewEvent
from bellhop.domain.matching import Condition
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.payloads import envelope
from bellhop.domain.subscription import DeliveryPolicy, Payload, Subscription
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId, uuid7
from bellhop.runtime.slots import Slots
from bellhop.runtime.wakeup import Wakeups
from bellhop.signing.credentials import Credentials
from bellhop.signing.signature import Signature
from bellhop.store import deliveries, lanes, subscriptions
from bellhop.store.database import Database
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault
from tests.cells import home, settle
from tests.endpoints import subscription_to
from tests.invariants import assert_invariants
from tests.waits import waiting_backends

SECRET = b"0123456789abcdef0123456789abcdef"
ACME = TenantId("acme")


def _everything(_text: str) -> Condition:
    return Condition(lambda _facts: True)


async def someone_waits(database: Database) -> bool:
    """Whether some statement waits for a lock of another transaction."""
    async with database.connection() as connection:
        return bool(await waiting_backends(connection))


async def _plain_uri(subscription: Subscription, _body: EventBody) -> str:
    return subscription.uri


class ByTask:
    """A wire of a test's own: each request is a task that runs this coroutine."""

    def __init__(self, send: Callable[[Request], Awaitable[Exchange]]) -> None:
        self._send = send

    async def send(self, request: Request) -> Exchange:
        return await self._send(request)

    def start(self, request: Request, done: Callable[[Exchange], None]) -> asyncio.Task[None]:
        async def run() -> None:
            try:
                exchange = await self._send(request)
            except Exception:  # noqa: BLE001 - a request that breaks in our own hands
                exchange = Exchange(None, ErrorClass.INTERNAL, "", Phases())
            done(exchange)

        return asyncio.create_task(run())


@dataclass
class World:
    """Everything between the registry and the wire, on one database."""

    store: Store
    clock: Clock
    sender: Sender
    vault: Vault = field(default_factory=lambda: Vault([MasterKey(name="test", key=os.urandom(32))]))
    registry: RegistryCache = field(default_factory=lambda: RegistryCache(_everything))
    wakeups: Wakeups = field(default_factory=Wakeups)
    slots: Slots = field(default_factory=Slots)

    @property
    def database(self) -> Database:
        return home(self.store)

    def dispatcher(self, **options: Any) -> Dispatcher:
        """A dispatcher on this world, of a kind of its own if one is named; several may run at once."""
        kind: type[Dispatcher] = options.pop("kind", Dispatcher)
        attempts = options.pop("attempts", None) or Attempts(
            ByTask(options.pop("send")) if "send" in options else self.sender,
            clock=self.clock,
            tokens=TokenCache(self.sender),
            render_uri=options.pop("render_uri", _plain_uri),
            random=random.Random(1).random,  # noqa: S311
        )
        return kind(
            self.database,
            attempts,
            open_credentials=CredentialsCache(self.vault).open,
            registry=self.registry,
            wakeups=self.wakeups,
            clock=self.clock,
            port=self.slots,
            **options,
        )

    async def subscribe(
        self,
        uri: str,
        *,
        tenant_id: TenantId = ACME,
        credentials: Credentials | None = None,
        event_types: tuple[str, ...] = ("test.*",),
        payload: Payload = Payload.FULL,
        **policy: Any,
    ) -> Subscription:
        """A subscription to `test.*` events, as the registry writes it."""
        now = self.clock.now()
        subscription_id = SubscriptionId(uuid7(now))
        credentials = credentials or Credentials(signature=Signature.of(SECRET))
        subscription = subscription_to(
            uri,
            credentials=credentials,
            now=now,
            tenant_id=tenant_id,
            subscription_id=subscription_id,
            event_types=event_types,
            payload=payload,
            delivery=DeliveryPolicy(**policy),
            sealed=seal(self.vault, tenant_id, subscription_id, credentials),
        )
        cell = await settle(self.store, tenant_id)
        async with cell.transaction() as connection:
            await subscriptions.enter_registry(connection, tenant_id, version=uuid.uuid4(), limit=10_000)
            await subscriptions.insert(connection, subscription)
            await lanes.create(connection, subscription)
        return subscription

    async def publish(
        self,
        count: int = 1,
        *,
        tenant_id: TenantId = ACME,
        parent: str = "",
        event_type: str = "test.happened",
        data: object = None,
    ) -> list[LaneHint]:
        """Events of the tenant, in one transaction; returns the hints of their deliveries."""
        now = self.clock.now()
        events = [
            self.event(
                data if data is not None else {"number": number},
                tenant_id=tenant_id,
                parent=parent,
                event_type=event_type,
            )
            for number in range(count)
        ]
        cell = await settle(self.store, tenant_id)
        async with cell.transaction() as connection:
            return await outbox.publish(connection, self.registry, events, now=now)

    def event(
        self, data: object, *, tenant_id: TenantId = ACME, parent: str = "", event_type: str = "test.happened"
    ) -> NewEvent:
        """An event that happens now."""
        now = self.clock.now()
        return NewEvent(
            event_id=EventId(uuid7(now)),
            tenant_id=tenant_id,
            type=event_type,
            create_time=now,
            full=envelope(event_type, now, data),
            parent=parent,
        )

    async def delivery(self, hint: LaneHint) -> Delivery:
        """The record of a delivery as it is now."""
        cell = await settle(self.store, hint.tenant_id)
        async with cell.connection() as connection:
            (found,) = await deliveries.load(connection, [(hint.tenant_id, hint.delivery_id)])
        return found

    async def everything(self) -> list[Delivery]:
        """The records of all deliveries, oldest first."""
        rows = await self.database.fetch("SELECT tenant_id, delivery_id FROM deliveries ORDER BY delivery_id")
        keys = [(TenantId(row[0]), DeliveryId(row[1])) for row in rows]
        async with self.database.connection() as connection:
            found = await deliveries.load(connection, keys)
        return sorted(found, key=lambda each: each.delivery_id)

    async def make_due(self, by: timedelta = timedelta(0)) -> None:
        """Let everything that waits be due, as if its time had passed (held fifo rows stay held)."""
        await self.database.execute(
            """
            WITH moved AS (
                UPDATE delivery_ready SET due = now() - $1::interval WHERE due > now() AND due < 'infinity' RETURNING *
            )
            UPDATE deliveries AS d SET next_attempt_time = moved.due FROM moved
            WHERE d.tenant_id = moved.tenant_id AND d.delivery_id = moved.delivery_id
            """,
            by,
        )

    async def lane(self, subscription: Subscription) -> dict[str, Any]:
        """The row of a lane."""
        row = await self.database.fetchrow(
            "SELECT * FROM lanes WHERE tenant_id = $1 AND subscription_id = $2",
            subscription.tenant_id,
            subscription.subscription_id,
        )
        assert row is not None
        return dict(row)

    async def check_invariants(self) -> None:
        """Fails with every row that breaks a law of the data."""
        await assert_invariants(self.store)


@asynccontextmanager
async def world(store: Store, clock: Clock) -> AsyncIterator[World]:
    """A world that may send to this machine."""
    resolver = Resolver()
    sender = Sender(Guard((ip_network("127.0.0.0/8"),), allow_http=True), resolver)
    try:
        yield World(store, clock, sender)
    finally:
        await sender.close()
        await resolver.close()


def body_of(data: bytes) -> Any:
    """The `data` of a webhook's body."""
    return orjson.loads(data)["data"]
