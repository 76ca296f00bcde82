"""Who hears of an event: the subscriptions of one tenant, compiled once and asked for every event.

What depends only on the type and the action of an event (types, prefixes, aliases, disabled) is worked out once for
each pair of them and kept as a block of verdicts that is copied. Filters run only for those that want the type; equal
filters run once, and a filter that demands `field == "value"` at its top runs only for events that have that value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.ledger import Verdict, pack_ids
from bellhop.domain.subscription import Listener
from bellhop.errors import BellhopError
from bellhop.ids import SubscriptionId

ALIAS_SUFFIX = "_job_completed"
PREFIX_SUFFIX = ".*"
EVERYTHING = "*"
_SELECTIONS_KEPT = 512
_ENDS = frozenset({EventType.OPERATION_SUCCEEDED, EventType.OPERATION_FAILED, EventType.OPERATION_CANCELLED})

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a filter cannot hold without: this value of this fact."""

    fact: str
    value: str


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Condition:
    """A compiled filter.

    `decide` answers None when the filter has no answer for this event, as when it asks for a label that is not there.
    It answers True only where `demand` is met, and False wherever the fact that is demanded has another value.
    """

    decide: Callable[[Facts], bool | None]
    demand: Demand | None = None


Compile = Callable[[str], Condition]


def facts_of(event: NewEvent) -> Facts:
    """What a filter can ask of an event: its fields, and `labels.k` for each label."""
    facts = {
        "type": event.type,
        "action": event.action,
        "status": event.status,
        "parent": event.parent,
        "source": event.source,
    }
    for name, value in (event.labels or {}).items():
        facts[f"labels.{name}"] = value
    return facts


def names_of(event_type: str, action: str) -> Iterable[str]:
    """Every spelling under which a subscription may ask for this type."""
    yield event_type
    yield EVERYTHING
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

    def alone(self, subscription_id: SubscriptionId) -> "Matcher":
        """The same for one subscription; for none, when it is not in the registry."""
        place = self._places.get(subscription_id)
        return Matcher(() if place is None else (self.listeners[place],), self._conditions.__getitem__)

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
        judged = [(self._conditions[text], tuple(places)) for text, places in by_filter.items()]
        return _Selection(bytes(verdicts), _grouped(judged))


_Judged = tuple[Callable[[Facts], bool | None], tuple[int, ...]]
"""One filter and the places of those that have it."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Filters that demand a value of the same fact, by that value; without a fact, those that demand nothing."""

    fact: str | None
    by_value: Mapping[str | None, Sequence[_Judged]]

    def judge(self, facts: Facts, verdicts: bytearray) -> None:
        """Ask the filters that may hold; where the event lacks the fact all are asked, and say what is wrong."""
        value = None if self.fact is None else facts.get(self.fact)
        if value is not None or self.fact is None:
            _ask(self.by_value.get(value, ()), facts, verdicts)
            return
        for several in self.by_value.values():
            _ask(several, facts, verdicts)


def _ask(filters: Sequence[_Judged], facts: Facts, verdicts: bytearray) -> None:
    """Write the verdicts of filters that do not say no: `FILTERED` stands there already."""
    for decide, places in filters:
        answer = decide(facts)
        if answer is not False:
            verdict = Verdict.DELIVERED if answer else Verdict.FILTER_ERROR
            for place in places:
                verdicts[place] = verdict


@dataclass(frozen=True, slots=True)
class _Selection:
    """What type and action decide: a block of verdicts to copy, and the filters still to ask."""

    verdicts: bytes
    groups: tuple[_Group, ...]


def _grouped(by_filter: Iterable[tuple[Condition, tuple[int, ...]]]) -> tuple[_Group, ...]:
    facts: dict[str | None, dict[str | None, list[_Judged]]] = {}
    for condition, places in by_filter:
        fact, value = (condition.demand.fact, condition.demand.value) if condition.demand else (None, None)
        facts.setdefault(fact, {}).setdefault(value, []).append((condition.decide, places))
    return tuple(_Group(fact, by_value) for fact, by_value in facts.items())


def compile_with(parse: Callable[[str], Condition]) -> Compile:
    """A compiler that never raises: a filter that no longer parses (an older rule wrote it) fails for every event."""

    def compile_filter(text: str) -> Condition:
        try:
            return parse(text)
        except BellhopError:
            return Condition(_has_no_answer)

    return compile_filter


def _has_no_answer(_: Facts) -> None:
    return None
