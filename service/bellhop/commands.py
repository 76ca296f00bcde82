"""What the commands do, one function each; `service/bellhop/cli.py` parses what was typed.

Those that change something work on the database itself, through the same verbs as the API.
"""

import argparse
import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from bellhop import app, log, metrics
from bellhop.api.admin.actions import read_document
from bellhop.api.description.openapi import render as render_openapi
from bellhop.api.server import TABLE
from bellhop.clock import SystemClock
from bellhop.config import Settings
from bellhop.core import catalog_apply
from bellhop.core import doctor as checks
from bellhop.core.action_documents import ActionDocument
from bellhop.core.catalog import Catalog
from bellhop.core.directory import Directory
from bellhop.core.judging import Judging
from bellhop.core.keys import Keys, NewKey
from bellhop.core.tenants import Tenants
from bellhop.domain.audit import CLI
from bellhop.domain.key import ALL_SCOPES, KeyKind
from bellhop.domain.names import NAME_PATTERN, is_name
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import BellhopError, ConfigurationError, NotFoundError
from bellhop.ids import KeyId, Prefix, TenantId, decode, encode
from bellhop.installation import (
    Installation,
    open_installation,
    open_store,
    prepare,
    tell_of_bouncer,
    with_all_keys,
)
from bellhop.listen import Listener
from bellhop.listen import listen as listen_at
from bellhop.maintenance.rekey import Rekeyer, complaints
from bellhop.runtime import collector
from bellhop.runtime.files import allow_files
from bellhop.runtime.supervisor import Command, Supervisor, on_orphaned
from bellhop.signing.standard_webhooks import decode_secret
from bellhop.store import keys as stored_keys
from bellhop.store import migrate as migrations
from bellhop.store import tenants as stored_tenants
from bellhop.store.connecting import connect
from bellhop.store.database import Store
from bellhop.table import print_lines, print_table, printable
from bellhop.vault.keyring import Vault

_ROWS_SHOWN = 1000

logger = log.get_logger("commands")


@dataclass(frozen=True, slots=True)
class _Directory:
    """The directory of a migrated database, as the commands use it."""

    store: Store
    keys: Keys
    tenants: Tenants
    catalog: Catalog


@asynccontextmanager
async def _directory(settings: Settings) -> AsyncIterator[_Directory]:
    async with open_installation(settings) as installed:
        await prepare(installed)
        async with open_store(installed) as store:
            clock = SystemClock()
            clock.correct(clock.now(), await store.directory.now())
            directory = Directory(store.directory)
            yield _Directory(store, Keys(directory, clock), Tenants(directory, clock), Catalog(directory, clock))


