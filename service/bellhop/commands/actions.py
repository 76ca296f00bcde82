"""`bellhop actions …`: the catalogue."""

import argparse
from collections.abc import Iterable
from contextlib import aclosing
from pathlib import Path

from bellhop.api.admin.actions_wire import read_document
from bellhop.commands.directory import open_directory
from bellhop.commands.parsing import Verbs
from bellhop.commands.table import printable
from bellhop.config import Settings
from bellhop.core import catalog_apply
from bellhop.core.action_documents import ActionDocument
from bellhop.core.judging import Judging
from bellhop.domain.audit import CLI
from bellhop.errors import BellhopError, ConfigurationError


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = verbs.add_parser("actions", help="the catalogue").add_subparsers(metavar="VERB", required=True)
    verb = nouns.add_parser("apply", help="make the catalogue what a folder of JSON files says")
    verb.add_argument("directory", type=Path, metavar="DIR")
    verb.add_argument("--dry-run", action="store_true", help="show the difference, change nothing")
    verb.set_defaults(command=apply_actions)


async def apply_actions(options: argparse.Namespace, settings: Settings) -> int:
    """Make the catalogue what a folder says, and print the difference; every file is checked before one is written."""
    files = sorted(options.directory.glob("*.json"))
    if not files:
        sentence = f"{options.directory} holds no *.json files."
        raise ConfigurationError(sentence)
    documents = await _read_documents(files)
    async with open_directory(settings) as directory:
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
