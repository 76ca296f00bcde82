"""How many processors this process may use: of a machine with sixty-four a container is often given two."""

import os
from pathlib import Path

_GROUPS = Path("/proc/self/cgroup")
_TREE = Path("/sys/fs/cgroup")


def processors(groups: Path = _GROUPS, tree: Path = _TREE) -> int:
    """As many as it may run on, and no more than the time that its control groups are given, rounded down; at least 1.

    `groups` tells the control groups of this process (cgroups(7)), which lie in `tree`. Where there are none, or they
    say nothing, nothing limits its time.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    shares = [_share(folder) for folder in _folders(groups, tree)]
    return max(1, int(min([allowed, *(each for each in shares if each is not None)])))


def _folders(groups: Path, tree: Path) -> list[Path]:
    """The folders of the groups that may limit the time, and of those above them: `0::/a/b`, `1:cpu,cpuacct:/a/b`."""
    try:
        lines = groups.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found: list[Path] = []
    for number, controllers, path in (line.split(":", 2) for line in lines if line.count(":") > 1):
        if number == "0" or "cpu" in controllers.split(","):
            own = Path(path.lstrip("/"))
            found += [tree / controllers / each for each in (own, *own.parents)]
    return found


def _share(folder: Path) -> float | None:
    """The processors' time that a group is given, in processors (kernel.org: cgroup-v2, CPU; sched-bwc); None: all."""
    try:
        if (limit := folder / "cpu.max").exists():
            quota, period = limit.read_text(encoding="ascii").split()
        else:
            quota, period = (
                (folder / f"cpu.cfs_{name}_us").read_text(encoding="ascii") for name in ("quota", "period")
            )
        return None if quota == "max" or int(quota) <= 0 else int(quota) / int(period)
    except (OSError, ValueError, ZeroDivisionError):
        return None
