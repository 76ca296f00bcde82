"""Who hears of an event: the subscriptions of one tenant, compiled once and asked for every event.

What depends only on the type and the action of an event (types, prefixes, aliases, disabled) is worked out once for
each pair of them and kept as a block of verdicts that is copied. Filters run only for those that want the type; equal
filters run once, and a filter that demands `field == "value"` at its top runs only for events that have that value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.event import EventType, NewEvent
from service.domain.filter_syntax import FilterEvaluationError
from service.domain.ledger import Verdict, pack_ids
from service.domain.subscription import Listener
from service.errors import BellhopError

ALIAS_SUFFIX = "_job_completed"
PREFIX_SUFFIX = ".*"
_SELECTIONS_KEPT = 512
_ENDS = frozenset({EventType.OPERATION_SUCCEEDED, EventType.OPERATION_FAILED, EventType.OPERATION_CANCELLED})

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a filter cannot hold without: a field with this value, or with `key` a member of it (`labels.k`)."""

    field: str
    key: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled filter: `holds` may raise `FilterEvaluationError`, and is false whenever `demand` is not met."""

    holds: Callable[[Facts], bool]
    demand: Demand | None = None


Compile = Callable[[str], Condition]


def facts_of(event: NewEvent) -> Facts:
    """What a filter can ask of an event."""
    return {
        "type": event.type,
        "action": event.action,
        "status": event.status,
        "parent": event.parent,
        "source": event.source,
        "labels": event.labels or {},
    }


def names_of(event_type: str, action: str) -> Iterable[str]:
    """Every spelling under which a subscription may ask for this type."""
    yield event_type
    for position, char in enumerate(event_type):
        if char == ".":
            yield event_type[:position] + PREFIX_SUFFIX
    if event_type in _ENDS and action:
        yield action + ALIAS_SUFFIX


@dataclass(frozen=True, slots=True)
class Match:
    """What was decided for one event: a verdict for each listener in order, and the listeners that get it."""

    verdicts: bytes
    listeners: tuple[Listener, ...]


class Matcher:
    """The compiled registry of one tenant; `head` is the head of every ledger written with it."""

    def __init__(self, listeners: Iterable[Listener], compile_filter: Compile) -> None:
        self.listeners = tuple(sorted(listeners, key=lambda each: each.subscription_id.bytes))
        self.head = pack_ids([each.subscription_id for each in self.listeners])
        self._by_name: dict[str, list[int]] = {}
        for index, listener in enumerate(self.listeners):
            for name in set(listener.event_types):
                self._by_name.setdefault(name, []).append(index)
        self._places = {each.subscription_id: index for index, each in enumerate(self.listeners)}
        self._conditions = {
            text: compile_filter(text) for text in {each.filter for each in self.listeners} if text is not None
        }
        self._selections: dict[tuple[str, str], _Selection] = {}

    def match(self, event: NewEvent, *, entitled: bool = True) -> Match:
        """Decide for one event; nothing is sent for a tenant that is not entitled, and the verdicts say so."""
        if not self.listeners:
            return Match(b"", ())
        if event.only_for is not None:
            return self._address(event, entitled=entitled)
        if not entitled:
            return Match(bytes([Verdict.NOT_ENTITLED]) * len(self.listeners), ())
        selection = self._select(event.type, event.action)
        verdicts = bytearray(selection.verdicts)
        if selection.groups:
            facts = facts_of(event)
            for group in selection.groups:
                group.judge(facts, verdicts)
        own = self._places.get(event.about) if event.about is not None else None
        if own is not None:
            verdicts[own] = Verdict.OWN_KIND
        return Match(bytes(verdicts), self._delivered(verdicts))

    def _address(self, event: NewEvent, *, entitled: bool) -> Match:
        """An event for one subscription reaches it whatever it listens to; nobody else hears of it."""
        verdicts = bytearray([Verdict.NOT_ADDRESSED]) * len(self.listeners)
        place = self._places.get(event.only_for) if event.only_for is not None else None
        if place is not None:
            enabled = self.listeners[place].enabled
            verdicts[place] = (
                Verdict.NOT_ENTITLED if not entitled else Verdict.DELIVERED if enabled else Verdict.DISABLED
            )
        return Match(bytes(verdicts), self._delivered(verdicts))

    def _delivered(self, verdicts: bytearray) -> tuple[Listener, ...]:
        found: list[Listener] = []
        place = verdicts.find(Verdict.DELIVERED)
        while place >= 0:
            found.append(self.listeners[place])
            place = verdicts.find(Verdict.DELIVERED, place + 1)
        return tuple(found)

    def _select(self, event_type: str, action: str) -> "_Selection":
        key = (event_type, action if event_type in _ENDS else "")
        selection = self._selections.get(key)
        if selection is None:
            if len(self._selections) >= _SELECTIONS_KEPT:
                self._selections.clear()
            selection = self._selections[key] = self._work_out(event_type, action)
        return selection

    def _work_out(self, event_type: str, action: str) -> "_Selection":
        """The verdicts as far as type and action decide, and the filters that decide the rest."""
        verdicts = bytearray([Verdict.OTHER_TYPE]) * len(self.listeners)
        by_filter: dict[str, list[int]] = {}
        for name in names_of(event_type, action):
            for index in self._by_name.get(name, ()):
                listener = self.listeners[index]
                if not listener.enabled:
                    verdicts[index] = Verdict.DISABLED
                elif listener.filter is None:
                    verdicts[index] = Verdict.DELIVERED
                elif verdicts[index] == Verdict.OTHER_TYPE:
                    verdicts[index] = Verdict.FILTERED
                    by_filter.setdefault(listener.filter, []).append(index)
        judged = [_Judged(self._conditions[text], tuple(indexes)) for text, indexes in by_filter.items()]
        return _Selection(bytes(verdicts), _grouped(judged))


@dataclass(frozen=True, slots=True)
class _Judged:
    """One filter and the listeners that have it."""

    condition: Condition
    places: tuple[int, ...]

    def judge(self, facts: Facts, verdicts: bytearray) -> None:
        try:
            verdict = Verdict.DELIVERED if self.condition.holds(facts) else Verdict.FILTERED
        except FilterEvaluationError:
            verdict = Verdict.FILTER_ERROR
        for place in self.places:
            verdicts[place] = verdict


@dataclass(frozen=True, slots=True)
class _Group:
    """Filters that demand a value of the same field, by that value; without a field, those that demand nothing."""

    field: str | None
    key: str | None
    by_value: Mapping[object, Sequence[_Judged]]

    def judge(self, facts: Facts, verdicts: bytearray) -> None:
        """Run the filters that may hold; where the event lacks the label all run, and say themselves what is wrong."""
        value = None
        if self.field is not None:
            value = facts[self.field]
            if self.key is not None:
                if self.key not in value:
                    self._judge_all(facts, verdicts)
                    return
                value = value[self.key]
        for judged in self.by_value.get(value, ()):
            judged.judge(facts, verdicts)

    def _judge_all(self, facts: Facts, verdicts: bytearray) -> None:
        for several in self.by_value.values():
            for judged in several:
                judged.judge(facts, verdicts)


@dataclass(frozen=True, slots=True)
class _Selection:
    """What type and action decide: a block of verdicts to copy, and the filters still to ask."""

    verdicts: bytes
    groups: tuple[_Group, ...]


def _grouped(judged: Iterable[_Judged]) -> tuple[_Group, ...]:
    fields: dict[tuple[str | None, str | None], dict[object, list[_Judged]]] = {}
    for each in judged:
        demand = each.condition.demand
        place = (demand.field, demand.key) if demand else (None, None)
        fields.setdefault(place, {}).setdefault(demand.value if demand else None, []).append(each)
    return tuple(_Group(field, key, by_value) for (field, key), by_value in fields.items())


def compile_with(parse: Callable[[str], Condition]) -> Compile:
    """A compiler that never raises: a filter that no longer parses (an older rule wrote it) fails for every event."""

    def compile_filter(text: str) -> Condition:
        try:
            return parse(text)
        except BellhopError:
            return Condition(_always_fails)

    return compile_filter


def _always_fails(_: Facts) -> bool:
    message = "this filter can no longer be read"
    raise FilterEvaluationError(message)