async def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Run the service until SIGTERM or Ctrl-C, in this process or in several that this one supervises."""
    log.configure(settings.log_format, level=log.LEVELS[settings.log_level])
    processes = options.processes or settings.processes
    allow_files()
    async with open_installation(settings) as installed:
        await prepare(installed)
        complete = await with_all_keys(installed, settings, without_lost=options.without_lost_keys)
        tell_of_bouncer(installed)
        if processes > 1:
            await _supervise(options, settings, complete, processes)
        else:
            await _work(options, settings, complete)
    return 0


async def _work(options: argparse.Namespace, settings: Settings, installed: Installation) -> None:
    """Do the work of one process: under a supervisor, with the socket that it bound, until it ends."""
    async with app.assemble(settings, installed, options.role) as service:
        _on_signal(service.stop)
        if options.lifeline is not None:
            on_orphaned(options.lifeline, service.stop)
        admin_key = await service.first_admin_key()
        if admin_key is not None:
            print(f"The admin key, shown this once: {admin_key}", flush=True)
        if options.listener is not None:
            listener: socket.socket | None = socket.socket(fileno=options.listener)
        else:  # a worker without a socket has none because its supervisor could not get one
            listener = _bind(options.role, settings) if options.lifeline is None else None
        collector.relax()
        await service.run(listener)


def _bind(role: app.Role, settings: Settings) -> socket.socket | None:
    """The socket to serve at; None where it only tells of health, and cannot be had: the work is done all the same."""
    try:
        return app.bind(settings)
    except ConfigurationError as error:
        if role.includes(app.Role.API):
            raise
        logger.warning("health.not_served", reason=str(error))
        return None


async def _supervise(options: argparse.Namespace, settings: Settings, installed: Installation, processes: int) -> None:
    """Keep several processes alive that accept connections on one socket."""
    listener = _bind(options.role, settings)
    lifeline, held = os.pipe()
    arguments = ["serve", "--role", options.role, "--processes", "1", "--lifeline", str(lifeline)]
    if options.without_lost_keys:
        arguments.append("--without-lost-keys")
    descriptors = [lifeline]
    if listener is not None:
        arguments += ["--listener", str(listener.fileno())]
        descriptors.append(listener.fileno())
    loops = app.watch_postgres(installed)
    with _folder_of_figures() as figures:
        worker = Command((sys.executable, "-P", "-m", "bellhop.cli", *arguments), os.environ, tuple(descriptors))
        ended: Callable[[int], None] | None = None
        if figures is not None:
            environment = {**os.environ, metrics.FOLDER: figures}
            worker = replace(worker, environment=environment, place_name=metrics.PLACE)
            ended = partial(metrics.forget, figures)
        supervisor = Supervisor(worker, processes=processes, ended=ended)
        _on_signal(supervisor.stop)
        watching = [asyncio.create_task(loop.run()) for loop in loops]
        try:
            await supervisor.run()
        finally:
            os.close(held)
            for loop in loops:
                loop.stop()
            await asyncio.gather(*watching)


@contextmanager
def _folder_of_figures() -> Iterator[str | None]:
    """A private folder that lasts as long as the block; None where there is no room: then each worker counts alone."""
    try:
        folder = tempfile.mkdtemp(prefix="bellhop-metrics-")
    except OSError as error:
        logger.warning("metrics.not_summed", reason=str(error))
        yield None
        return
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on_signal(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop)


async def listen(options: argparse.Namespace, _settings: Settings) -> int:
    """Print what arrives until Ctrl-C."""
    secret = None if options.secret is None else decode_secret(options.secret)
    if options.secret is not None and secret is None:
        sentence = "--secret is not a signing secret: whsec_ and the base64 of 24 to 64 bytes."
        raise ConfigurationError(sentence)
    await listen_at(Listener(secret, options.status, print_lines), options.host, options.port)
    return 0


async def create_tenant(options: argparse.Namespace, settings: Settings) -> int:
    """Make a tenant."""
    if not is_name(options.tenant_id):
        sentence = f"A tenant id matches {NAME_PATTERN}."
        raise ConfigurationError(sentence)
    given = GivenLimits(options.live_jobs, options.requests_per_second, options.subscriptions)
    async with _directory(settings) as directory:
        tenant = await directory.tenants.create(
            TenantId(options.tenant_id), display_name=options.display_name, given=given, actor=CLI
        )
    print(f"Made the tenant {tenant.tenant_id}.")
    return 0


async def list_tenants(_options: argparse.Namespace, settings: Settings) -> int:
    """Print the tenants."""
    async with _directory(settings) as directory, directory.store.directory.connection() as connection:
        found = await stored_tenants.newest(connection, limit=_ROWS_SHOWN)
    print_table(
        ("TENANT", "NAME", "LIVE JOBS", "REQUESTS/S", "SUBSCRIPTIONS"),
        (
            (
                each.tenant_id,
                each.display_name,
                each.limits.live_jobs,
                each.limits.requests_per_second,
                each.limits.subscriptions,
            )
            for each in found
        ),
    )
    return 0


async def create_key(options: argparse.Namespace, settings: Settings) -> int:
    """Make a key and print it, this once."""
    if (options.kind is KeyKind.TENANT) != (options.tenant is not None):
        sentence = "--tenant goes with --kind tenant, and only with it."
        raise ConfigurationError(sentence)
    tenant_id = None if options.tenant is None else TenantId(options.tenant)
    scopes = (frozenset(options.scope) if options.scope else ALL_SCOPES) if tenant_id else frozenset()
    new = NewKey(options.kind, tenant_id, scopes, options.action, options.for_tenant, display_name=options.display_name)
    async with _directory(settings) as directory:
        if tenant_id is not None:
            await directory.tenants.get(tenant_id)
        key, secret = await directory.keys.create(new, actor=CLI)
    print(secret)
    print(f"This is {encode(Prefix.KEY, key.key_id)}. It is shown this once; keep it safe.", file=sys.stderr)
    return 0


async def list_keys(_options: argparse.Namespace, settings: Settings) -> int:
    """Print the keys: all about them but the keys themselves."""
    async with _directory(settings) as directory, directory.store.directory.connection() as connection:
        found = await stored_keys.newest(connection, limit=_ROWS_SHOWN)
    print_table(
        ("KEY", "KIND", "STARTS WITH", "TENANT", "NAME", "LAST USED"),
        (
            (
                encode(Prefix.KEY, each.key_id),
                each.kind,
                each.prefix,
                each.tenant_id or "-",
                each.display_name,
                "never" if each.last_use_time is None else f"{each.last_use_time:%Y-%m-%d %H:%M}",
            )
            for each in found
        ),
    )
    return 0


async def revoke_key(options: argparse.Namespace, settings: Settings) -> int:
    """End a key."""
    key_id = decode(Prefix.KEY, options.key_id)
    if key_id is None:
        detail = f"{options.key_id} is not the id of a key: key_ and 26 characters, see `bellhop keys list`."
        raise NotFoundError(detail)
    async with _directory(settings) as directory:
        await directory.keys.revoke(KeyId(key_id), actor=CLI)
    print("Revoked: it ends at once where it is noticed, within a second everywhere.")
    return 0


async def apply_actions(options: argparse.Namespace, settings: Settings) -> int:
    """Make the catalogue what a folder says, and print the difference; every file is checked before one is written."""
    files = sorted(options.directory.glob("*.json"))
    if not files:
        sentence = f"{options.directory} holds no *.json files."
        raise ConfigurationError(sentence)
    documents = await _read_documents(files)
    async with _directory(settings) as directory:
        applied = await catalog_apply.apply(directory.catalog, documents, actor=CLI, dry_run=options.dry_run)
    for each in applied:
        print(f"{each.name}: {each.difference}{' (dry run)' if options.dry_run else ''}")
        for line in each.lines:
            print(f"  {printable(line)}")
    return 0


async def _read_documents(files: Iterable[Path]) -> dict[str, ActionDocument]:
    """The actions of the files, by name; raises `ConfigurationError` with all that is wrong with them."""
    documents: dict[str, ActionDocument] = {}
    wrong: list[str] = []
    async with aclosing(Judging()) as judging:
        for file in files:
            try:
                documents[file.stem] = await read_document(file.stem, file.read_bytes(), judging)
            except BellhopError as error:
                wrong += [f"{file}: {fault.pointer}: {fault.message}" for fault in error.faults] or [f"{file}: {error}"]
    if wrong:
        raise ConfigurationError("\n".join(["nothing was written, because", *wrong]))
    return documents


async def rotate_secrets(_options: argparse.Namespace, settings: Settings) -> int:
    """Open everything sealed, and seal it again with the active master key where another did; may be repeated."""
    async with open_installation(settings) as installed:
        await prepare(installed)
        if not installed.master_keys:
            sentence = f"{installed.keys_place} is not there, and without the keys in it nothing can be opened."
            raise ConfigurationError(sentence)
        vault = Vault(installed.master_keys)
        async with open_store(installed) as store:
            rekeyer = Rekeyer(store, vault)
            waiting, told = sum((await rekeyer.remaining()).values()), 0
            while await rekeyer.run_once():
                if rekeyer.resealed > told:
                    told = rekeyer.resealed
                    print(f"{told} of {waiting} sealed again with the key {vault.active_key}")
            left = await rekeyer.remaining()
    for line in complaints(rekeyer, left):
        print(line, file=sys.stderr)
    if left or rekeyer.unread:
        return 1
    print(f"All {rekeyer.looked_at} sealed rows open with the key {vault.active_key}; older keys may be removed,")
    print("once no process runs any more that has another key first.")
    return 0


async def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Print the settings, redacted, and what is wrong with the installation; 1 when something is."""
    print_table(("SETTING", "VALUE"), checks.show(settings))
    print()
    async with open_installation(settings, look=False) as installed:
        findings = await checks.examine(
            settings,
            installed.database_url,
            installed.master_keys,
            with_invariants=options.invariants,
        )
        for finding in findings:
            print(printable(str(finding)))
        if installed.postgres is not None:
            print(f"\nWhile the service runs, look into its database with\n  {installed.postgres.psql_command}")
    return 1 if any(finding.level is checks.Level.PROBLEM for finding in findings) else 0


