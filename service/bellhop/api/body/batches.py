"""Requests that carry many items, each judged by itself: a wrong item is answered in its place, its neighbours go on.

A small body is parsed as a whole first. If nothing is wrong, that was all. If something is wrong, the text is cut into
its items and each is parsed alone. A large body is always cut and never parsed as a whole.

The whole request is refused only for what belongs to no single item: the text is not JSON, there is no list where the
items belong, there are too many or too few of them, or something is wrong beside them.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Generic, NamedTuple, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from bellhop.api.body import receiving
from bellhop.api.body.json_text import Part, elements, find_list, members, own_members
from bellhop.api.body.models import parse_body
from bellhop.api.body.strict_json import parse
from bellhop.api.body.turn import Turn
from bellhop.domain.schema import pointer
from bellhop.errors import Fault, InvalidInputError, MalformedJsonError

Item = TypeVar("Item", bound=BaseModel)

MOST_FAULTS = 100
_MOST_MEMBERS = 100
LARGEST_ITEM_BYTES = 576 * 1024
"""Two texts of the caller's own of 256 KiB each, and what stands beside them."""

_MOST_BESIDE_BYTES = 64 * 1024
_MOST_MENDED_BYTES = 256 * 1024
_LONGEST_NAME = 256
_LEASE = ("job_id", "lease_token")
_CLOSING = re.compile(rb"[ \t\r\n]*+\]")
_NOTHING: Mapping[str, bytes] = MappingProxyType({})

# A pair of surrogates; what is no character (NUL, half a pair); any other escape: an escaped backslash begins none.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}))|.)",
    re.DOTALL,
)


class Judged(NamedTuple, Generic[Item]):
    """One item of a request, and what is wrong with it."""

    item: Item | None
    """What it says; None where it cannot be used."""
    faults: Sequence[Fault] = ()
    """What is wrong, with pointers into the body. An item that is used has faults where parts of it were left out."""
    raw: bytes = b""
    """Its text, kept only of an item that cannot be used."""
    own: Mapping[str, bytes] = _NOTHING
    """Those of its members that are the caller's own, as the bytes that came."""

    def name(self, member: str) -> str:
        """The text that an item which cannot be used has under this member, to name it in the answer; else empty."""
        for name, part in islice(members(self.raw), _MOST_MEMBERS):
            if name == member and part.end - part.start <= _LONGEST_NAME:
                return _text(self.raw[part.start : part.end])
        return ""


Judge = Callable[[type[Item], bytes], Judged[Item]]


