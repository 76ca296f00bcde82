"""The command `bellhop`: what an operator types. Every command reads the settings of the environment."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import uvloop

from bellhop import __version__, commands, log
from bellhop.app import Role
from bellhop.config import Settings
from bellhop.domain.key import KeyKind, Scope
from bellhop.errors import BellhopError, ConfigurationError, StoreError

_WRONG_USE = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 it failed, 2 wrong use or wrong settings."""
    options = _parser().parse_args(arguments)
    try:
        if "program" in options:
            commands.run_beside(options.program, options.rest)
        settings = Settings.from_environment(os.environ)
        log.configure(settings.log_format, level=logging.WARNING)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code: int = runner.run(options.command(options, settings))
            return code
    except ConfigurationError as error:
        return _complain(error, _WRONG_USE)
    except (BellhopError, StoreError, asyncpg.PostgresError, OSError) as error:
        return _complain(error, 1)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _complain(error: Exception, code: int) -> int:
    print(f"bellhop: {error}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bellhop", description="Runs long jobs to their end and tells the tenant, by signed webhook."
    )
    parser.add_argument("--version", action="version", version=f"bellhop {__version__}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_running(verbs)
    _add_directory(verbs)
    _add_care(verbs)
    _add_programs(verbs)
    return parser


def _add_running(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = verbs.add_parser("serve", help="run the service")
    serve.add_argument("--role", type=Role, choices=list(Role), default=Role.ALL, help="what this one does (all)")
    serve.add_argument("--processes", type=_count, help="worker processes that share the port (BELLHOP_PROCESSES)")
    serve.add_argument(
        "--without-lost-keys", action="store_true", help="start although master keys are missing that sealed something"
    )
    for name in ("--listener", "--lifeline"):  # file descriptors from a supervisor
        serve.add_argument(name, type=int, help=argparse.SUPPRESS)
    serve.set_defaults(command=commands.serve)
    listen = verbs.add_parser("listen", help="print the callbacks that arrive here and check their signatures")
    listen.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    listen.add_argument("--port", type=int, default=8500, help="port to listen on (8500)")
    listen.add_argument("--secret", help="the subscription's whsec_… secret")
    listen.add_argument("--status", type=int, default=204, help="what to answer (204)")
    listen.set_defaults(command=commands.listen)


def _add_directory(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
    create.add_argument("--kind", type=KeyKind, choices=list(KeyKind), required=True)
    create.add_argument("--tenant", help="the tenant of a tenant's key")
    create.add_argument("--scope", action="append", type=Scope, choices=list(Scope), help="repeatable; all if absent")
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


def _add_care(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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


def _add_programs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, module, text in (
        ("demo", "examples.demo", "see one job from run to verified callback (--exit ends by itself)"),
        ("bench", "tests.bench", "measure, print the machine and a table"),
    ):
        program = verbs.add_parser(name, help=text, add_help=False, prefix_chars="\0")
        program.add_argument("rest", nargs="*")
        program.set_defaults(program=module)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        sentence = "at least 1"
        raise argparse.ArgumentTypeError(sentence)
    return number


if __name__ == "__main__":
    sys.exit(main())
