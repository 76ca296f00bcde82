"""Starts the demo, a program that uses the service from outside (`examples/demo`)."""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import NoReturn

from service.errors import ConfigurationError
from service.resources import folder


def run(arguments: Sequence[str]) -> NoReturn:
    """Become the demo: this process is replaced by it.

    Raises `ConfigurationError` where the demo or the library that verifies its callbacks is not installed.
    """
    examples = folder("examples")
    if not (examples / "demo").is_dir() or find_spec("standardwebhooks") is None:
        sentence = "The demo needs the source tree and the packages of requirements/dev.txt: run `make demo` there."
        raise ConfigurationError(sentence)
    environment = {**os.environ, "PYTHONPATH": str(examples.parent)}
    os.execve(sys.executable, [sys.executable, "-m", "examples.demo", *arguments], environment)  # noqa: S606
