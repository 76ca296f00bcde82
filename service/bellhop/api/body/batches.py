"""Requests that carry many items, each judged by itself.

A small body is parsed as a whole first, as any other: where nothing is wrong, nothing else is done. Where something
is, and of a large body always, the text is cut into its items and each is parsed alone: what is wrong in one is
answered in its place, and its neighbours go on. Only what concerns no single item refuses the request: a text that is
no JSON, no list where the items belong, too many of them, something wrong beside them.
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
    """One item: what it says, or None and the faults why it cannot be used (pointers into the body).

    An item may be used although parts of it were left out; then it has faults, too. `raw` is its text if it has any.
    `own` are those of its members that are the caller's own, as the bytes that came.
    """

    item: Item | None
    faults: Sequence[Fault] = ()
    raw: bytes = b""
    own: Mapping[str, bytes] = _NOTHING

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
        return Judged(parse_body(model, raw, receiving.parse(raw)), raw=raw)
    except InvalidInputError as error:
        return Judged(None, error.faults, raw)


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    """Where the items of a body are, how many it may have, and how one is judged that is not right as it stands.

    `own` names the members of an item that are the caller's own: their values are not kept, only their bytes.
    """

    member: str
    item: type[Item]
    most: int
    fewest: int = 0
    judge: Judge[Item] = judge
    own: tuple[str, ...] = ()

    async def read(self, body: type[BaseModel], raw: bytes) -> list[Judged[Item]]:
        """The items of a body, in order; raises what `parse` raises, and `InvalidInputError` for the whole of it."""
        try:
            if isinstance(receiving.parse(raw), dict):
                items = getattr(body.model_validate_json(raw), self.member)
                return [Judged(item, own=own) for item, own in zip(items, self._own_of_each(raw, items), strict=True)]
        except (InvalidInputError, ValidationError):  # its faults are not asked for: there may be very many
            pass
        return await self._read_one_by_one(body, raw)

    def _own_of_each(self, raw: bytes, items: Sequence[Item]) -> Iterable[Mapping[str, bytes]]:
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
            if one.item is None:  # it is named when all are answered: then a walk through the whole of it would be dear
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
        """Raises when something is wrong beside the list that stands there."""
        if start + len(raw) - end > _MOST_BESIDE_BYTES:
            message = f"Beside `{self.member}` there is nothing to say."
            raise InvalidInputError(faults=[Fault("", "too-large", message)])
        beside = receiving.parse(raw[:start] + b"[]" + raw[end:])
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
        value = receiving.parse(raw)
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
        value = receiving.parse(raw)
    except (InvalidInputError, MalformedJsonError):
        return ""
    return value if isinstance(value, str) else ""
