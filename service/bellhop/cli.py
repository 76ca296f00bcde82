"""The command `bellhop`: what an operator types. Every command reads the settings of the environment."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Sequence

import asyncpg
import uvloop

from bellhop import __version__, log
from bellhop.commands import actions, care, keys, listening, programs, serving, tenants
from bellhop.commands.parsing import WRONG_USE, Parser
from bellhop.config import Settings
from bellhop.errors import BellhopError, ConfigurationError, StoreError

_INTERRUPTED = 130
_TERMINATED = 143


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 it failed, 2 wrong use or wrong settings."""
    _open_what_is_closed()
    options = _parser().parse_args(arguments)
    try:
        if "program" in options:
            programs.run_beside(options.program, options.rest)
        settings = Settings.from_environment(os.environ)
        quiet = "log_level" not in settings.model_fields_set
        log.configure(settings.log_format, level=logging.WARNING if quiet else log.LEVELS[settings.log_level])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code = runner.run(_until_told(options, settings))
            sys.stdout.flush()
            return code
    except ConfigurationError as error:
        return _complain(str(error), WRONG_USE)
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


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="bellhop", description="Runs long jobs to their end and tells the tenant, by signed webhook.")
    parser.add_argument("--version", action="version", version=f"bellhop {__version__}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (serving, listening, tenants, keys, actions, care, programs):  # the order of `bellhop --help`
        module.add_to(verbs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
