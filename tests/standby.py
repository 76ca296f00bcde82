"""A real primary and a streaming standby of it: two embedded servers, the second made from a backup of the first."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg

from bellhop.store import datadir, installation
from bellhop.store.embedded import EmbeddedPostgres

ROLE = "bellhop"


@dataclass(slots=True)
class Pair:
    """The two servers."""

    primary: EmbeddedPostgres
    standby: EmbeddedPostgres
    standby_folder: Path

    async def on_standby(self, statement: str) -> object:
        """What a statement of the standby's superuser gives."""
        return await _ask(self.standby.admin_url, statement)

    async def on_primary(self, statement: str) -> object:
        """The same of the primary."""
        return await _ask(self.primary.admin_url, statement)

    def kill_standby(self) -> None:
        """SIGKILL; `standby.run_once` starts it again."""
        (file,) = self.standby_folder.rglob("postmaster.pid")
        os.kill(int(file.read_text(encoding="utf-8").partition("\n")[0]), signal.SIGKILL)


async def _ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        given: object = await connection.fetchval(statement)
        return given
    finally:
        await connection.close()


async def _open_to_standbys(server: EmbeddedPostgres, folder: Path) -> None:
    """Let the server's own user replicate. Commits are waited for: what is tested is who sees them."""
    data = datadir.prepare(folder)
    rules, names = folder / "pg_hba.conf", folder / "pg_ident.conf"
    data.write("pg_hba.conf", rules.read_text() + "local replication all peer map=bellhop\n")
    data.write("pg_ident.conf", f'{names.read_text()}bellhop "{data.user.name}" postgres\n')
    await _ask(server.admin_url, f"ALTER ROLE {ROLE} SET synchronous_commit = on")
    await _ask(server.admin_url, "SELECT pg_reload_conf()")


async def _copy(server: EmbeddedPostgres, folder: Path) -> None:
    """A data folder with a standby of the server, as `pg_basebackup` makes it."""
    data = datadir.prepare(folder)
    programs = installation.find(data, installation.NEWEST).programs
    options = parse_qs(urlsplit(server.admin_url).query)
    command = [str(programs / "pg_basebackup"), "--pgdata", str(data.postgres / str(server.version))]
    command += ["--host", options["host"][0], "--port", options["port"][0], "--username", "postgres"]
    command += ["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
    done = await datadir.run_interruptibly(data.user, command, cwd=data.postgres)
    assert done.returncode == 0, done.stderr


@asynccontextmanager
async def paired(folder: Path) -> AsyncIterator[Pair]:
    """A primary and its standby in this folder, whose path is short and open to pass; both end with the block."""
    primary = await EmbeddedPostgres.start(folder / "p", durable=False)
    try:
        await _open_to_standbys(primary, folder / "p")
        await _copy(primary, folder / "s")
        standby = await EmbeddedPostgres.start(folder / "s", durable=False)
        try:
            yield Pair(primary, standby, folder / "s")
        finally:
            await standby.stop()
    finally:
        await primary.stop()
