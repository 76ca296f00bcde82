"""How arguments are read: a parser that complains in one sentence, what commands have in common, types of values."""

import argparse
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NoReturn, TypeAlias, TypeVar

from bellhop.clock import SystemClock, read_time

Kind = TypeVar("Kind", bound=StrEnum)

_AGO = re.compile(r"([0-9]{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Exit(IntEnum):
    """What a command ends with, for scripts; `docs/cli.md` has the same list."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    NOT_ALLOWED = 4
    FAILED = 5
    UNREACHABLE = 6
    INTERRUPTED = 130
    TERMINATED = 143


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as everything else here does; the usage is what --help is for."""

    mixes = False  # whether arguments may stand between options, as in `run ACTION --wait INPUT`

    def parse_known_args(  # type: ignore[override]  # of its overloads the one that is called
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """What argparse finds. Without `mixes` it takes an optional argument to be absent at the first option."""
        if not self.mixes:
            return super().parse_known_args(args, namespace)
        self.mixes = False  # it calls this again for each kind
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.mixes = True

    def error(self, message: str) -> NoReturn:
        """End with the sentence."""
        self.exit(Exit.USAGE, f"bellhop: {message}; see `{self.prog} --help`.\n")


# What `add_subparsers` returns: where a module adds its commands.
Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - it has no public name


# What a command is run by: with the settings of the environment, with a `Remote`, or with its options alone.
Run: TypeAlias = Callable[..., Awaitable[int]]


def add_verb(
    verbs: Verbs,
    name: str,
    text: str,
    *,
    example: str,
    beside: Run | None = None,
    remote: Run | None = None,
    alone: Run | None = None,
    for_tenant: bool = False,
    prints_json: bool = True,
) -> Parser:
    """A command with its help and an example of it.

    `beside` runs it beside a database, `remote` over HTTP (both: as the caller says), `alone` with neither. A command
    `for_tenant` works for the tenant of the key, or with an operator's key for the one that is named.
    """
    lines = "\n".join(f"  {line}" for line in example.splitlines())
    verb = verbs.add_parser(
        name,
        help=text,
        description=f"{text[:1].upper()}{text[1:]}.",
        epilog=f"example:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    runs = {"beside": beside, "remote": remote, "alone": alone}
    verb.set_defaults(**{way: run for way, run in runs.items() if run is not None})
    verb.mixes = True
    verb.set_defaults(prints_json=prints_json)
    if prints_json:
        add_output_options(verb)
    if remote is not None:
        add_connection_options(verb)
    if for_tenant:
        verb.add_argument(
            "--tenant", dest="tenant_of_target", metavar="ID", help="for whom, with an operator's key (BELLHOP_TENANT)"
        )
    return verb


def add_nouns(verbs: Verbs, name: str, text: str) -> Verbs:
    """A command that has commands of its own."""
    return verbs.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.").add_subparsers(
        title="commands", metavar="VERB", required=True
    )


def add_connection_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which Bellhop; they may stand before a command or behind it."""
    group = parser.add_argument_group("which Bellhop")
    for name, metavar, text in (
        ("--url", "URL", "its address (BELLHOP_URL)"),
        ("--key", "KEY", "a key for it; others on this machine may see it: BELLHOP_KEY, BELLHOP_KEY_FILE, a profile"),
        ("--profile", "NAME", "both by a name, see `bellhop profiles` (BELLHOP_PROFILE)"),
    ):
        group.add_argument(name, default=argparse.SUPPRESS, metavar=metavar, help=text)


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """The options that say how to print."""
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        dest="as_json",
        help="print one JSON object, or one a line, and nothing else",
    )


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
    found = SystemClock().now() - timedelta(**{_UNITS[ago[2]]: int(ago[1])}) if ago else read_time(text)
    if found is None:
        sentence = f"a moment such as 2026-11-29T12:00:00Z, or 15m, 2h or 3d ago, not {text!r}"
        raise argparse.ArgumentTypeError(sentence)
    return found


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