async def openapi(_options: argparse.Namespace, _settings: Settings) -> int:
    """Print the OpenAPI document."""
    sys.stdout.buffer.write(render_openapi(TABLE.routes))
    return 0


async def migrate(options: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to this version, or show where it stands."""
    async with open_installation(settings) as installed:
        if not options.status:
            await prepare(installed)
        connection = await connect(installed.database_url, name="bellhop migrate")
        try:
            lines = await migrations.status(connection)
        finally:
            await connection.close()
    print_table(
        ("SCHEMA", "MIGRATION", "APPLIED"),
        (
            (each.schema, each.label, "pending" if each.applied_time is None else f"{each.applied_time:%Y-%m-%d %H:%M}")
            for each in lines
        ),
    )
    return 0 if all(each.applied_time is not None for each in lines) else 1


def run_beside(module: str, arguments: Sequence[str]) -> NoReturn:
    """Become a program of the checkout that this command was installed from: Ctrl-C and the exit code are its own."""
    checkout = Path(__file__).parents[2]
    if not (checkout / Path(*module.split(".")).parts[0]).is_dir():
        sentence = f"{module} comes with a checkout of Bellhop and is not part of an installed package."
        raise ConfigurationError(sentence)
    os.chdir(checkout)
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    os.execve(sys.executable, [sys.executable, "-m", module, *arguments], environment)  # noqa: S606 - our own program
