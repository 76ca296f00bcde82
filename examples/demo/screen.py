"""How the demo talks to the person in front of it: headings, ticks, requests, a line that moves."""

import os
import sys
import textwrap
import time
from collections.abc import Iterable, Sequence
from typing import TextIO

_WIDTH = 100


class Screen:
    """Writes the story to a stream: in colour and with a moving line on a terminal, plainly elsewhere."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._lively = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self._moving = False
        self._began = time.monotonic()

    def title(self, text: str, below: str) -> None:
        """The first two lines."""
        self._line(f"\n  {self._paint('1', text)}\n  {self._paint('2', below)}")

    def chapter(self, text: str) -> None:
        """A heading, with the seconds since the start at its right."""
        seconds = f"{time.monotonic() - self._began:.1f} s"
        self._line(f"\n{self._paint('1;36', '▸ ' + text)}{' ' * max(2, 90 - len(text))}{self._paint('2', seconds)}")

    def tick(self, text: str) -> None:
        """Something that was seen to be so."""
        self._line(f"  {self._paint('32', '✓')} {text}")

    def cross(self, text: str) -> None:
        """Something that was not."""
        self._line(f"  {self._paint('31', '✗')} {text}")

    def note(self, text: str) -> None:
        """An explanation between the facts. Links and keys stay whole: they have hyphens, and are copied."""
        for line in textwrap.wrap(text, _WIDTH, break_on_hyphens=False, break_long_words=False):
            self._line(f"    {self._paint('2', line)}")

    def request(self, method: str, path: str, status: int, answer: str) -> None:
        """One request and what came back."""
        self._line(f"    {self._paint('1', method)} {path}")
        self._line(f"    {self._paint('33', '← ' + str(status))} {answer}")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Columns as wide as they need to be."""
        lines = [list(head), *map(list, rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        for number, line in enumerate(lines):
            text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            self._line("    " + (self._paint("2", text) if number == 0 else text))

    def code(self, text: str) -> None:
        """Lines to paste: flush left, so that nothing else is copied along."""
        self._line(text)

    def moving(self, text: str) -> None:
        """A line that the next one replaces (on a terminal)."""
        if self._lively:
            self._stream.write(f"\r\x1b[K    {self._paint('33', text)}")
            self._stream.flush()
            self._moving = True
        else:
            self._line(f"    {text}")

    def _line(self, text: str) -> None:
        if self._moving:
            self._stream.write("\r\x1b[K")
            self._moving = False
        self._stream.write(text + "\n")
        self._stream.flush()

    def _paint(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._lively else text
