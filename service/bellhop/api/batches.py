"""Requests that carry many items, each judged by itself.

A body is parsed as a whole first, as any other: where nothing is wrong, nothing else is done. Where something is, the
text is cut into its items and each is parsed alone: what is wrong in one is answered in its place, and its neighbours
go on. Only what concerns no single item refuses the request: a text that is no JSON, no list where the items belong,
too many of them, something wrong beside them.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, NamedTuple, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from bellhop.api import bodies
from bellhop.api.json_text import Part, elements, members
from bellhop.api.models import parse_body
from bellhop.domain.schema import pointer
from bellhop.errors import Fault, InvalidInputError, MalformedJsonError

Item = TypeVar("Item", bound=BaseModel)

MOST_FAULTS = 100
_MOST_MEMBERS = 100
_MOST_MENDED_BYTES = 1 << 20
_LONGEST_NAME = 256
_LEASE = ("job_id", "lease_token")

# A pair of surrogates; what is no character (NUL, half a pair); any other escape: an escaped backslash begins none.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}))|.)",
    re.DOTALL,
)


class Judged(NamedTuple, Generic[Item]):
    """One item: what it says, or None and the faults why it cannot be used (pointers into the body).

    An item may be used although parts of it were left out; then it has faults, too. `raw` is its text if it has any.
    """

    item: Item | None
    faults: Sequence[Fault] = ()
    raw: bytes = b""

    def name(self, member: str) -> str:
        """The text under this member of an item that has faults, or an empty one: to name it in the answer."""
        for name, part in islice(members(self.raw), _MOST_MEMBERS):
            if name == member and part.end - part.start <= _LONGEST_NAME:
                return _text(self.raw[part.start : part.end])
        return ""


Judge = Callable[[type[Item], bytes], Judged[Item]]


def judge(model: type[Item], raw: bytes) -> Judged[Item]:
    """One item by its text; pointers of its faults begin at the item."""
    try:
        return Judged(parse_body(model, raw, bodies.parse(raw)))
    except InvalidInputError as error:
        return Judged(None, error.faults, raw)


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    """Where the items of a body are, how many it may have, and how one is judged that is not right as it stands."""

    member: str
    item: type[Item]
    most: int
    fewest: int = 0
    judge: Judge[Item] = judge

    def read(self, body: type[BaseModel], raw: bytes) -> list[Judged[Item]]:
        """The items of a body, in order; raises what `parse` raises, and `InvalidInputError` for the whole of it."""
        try:
            if isinstance(bodies.parse(raw), dict):
                return [Judged(item) for item in getattr(body.model_validate_json(raw), self.member)]
        except (InvalidInputError, ValidationError):  # its faults are not asked for: there may be very many
            pass
        return self._read_one_by_one(body, raw)

    def _read_one_by_one(self, body: type[BaseModel], raw: bytes) -> list[Judged[Item]]:
        try:
            texts = self._split(body, raw)
            judged = [self.judge(self.item, text) for text in texts]
        except MalformedJsonError:  # in what is too deep to be read at once
            raise _fault_of(body, raw) from None
        return _bounded(_placed(each, f"/{self.member}/{index}") for index, each in enumerate(judged))

    def _split(self, body: type[BaseModel], raw: bytes) -> list[bytes]:
        """The texts of the items; raises when something is wrong beside them."""
        given = list(islice(members(raw), _MOST_MEMBERS))
        lists = [part for name, part in given if name == self.member and raw[part.start : part.start + 1] == b"["]
        if len(lists) != 1:
            raise _fault_of(body, raw)
        held = lists[0]
        parts = list(islice(elements(raw, held.start), self.most + 1))
        if not self.fewest <= len(parts) <= self.most:
            self._refuse_number()
        end = parts[-1].end if parts else held.start + 1
        if raw[end : held.end].strip() != b"]":
            raise _fault_of(body, raw)
        beside = bodies.parse(raw[: held.start] + b"[]" + raw[held.end :])
        unknown = [_unknown(name) for name in beside if name != self.member]
        if unknown:
            raise InvalidInputError(faults=unknown[:MOST_FAULTS])
        return [raw[part.start : part.end] for part in parts]

    def _refuse_number(self) -> NoReturn:
        few = f"at least {self.fewest} and " if self.fewest else ""
        message = f"One request carries {few}at most {self.most} items; send the others in another request."
        raise InvalidInputError(faults=[Fault(f"/{self.member}", "number-of-items", message)])


def _fault_of(body: type[BaseModel], raw: bytes) -> InvalidInputError:
    """What is wrong with a body as a whole."""
    try:
        value = bodies.parse(raw)
        if isinstance(value, dict):
            parse_body(body, raw, value)
    except InvalidInputError as error:
        return error
    return InvalidInputError(faults=[bodies.NOT_AN_OBJECT])


def _unknown(name: str) -> Fault:
    return Fault(pointer([name]).encode("utf-8", "replace").decode("utf-8"), "unknown-field", "No such member.")


def _placed(judged: Judged[Item], prefix: str) -> Judged[Item]:
    if not judged.faults:
        return judged
    faults = [Fault(prefix + fault.pointer, fault.code, fault.message) for fault in judged.faults]
    return judged._replace(faults=faults)


def _bounded(judged: Iterable[Judged[Item]]) -> list[Judged[Item]]:
    """The same with a hundred faults in all; only the first of each item comes beyond them."""
    room = MOST_FAULTS
    bounded = []
    for each in judged:
        if not each.faults:
            bounded.append(each)
            continue
        told = each.faults[: max(1, room)]
        room -= len(told)
        bounded.append(each._replace(faults=told))
    return bounded


def judge_report(model: type[Item], raw: bytes) -> Judged[Item]:
    """What a worker says of an attempt. In `errors` what is no character is replaced by U+FFFD and refuses nothing.

    A worker that cannot report why it failed is worse than a report with a replaced character.
    """
    judged = judge(model, raw)
    if judged.item is not None:
        return judged
    for name, part in islice(members(raw), _MOST_MEMBERS):
        if name == "errors" and part.end - part.start <= _MOST_MENDED_BYTES:
            mended = _ESCAPE.sub(_replaced, raw[part.start : part.end])
            return judge(model, raw[: part.start] + mended + raw[part.end :])
    return judged


def _replaced(escape: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if escape[1] else escape[0]


def judge_beat(model: type[Item], raw: bytes) -> Judged[Item]:
    """What a worker says in a heartbeat: what is wrong beside the lease is left out and named, and the lease counts."""
    judged = judge(model, raw)
    if judged.item is not None:
        return judged
    given = list(islice(members(raw), _MOST_MEMBERS))
    times = Counter(name for name, _ in given)
    lease = [each for each in given if each[0] in _LEASE]
    kept = list(lease)
    faults = [_unknown(name) for name in times if name not in model.model_fields]
    news = [each for each in given if each[0] not in _LEASE and each[0] in model.model_fields]
    for each in news:
        alone = judged if len(given) == len(lease) + 1 else judge(model, _object(raw, [*lease, each]))
        found = _faults_alone(alone.faults, each[0], times[each[0]])
        faults += found
        if not found:
            kept.append(each)
    sound = judge(model, _object(raw, kept))
    return judged if sound.item is None else Judged(sound.item, faults)


def _faults_alone(faults: Sequence[Fault], name: str, times: int) -> list[Fault]:
    """What is wrong with a member of a heartbeat that was judged as if it were the only one beside the lease."""
    place = pointer([name])
    if not faults and times > 1:
        return [Fault(place, "duplicate-key", "This member is given twice.")]
    return [Fault(fault.pointer or place, fault.code, fault.message) for fault in faults]


def _object(raw: bytes, given: Sequence[tuple[str, Part]]) -> bytes:
    """An object of some members of another."""
    texts = [json.dumps(name).encode() + b":" + raw[part.start : part.end] for name, part in given]
    return b"{" + b",".join(texts) + b"}"


def _text(raw: bytes) -> str:
    try:
        value = bodies.parse(raw)
    except (InvalidInputError, MalformedJsonError):
        return ""
    return value if isinstance(value, str) else ""
