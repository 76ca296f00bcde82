"""README: kill it or stop it at any moment."""

import asyncio
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest

from tests.running import Service, bellhop_command, free_port, house_of

BOUND_SECONDS = 20.0  # twice what it takes: the machine may be busy


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="bellhop-stop-"))
    folder.chmod(0o755)
    yield folder
    for pid in servers_in(folder):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def servers_in(folder: Path) -> list[int]:
    """The processes of Postgres that work in this folder: those that name it, and their children."""
    pids = [int(each) for each in os.listdir("/proc") if each.isdigit()]  # noqa: PTH208
    named = [
        pid for pid in pids if str(folder) in read(f"/proc/{pid}/cmdline") and "postgres" in read(f"/proc/{pid}/comm")
    ]
    return named + [pid for pid in pids if parent_of(pid) in named]


def read(path: str) -> str:
    with suppress(OSError):
        return Path(path).read_text(encoding="utf-8", errors="replace")
    return ""


def parent_of(pid: int) -> int | None:
    fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return int(fields[1]) if fields else None


def ask(port: int, path: str) -> tuple[int, float]:
    """The status, and how long it took."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status, time.monotonic() - began


def stopped(service: Service) -> tuple[int, float]:
    """The exit code, and how long it took."""
    began = time.monotonic()
    return service.stop(), time.monotonic() - began


def test_a_request_whose_body_is_still_coming_is_told_to_come_again_and_nobody_else_holds_the_stop(
    database_url: str, tmp_path: Path
) -> None:
    service = Service(database_url, tmp_path / "bellhop.log", BELLHOP_LOG_LEVEL="debug").start()
    idle = [http.client.HTTPConnection("127.0.0.1", service.port, timeout=60) for _ in range(3)]
    for each in idle:  # kept alive, with nothing to ask
        each.request("GET", "/livez")
        each.getresponse().read()
    with (
        socket.create_connection(("127.0.0.1", service.port), timeout=60) as slow,
        socket.create_connection(("127.0.0.1", service.port), timeout=60) as slower,
    ):
        slower.sendall(b"POST /v2/admin/tenants HTTP/1.1\r\nHost: x\r\n")  # half a head
        slow.sendall(
            b"POST /v2/admin/tenants HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer " + service.admin_key.encode() + b"\r\nContent-Length: 100\r\n\r\n{"
        )
        ask(service.port, "/livez")  # by now the others have arrived
        code, seconds = stopped(service)
        answer = b""
        while data := slow.recv(65536):
            answer += data
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"connection: close" in head.lower()
    assert b"server: bellhop\r\n" in head.lower() + b"\r\n"
    assert json.loads(body)["type"] == "/problems/shutting-down"
    assert code == 0
    assert seconds < BOUND_SECONDS / 2
    for each in idle:
        each.close()
    lines = [json.loads(line) for line in (tmp_path / "bellhop.log").read_text(encoding="utf-8").splitlines()]
    levels = {line["path"]: line["level"] for line in lines if line["event"] == "request.answered"}
    assert levels == {"/livez": "debug", "/readyz": "debug", "/v2/admin/tenants": "info"}


def test_a_frozen_postgres_is_told_by_readyz_and_holds_neither_livez_nor_the_stop(place: Path, tmp_path: Path) -> None:
    service = Service(None, tmp_path / "bellhop.log", BELLHOP_DATA_DIR=str(place / "data")).start()
    frozen = servers_in(place)
    assert len(frozen) > 3
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    # Who waits for Postgres waits each time, and who finds the machine busy does now and then.
    ready, live = ([ask(service.port, path) for _ in range(3)] for path in ("/readyz", "/livez"))
    assert [status for status, _ in ready] == [503] * 3
    assert min(seconds for _, seconds in ready) < 4
    assert [status for status, _ in live] == [200] * 3
    assert min(seconds for _, seconds in live) < 2
    code, seconds = stopped(service)
    assert code == 0
    assert seconds < BOUND_SECONDS
    assert not servers_in(place)
    for pid in frozen:  # the one that writes the log cannot see that its server is gone before it goes on
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def test_a_database_that_is_gone_does_not_hold_the_stop_and_is_one_line_of_the_log(place: Path, tmp_path: Path) -> None:
    owner = Service(None, tmp_path / "owner.log", BELLHOP_DATA_DIR=str(place / "data")).start("--role", "api")
    url = f"postgresql://bellhop@/bellhop?host={place / 'data' / 'run'}&port=5432"
    service = Service(url, tmp_path / "bellhop.log").start()
    owner.stop()
    while ask(service.port, "/readyz")[0] == 200:
        time.sleep(0.1)
    while not {"database.away", "wakeup.deaf"} <= set(re.findall(r'"event": ?"([^"]*)', read(str(service.log)))):
        time.sleep(0.1)
    time.sleep(3)  # for the loops to fail, each a few times
    code, seconds = stopped(service)
    assert code == 0
    assert seconds < BOUND_SECONDS
    lines = [json.loads(line) for line in (tmp_path / "bellhop.log").read_text(encoding="utf-8").splitlines()]
    events = [line["event"] for line in lines]
    assert events.count("database.away") == 1
    assert events.count("wakeup.deaf") == 1
    assert not [line for line in lines if "exception" in line]


@pytest.mark.parametrize("moment", ["postgres/18.new", "start.log"])
def test_who_is_told_to_end_while_it_starts_ends_and_leaves_no_server(place: Path, moment: str) -> None:
    data = place / "data"
    starting = begin(BELLHOP_DATA_DIR=str(data))
    while not (data / moment).exists() and starting.poll() is None:
        time.sleep(0.002)
    assert ends(starting) < BOUND_SECONDS
    assert starting.returncode == 143
    assert not servers_in(place)


def test_who_is_told_to_end_while_postgres_is_silent_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/x"
        starting = begin(BELLHOP_DATABASE_URL=url, BELLHOP_MASTER_KEYS="k1:" + "A" * 43 + "=")
        accepted, _ = silent.accept()
        with accepted:
            assert ends(starting) < BOUND_SECONDS / 2
    assert starting.returncode == 143


def begin(**settings: str) -> "subprocess.Popen[bytes]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}
    return subprocess.Popen(
        [bellhop_command(), "serve"],
        env=inherited | settings | {"BELLHOP_PORT": str(free_port())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def ends(starting: "subprocess.Popen[bytes]") -> float:
    """How long it takes to end when it is told to."""
    began = time.monotonic()
    starting.terminate()
    starting.wait(60)
    return time.monotonic() - began


async def test_who_waits_is_answered_when_the_service_stops(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        async with house_of(service) as house:
            tenant, action, idle = await house.tenant(), await house.action(), await house.action()
            worker = await house.worker(action, idle)
            started = await tenant.run(action)
            await worker.claim_one(action)
            claiming = asyncio.create_task(worker.claim(idle, wait_seconds=30))
            prefer = {"Prefer": "wait=30"}
            path = f"/operations/{started['id']}"
            pulled = await tenant.caller.call(
                "POST", f"/v2/tenants/{tenant.name}/subscriptions", {"pull": True, "event_types": ["*"]}
            )
            holding = asyncio.create_task(
                tenant.caller.call(
                    "POST",
                    f"/v2/tenants/{tenant.name}/subscriptions/{pulled.body['id']}/deliveries:claim",
                    {"holder": "laptop", "wait_seconds": 30},
                )
            )
            watching = asyncio.create_task(tenant.caller.call("GET", path, headers=prefer))
            for _ in range(5):  # by now both requests have arrived
                await house.admin.get("/v2/admin/tenants")
            began = time.monotonic()
            code = await asyncio.to_thread(service.stop)

            assert time.monotonic() - began < BOUND_SECONDS
            assert (await holding).body["deliveries"] == []
            assert await claiming == []
            assert (await watching).body["state"] == "running"
            assert code == 0
