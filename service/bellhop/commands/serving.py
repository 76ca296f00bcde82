"""`bellhop serve`: run the service, in this process or in several that this one supervises."""

import argparse
import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from bellhop import app, log, metrics
from bellhop.binding import bind
from bellhop.commands.beside import with_settings
from bellhop.commands.parsing import Verbs, add_verb
from bellhop.commands.values import names, one_of
from bellhop.config import MOST_PROCESSES, Processes, Settings, parse_processes
from bellhop.errors import ConfigurationError
from bellhop.installation import (
    Installation,
    most_processes,
    open_installation,
    prepare,
    tell_of_bouncer,
    with_all_keys,
)
from bellhop.runtime import collector
from bellhop.runtime.crew import Crew
from bellhop.runtime.files import allow_files
from bellhop.runtime.processors import processors
from bellhop.runtime.supervisor import Command, Supervisor, on_orphaned

logger = log.get_logger("commands")


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = add_verb(
        verbs,
        "serve",
        example="bellhop serve --processes 2",
        beside=with_settings(serve),
        prints_json=False,
    )
    verb.add_argument(
        "--role",
        type=one_of(app.Role),
        metavar="ROLE",
        default=app.Role.ALL,
        help=f"what this one does: {names(app.Role)} (all)",
    )
    verb.add_argument(
        "--processes",
        type=_processes,
        metavar="N",
        help="worker processes that share the port, or `auto`: one for each processor (BELLHOP_PROCESSES)",
    )
    verb.add_argument(
        "--without-lost-keys", action="store_true", help="start although master keys are missing that sealed something"
    )
    for name in ("--listener", "--lifeline"):  # file descriptors from a supervisor
        verb.add_argument(name, type=int, help=argparse.SUPPRESS)
    verb.add_argument("--crew", type=int, nargs=2, help=argparse.SUPPRESS)  # another one, and the number of workers
    verb.add_argument("--place", type=int, help=argparse.SUPPRESS)


async def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Run the service until SIGTERM or Ctrl-C, in this process or in several that this one supervises."""
    log.configure(settings.log_format, level=log.LEVELS[settings.log_level])
    wanted: Processes = options.processes or settings.processes
    allow_files()
    async with open_installation(settings) as installed:
        await prepare(installed)
        complete = await with_all_keys(installed, settings, without_lost=options.without_lost_keys)
        tell_of_bouncer(installed)
        processes = await _as_many_as_fit(complete) if wanted == "auto" else wanted
        if processes > 1:
            await _supervise(options, settings, complete, processes)
        else:
            await _work(options, settings, complete)
    return 0


def _processes(text: str) -> Processes:
    try:
        return parse_processes(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


async def _as_many_as_fit(installed: Installation) -> int:
    """One for each processor, as far as Postgres has connections for all of them."""
    wanted = min(processors(), MOST_PROCESSES)
    most = await most_processes(installed) or wanted
    if most < wanted:
        logger.warning(
            "processes.fewer", processes=most, processors=wanted, advice="Raise max_connections of Postgres for more."
        )
    return min(wanted, most)


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
        await service.run(listener, crew=_crew(options))


def _crew(options: argparse.Namespace) -> Crew | None:
    """The workers that share the socket with this one; None where it is alone."""
    if options.crew is None:
        return None
    descriptor, count = options.crew
    return Crew(descriptor, count, options.place)


def _bind(role: app.Role, settings: Settings) -> socket.socket | None:
    """The socket to serve at; None where it only tells of health, and cannot be had: the work is done all the same."""
    try:
        return bind(settings)
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
    ended: list[Callable[[int], None]] = []
    crew = _make_crew(processes)
    if crew is not None:
        arguments += ["--crew", str(crew.descriptor), str(crew.count)]
        descriptors.append(crew.descriptor)
        ended.append(crew.forget)
    if listener is not None:
        arguments += ["--listener", str(listener.fileno())]
        descriptors.append(listener.fileno())
    loops = app.watch_postgres(installed)
    with _folder_of_figures() as figures:
        command = (sys.executable, "-P", "-m", "bellhop.cli", *arguments)
        worker = Command(command, os.environ, tuple(descriptors), place_option="--place")
        if figures is not None:
            environment = {**os.environ, metrics.FOLDER: figures}
            worker = replace(worker, environment=environment, place_name=metrics.PLACE)
            ended.append(partial(metrics.forget, figures))
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


def _make_crew(processes: int) -> Crew | None:
    """What the workers share their connections by; None where there is no room: then who asks first has them."""
    try:
        return Crew.make(processes)
    except OSError as error:
        logger.warning("connections.not_shared", reason=str(error))
        return None


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
