"""How fast one dispatcher process sends what waits, and bare libcurl to the same receiver in the same run."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pycurl

from bellhop.core.outbox import publish
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.event import NewEvent
from bellhop.domain.payloads import envelope
from bellhop.egress.multi import Multi
from bellhop.egress.readiness import LoopReadiness, Watch
from bellhop.ids import EventId, TenantId, uuid7
from tests.bench.processes import postgres_cpu_seconds
from tests.bench.sink import Sink, sink
from tests.counting import count_trips
from tests.world import World

_EVENTS_AT_ONCE = 500
_TENANTS = 20
_LEFT = "SELECT 1 FROM delivery_ready UNION ALL SELECT 1 FROM delivery_lease LIMIT 1"
OPTIONS: dict[str, int] = {}
_URLS = 200
_BARE_FIELDS = [
    "content-type: application/json",
    "user-agent: bare",
    "webhook-id: evt_00000000000000000000000000",
    "webhook-timestamp: 1700000000",
    "webhook-signature: v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "Expect:",
]
BODY = {"text": "x" * 900}


@dataclass(frozen=True, slots=True)
class Drained:
    """One measured drain."""

    endpoints: int
    deliveries: int
    per_second: float
    statements_per_delivery: float
    wal_bytes: float
    dispatcher_cpu_us: float
    postgres_cpu_us: float
    receiver_cpu_us: float
    received: int


async def fill(world: World, tenants: list[TenantId], count: int) -> None:
    """`count` events of 1 KB for each tenant's subscriptions, written through the outbox."""
    for tenant_id in tenants:
        for start in range(0, count, _EVENTS_AT_ONCE):
            now = world.clock.now()
            body = envelope("test.happened", now, BODY)
            events = [
                NewEvent(EventId(uuid7(now)), tenant_id, "test.happened", now, body)
                for _ in range(min(_EVENTS_AT_ONCE, count - start))
            ]
            async with world.database.transaction() as connection:
                await publish(connection, world.registry, events, now=now)


async def drain(world: World, *, endpoints: int, deliveries: int, max_in_flight: int, name: str) -> Drained:
    """Fill, then send everything with one dispatcher."""
    with sink() as receiver:
        tenants = await subscribe(world, receiver, endpoints=endpoints, max_in_flight=max_in_flight, name=name)
        return await drain_again(world, receiver, tenants, endpoints=endpoints, deliveries=deliveries)


async def subscribe(
    world: World, receiver: Sink, *, endpoints: int, name: str, tenants: int = _TENANTS, max_in_flight: int = 50
) -> list[TenantId]:
    """Endpoints at the receiver, spread over tenants of this name; returns the tenants."""
    made = [TenantId(f"{name}{number}") for number in range(min(tenants, endpoints))]
    for number in range(endpoints):
        tenant_id = made[number % len(made)]
        await world.subscribe(receiver.url(f"/{number}"), tenant_id=tenant_id, max_in_flight=max_in_flight)
    return made


async def drain_again(
    world: World,
    receiver: Sink,
    tenants: list[TenantId],
    *,
    endpoints: int,
    deliveries: int,
    kind: type[Dispatcher] = Dispatcher,
) -> Drained:
    """Fill the tenants' endpoints, of which each tenant has as many, and send everything with one dispatcher."""
    await fill(world, tenants, max(1, deliveries // endpoints))
    waiting = await world.database.fetchrow("SELECT count(*) FROM delivery_ready")
    expected = waiting[0] if waiting else 0
    await world.database.execute("VACUUM ANALYZE")
    return await _measure(world, receiver, world.dispatcher(kind=kind, **OPTIONS), endpoints, expected)


async def wal_position(world: World) -> int:
    """Bytes of WAL written since the server was made."""
    row = await world.database.fetchrow("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
    assert row is not None
    return int(row[0])


async def _measure(world: World, receiver: Sink, dispatcher: Dispatcher, endpoints: int, expected: int) -> Drained:
    before, wal = receiver.counted(), await wal_position(world)
    began, cpu, postgres = time.monotonic(), time.process_time(), postgres_cpu_seconds()
    trips = count_trips(world.database)
    running = asyncio.create_task(dispatcher.run())
    while True:
        await asyncio.sleep(0.05)
        if dispatcher.in_flight == 0 and not await world.database.fetchrow(_LEFT):
            break
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    after, postgres = receiver.counted(), postgres_cpu_seconds() - postgres
    wal = await wal_position(world) - wal
    dispatcher.stop()
    await running
    return Drained(
        endpoints=endpoints,
        deliveries=expected,
        per_second=expected / seconds,
        statements_per_delivery=trips() / expected,
        wal_bytes=wal / expected,
        dispatcher_cpu_us=cpu / expected * 1e6,
        postgres_cpu_us=postgres / expected * 1e6,
        receiver_cpu_us=(after.cpu_seconds - before.cpu_seconds) / expected * 1e6,
        received=after.requests - before.requests,
    )


async def bare(receiver: Sink, *, requests: int, at_once: int = 128, watch: Watch = LoopReadiness) -> float:
    """Requests a second of nothing but libcurl on this loop, as anybody would write it: `add_reader`, `add_writer`.

    The same receiver, 200 URLs, a body and fields of the size that the service sends; nothing is signed, checked, kept
    or written. `watch` is another way of watching the sockets.
    """
    multi = Multi(max_idle_connections=1024, watch=watch)
    body = envelope("test.happened", datetime.now(UTC), BODY)
    urls = [receiver.url(f"/{number}") for number in range(_URLS)]
    handles = []
    for _ in range(at_once):
        handle = pycurl.Curl()
        handle.setopt(pycurl.NOSIGNAL, 1)
        handle.setopt(pycurl.POST, 1)
        handle.setopt(pycurl.WRITEFUNCTION, lambda _data: None)
        handles.append(handle)
    done = asyncio.Event()
    left, running = requests, 0

    def ended(handle: pycurl.Curl) -> None:
        nonlocal running
        running -= 1
        begin(handle)
        if not running:
            done.set()

    def begin(handle: pycurl.Curl) -> None:
        nonlocal left, running
        if left:
            left -= 1
            running += 1
            handle.setopt(pycurl.URL, urls[left % _URLS])
            handle.setopt(pycurl.POSTFIELDS, body)
            handle.setopt(pycurl.HTTPHEADER, _BARE_FIELDS)
            multi.start(handle, lambda _code, _message: ended(handle))

    began = time.monotonic()
    for handle in handles:
        begin(handle)
    await done.wait()
    seconds = time.monotonic() - began
    multi.close()
    for handle in handles:
        handle.close()
    return requests / seconds
