import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bellhop.runtime.places import has_ended, here

_TELL = "from bellhop.runtime.places import here; print(here(), flush=True); input()"


@pytest.fixture
def other() -> "Iterator[subprocess.Popen[str]]":
    """A process that tells its place and stays until its input ends."""
    process = subprocess.Popen([sys.executable, "-c", _TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    process.communicate()


def told(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_process_has_not_ended_until_it_has(other: "subprocess.Popen[str]") -> None:
    place = told(other)
    assert not has_ended(place)
    assert not has_ended(here())
    other.communicate()
    assert has_ended(place)


def test_a_killed_process_has_ended_though_its_parent_never_looked(other: "subprocess.Popen[str]") -> None:
    place = told(other)
    other.kill()
    os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # it is dead, and lies in the process table
    assert has_ended(place)


def test_another_process_with_its_number_is_not_it() -> None:
    surroundings, _, began = here().rpartition(" ")
    assert has_ended(f"{surroundings} {int(began) + 1}")


@pytest.mark.parametrize("place", ["", "elsewhere", "boot pid:[1] 1 1", "boot pid:[1] one 1"])
def test_nothing_is_known_of_a_place_elsewhere(place: str) -> None:
    assert not has_ended(place)
