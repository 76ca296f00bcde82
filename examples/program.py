"""Runs a computation as an ordinary program: the input on standard input, the result on standard output."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from examples.failures import JobFailedError

Computation = Callable[[Mapping[str, Any], Callable[[int, int], None]], dict[str, Any]]


def run(computation: Computation) -> int:
    """The program's exit code: 0 with the result as JSON on standard output, 1 with the error as JSON there.

    A job of the worker API is taken as it is, too: then its `input` is the input.
    """
    data = json.load(sys.stdin)
    try:
        result = computation(data.get("input", data), lambda _done, _total: None)
    except JobFailedError as failure:
        print(json.dumps(failure.as_error()))
        return 1
    print(json.dumps(result))
    return 0
