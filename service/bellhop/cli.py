"""The command `bellhop`: what an operator types. Every command reads the settings of the environment."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

import asyncpg
import uvloop

from bellhop import __version__, commands, log
from bellhop.app import Role
from bellhop.config import MOST_PROCESSES, Settings
from bellhop.domain.key import KeyKind, Scope
from bellhop.errors import BellhopError, ConfigurationError, StoreError

Kind = TypeVar("Kind", bound=StrEnum)

_WRONG_USE = 2
_INTERRUPTED = 130
_TERMINATED = 143
_PORT = (0, 65535)
_STATUS = (100, 599)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 it failed, 2 wrong use or wrong settings."""
    _open_what_is_closed()
    options = _parser().parse_args(arguments)
    try:
        if "program" in options:
            commands.run_beside(options.program, options.rest)
        settings = Settings.from_environment(os.environ)
        quiet = "log_level" not in settings.model_fields_set
        log.configure(settings.log_format, level=logging.WARNING if quiet else log.LEVELS[settings.log_level])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code = runner.run(_until_told(options, settings))
            sys.stdout.flush()
            return code
    except ConfigurationError as error:
        return _complain(str(error), _WRONG_USE)
    except BrokenPipeError:  # who read our words has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (BellhopError, StoreError) as error:
        return _complain(str(error), 1)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return _complain(_of_database(error), 1)
    except OSError as error:
        return _complain(_of_system(error), 1)
    except KeyboardInterrupt:
        return _INTERRUPTED


async def _until_told(options: argparse.Namespace, settings: Settings) -> int:
    """Run the command; SIGTERM ends it where it is, in order, until it has said itself what the signal means."""
    task = asyncio.current_task()
    told = asyncio.Event()

    def stop() -> None:
        if task is not None and not told.is_set():
            told.set()
            task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    try:
        code: int = await options.command(options, settings)
    except asyncio.CancelledError:
        if not told.is_set():
            raise
        return _TERMINATED
    return code


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


def _of_database(error: Exception) -> str:
    words = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    advice = ""
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        advice = " The user in BELLHOP_DATABASE_URL needs CREATE in the database and to own Bellhop's schemas."
    return f"The database refused: {words}.{advice}"


def _of_system(error: OSError) -> str:
    words = str(error.strerror or error)
    return f"{error.filename}: {words}." if error.filename else f"The system refused: {words}."


