"""The real service as a process of its own, and a caller that speaks HTTP with it: for stories, chaos and benches."""

import asyncio
import base64
import http.client
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp

ROOT = Path(__file__).parent.parent
READY_SECONDS = 40
GRACE_SECONDS = 20

ECHO: Mapping[str, Any] = {
    "parent": "designs/{design_id}",
    "description": "Gives back what it gets.",
    "input_schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
    "result_schema": {"type": "object"},
    "cancellable": True,
    "concurrency": "parallel",
    "max_attempts": 3,
    "lease_seconds": 30,
    "deadline_seconds": 3600,
    "retention_seconds": 86400,
}


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at just now, nor gets by asking for any: it stays free for who starts."""
    while True:
        port = random.randrange(10_000, _first_given_port())  # noqa: S311 - chance keeps those apart who ask at once
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _first_given_port() -> int:
    """Where the ports begin that the kernel gives by itself, to those who connect or listen."""
    with suppress(OSError):
        first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
        return max(first, 20_000)
    return 32_768


def bellhop_command() -> str:
    """The command as it was installed beside this Python."""
    return str(Path(sys.executable).with_name("bellhop"))


def is_ready(port: int) -> bool:
    """Whether the service at this port says at this moment that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (http.client.HTTPException, OSError):
        return False
    finally:
        connection.close()


