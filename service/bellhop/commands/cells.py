"""`bellhop cells …`: the schemas and databases in which the traffic of tenants lives.

One is added beside the database. They are listed, opened and closed there, or over HTTP with an operator's key.
"""

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bellhop.clock import SystemClock, format_time
from bellhop.commands.beside import with_settings
from bellhop.commands.output import Output
from bellhop.commands.parsing import Verbs, add_nouns, add_verb
from bellhop.config import Settings
from bellhop.core.cells import Cell, Cells
from bellhop.domain.audit import CLI
from bellhop.domain.names import CELL_PATTERN, is_cell_name
from bellhop.errors import ConfigurationError
from bellhop.installation import Installation, open_installation, prepare
from bellhop.remote.client import Remote
from bellhop.remote.documents import Cell as ToldCell
from bellhop.store.database import Database
from bellhop.vault.keyring import Vault

_PATH = "/v2/admin/cells"
_URL_MOST_BYTES = 64 * 1024
_HEADER = ("CELL", "DATABASE", "NEW TENANTS", "TENANTS", "CREATED")


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = add_nouns(verbs, "cells")
    verb = add_verb(
        nouns,
        "add",
        "make a cell, and place new tenants in it",
        example="bellhop cells add cell_1\nbellhop cells add cell_2 --database-url - < url-of-cell-2",
        beside=with_settings(add),
    )
    verb.add_argument("name", metavar="NAME")
    verb.add_argument(
        "--database-url",
        metavar="URL",
        help="a database of its own (the directory's); `-` reads the URL from stdin, where nobody else on the machine "
        "sees the password",
    )
    add_verb(
        nouns,
        "list",
        "list cells",
        example="bellhop cells list",
        beside=with_settings(list_all),
        remote=list_all_remotely,
    )
    for name, text in (("open", "place new tenants in a cell"), ("close", "place no more new tenants in a cell")):
        verb = add_verb(
            nouns,
            name,
            text,
            example=f"bellhop cells {name} cell_1",
            beside=with_settings(set_accepting),
            remote=set_accepting_remotely,
        )
        verb.add_argument("name", metavar="NAME")
        verb.set_defaults(accepts=name == "open")


async def add(options: argparse.Namespace, settings: Settings) -> int:
    """Make a cell."""
    url = options.database_url
    if url == "-":
        url = _read_url()
    out = Output.of(options)
    async with _open(settings) as (cells, installed):
        if url is None and installed.path.shared:
            sentence = "Behind a bouncer a cell needs a database of its own: give its --database-url."
            raise ConfigurationError(sentence)
        await cells.add(options.name, url, beside=installed.database_url, actor=CLI)
    out.put_record({"name": options.name}, f"Made the cell {options.name}; new tenants are placed in it from now on.")
    return 0


def _read_url() -> str:
    """The first line of stdin; what is no text comes as something that no URL has, and is refused with the others."""
    line = sys.stdin.buffer.readline(_URL_MOST_BYTES + 1)
    if len(line) > _URL_MOST_BYTES:
        sentence = f"--database-url is longer than {_URL_MOST_BYTES // 1024} KiB."
        raise ConfigurationError(sentence, ("--database-url",))
    return line.decode(errors="replace").replace("\ufffd", "\0").strip()


async def list_all(options: argparse.Namespace, settings: Settings) -> int:
    """Print the cells."""
    async with _open(settings) as (cells, _):
        found = await cells.every()
    _show(Output.of(options), found)
    return 0


async def list_all_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """Print the cells of another Bellhop."""
    found = (await remote.get(_PATH)).results()
    _show(Output.of(options), [each.read(ToldCell) for each in found])
    return 0


def _show(out: Output, found: Sequence[Cell | ToldCell]) -> None:
    if out.as_json:
        for each in found:
            out.put_record(
                {
                    "name": each.name,
                    "database": each.place,
                    "accepts_tenants": each.accepts_tenants,
                    "tenants": each.tenants,
                    "create_time": format_time(each.create_time),
                }
            )
    out.table(
        _HEADER,
        (
            (
                each.name,
                each.place or "the directory's",
                "yes" if each.accepts_tenants else "no",
                each.tenants,
                f"{each.create_time:%Y-%m-%d %H:%M}",
            )
            for each in found
        ),
    )


async def set_accepting(options: argparse.Namespace, settings: Settings) -> int:
    """Place new tenants in a cell, or no more."""
    async with _open(settings) as (cells, _):
        await cells.set_accepting(options.name, accepts=options.accepts, actor=CLI)
    record = {"name": options.name, "accepts_tenants": options.accepts}
    Output.of(options).put_record(record, _told(options))
    return 0


async def set_accepting_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """The same at another Bellhop."""
    if not is_cell_name(options.name):
        sentence = f"The name of a cell matches {CELL_PATTERN}."
        raise ConfigurationError(sentence)
    verb = "open" if options.accepts else "close"
    answer = await remote.send("POST", f"{_PATH}/{options.name}:{verb}", repeatable=True)
    Output.of(options).put(answer.text, _told(options))
    return 0


def _told(options: argparse.Namespace) -> str:
    told = f"New tenants are placed in {options.name}" if options.accepts else f"No new tenants for {options.name}"
    return f"{told} from now on."


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[tuple[Cells, Installation]]:
    async with open_installation(settings) as installed:
        await prepare(installed)
        directory = await Database.connect(
            installed.database_url, min_size=1, max_size=1, keeps_statements=installed.path.keeps_statements
        )
        try:
            vault = Vault(installed.master_keys) if installed.master_keys else None
            yield Cells(directory, SystemClock(), vault), installed
        finally:
            await directory.close()
