"""The values of options: words of a kind, numbers within bounds, pairs, moments."""

import argparse
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bellhop.clock import SystemClock, read_time

Kind = TypeVar("Kind", bound=StrEnum)

_AGO = re.compile(r"([0-9]{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def names(kind: type[StrEnum]) -> str:
    """The words of this kind, as `--help` lists them."""
    return ", ".join(each.value for each in kind)


def one_of(kind: type[Kind]) -> Callable[[str], Kind]:
    """A parser of one of these words."""

    def parse(text: str) -> Kind:
        try:
            return kind(text)
        except ValueError:
            sentence = f"one of {names(kind)}, not {text!r}"
            raise argparse.ArgumentTypeError(sentence) from None

    return parse


def within(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers within these bounds."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            sentence = f"a whole number from {least} to {most}, not {text!r}"
            raise argparse.ArgumentTypeError(sentence)
        return number

    return parse


def names_of(text: str) -> list[str]:
    """The names of a list with commas."""
    found = [each.strip() for each in text.split(",") if each.strip()]
    if not found:
        sentence = f"names with commas between, not {text!r}"
        raise argparse.ArgumentTypeError(sentence)
    return found


def pair(text: str) -> tuple[str, str]:
    """The name and the value of `name=value`."""
    name, sign, value = text.partition("=")
    if not name or not sign:
        sentence = f"NAME=VALUE, not {text!r}"
        raise argparse.ArgumentTypeError(sentence)
    return name, value


def moment(text: str) -> datetime:
    """The moment that a text names (RFC 3339)."""
    found = read_time(text)
    if found is None:
        sentence = f"a moment such as 2026-11-29T12:00:00Z, not {text!r}"
        raise argparse.ArgumentTypeError(sentence)
    return found


def moment_or_ago(text: str) -> datetime:
    """The moment that a text names, or so long ago as it says: `90s`, `15m`, `2h`, `3d`."""
    ago = _AGO.fullmatch(text)
    try:
        found = SystemClock().now() - timedelta(**{_UNITS[ago[2]]: int(ago[1])}) if ago else read_time(text)
    except OverflowError:  # before the year 1
        found = None
    if found is None:
        sentence = f"a moment such as 2026-11-29T12:00:00Z, or 15m, 2h or 3d ago, not {text!r}"
        raise argparse.ArgumentTypeError(sentence)
    return found