class Service:
    """`bellhop serve` on a given database, or with an embedded one of its own.

    It can be killed and started again as often as a test likes, always on the same port.
    """

    def __init__(self, database_url: str | None, log: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.admin_key = f"bh_admin_{secrets.token_urlsafe(32)}"
        self.log = log
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")},
            "BELLHOP_PORT": str(self.port),
            **({"BELLHOP_DATABASE_URL": database_url} if database_url else {}),
            "BELLHOP_ADMIN_KEY": self.admin_key,
            "BELLHOP_MASTER_KEYS": "test:" + base64.b64encode(bytes(32)).decode(),
            "BELLHOP_EGRESS_ALLOW": "127.0.0.0/8",
            "BELLHOP_EGRESS_HTTP": "true",
            "BELLHOP_LOG_FORMAT": "json",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str, folder: Path | None = None) -> Self:
        """Start it and wait until it is ready; fails the test with the end of its log when it is not.

        `folder` is the working directory that it starts in: the test's own where none is given.
        """
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [bellhop_command(), "serve", *arguments],
                cwd=folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > until:
                words = self.log.read_text(encoding="utf-8", errors="replace")[-4000:]
                message = f"bellhop serve did not become ready:\n{words}"
                raise AssertionError(message)
            time.sleep(0.05)
        return self

    @property
    def pid(self) -> int:
        """The process id of the one that runs."""
        assert self._process is not None
        return self._process.pid

    def is_ready(self) -> bool:
        return is_ready(self.port)

    def command(self, *arguments: str) -> str:
        """What a command prints that works beside the database of this service; fails the test where it fails."""
        done = subprocess.run(
            [bellhop_command(), *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def doctor(self) -> str:
        """What `bellhop doctor --invariants` has to complain about; nothing when all is well."""
        done = subprocess.run(
            [bellhop_command(), "doctor", "--invariants"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def kill(self) -> None:
        """SIGKILL to the whole group: no word of farewell. When it returns nobody listens any more."""
        self._signal(signal.SIGKILL)
        while self._is_heard():  # workers end a moment after the supervisor that is waited for
            time.sleep(0.01)

    def _is_heard(self) -> bool:
        """Whether somebody takes connections at the port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        return self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.poll() is None:
            os.killpg(process.pid, number)
        try:
            return process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Caller:
    """Speaks with the service under one key."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        self.session, self.url, self.key = session, url, key

    async def call(
        self, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Whatever the service answers; raises `aiohttp.ClientError` when it does not."""
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        async with self.session.request(method, self.url + path, json=body, headers=sent) as answer:
            text = await answer.text()
            return Reply(answer.status, answer.headers, json.loads(text) if text else None)

    async def ok(self, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None) -> Any:
        """The body of an answer that is a 2xx; fails the test otherwise."""
        reply = await self.call(method, path, body, headers=headers)
        assert 200 <= reply.status < 300, f"{method} {path}: {reply.status} {reply.body}"
        return reply.body

    async def get(self, path: str) -> Any:
        return await self.ok("GET", path)

    async def post(self, path: str, body: object = None) -> Any:
        return await self.ok("POST", path, {} if body is None else body)


@dataclass(slots=True)
class Tenant:
    """A tenant of the test's own, called with its own key."""

    name: str
    caller: Caller

    async def run(self, action: str, data: object = None, *, parent: str = "designs/d1", query: str = "") -> Any:
        """The operation that the 202 carries."""
        return await self.caller.post(f"/v2/tenants/{self.name}/{parent}/{action}/run{query}", data)

    async def operation(self, job_id: str) -> Any:
        return await self.caller.get(f"/operations/{job_id}")

    async def subscribe(self, uri: str, **fields: Any) -> Any:
        """The subscription as created, its secret included."""
        body = {"uri": uri, "event_types": ["operation.*"], **fields}
        return await self.caller.post(f"/v2/tenants/{self.name}/subscriptions", body)

    async def deliveries(self, **wanted: str) -> list[Any]:
        """Deliveries, each read by itself with its attempts, that have these fields."""
        listed = await self.caller.get(f"/v2/tenants/{self.name}/deliveries?max_page_size=1000")
        chosen = [each for each in listed["results"] if all(each[name] == value for name, value in wanted.items())]
        return [await self.caller.get(f"/v2/tenants/{self.name}/deliveries/{each['id']}") for each in chosen]


@dataclass(slots=True)
class Worker:
    """A worker that does exactly what the test tells it to."""

    caller: Caller
    name: str = "worker"

    async def claim(self, *actions: str, **fields: Any) -> list[Any]:
        body = {"worker_id": self.name, "actions": list(actions), "max_jobs": 1, "wait_seconds": 10, **fields}
        jobs: list[Any] = (await self.caller.post("/v2/worker/jobs:claim", body))["jobs"]
        return jobs

    async def claim_one(self, *actions: str, **fields: Any) -> Any:
        jobs = await self.claim(*actions, **fields)
        assert len(jobs) == 1, "there was nothing to claim"
        return jobs[0]

    async def complete(self, job: Mapping[str, Any], outcome: str = "succeeded", **fields: Any) -> Any:
        """What the answer says about the one item."""
        if outcome == "succeeded":
            fields.setdefault("result", {})
        item = {"job_id": job["job_id"], "lease_token": job["lease_token"], "outcome": outcome, **fields}
        return (await self.caller.post("/v2/worker/jobs:complete", {"items": [item]}))["items"][0]

    async def heartbeat(self, job: Mapping[str, Any], **fields: Any) -> Any:
        lease = {"job_id": job["job_id"], "lease_token": job["lease_token"], **fields}
        return (await self.caller.post("/v2/worker/jobs:heartbeat", {"leases": [lease]}))["leases"][0]


@dataclass(slots=True)
class House:
    """A running service, and what an operator does in it."""

    service: Service
    admin: Caller
    made: list[str] = field(default_factory=list)

    async def tenant(self, *, cell: str | None = None, **limits: int) -> Tenant:
        name = f"t-{secrets.token_hex(6)}"
        placed = {} if cell is None else {"cell": cell}
        await self.admin.post("/v2/admin/tenants", {"id": name, **({"limits": limits} if limits else {}), **placed})
        made = await self.admin.post(f"/v2/admin/tenants/{name}/keys", {"display_name": "test"})
        self.made.append(name)
        return Tenant(name, Caller(self.admin.session, self.admin.url, made["key"]))

    async def action(self, **changes: Any) -> str:
        """A new action that gives back what it gets, unless changed; returns its name."""
        name = f"a-{secrets.token_hex(6)}"
        await self.admin.ok("PUT", f"/v2/admin/actions/{name}", {**ECHO, **changes})
        return name

    async def worker(self, *actions: str, name: str = "worker") -> Worker:
        made = await self.admin.post("/v2/admin/keys", {"kind": "worker", "actions": list(actions)})
        return Worker(Caller(self.admin.session, self.admin.url, made["key"]), name)

    async def worker_key(self, *actions: str) -> str:
        made = await self.admin.post("/v2/admin/keys", {"kind": "worker", "actions": list(actions)})
        return str(made["key"])


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Service]:
    """A service until the block ends, which has to stop well; its log is in `folder`."""
    running = Service(database_url, folder / "bellhop.log").start()
    yield running
    assert running.stop() == 0


@asynccontextmanager
async def house_of(service: Service) -> AsyncIterator[House]:
    """A house whose connections are closed when the block ends; the service itself goes on."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield House(service, Caller(session, service.url, service.admin_key))


async def eventually(check: Any, *, seconds: float = 20.0, every: float = 0.05) -> Any:
    """The first true value that `check()` gives; fails the test when none comes in time."""
    async with asyncio.timeout(seconds):
        while True:
            value = await check()
            if value:
                return value
            await asyncio.sleep(every)


def program(*command: str, **environment: str) -> "subprocess.Popen[bytes]":
    """A program of this repository, started with the checkout on its path."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