def _complain(sentence: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(f"bellhop: {sentence}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as everything else here does; the usage is what --help is for."""

    def error(self, message: str) -> NoReturn:
        """End with the sentence."""
        self.exit(_WRONG_USE, f"bellhop: {message}; see `{self.prog} --help`.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="bellhop", description="Runs long jobs to their end and tells the tenant, by signed webhook.")
    parser.add_argument("--version", action="version", version=f"bellhop {__version__}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_running(verbs)
    _add_directory(verbs)
    _add_care(verbs)
    _add_programs(verbs)
    return parser


def _add_running(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    serve = verbs.add_parser("serve", help="run the service")
    serve.add_argument(
        "--role", type=_one_of(Role), metavar="ROLE", default=Role.ALL, help=f"what this one does: {_names(Role)} (all)"
    )
    serve.add_argument(
        "--processes", type=_within(1, MOST_PROCESSES), help="worker processes that share the port (BELLHOP_PROCESSES)"
    )
    serve.add_argument(
        "--without-lost-keys", action="store_true", help="start although master keys are missing that sealed something"
    )
    for name in ("--listener", "--lifeline"):  # file descriptors from a supervisor
        serve.add_argument(name, type=int, help=argparse.SUPPRESS)
    serve.set_defaults(command=commands.serve)
    listen = verbs.add_parser("listen", help="print the callbacks that arrive here and check their signatures")
    listen.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    listen.add_argument("--port", type=_within(*_PORT), default=8500, help="port to listen on (8500)")
    listen.add_argument("--secret", help="the subscription's whsec_… secret")
    listen.add_argument("--status", type=_within(*_STATUS), default=204, help="what to answer (204)")
    listen.set_defaults(command=commands.listen)


def _add_directory(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    tenants = verbs.add_parser("tenants", help="make and list tenants").add_subparsers(metavar="VERB", required=True)
    create = tenants.add_parser("create", help="make a tenant")
    create.add_argument("tenant_id", metavar="ID")
    create.add_argument("--display-name", default="")
    for name in ("live-jobs", "requests-per-second", "subscriptions"):
        create.add_argument(f"--{name}", type=int, help="its limit (the service's default)")
    create.set_defaults(command=commands.create_tenant)
    tenants.add_parser("list", help="list tenants").set_defaults(command=commands.list_tenants)

    keys = verbs.add_parser("keys", help="make, list and revoke keys").add_subparsers(metavar="VERB", required=True)
    create = keys.add_parser("create", help="make a key; it is printed this once")
    create.add_argument("--kind", type=_one_of(KeyKind), metavar="KIND", required=True, help=_names(KeyKind))
    create.add_argument("--tenant", help="the tenant of a tenant's key")
    create.add_argument(
        "--scope", action="append", type=_one_of(Scope), metavar="SCOPE", help="repeatable; all if absent"
    )
    create.add_argument("--action", action="append", help="an action of a worker's key, repeatable; all if absent")
    create.add_argument("--for-tenant", action="append", help="a tenant of a worker's key, repeatable; all if absent")
    create.add_argument("--display-name", default="")
    create.set_defaults(command=commands.create_key)
    keys.add_parser("list", help="list keys").set_defaults(command=commands.list_keys)
    revoke = keys.add_parser("revoke", help="end a key")
    revoke.add_argument("key_id", metavar="ID")
    revoke.set_defaults(command=commands.revoke_key)

    actions = verbs.add_parser("actions", help="the catalogue").add_subparsers(metavar="VERB", required=True)
    apply = actions.add_parser("apply", help="make the catalogue what a folder of JSON files says")
    apply.add_argument("directory", type=Path, metavar="DIR")
    apply.add_argument("--dry-run", action="store_true", help="show the difference, change nothing")
    apply.set_defaults(command=commands.apply_actions)


def _add_care(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    migrate = verbs.add_parser("migrate", help="bring the database to this version")
    migrate.add_argument("--status", action="store_true", help="show what is applied, change nothing")
    migrate.set_defaults(command=commands.migrate)
    secrets = verbs.add_parser("secrets", help="secrets at rest").add_subparsers(metavar="VERB", required=True)
    rotate = secrets.add_parser("rotate", help="seal every secret again with the active master key")
    rotate.set_defaults(command=commands.rotate_secrets)
    doctor = verbs.add_parser("doctor", help="say what is wrong with an installation, and how it is set")
    doctor.add_argument("--invariants", action="store_true", help="check the data as well (reads all history)")
    doctor.set_defaults(command=commands.doctor)
    openapi = verbs.add_parser("openapi", help="print the OpenAPI document")
    openapi.set_defaults(command=commands.openapi)


def _add_programs(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    for name, module, text in (
        ("demo", "examples.demo", "see one job from run to verified callback (--exit ends by itself)"),
        ("bench", "tests.bench", "measure, print the machine and a table"),
    ):
        program = verbs.add_parser(name, help=text, add_help=False, prefix_chars="\0")
        program.add_argument("rest", nargs="*")
        program.set_defaults(program=module)


def _names(kind: type[StrEnum]) -> str:
    return ", ".join(each.value for each in kind)


def _one_of(kind: type[Kind]) -> Callable[[str], Kind]:
    """A parser of one of these words."""

    def parse(text: str) -> Kind:
        try:
            return kind(text)
        except ValueError:
            sentence = f"one of {_names(kind)}, not {text!r}"
            raise argparse.ArgumentTypeError(sentence) from None

    return parse


def _within(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers within these bounds."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            sentence = f"a whole number from {least} to {most}, not {text!r}"
            raise argparse.ArgumentTypeError(sentence)
        return number

    return parse


if __name__ == "__main__":
    sys.exit(main())
