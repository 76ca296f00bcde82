"""How many processors a process may use, as its control groups tell it."""

import os
from pathlib import Path

import pytest

from bellhop.runtime.processors import processors


@pytest.fixture(autouse=True)
def a_machine_of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)), raising=False)


def _groups(folder: Path, said: str, files: dict[str, str]) -> tuple[Path, Path]:
    for name, text in files.items():
        file = folder / "tree" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="ascii")
    groups = folder / "cgroup"
    groups.write_text(said + "\n", encoding="utf-8")
    return groups, folder / "tree"


@pytest.mark.parametrize(
    ("said", "files", "expected"),
    [
        ("0::/", {"cpu.max": "200000 100000"}, 2),
        ("0::/", {"cpu.max": "max 100000"}, 8),
        ("0::/", {"cpu.max": "250000 100000"}, 2),
        ("0::/", {"cpu.max": "50000 100000"}, 1),
        ("0::/", {"cpu.max": "6400000 100000"}, 8),
        ("0::/above/own", {"above/cpu.max": "300000 100000", "above/own/cpu.max": "max 100000"}, 3),
        ("1:cpu:/own", {"cpu/cpu.cfs_quota_us": "400000", "cpu/cpu.cfs_period_us": "100000"}, 4),
        ("4:memory:/\n1:x,cpu:/own", {"x,cpu/own/cpu.cfs_quota_us": "9", "x,cpu/own/cpu.cfs_period_us": "3"}, 3),
        ("1:cpu:/", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 8),
        ("3:cpuset:/", {"cpuset/cpu.cfs_quota_us": "1", "cpuset/cpu.cfs_period_us": "1"}, 8),
        ("0::/", {"cpu.max": "nonsense"}, 8),
        ("0::/", {"cpu.max": "100000 0"}, 8),
        ("0::/../..", {"cpu.max": "100000 100000"}, 1),
        ("nonsense", {}, 8),
    ],
)
def test_no_more_than_the_groups_are_given(tmp_path: Path, said: str, files: dict[str, str], expected: int) -> None:
    assert processors(*_groups(tmp_path, said, files)) == expected


def test_without_control_groups_it_is_what_the_process_may_run_on(tmp_path: Path) -> None:
    assert processors(tmp_path / "none", tmp_path) == 8


def test_of_this_machine_it_is_a_number_that_can_be_used() -> None:
    assert 1 <= processors() <= 8
