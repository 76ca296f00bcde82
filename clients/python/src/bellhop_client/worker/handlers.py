"""A handler as it was declared: what it takes, how it runs, and how many of it at a time."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from bellhop_client.settings import concurrency_of
from bellhop_client.worker.outcomes import Outcome, of_bad_input

Mode = Literal["async", "thread", "process"]
Function = Callable[..., Any]

_AS_IT_IS = (inspect.Parameter.empty, Any, dict, Mapping)


@dataclass(frozen=True)
class Handler:
    """One action's function. `concurrency` None: it shares the places of the worker with others of its kind."""

    action: str
    function: Function
    mode: Mode
    concurrency: int | None = None

    def __post_init__(self) -> None:
        """Raise `ValueError` for a mode and a number of places that there are not."""
        if self.mode not in get_args(Mode):
            message = f'mode is "async", "thread" or "process", not {self.mode!r}.'
            raise ValueError(message)
        if self.concurrency is not None:
            concurrency_of(self.concurrency)

    @cached_property
    def _parameters(self) -> list[inspect.Parameter]:
        return [
            each
            for each in inspect.signature(self.function).parameters.values()
            if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
        ]

    @cached_property
    def _adapter(self) -> TypeAdapter[Any] | None:
        """What makes the declared type of the input; None where it is taken as it is."""
        if not self._parameters:
            return None
        first = self._parameters[0]
        declared = typing.get_type_hints(self.function).get(first.name, first.annotation)
        bare = typing.get_origin(declared) or declared
        return None if any(bare is each for each in _AS_IT_IS) else TypeAdapter(declared)

    def check(self) -> None:
        """Raise what is wrong with the declaration, such as an annotation that names nothing, before any job comes."""
        _ = self._adapter

    def arguments(self, data: Any, context: Any) -> tuple[Any, ...] | Outcome:
        """What to call the function with: nothing, the input, or the input and the context; or a failure."""
        if not self._parameters:
            return ()
        try:
            value = data if self._adapter is None else self._adapter.validate_python(data)
        except ValidationError as fault:
            return of_bad_input(fault)
        return (value, context) if len(self._parameters) > 1 else (value,)


def mode_of(function: Function, mode: Mode | None) -> Mode:
    """How it runs unless that was said: a coroutine function on the event loop, any other in a thread."""
    is_async = inspect.iscoroutinefunction(function)
    if mode in get_args(Mode) and (mode == "async") != is_async:
        kind = "a coroutine function" if is_async else "an ordinary function"
        message = f"{function.__qualname__} is {kind} and cannot run as {mode!r}."
        raise TypeError(message)
    return mode or ("async" if is_async else "thread")


def succeeded(result: Any) -> Outcome:
    """What a handler returned; nothing is an empty object."""
    return Outcome("succeeded", {} if result is None else result)
