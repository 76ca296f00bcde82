"""`bellhop actions …`: the catalogue, beside the database or over HTTP with an operator's key."""

import argparse
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

from bellhop.api.admin.actions_wire import read_document
from bellhop.commands.beside import with_settings
from bellhop.commands.directory import open_directory
from bellhop.commands.output import Output
from bellhop.commands.parsing import Verbs, add_nouns, add_verb
from bellhop.commands.table import printable
from bellhop.config import Settings
from bellhop.core import catalog_apply
from bellhop.core.action_documents import ActionDocument, to_action, to_json
from bellhop.core.catalog_apply import AppliedAction, Difference
from bellhop.core.judging import Judging
from bellhop.domain.audit import CLI
from bellhop.errors import BellhopError, ConfigurationError
from bellhop.remote.client import Remote, segment
from bellhop.remote.json_text import parse

_PATH = "/v2/admin/actions"


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = add_nouns(verbs, "actions")
    verb = add_verb(
        nouns,
        "apply",
        "make the catalogue what a folder of JSON files says",
        example="bellhop actions apply schemas/actions --dry-run",
        beside=with_settings(apply_actions),
        remote=apply_actions_remotely,
    )
    verb.add_argument("directory", type=Path, metavar="DIR")
    verb.add_argument("--dry-run", action="store_true", help="show the difference, change nothing")


async def apply_actions(options: argparse.Namespace, settings: Settings) -> int:
    """Make the catalogue what a folder says, and print the difference; every file is checked before one is written."""
    documents = await _read_documents(_files(options.directory))
    async with open_directory(settings) as directory:
        applied = await catalog_apply.apply(directory.catalog, documents, actor=CLI, dry_run=options.dry_run)
    _show(options, applied)
    return 0


async def apply_actions_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """Make the catalogue of another Bellhop what a folder says: every file is checked here before one is sent."""
    files = {file.stem: file for file in _files(options.directory)}
    documents = await _read_documents(files.values())
    existing = {action["action"]: action async for action in _existing(remote)}
    applied = []
    for name, document in sorted(documents.items()):
        wanted = to_json(to_action(name, document))
        before = {member: existing[name][member] for member in wanted} if name in existing else None
        found = catalog_apply.compare(name, before, wanted)
        if found.difference is not Difference.SAME and not options.dry_run:
            await remote.send("PUT", f"{_PATH}/{segment(name)}", files[name].read_bytes())
        applied.append(found)
    _show(options, applied)
    return 0


async def _existing(remote: Remote) -> AsyncIterator[Mapping[str, Any]]:
    async for each in remote.pages(_PATH):
        yield parse(each.text)


def _show(options: argparse.Namespace, applied: Sequence[AppliedAction]) -> None:
    out = Output.of(options)
    for each in applied:
        record = {"action": each.name, "difference": each.difference.value, "dry_run": options.dry_run}
        out.put_record(
            record,
            f"{each.name}: {each.difference}{' (dry run)' if options.dry_run else ''}",
            *(f"  {printable(line)}" for line in each.lines),
        )


def _files(directory: Path) -> Sequence[Path]:
    files = sorted(directory.glob("*.json"))
    if not files:
        sentence = f"{directory} holds no *.json files."
        raise ConfigurationError(sentence)
    return files


async def _read_documents(files: Iterable[Path]) -> Mapping[str, ActionDocument]:
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
