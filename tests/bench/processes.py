"""What the processes of this machine have used until now, as /proc tells it (0 where there is no /proc)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PARENT = 1  # the fields of /proc/PID/stat that follow the name: proc(5)
_USER = 11
_SYSTEM = 12
_KIB_A_MIB = 1024
_POSTGRES = "postgres"


class _Process(NamedTuple):
    pid: int
    name: str
    parent: int
    seconds: float


def postgres_cpu_seconds(folder: str | None = None) -> float:
    """CPU time of the Postgres processes whose data lie in this folder; without one, of all.

    Each works in a folder below it.
    """
    return sum(
        each.seconds
        for each in _processes()
        if each.name == _POSTGRES and (folder is None or _works_in(each.pid, folder))
    )


def service_cpu_seconds(pid: int) -> float:
    """CPU time of a service, with its workers and without its Postgres."""
    processes = list(_processes())
    family = {pid}
    for each in sorted(processes):  # a child has a higher number than its parent, unless they have begun anew
        if each.parent in family and each.name != _POSTGRES:
            family.add(each.pid)
    return sum(each.seconds for each in processes if each.pid in family)


def _processes() -> Iterator[_Process]:
    ticks_a_second = os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:  # it has just ended
            continue
        fields = rest.split()
        seconds = (int(fields[_USER]) + int(fields[_SYSTEM])) / ticks_a_second
        yield _Process(int(stat.parent.name), name, int(fields[_PARENT]), seconds)


def _works_in(pid: int, folder: str) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(folder)
    except OSError:  # it has just ended, or is another user's
        return False


def stolen_seconds() -> float:
    """Time of all processors that the machine's host gave to others, since it began."""
    try:
        steal = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=9)[8]
    except OSError:
        return 0.0
    return int(steal) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    """MiB of memory that a process occupies now."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / _KIB_A_MIB
    return 0.0
