"""What was read and is sent back: members that say what an answer shows are no change.

Whoever reads a resource, changes one member and sends the whole of it back means that one member. So a write first
loses everything that says what is shown: secrets that read `[redacted]`, members that only answers have, and the rest
that stays as it is. What is left is the change. A member that only answers have and that says something else is
refused by name, and so is the mark of a secret where there is none.
"""

from collections.abc import Container, Iterator, Mapping
from itertools import islice

from bellhop.api.body.models import MOST_FAULTS
from bellhop.clock import read_time
from bellhop.domain.merge_patch import REDACTED
from bellhop.errors import Fault, InvalidInputError, pointer_part

_READ_ONLY = "This member is read-only: leave it out, or send it as it is shown."
_NO_SECRET = f"`{REDACTED}` keeps a secret that is there, and here is none: give the secret itself."


def changed(wanted: Mapping[str, object], shown: Mapping[str, object]) -> dict[str, object]:
    """The members that do not say what is shown; of objects that differ only their members that do."""
    left: dict[str, object] = {}
    for name, value in wanted.items():
        own = shown.get(name)
        if name not in shown:
            left[name] = value
        elif isinstance(value, Mapping) and isinstance(own, Mapping):
            inner = changed(value, own)
            if inner:
                left[name] = inner
        elif not is_same(value, own):
            left[name] = value
    return left


def is_same(one: object, other: object) -> bool:
    """Whether two JSON values are equal; `true` is not 1, and 15 is 15.0."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def drop_earlier_time(left: dict[str, object], shown: Mapping[str, object], name: str = "update_time") -> None:
    """Forget a time that was shown before the last change: the resource was read before it."""
    given, now = read_time(str(left.get(name))), read_time(str(shown.get(name)))
    if given is not None and now is not None and given <= now:
        del left[name]


def without_shown(
    given: Mapping[str, object], read_only: frozenset[str], shown: Mapping[str, object], *, following: str = ""
) -> dict[str, object]:
    """The body of a PUT without what only answers have; raises where that says something else than what is shown.

    `following` names a member that follows what is written, so that it may be another soon.
    """
    left = changed({name: value for name, value in given.items() if name in read_only}, shown)
    drop_earlier_time(left, shown)
    if left.get(following) is not None:
        del left[following]
    refuse_names(left, (), read_only)
    return {name: value for name, value in given.items() if name not in read_only}


def refuse_names(
    left: Mapping[str, object], writable: Container[str], read_only: frozenset[str], above: str = ""
) -> None:
    """Raise `InvalidInputError` for members of a change that cannot be written: only shown, or no members at all."""
    unknown = (name for name in left if name not in writable)
    faults = [fault_of_name(name, read_only, above) for name in islice(unknown, MOST_FAULTS)]
    if faults:
        raise InvalidInputError(faults=faults)


def fault_of_name(name: str, read_only: Container[str], above: str) -> Fault:
    """Why this member cannot be written."""
    pointer = f"{above}/{pointer_part(name)}"
    if name in read_only:
        return Fault(pointer, "read-only", _READ_ONLY)
    return Fault(pointer, "unknown-field", "There is no such member.")


def refuse_marks(given: object, pointer: str) -> None:
    """Raise `InvalidInputError` where the mark of a secret is left: it stands for none."""
    faults = [Fault(at, "no-secret", _NO_SECRET) for at in islice(_marks(given, pointer), MOST_FAULTS)]
    if faults:
        raise InvalidInputError(faults=faults)


def _marks(given: object, pointer: str) -> Iterator[str]:
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from _marks(value, f"{pointer}/{pointer_part(name)}")
    elif given == REDACTED:
        yield pointer
