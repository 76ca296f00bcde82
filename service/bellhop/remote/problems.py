"""What can go wrong between a command and a Bellhop, each as one sentence for a person."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

from bellhop.remote.json_text import parse

_SHOWN_FAULTS = 20
_ITS_OWN_FAULT = 500


class RemoteError(Exception):
    """What was asked of a Bellhop could not be had."""


class UnreachableError(RemoteError):
    """There was no answer, or none that Bellhop gives."""


class RefusedError(RemoteError):
    """Bellhop said no: the status, the code of the problem (`not-found`, …; empty where there is none), a sentence.

    `faults` are the codes of what is wrong with parts of the input (`unknown-tenant`, …).
    """

    def __init__(self, sentence: str, *, status: int = 0, code: str = "", faults: Collection[str] = ()) -> None:
        self.status, self.code, self.faults = status, code, frozenset(faults)
        super().__init__(sentence)

    def with_words(self, words: str) -> Self:
        """The same with something to add."""
        return type(self)(f"{self} {words}", status=self.status, code=self.code, faults=self.faults)


class ForeignAnswerError(RefusedError):
    """Somebody said no who speaks no problem documents: something else answered in Bellhop's place."""


def refusal(status: int, content_type: str, text: str) -> RefusedError:
    """The error behind an answer that is no success: its problem document (RFC 9457), or its bare status."""
    problem = _problem(content_type, text)
    code = str(problem.get("type", "")).rpartition("/")[2]
    detail = problem.get("detail") or problem.get("title")
    if not isinstance(detail, str):
        sentence = f"The answer has the status {status} and says no more; is a Bellhop there?"
        return ForeignAnswerError(sentence, status=status)
    if status >= _ITS_OWN_FAULT and isinstance(problem.get("request_id"), str):
        detail += f" ({problem['request_id']})"  # by which the operator finds it in the log
    faults = _faults(problem.get("errors"))
    sentence = "\n  ".join([detail, *_lines(faults)])
    return RefusedError(sentence, status=status, code=code, faults={str(each.get("code", "")) for each in faults})


def _problem(content_type: str, text: str) -> Mapping[str, Any]:
    if content_type != "application/problem+json":
        return {}
    try:
        document = parse(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _faults(errors: object) -> list[Mapping[str, Any]]:
    """The parts of the input that are at fault."""
    return [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []


def _lines(faults: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [f"{each.get('pointer') or '/'}: {each.get('message', '')}" for each in faults]
    left_out = len(lines) - _SHOWN_FAULTS
    return lines if left_out <= 0 else [*lines[:_SHOWN_FAULTS], f"and {left_out} more"]
