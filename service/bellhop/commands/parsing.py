"""How arguments are read: a parser that complains in one sentence, and the types of values."""

import argparse
from collections.abc import Callable
from enum import StrEnum
from typing import NoReturn, TypeAlias, TypeVar

Kind = TypeVar("Kind", bound=StrEnum)

WRONG_USE = 2  # the exit code


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as everything else here does; the usage is what --help is for."""

    def error(self, message: str) -> NoReturn:
        """End with the sentence."""
        self.exit(WRONG_USE, f"bellhop: {message}; see `{self.prog} --help`.\n")


# What `add_subparsers` returns: where a module adds its commands.
Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - it has no public name


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
