"""What commands have in common: a parser that complains in one sentence, options, an example, exit codes."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from bellhop.commands.known import COMMANDS

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


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
        """What argparse finds. Without `mixes` it takes an optional argument to be absent at the first option.

        A parser that `mixes` complains of what is left over itself: `bellhop --help` knows nothing of its options.
        """
        if not self.mixes:
            return super().parse_known_args(args, namespace)
        self.mixes = False  # it calls this again for each kind
        try:
            found, left = self.parse_known_intermixed_args(args, namespace)
        finally:
            self.mixes = True
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return found, left

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        """Print it; raises `OSError` where a help cannot be written, which argparse takes no notice of since 3.12."""
        if file is not None and file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)

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
    text: str | None = None,
    *,
    example: str,
    beside: Run | None = None,
    remote: Run | None = None,
    alone: Run | None = None,
    for_tenant: bool = False,
    prints_json: bool = True,
) -> Parser:
    """A command with its help and an example of it; the `text` of one that belongs to no noun is that of `COMMANDS`.

    `beside` runs it beside a database, `remote` over HTTP (both: as the caller says), `alone` with neither. A command
    `for_tenant` works for the tenant of the key, or with an operator's key for the one that is named.
    """
    text = text or COMMANDS[name].text
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


def add_nouns(verbs: Verbs, name: str) -> Verbs:
    """A command that has commands of its own."""
    text = COMMANDS[name].text
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
