import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from structlog.testing import capture_logs

from bellhop.runtime.supervisor import Command, Supervisor, on_orphaned

WORKER = """
import os, pathlib, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # before anybody sees us and asks us to end
pathlib.Path(sys.argv[1], str(os.getpid())).touch()
signal.sigwait([signal.SIGTERM])
pathlib.Path(sys.argv[1], f"{os.getpid()}.ended").touch()
"""
TELLING_ITS_PLACE = """
mine = pathlib.Path(sys.argv[1], str(os.getpid()))
mine.with_suffix(".new").write_text(os.environ["PLACE"])
mine.with_suffix(".new").rename(mine)  # whoever sees it may kill us
"""
STUBBORN = """
import os, pathlib, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1], str(os.getpid())).touch()
while True:
    signal.pause()
"""


def worker(program: str, folder: Path) -> Command:
    return Command((sys.executable, "-c", program, str(folder)), os.environ)


async def files(folder: Path, count: int, suffix: str = "") -> set[str]:
    """The names in a folder as soon as there are so many."""
    async with asyncio.timeout(30):
        while True:
            names = {Path(name).stem for name in os.listdir(folder) if Path(name).suffix == suffix}  # noqa: PTH208
            if len(names) >= count:
                return names
            await asyncio.sleep(0.01)


@asynccontextmanager
async def supervised(program: str, folder: Path, *, processes: int) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(worker(program, folder), processes=processes)
    running = asyncio.create_task(supervisor.run())
    yield supervisor
    supervisor.stop()
    await running


async def test_a_worker_that_dies_is_replaced_and_all_end_together(tmp_path: Path) -> None:
    async with supervised(WORKER, tmp_path, processes=2) as supervisor:
        first = await files(tmp_path, 2)
        victim = supervisor.pids[0]
        os.kill(victim, signal.SIGKILL)
        everyone = await files(tmp_path, 3)
        assert str(victim) in first
        assert str(victim) not in {str(pid) for pid in supervisor.pids}
    ended = await files(tmp_path, 2, ".ended")
    assert ended == everyone - {str(victim)}


async def test_a_worker_knows_its_place_and_the_one_that_replaces_it_has_the_same(tmp_path: Path) -> None:
    program = WORKER.replace("pathlib.Path(sys.argv[1], str(os.getpid())).touch()", TELLING_ITS_PLACE)
    ended: list[int] = []
    command = replace(worker(program, tmp_path), place_name="PLACE")
    supervisor = Supervisor(command, processes=2, ended=[ended.append])
    running = asyncio.create_task(supervisor.run())
    await files(tmp_path, 2)
    victim = supervisor.pids[1]
    os.kill(victim, signal.SIGKILL)
    everyone = await files(tmp_path, 3)
    supervisor.stop()
    await running
    places = sorted((tmp_path / pid).read_text() for pid in everyone)
    assert (places, ended) == (["0", "1", "1"], [1])


async def test_a_worker_that_does_not_end_in_time_is_killed(tmp_path: Path) -> None:
    supervisor = Supervisor(worker(STUBBORN, tmp_path), processes=1, grace_seconds=0.1)
    running = asyncio.create_task(supervisor.run())
    await files(tmp_path, 1)
    supervisor.stop()
    assert await running == 1


async def test_a_worker_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    program = tmp_path / "worker"
    supervisor = Supervisor(Command((str(program),), os.environ), processes=1)
    with capture_logs() as logs:
        running = asyncio.create_task(supervisor.run())
        async with asyncio.timeout(30):
            while not logs:  # noqa: ASYNC110 - the supervisor tells nobody else
                await asyncio.sleep(0.01)
        (tmp_path / "made").mkdir()
        program.write_text(f"#!{sys.executable}\n{WORKER.replace('sys.argv[1]', repr(str(tmp_path / 'made')))}")
        program.chmod(0o755)
        await files(tmp_path / "made", 1)
    supervisor.stop()
    assert await running == 0
    assert {each["event"] for each in logs} == {"worker.not_started"}


async def test_a_worker_hears_that_its_supervisor_is_gone() -> None:
    reading, writing = os.pipe()
    orphaned = asyncio.Event()
    on_orphaned(reading, orphaned.set)
    os.close(writing)
    async with asyncio.timeout(30):
        await orphaned.wait()
    os.close(reading)
