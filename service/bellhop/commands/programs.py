"""Programs of a checkout that are started as commands: `bellhop demo`, `bellhop bench`."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from bellhop.commands.known import COMMANDS
from bellhop.commands.parsing import Verbs
from bellhop.errors import ConfigurationError


def add_to(verbs: Verbs) -> None:
    """Add the commands; the program reads their arguments itself."""
    for name, module in (("demo", "examples.demo"), ("bench", "tests.bench")):
        program = verbs.add_parser(name, help=COMMANDS[name].text, add_help=False, prefix_chars="\0")
        program.add_argument("rest", nargs="*")
        program.set_defaults(become=partial(run_beside, module))


def run_beside(module: str, arguments: Sequence[str]) -> NoReturn:
    """Become a program of the checkout that this command was installed from: Ctrl-C and the exit code are its own."""
    checkout = Path(__file__).parents[3]
    if not (checkout / Path(*module.split(".")).parts[0]).is_dir():
        sentence = f"{module} comes with a checkout of Bellhop and is not part of an installed package."
        raise ConfigurationError(sentence)
    os.chdir(checkout)
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    os.execve(sys.executable, [sys.executable, "-m", module, *arguments], environment)  # noqa: S606 - our own program
