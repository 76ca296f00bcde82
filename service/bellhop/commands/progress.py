"""A bar that shows how far something long is: on a terminal, on stderr, and gone when it is over."""

import shutil
import sys
from types import TracebackType
from typing import Self

from bellhop.commands.output import is_terminal
from bellhop.commands.table import printable
from bellhop.remote.documents import Operation

_BAR_CELLS = 24
_WHOLE = 100.0


class Bar:
    """The bar of one operation. Where stderr is no terminal it does nothing."""

    def __init__(self) -> None:
        self._shown = is_terminal(sys.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._write("")

    def show(self, operation: Operation) -> None:
        """Show how the operation stands."""
        self._write(describe(operation))

    def _write(self, text: str) -> None:
        if self._shown:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\x1b[K{text[:width]}", end="", file=sys.stderr, flush=True)


def describe(operation: Operation) -> str:
    """One printable line: a bar, what is done of how much, what the worker says."""
    progress = operation.metadata.progress
    percent = None if progress is None else progress.percent
    if progress is not None and percent is None and progress.completed_items is not None and progress.total_items:
        percent = _WHOLE * progress.completed_items / progress.total_items
    parts = [operation.state if percent is None else _bar(min(max(percent, 0.0), _WHOLE))]
    if progress is not None and progress.completed_items is not None:
        of_all = "" if progress.total_items is None else f" of {progress.total_items}"
        parts.append(f"{progress.completed_items}{of_all}")
    if progress is not None and progress.message:
        parts.append(printable(progress.message))
    if operation.metadata.attempt > 1:
        parts.append(f"attempt {operation.metadata.attempt}")
    return "  ".join(parts)


def _bar(percent: float) -> str:
    filled = int(_BAR_CELLS * percent / _WHOLE)
    return f"[{'#' * filled}{'.' * (_BAR_CELLS - filled)}] {percent:3.0f} %"
