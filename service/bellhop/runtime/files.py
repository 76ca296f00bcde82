"""How many files and sockets this process may have open: as many as it is allowed to, not as many as shells expect.

Every delivery under way is a socket, kept connections are more, and so is every caller of the API. The usual soft limit
of 1,024 is there for programs that use `select`; none of ours does, so it is raised to the hard one, as Go's runtime
does.
"""

import resource

from bellhop.log import get_logger

_MOST = 65_536
_ENOUGH = 4_096

log = get_logger("runtime")


def allow_files() -> int:
    """Raise the soft limit of open files, also for the processes begun from here; returns what holds now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST if hard == resource.RLIM_INFINITY else min(hard, _MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:  # some systems have a lower limit that they do not tell
            log.warning("files.not_raised", files=soft, reason=str(error))
        else:
            soft = wanted
    if soft != resource.RLIM_INFINITY and soft < _ENOUGH:
        log.warning("files.few", files=soft, enough=_ENOUGH)
    return soft
