"""The command `bellhop`: what an operator types beside a database, and anybody over HTTP."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from importlib import import_module
from itertools import groupby

import uvloop

from bellhop import __version__
from bellhop.commands.known import COMMANDS
from bellhop.commands.parsing import Exit, Parser, add_connection_options, add_output_options
from bellhop.commands.refusals import exit_of
from bellhop.commands.table import printable
from bellhop.errors import (
    BellhopError,
    ConfigurationError,
    DataFolderError,
    InvalidInputError,
    NotFoundError,
    StoreError,
)
from bellhop.remote.problems import RefusedError, RemoteError, UnreachableError
from bellhop.remote.target import Target
from bellhop.runtime import collector

_BEFORE = ("--url", "--key", "--profile")  # take a word each
_EXPECTED = (ConfigurationError, RemoteError, BellhopError, StoreError, OSError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (`commands.parsing.Exit`, `docs/cli.md`)."""
    _open_what_is_closed()
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:  # who read our words has gone, as `| head` does
        _drop_unwritten()
        return Exit.REFUSED
    except _EXPECTED as error:
        _drop_unwritten()
        return _complain(*_explained(error))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _run(typed: Sequence[str]) -> int:
    with collector.importing():
        parser = parser_of(typed)
    try:
        options = parser.parse_args(typed)
    finally:
        sys.stdout.flush()  # what `--help` says: now a full disk can still be told of
    if "become" in options:
        options.become(options.rest)
    command = _chosen(options)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        code = runner.run(_until_told(command))
        sys.stdout.flush()
        return code


def _chosen(options: argparse.Namespace) -> Callable[[], Awaitable[int]]:
    """The command, bound to what it works with: nothing, a Bellhop over HTTP, or a database by the settings."""
    if getattr(options, "as_json", False) and not options.prints_json:
        sentence = "--json does not go with this command; the log of `serve` is JSON with BELLHOP_LOG_FORMAT=json."
        raise ConfigurationError(sentence)
    if "alone" in options:
        return partial(options.alone, options)
    if "remote" in options:
        from bellhop.commands.connecting import find_target  # noqa: PLC0415 - `bellhop --help` waits for none of it

        target = find_target(options, os.environ, may_be_beside="beside" in options)
        if target is not None:
            return partial(_over_http, options, target)
    elif any(name in options for name in ("url", "key", "profile")):
        sentence = (
            "This command works beside a database and not over HTTP: --url, --key and --profile do not go with it."
        )
        raise ConfigurationError(sentence)
    return partial(options.beside, options)


async def _over_http(options: argparse.Namespace, target: Target) -> int:
    from bellhop.remote.client import connect  # noqa: PLC0415 - as above

    async with connect(target) as remote:
        code: int = await options.remote(options, remote)
        return code


async def _until_told(command: Callable[[], Awaitable[int]]) -> int:
    """Run the command; SIGTERM ends it where it is, in order, until it has said itself what the signal means."""
    task = asyncio.current_task()
    told = asyncio.Event()

    def stop() -> None:
        if task is not None and not told.is_set():
            told.set()
            task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    try:
        return await command()
    except asyncio.CancelledError:
        if not told.is_set():
            raise
        return Exit.TERMINATED


def _explained(error: Exception) -> tuple[str, Exit]:
    """What is wrong, in a sentence, and the exit code for it."""
    match error:
        case ConfigurationError() | DataFolderError():
            return str(error), Exit.USAGE
        case RefusedError():
            return str(error), exit_of(error)
        case UnreachableError():
            return str(error), Exit.UNREACHABLE
        case NotFoundError():
            return str(error), Exit.NOT_FOUND
        case InvalidInputError() if error.faults:
            return "; ".join(each.message for each in error.faults) + ".", Exit.REFUSED
        case OSError():
            return _of_system(error), Exit.REFUSED
        case _:
            return str(error), Exit.REFUSED


def _open_what_is_closed() -> None:
    """Give the standard descriptors something to be: a socket that took the place of one would get what is printed."""
    for descriptor, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest that is free: this one
        if getattr(sys, name) is None:
            mode = "r" if descriptor == 0 else "w"
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


def _drop_unwritten() -> None:
    """Forget what standard output does not take: Python would try once more at its end, and make the exit code 120."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _of_system(error: OSError) -> str:
    words = str(error.strerror or error)
    return f"{error.filename}: {words}." if error.filename else f"The system refused: {words}."


def _complain(sentence: str, code: Exit) -> Exit:
    with contextlib.suppress(OSError):
        print("bellhop:", "\n".join(printable(line) for line in sentence.split("\n")), file=sys.stderr)
    return code


def parser_of(typed: Sequence[str]) -> Parser:
    """The parser of what was typed: it knows the commands among the words, and of the others no more than their lines.

    That of `completion`, which tells all that can be typed, knows every command.
    """
    words = set(typed)
    tells_all = _first_word(typed) == "completion"
    parser = Parser(prog="bellhop", description="Runs long jobs to their end and tells the tenant, by signed webhook.")
    parser.add_argument("--version", action="version", version=f"bellhop {__version__}")
    add_output_options(parser)
    add_connection_options(parser)
    parser.set_defaults(top=parser)  # for `completion`
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module, commands in groupby(COMMANDS.items(), lambda command: command[1].module):
        lines = {name: command.text for name, command in commands}
        if tells_all or not words.isdisjoint(lines):
            import_module(f"bellhop.commands.{module}").add_to(verbs)
        else:
            for name, text in lines.items():
                verbs.add_parser(name, help=text)
    return parser


def _first_word(typed: Sequence[str]) -> str:
    """The command, if there is one: what stands behind the options that may stand before it."""
    words = iter(typed)
    for word in words:
        if word in _BEFORE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


if __name__ == "__main__":
    sys.exit(main())
