"""What can go wrong between a command and a Bellhop, each as one sentence for a person."""

from collections.abc import Mapping
from typing import Any

from bellhop.remote.json_text import parse

_SHOWN_FAULTS = 20
_ITS_OWN_FAULT = 500


class RemoteError(Exception):
    """What was asked of a Bellhop could not be had."""


class UnreachableError(RemoteError):
    """There was no answer, or none that Bellhop gives."""


class RefusedError(RemoteError):
    """Bellhop said no: the status, the code of the problem (`not-found`, …; empty where there is none), a sentence."""

    def __init__(self, sentence: str, *, status: int = 0, code: str = "") -> None:
        self.status, self.code = status, code
        super().__init__(sentence)


def refusal(status: int, content_type: str, text: str) -> RefusedError:
    """The error behind an answer that is no success: its problem document (RFC 9457), or its bare status."""
    problem = _problem(content_type, text)
    code = str(problem.get("type", "")).rpartition("/")[2]
    detail = problem.get("detail") or problem.get("title")
    if not isinstance(detail, str):
        sentence = f"The answer has the status {status} and says no more; is a Bellhop there?"
        return RefusedError(sentence, status=status)
    if status >= _ITS_OWN_FAULT and isinstance(problem.get("request_id"), str):
        detail += f" ({problem['request_id']})"  # by which the operator finds it in the log
    sentence = "\n  ".join([detail, *_faults(problem.get("errors"))])
    return RefusedError(sentence, status=status, code=code)


def _problem(content_type: str, text: str) -> Mapping[str, Any]:
    if content_type != "application/problem+json":
        return {}
    try:
        document = parse(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _faults(errors: object) -> list[str]:
    """The parts of the input that are at fault, a line each."""
    if not isinstance(errors, list):
        return []
    lines = [f"{each.get('pointer') or '/'}: {each.get('message', '')}" for each in errors if isinstance(each, dict)]
    left_out = len(lines) - _SHOWN_FAULTS
    return lines if left_out <= 0 else [*lines[:_SHOWN_FAULTS], f"and {left_out} more"]
