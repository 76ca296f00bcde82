"""A bouncer in transaction mode between the service and Postgres: nothing fails, and the operator hears of it.

A real PgBouncer, where one is installed (on Debian: `apt-get install pgbouncer`).
"""

import asyncio
import base64
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from bellhop.store import bouncer
from tests.receiver import receiver
from tests.relay import relayed
from tests.running import Service, bellhop_command, eventually, free_port, house_of

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
needs_pgbouncer = pytest.mark.skipif(PROGRAM is None, reason="no pgbouncer here: apt-get install pgbouncer")
MakeDatabase = Callable[[], AbstractContextManager[str]]


async def _answering(port: int, process: "subprocess.Popen[bytes]") -> None:
    async def listens() -> bool:
        assert process.poll() is None, "pgbouncer has ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    await eventually(listens)


@asynccontextmanager
async def pgbouncer(url: str, *, mode: str = "transaction", servers: int = 4) -> AsyncIterator[str]:
    """The same database through a bouncer on a port of its own, as a URL; it ends with the block."""
    parts = urlsplit(url)
    name, user = parts.path.lstrip("/"), parts.username or "bellhop"
    listening = free_port()
    password = f" password={parts.password}" if parts.password else ""
    async with relayed(url) as relay:
        with tempfile.TemporaryDirectory(prefix="bellhop-bouncer-") as folder:
            settings = Path(folder, "pgbouncer.ini")
            settings.write_text(  # noqa: ASYNC240 - a moment
                f"[databases]\n{name} = host=127.0.0.1 port={relay.port} dbname={name} user={user}{password}\n"
                f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {listening}\nauth_type = any\n"
                f"unix_socket_dir =\npool_mode = {mode}\ndefault_pool_size = {servers}\nmax_client_conn = 200\n"
            )
            Path(folder).chmod(0o755)  # noqa: ASYNC240
            command = [str(PROGRAM), *(["-u", "nobody"] if os.geteuid() == 0 else []), str(settings)]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: ASYNC220
            try:
                await _answering(listening, process)
                yield f"postgresql://{user}@127.0.0.1:{listening}/{name}"
            finally:
                process.terminate()
                process.wait()


def doctor(url: str) -> str:
    """All that it says."""
    keys = "test:" + base64.b64encode(bytes(32)).decode()
    environment = os.environ | {"BELLHOP_DATABASE_URL": url, "BELLHOP_MASTER_KEYS": keys}
    return subprocess.run(
        [bellhop_command(), "doctor"], env=environment, capture_output=True, text=True, check=False
    ).stdout


@needs_pgbouncer
@pytest.mark.parametrize("servers", [1, 4])
async def test_a_bouncer_in_transaction_mode_is_recognised(database_url: str, servers: int) -> None:
    async with pgbouncer(database_url, servers=servers) as url:
        assert await bouncer.look(url) == bouncer.BOUNCED
    assert await bouncer.look(database_url) == bouncer.DIRECT


@needs_pgbouncer
async def test_a_bouncer_in_session_mode_is_as_good_as_none(database_url: str) -> None:
    async with pgbouncer(database_url, mode="session") as url:
        assert await bouncer.look(url) == bouncer.DIRECT


@needs_pgbouncer
async def test_everything_works_behind_a_bouncer_and_the_doctor_tells_of_it(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    with make_database() as direct:
        async with pgbouncer(direct) as url:
            service = Service(url, tmp_path / "bellhop.log")
            try:
                await asyncio.to_thread(service.start)
                async with house_of(service) as house, receiver() as door:
                    tenant, action = await house.tenant(), await house.action()
                    worker = await house.worker(action)
                    await tenant.subscribe(door.url("/hook"), event_types=["design.*", "operation.*"])

                    async def publish() -> None:
                        event = {"type": "design.created", "data": {}}
                        await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": [event]})

                    async def work() -> None:
                        await tenant.run(action)
                        job = await worker.claim_one(action)
                        assert (await worker.complete(job))["status"] == "accepted"

                    for _ in range(20):
                        await asyncio.gather(*(publish() for _ in range(10)), work())

                    async def all_came() -> bool:
                        return len({each.headers["webhook-id"] for each in door.requests}) == 220

                    await eventually(all_came, seconds=60)
                told = await asyncio.to_thread(doctor, url)
            finally:
                await asyncio.to_thread(service.stop)
    log = (tmp_path / "bellhop.log").read_text(encoding="utf-8")
    for trouble in ("loop.failed", "database.away", "request.failed", "statements.lost", "Traceback", '"status":5'):
        assert trouble not in log
    assert '"bouncer.found"' in log
    assert "Set BELLHOP_LISTEN_URL to a direct connection" in told
    assert "does not keep prepared statements" in told


@needs_pgbouncer
async def test_a_new_database_is_set_up_through_a_bouncer(empty_database_url: str, tmp_path: Path) -> None:
    """The server connections that were there before the role had its search path were lent on without it."""
    async with pgbouncer(empty_database_url) as url:
        kept = [await asyncpg.connect(url, statement_cache_size=0) for _ in range(3)]
        async with kept[0].transaction(), kept[1].transaction(), kept[2].transaction():
            await asyncio.gather(*(each.execute("SELECT 1") for each in kept))
        for each in kept:
            await each.close()
        service = Service(url, tmp_path / "bellhop.log")
        try:
            await asyncio.to_thread(service.start)
            async with house_of(service) as house:
                await asyncio.gather(*(house.tenant() for _ in range(20)))
        finally:
            await asyncio.to_thread(service.stop)
