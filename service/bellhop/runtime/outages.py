"""One line in the log when the database goes away, one when it is back: not a traceback for every step of every loop.

All loops of a process share one database, so they share one outage: the first failure opens it with its reason, the
others are counted, and the first loop that gets through again closes it with the counts. While it lasts a line a minute
says so. A failure that is no outage is logged with its traceback, at the first time in a row and at every tenth.
"""

from bellhop.clock import monotonic_seconds
from bellhop.log import get_logger
from bellhop.runtime.broken import CONNECTION_BROKEN, StatementLostError

_EVERY = 10
_SAY_AGAIN_SECONDS = 60.0

log = get_logger("runtime")


class Outage:
    """Whether the database is away, as the steps of one process's loops see it."""

    def __init__(self) -> None:
        self._failures: dict[str, int] = {}  # by loop; empty while all is well
        self._began = self._said = 0.0

    def note(self, loop: str, error: Exception, failures: int) -> None:
        """A step of this loop has failed, for the so-manieth time in a row."""
        if isinstance(error, CONNECTION_BROKEN) and not isinstance(error, StatementLostError):
            self._note_away(loop, error)
        elif failures == 1 or failures % _EVERY == 0:
            log.error("loop.failed", loop=loop, failures=failures, exc_info=error)
        else:
            log.warning("loop.failed", loop=loop, failures=failures, error=type(error).__name__, reason=str(error))

    def note_well(self, loop: str, failures: int) -> None:
        """A step of this loop has worked again after so many that failed."""
        if loop not in self._failures:
            log.info("loop.recovered", loop=loop, failures=failures)
            return
        log.warning("database.back", seconds=round(monotonic_seconds() - self._began, 1), **self._counts())
        self._failures = {}

    def _note_away(self, loop: str, error: Exception) -> None:
        now = monotonic_seconds()
        begins = not self._failures
        self._failures[loop] = self._failures.get(loop, 0) + 1
        if begins:
            self._began = now
        if begins or now - self._said > _SAY_AGAIN_SECONDS:
            self._said = now
            reason = str(error) or "no answer in time"
            log.error("database.away", loop=loop, error=type(error).__name__, reason=reason, **self._counts())

    def _counts(self) -> dict[str, int]:
        return {"failed_steps": sum(self._failures.values()), "loops": len(self._failures)}


OUTAGE = Outage()
"""The one of this process."""
