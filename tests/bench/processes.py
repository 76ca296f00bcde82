"""What the processes of this machine have used until now, as /proc tells it (0 where there is no /proc)."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

_SESSION = 3  # the fields of /proc/PID/stat that follow the name: proc(5)
_USER = 11
_SYSTEM = 12
_KIB_A_MIB = 1024


def postgres_cpu_seconds() -> float:
    """CPU time of every Postgres process; meant for a machine on which nothing else uses one."""
    return _cpu_seconds(lambda name, _fields: name == "postgres")


def service_cpu_seconds(pid: int) -> float:
    """CPU time of a service that was started in a session of its own, with its workers and without its Postgres."""
    return _cpu_seconds(lambda name, fields: name != "postgres" and int(fields[_SESSION]) == pid)


def _cpu_seconds(is_meant: Callable[[str, Sequence[str]], bool]) -> float:
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:  # it has just ended
            continue
        fields = rest.split()
        if is_meant(name, fields):
            ticks += int(fields[_USER]) + int(fields[_SYSTEM])
    return ticks / os.sysconf("SC_CLK_TCK")


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
