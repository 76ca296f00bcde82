"""Where a process runs, told so that others on the same machine can see for certain that it has ended.

A place names the boot of the machine, the namespace in which process ids count, the id, and the tick at which the
process began, so that another process with the same id is no mistake. It is proof in one direction only: from another
machine or namespace, and where the system does not tell these things, nothing is known of a place.
"""

import os
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE = Path("/proc/self/ns/pid")
_STATE, _BEGAN = 0, 19  # fields of /proc/PID/stat behind the name
_OVER = frozenset("ZXx")


def here() -> str:
    """The place of this process; empty where the system does not tell it."""
    try:
        return f"{_surroundings()} {os.getpid()} {_fields(os.getpid())[_BEGAN]}"
    except OSError:
        return ""


def has_ended(place: str) -> bool:
    """Whether the process of this place has ended for certain; False also where that cannot be told from here."""
    try:
        boot, namespace, pid, began = place.split(" ")
        if f"{boot} {namespace}" != _surroundings():
            return False
        os.kill(int(pid), 0)  # asks only; also where the files of others' processes are hidden
        fields = _fields(int(pid))
    except ProcessLookupError:
        return True
    except (OSError, ValueError):  # it is there and belongs to another, or the place is none
        return False
    return fields[_BEGAN] != began or fields[_STATE] in _OVER


def _surroundings() -> str:
    return f"{_BOOT.read_text(encoding='ascii').strip()} {_NAMESPACE.readlink()}"


def _fields(pid: int) -> list[str]:
    """What the system tells of a process, from its state on; the name before may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
