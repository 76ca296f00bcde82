"""`bellhop serve` in several processes, seen from outside: one port, workers that are replaced, roles apart."""

import asyncio
import os
import signal
import statistics
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bellhop.runtime.processors import processors
from tests.cells import connect_home
from tests.receiver import HANG, Answer, Received, Receiver, receiver
from tests.running import House, Service, Tenant, bellhop_command, eventually, house_of, program

KINDS = ("counter", "gauge_livemax", "gauge_livemin", "gauge_livesum", "histogram")
MakeDatabase = Callable[[], AbstractContextManager[str]]


def workers_of(pid: int) -> set[int]:
    """The children of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return {int(each) for each in text.split()}


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def publish(house: House, tenant: Tenant, count: int = 1) -> list[str]:
    events = [{"type": "design.created", "data": {}} for _ in range(count)]
    published = await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": events})
    return [each["id"] for each in published["events"]]


async def subscriber(house: House, door: Receiver) -> Tenant:
    tenant = await house.tenant()
    await tenant.subscribe(door.url("/hook"), event_types=["design.*"])
    return tenant


@asynccontextmanager
async def several(
    make_database: MakeDatabase, folder: Path, *, processes: int
) -> AsyncIterator[tuple[Service, House, Receiver, str]]:
    with make_database() as url:
        service = Service(url, folder / "bellhop.log", BELLHOP_PROCESSES=str(processes)).start()
        try:
            async with house_of(service) as house, receiver() as door:
                yield service, house, door, url
        finally:
            service.stop()


async def test_a_killed_worker_is_replaced_while_the_port_goes_on_answering(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with several(make_database, tmp_path, processes=2) as (service, house, door, _):
        tenant = await subscriber(house, door)
        first = await eventually(lambda: _two(service))
        sent = []
        for victim in sorted(first):
            os.kill(victim, signal.SIGKILL)
            sent += [await persisting(lambda: publish(house, tenant)) for _ in range(5)]

            async def replaced(gone: int = victim) -> Any:
                now = workers_of(service.pid)
                return now if len(now) == 2 and gone not in now else None

            await eventually(replaced)
        assert not first & workers_of(service.pid)
        sent.append(await persisting(lambda: publish(house, tenant)))
        wanted = {each for some in sent for each in some}

        async def all_came() -> bool:
            return {each.message_id for each in door.requests} >= wanted

        await eventually(all_came, seconds=60)


async def persisting(call: Callable[[], Any]) -> Any:
    """What the call gives, tried again where the process that took it was killed."""
    while True:
        try:
            return await call()
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)


async def _two(service: Service) -> Any:
    found = workers_of(service.pid)
    return found if len(found) == 2 else None


async def test_two_processes_send_each_delivery_once_and_again_only_after_a_lost_lease(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with several(make_database, tmp_path, processes=2) as (service, house, door, url):
        await eventually(lambda: _two(service))
        tenant = await subscriber(house, door)
        ids = [each for _ in range(4) for each in await publish(house, tenant, 100)]
        await door.expect(len(ids))
        assert Counter(each.message_id for each in door.requests) == Counter(ids)

        connection = await connect_home(url)
        try:

            async def all_recorded() -> bool:
                return bool(await connection.fetchval("SELECT count(*) = 0 FROM delivery_lease"))

            await eventually(all_recorded)  # what is not yet is sent again after a crash, as it must be
            door.script("/hook", HANG)
            (lost,) = await publish(house, tenant)
            await door.expect(len(ids) + 1)
            for pid in workers_of(service.pid):
                os.kill(pid, signal.SIGKILL)
            await connection.execute("UPDATE delivery_lease SET expires = now()")
            await door.expect(len(ids) + 2)
            told = await connection.fetchval("SELECT count(*) FROM attempts WHERE error = 'lease_lost'")
        finally:
            await connection.close()
        assert Counter(each.message_id for each in door.requests)[lost] == 2
        assert told == 1
        lost_leases = 'bellhop_leases_lost_total{kind="delivery"}'
        assert await eventually(lambda: figure(house, lost_leases)) == 1


async def test_limits_of_a_subscription_hold_over_all_processes(make_database: MakeDatabase, tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    came: dict[str, list[float]] = {"/few": [], "/slow": []}
    takes_seconds = 0.2

    def note(request: Received) -> Answer:
        came[request.target].append(loop.time())
        return Answer(delay_seconds=takes_seconds if request.target == "/few" else 0.0)

    async with several(make_database, tmp_path, processes=2) as (service, house, door, _):
        await eventually(lambda: _two(service))
        tenant = await house.tenant()
        for path, policy in (("/few", {"max_in_flight": 3}), ("/slow", {"rate_per_second": 10})):
            door.always(path, note)
            await tenant.subscribe(door.url(path), event_types=["design.*"], delivery=policy)
        sent = [each for _ in range(30) for each in await publish(house, tenant)]
        await door.expect(60)
        assert Counter(each.message_id for each in door.requests) == Counter(dict.fromkeys(sent, 2))
    few, slow = came["/few"], came["/slow"]
    assert all(later - earlier >= takes_seconds * 0.95 for earlier, later in zip(few, few[3:], strict=False))
    assert slow[-1] - slow[0] >= 1.8  # a second's worth at once, and then 20 at ten a second


async def figure(house: House, series: str) -> float:
    """What one of the processes, whichever, says of a series."""
    async with house.admin.session.get(f"{house.admin.url}/metrics", headers={"Connection": "close"}) as answer:
        lines = (await answer.text()).splitlines()
    found = [float(line.removeprefix(series)) for line in lines if line.startswith(f"{series} ")]
    return found[0] if found else 0.0


async def test_whichever_worker_is_asked_its_figures_are_of_all_and_outlive_a_death(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scrape told of the one worker that happened to answer it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    delivered, in_flight = 'bellhop_delivery_attempts_total{outcome="delivered"}', "bellhop_deliveries_in_flight"
    async with several(make_database, tmp_path, processes=2) as (service, house, door, _):
        workers = await eventually(lambda: _two(service))
        tenant = await subscriber(house, door)
        await publish(house, tenant, 20)
        await door.expect(20)

        async def told(series: str, value: float) -> bool:
            return {await figure(house, series) for _ in range(20)} == {value}

        await eventually(lambda: told(delivered, 20))
        door.script("/hook", HANG)
        await publish(house, tenant)
        await door.expect(21)
        await eventually(lambda: told(in_flight, 1))
        for pid in workers:
            os.kill(pid, signal.SIGKILL)

        async def replaced() -> bool:
            now = workers_of(service.pid)
            return len(now) == 2 and not now & workers and service.is_ready()

        await eventually(replaced)
        assert await persisting(lambda: figure(house, delivered)) >= 20
        await door.expect(22)  # by another one, which has it in flight for a moment
        await eventually(lambda: told(in_flight, 0))

        async def as_many_files_as_places_need() -> bool:
            files = {each.name for each in folder.rglob("*.db")}
            return files == {f"{kind}_{place}.db" for kind in KINDS for place in (0, 1)}

        await eventually(as_many_files_as_places_need)
    assert list(folder.iterdir()) == []


async def test_no_process_runs_code_of_the_folder_that_it_is_started_in(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """The master keys are in the environment: a package of ours in that folder would be handed them."""
    foreign = tmp_path / "folder"
    for package in ("bellhop", "service", "aiohttp"):
        (foreign / package).mkdir(parents=True)
        (foreign / package / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit(3)\n")
    with make_database() as url:
        service = Service(url, tmp_path / "bellhop.log", BELLHOP_PROCESSES="2").start(folder=foreign)
        try:
            await eventually(lambda: _two(service))
        finally:
            service.stop()
    assert not (tmp_path / "ran").exists()


async def test_connections_are_shared_by_all_from_the_beginning(make_database: MakeDatabase, tmp_path: Path) -> None:
    """The first worker that is ready would else keep all of them, for as long as they are used."""
    async with several(make_database, tmp_path, processes=2) as (service, _, _, _):
        workers = await _two(service)

        async def are_shared() -> bool:
            before = {pid: sockets_of(pid) for pid in workers}
            async with AsyncExitStack() as stack:
                for _ in range(64):
                    session = await stack.enter_async_context(aiohttp.ClientSession(service.url))
                    await session.get("/livez")
                return min(sockets_of(pid) - before[pid] for pid in workers) >= 16

        await eventually(are_shared)  # one that is busy with its start for a moment gets few


def sockets_of(pid: int) -> int:
    """How many sockets a process has open."""
    count = 0
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            count += str(each.readlink()).startswith("socket:")
    return count


@contextmanager
def role(service: Service, name: str, **settings: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A process of this role beside the service, on its database, and without a port unless one is set."""
    environment = {key: value for key, value in service.environment.items() if key.startswith("BELLHOP_")} | settings
    process = program(bellhop_command(), "serve", "--role", name, **environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


async def test_roles_in_processes_of_their_own_make_one_service(make_database: MakeDatabase, tmp_path: Path) -> None:
    with make_database() as url, ExitStack() as stack:
        service = Service(url, tmp_path / "bellhop.log").start("--role", "api")
        stack.callback(service.stop)
        async with house_of(service) as house, receiver() as door:
            tenant, action = await subscriber(house, door), await house.action()
            worker = await house.worker(action)
            await publish(house, tenant)
            await tenant.run(action)
            job = await worker.claim_one(action, lease_seconds=1)
            assert await worker.claim(action, wait_seconds=3) == []
            assert door.requests == []

            stack.enter_context(role(service, "dispatcher"))
            await door.expect(1)
            stack.enter_context(role(service, "maintenance"))
            again = await worker.claim_one(action, wait_seconds=20)
            assert (again["job_id"], again["attempt"]) == (job["job_id"], 2)
        assert service.doctor() == ""


@pytest.mark.parametrize("name", ["dispatcher", "maintenance"])
async def test_a_role_without_the_api_tells_of_its_health_and_of_nothing_else(
    make_database: MakeDatabase, tmp_path: Path, name: str
) -> None:
    """Its figures, such as the leases that it saw lost, could not be read anywhere."""
    with make_database() as url:
        service = Service(url, tmp_path / "bellhop.log").start("--role", name)  # is ready when /readyz says so
        try:
            async with aiohttp.ClientSession(service.url) as session:
                answers = {path: await session.get(path) for path in ("/livez", "/metrics", "/openapi.json", "/v2/x")}
                figures = await answers["/metrics"].text()
                key = {"Authorization": f"Bearer {service.admin_key}"}
                answers["admin"] = await session.get("/v2/admin/tenants", headers=key)
        finally:
            assert service.stop() == 0
    assert {path: each.status for path, each in answers.items()} == {
        "/livez": 200,
        "/metrics": 200,
        "/openapi.json": 404,
        "/v2/x": 404,
        "admin": 404,
    }
    assert "bellhop_leases_lost_total" in figures


async def test_a_dispatcher_of_another_process_is_woken_and_does_not_poll(
    make_database: MakeDatabase, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    """By polling it would take up to a second, half of one on average."""
    loop = asyncio.get_running_loop()
    with make_database() as url, ExitStack() as stack:
        service = Service(url, tmp_path / "bellhop.log").start("--role", "api")
        stack.callback(service.stop)
        stack.enter_context(role(service, "dispatcher"))
        async with house_of(service) as house, receiver() as door:
            tenant = await subscriber(house, door)
            await publish(house, tenant)
            await door.expect(1)
            medians: list[float] = []
            while not medians or (min(medians) >= 0.25 and len(medians) < 3):  # a busy machine may be less so later
                took = []
                for _ in range(20):
                    came, began = len(door.requests), loop.time()
                    await publish(house, tenant)
                    await door.expect(came + 1)
                    took.append(loop.time() - began)
                medians.append(statistics.median(took))
    record_property("wake_up_ms", round(min(medians) * 1000))
    assert min(medians) < 0.25


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_all_processes_end_together_when_asked(
    make_database: MakeDatabase, tmp_path: Path, number: signal.Signals
) -> None:
    with make_database() as url:
        service = Service(url, tmp_path / "bellhop.log", BELLHOP_PROCESSES="2").start()
        workers = await eventually(lambda: _two(service))
        os.kill(service.pid, number)
        assert await asyncio.to_thread(service.stop) == 0
        assert not any(is_alive(pid) for pid in workers)


@pytest.fixture
def on_two_processors() -> Iterator[None]:
    """So that any server has connections for all; where the system gives fewer, on that one."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:2])
    yield
    os.sched_setaffinity(0, allowed)


@pytest.mark.usefixtures("on_two_processors")
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not say where a process may run")
async def test_auto_is_one_worker_for_each_processor(make_database: MakeDatabase, tmp_path: Path) -> None:
    count = processors()
    with make_database() as url:
        service = Service(url, tmp_path / "bellhop.log", BELLHOP_PROCESSES="auto").start()
        try:
            assert len(workers_of(service.pid)) == (count if count > 1 else 0)  # one alone needs nobody above it
        finally:
            service.stop()
