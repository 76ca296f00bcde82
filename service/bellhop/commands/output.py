"""What a command prints: lines for a person, or JSON for a program; nothing of either can steer a terminal."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Self

from bellhop.commands.table import print_table, printable
from bellhop.remote.json_text import one_line


class Colour(StrEnum):
    """Colours by their meaning, as a terminal is told them (ECMA-48)."""

    GOOD = "32"
    BAD = "31"
    WAITS = "33"
    FAINT = "2"


@dataclass(frozen=True, slots=True)
class Output:
    """Where and how a command prints."""

    as_json: bool
    is_coloured: bool

    @classmethod
    def of(cls, options: argparse.Namespace) -> Self:
        """As the caller asked for; coloured on a terminal, unless NO_COLOR is set (no-color.org)."""
        as_json = getattr(options, "as_json", False)
        return cls(as_json, not as_json and is_terminal(sys.stdout) and may_colour())

    def put(self, document: str, *lines: str) -> None:
        """Print one thing: its JSON text as one line, or for a person these lines."""
        if self.as_json:
            print(one_line(document), flush=True)
        else:
            self.say(*lines)

    def put_record(self, record: Mapping[str, object], *lines: str) -> None:
        """Print one thing that this command made up itself."""
        self.put(json.dumps(record), *lines)

    def say(self, *lines: str) -> None:
        """Print for a person only. What is painted or has several lines is prepared by the caller."""
        if not self.as_json:
            for line in lines:
                print(line, flush=True)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table for a person."""
        if not self.as_json:
            print_table(header, rows)

    def paint(self, text: str, colour: Colour) -> str:
        """The text, printable, in this colour where there are colours."""
        shown = printable(text)
        return f"\x1b[{colour.value}m{shown}\x1b[0m" if self.is_coloured else shown


def note(text: str) -> None:
    """Tell the person something that is no result, each line printable."""
    print("\n".join(printable(line) for line in text.split("\n")), file=sys.stderr, flush=True)


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether a person sees what is written there."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


def may_colour() -> bool:
    """Whether the environment wants colours."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