def judge(model: type[Item], raw: bytes) -> Judged[Item]:
    """One item by its text; pointers of its faults begin at the item."""
    try:
        return Judged(parse_body(model, raw, parse(raw)), raw=raw)
    except InvalidInputError as error:
        return Judged(None, error.faults, raw)


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    """How a body carries items, and how one of them is judged."""

    member: str
    """The member of the body that is the list of items."""
    item: type[Item]
    """The model of an item."""
    most: int
    """How many items a body has at most."""
    fewest: int = 0
    """How many it has at least."""
    judge: Judge[Item] = judge
    """Judges the text of an item that is not right as it stands."""
    own: tuple[str, ...] = ()
    """The members of an item that are the caller's own: their values are not kept, only their bytes."""

    async def read(self, body: type[BaseModel], raw: bytes) -> list[Judged[Item]]:
        """The items of a body, in order; raises what `parse` raises, and `InvalidInputError` for the whole of it."""
        try:
            if isinstance(parse(raw), dict):
                items = getattr(body.model_validate_json(raw), self.member)
                return [Judged(item, own=own) for item, own in zip(items, self._own_of_each(raw, items), strict=True)]
        except (InvalidInputError, ValidationError):
            pass  # the error is not asked what is wrong: to list that may cost a thousand times the parsing
        return await self._read_one_by_one(body, raw)

    def _own_of_each(self, raw: bytes, items: Sequence[Item]) -> Iterable[Mapping[str, bytes]]:
        # Only a text that can hold such a member is searched; with `\u` in it a name may be spelled in any way.
        if b"\\u" in raw or any(name.encode() in raw for name in self.own):
            return own_members(raw, self.member, self.own)
        return [_NOTHING] * len(items)

    async def read_in_steps(self, raw: bytes) -> list[Judged[Item]]:
        """The same for a large body, which is never read as a whole: between its items others have their turn."""
        start = find_list(raw, self.member, within=_MOST_BESIDE_BYTES)
        if start is None:
            raise _fault_of_start(raw, self.member)
        judged: list[Judged[Item]] = []
        end, turn = start + 1, Turn()
        for part in elements(raw, start, largest=LARGEST_ITEM_BYTES):
            if len(judged) == self.most:
                self._refuse_number()
            one, end = self._judged_part(raw, part, len(judged)), part.end
            await turn.leave()
            if one.item is None:
                # The answer names it by its short members. To walk its text here, where others have their turn, costs
                # nobody anything; in the answer all items would be walked at once.
                one = one._replace(raw=_short_members(one.raw))
                await turn.leave()
            judged.append(one)
        self._check_beside(raw, start, self._end_of_list(raw, end, len(judged)))
        if len(judged) < self.fewest:
            self._refuse_number()
        return _bounded(_placed(each, f"/{self.member}/{index}") for index, each in enumerate(judged))

    def _judged_part(self, raw: bytes, part: Part, index: int) -> Judged[Item]:
        try:
            return self._with_own(self.judge(self.item, raw[part.start : part.end]))
        except MalformedJsonError as error:
            detail = f"In `/{self.member}/{index}`: {error.detail}"
            raise MalformedJsonError(detail) from None

    def _with_own(self, judged: Judged[Item]) -> Judged[Item]:
        if judged.item is None or not self.own:
            return judged
        text = judged.raw
        own = {name: text[part.start : part.end] for name, part in members(text) if name in self.own}
        return judged._replace(raw=b"", own=own)

    def _end_of_list(self, raw: bytes, at: int, index: int) -> int:
        """Where the list ends whose last item ends at `at`; raises when something else stands there."""
        closing = _CLOSING.match(raw, at)
        if closing is not None:
            return closing.end()
        if len(raw) - at > LARGEST_ITEM_BYTES:
            message = f"An item has at most {LARGEST_ITEM_BYTES} bytes."
            raise InvalidInputError(faults=[Fault(f"/{self.member}/{index}", "too-large", message)])
        detail = f"The body is not JSON: there is no item and no end of the list behind byte {at}."
        raise MalformedJsonError(detail)

    def _check_beside(self, raw: bytes, start: int, end: int) -> None:
        """Raises when something is wrong beside the list between `start` and `end`."""
        if start + len(raw) - end > _MOST_BESIDE_BYTES:
            message = f"Beside `{self.member}` there is nothing to say."
            raise InvalidInputError(faults=[Fault("", "too-large", message)])
        beside = parse(raw[:start] + b"[]" + raw[end:])  # the body with an empty list: its items were judged already
        unknown = [_unknown(name) for name in beside if name != self.member]
        if unknown:
            raise InvalidInputError(faults=unknown[:MOST_FAULTS])

    async def _read_one_by_one(self, body: type[BaseModel], raw: bytes) -> list[Judged[Item]]:
        judged: list[Judged[Item]] = []
        turn = Turn()
        try:
            for text in self._split(body, raw):
                judged.append(self._with_own(self.judge(self.item, text)))
                await turn.leave()
        except MalformedJsonError:
            # An item breaks off, so the cut between items was wrong: the body as a whole says what is wrong where.
            raise _fault_of(body, raw) from None
        return _bounded(_placed(each, f"/{self.member}/{index}") for index, each in enumerate(judged))

    def _split(self, body: type[BaseModel], raw: bytes) -> list[bytes]:
        """The texts of the items; raises when something is wrong beside them."""
        given = list(islice(members(raw), _MOST_MEMBERS))
        lists = [part for name, part in given if name == self.member and raw[part.start : part.start + 1] == b"["]
        if len(lists) != 1:  # no list there, or the member came twice
            raise _fault_of(body, raw)
        held = lists[0]
        parts = list(islice(elements(raw, held.start), self.most + 1))
        if not self.fewest <= len(parts) <= self.most:
            self._refuse_number()
        end = parts[-1].end if parts else held.start + 1
        if raw[end : held.end].strip() != b"]":  # a comma behind the last item, or something that is none
            raise _fault_of(body, raw)
        self._check_beside(raw, held.start, held.end)
        return [raw[part.start : part.end] for part in parts]

    def _refuse_number(self) -> NoReturn:
        few = f"at least {self.fewest} and " if self.fewest else ""
        message = f"One request carries {few}at most {self.most} items; send the others in another request."
        raise InvalidInputError(faults=[Fault(f"/{self.member}", "number-of-items", message)])


