"""Whether a process lives, asked of the kernel: the server may be the child of another service, or of one that died."""

import os
from contextlib import suppress
from pathlib import Path


def bury(pid: int) -> None:
    """A child that has died stays in the process table until its parent looks; Postgres takes it for one that runs."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def is_frozen(pid: int) -> bool:
    """Whether a process is stopped, as by SIGSTOP; False where that cannot be seen."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "Tt"
    except OSError:
        return False


def lives(pid: int) -> bool:
    """Whether a process lives, a child of ours or not; a dead child of ours is buried."""
    bury(pid)
    try:
        os.kill(pid, 0)
        # Somebody else's dead child: its parent may never look (some containers' process 1 does not).
        dead = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no such system here (macOS), or it has just gone
    except OSError:
        return False
    if dead:
        bury(pid)  # ours, if it died since the first look
    return not dead