def _short_members(raw: bytes) -> bytes:
    """An object with those members of this one by which it may be named in an answer."""
    short = [
        json.dumps(name).encode() + b":" + raw[part.start : part.end]
        for name, part in islice(members(raw), _MOST_MEMBERS)
        if part.end - part.start <= _LONGEST_NAME
    ]
    return b"{" + b",".join(short) + b"}"


def _fault_of(body: type[BaseModel], raw: bytes) -> InvalidInputError:
    """What is wrong with a body as a whole."""
    try:
        value = parse(raw)
        if isinstance(value, dict):
            parse_body(body, raw, value)
    except InvalidInputError as error:
        return error
    return InvalidInputError(faults=[receiving.NOT_AN_OBJECT])


def _fault_of_start(raw: bytes, member: str) -> InvalidInputError:
    """What is wrong with a large body in whose beginning there is no list of items."""
    if raw[:_MOST_BESIDE_BYTES].lstrip()[:1] != b"{":
        return InvalidInputError(faults=[receiving.NOT_AN_OBJECT])
    message = f"The items of a large body stand in `{member}`, near its beginning."
    return InvalidInputError(faults=[Fault(f"/{member}", "required", message)])


def _unknown(name: str) -> Fault:
    return Fault(pointer([name]).encode("utf-8", "replace").decode("utf-8"), "unknown-field", "No such member.")


def _placed(judged: Judged[Item], prefix: str) -> Judged[Item]:
    if not judged.faults:
        return judged
    faults = [Fault(prefix + fault.pointer, fault.code, fault.message) for fault in judged.faults]
    return judged._replace(faults=faults)


def _bounded(judged: Iterable[Judged[Item]]) -> list[Judged[Item]]:
    """The same with a hundred faults in all. Every wrong item keeps its first fault, also beyond the hundred."""
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
    """What a worker says of an attempt. In its `errors`, NUL and half surrogate pairs become U+FFFD.

    A report with a replaced character is better than a worker that cannot report why it failed.
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
    """What a worker says in a heartbeat. The lease counts; what is wrong beside it is left out and named.

    1. Judge it as it stands. 2. If something is wrong, judge every member alone with the lease. 3. Judge the lease with
    those members that were right: with them it is extended.
    """
    judged = judge(model, raw)
    if judged.item is not None:
        return judged
    given = list(islice(members(raw), _MOST_MEMBERS))
    times = Counter(name for name, _ in given)
    lease = [each for each in given if each[0] in _LEASE]
    kept = list(lease)
    faults = [_unknown(name) for name in times if name not in model.model_fields]
    # Each member of the news is judged alone beside the lease, so that one that is wrong takes no other with it.
    news = [each for each in given if each[0] not in _LEASE and each[0] in model.model_fields]
    for each in news:
        # If it is the only one, the judgement above was already about it alone.
        alone = judged if len(given) == len(lease) + 1 else judge(model, _object(raw, [*lease, each]))
        found = _faults_alone(alone.faults, each[0], times[each[0]])
        faults += found
        if not found:
            kept.append(each)
    sound = judge(model, _object(raw, kept))
    return judged if sound.item is None else sound._replace(faults=faults)


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
        value = parse(raw)
    except (InvalidInputError, MalformedJsonError):
        return ""
    return value if isinstance(value, str) else ""
