from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.event_filter import FILTER_FIELDS, parse_filter
from bellhop.domain.filter import parse
from bellhop.domain.ledger import Entry, Verdict, pack, unpack
from bellhop.domain.matching import Matcher, compile_with, names_of
from bellhop.domain.subscription import Listener
from bellhop.errors import BadFilterError
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId
from tests.domain.filter_oracle import FilterEvaluationError, to_bool

NOW = datetime(2026, 11, 22, tzinfo=UTC)
COMPILE = compile_with(parse_filter)

TYPES = [*EventType, "design.created", "design.site.moved", "design", "irradiance_job_completed"]
WANTED = [
    *EventType,
    "operation.*",
    "design.*",
    "design.site.*",
    "design",
    "*",
    "irradiance_job_completed",
    "layout_job_completed",
]
ACTIONS = ["", "irradiance", "layout"]
FILTERS = [
    None,
    'action == "irradiance"',
    'status == "failed"',
    'labels.site == "oslo"',
    'labels.site != "oslo"',
    'labels.site == "oslo" && action == "layout"',
    'action == "layout" || labels.crew == "7"',
    'parent in ["designs/a", "designs/b"]',
    '(status == "failed" || status == "succeeded") && labels.crew == "7"',
    'type == "design.created"',
    '!(labels.site == "oslo")',
    '!(labels.site == "oslo" && action == "layout") || has(labels.crew)',
    '!has(labels.site) || labels.site.startsWith("o")',
    '!labels.crew.startsWith("7") && parent.startsWith("designs/")',
    '!(action in ["layout"]) && "crew" in labels',
]


def listener(number: int, *event_types: str, text: str | None = None, enabled: bool = True) -> Listener:
    return Listener(SubscriptionId(UUID(int=number)), event_types, text, enabled)


def event(event_type: str = "operation.succeeded", **fields: Any) -> NewEvent:
    return NewEvent(
        event_id=EventId(UUID(int=1)),
        tenant_id=TenantId("acme"),
        type=event_type,
        create_time=NOW,
        full=b"{}",
        **{"action": "irradiance", "status": "succeeded", "parent": "designs/a", **fields},
    )


def verdicts(matcher: Matcher, new_event: NewEvent, *, entitled: bool = True) -> list[Verdict]:
    return [Verdict(each) for each in matcher.match(new_event, entitled=entitled).verdicts]


@pytest.mark.parametrize(
    ("wanted", "happened", "heard"),
    [
        ("operation.succeeded", "operation.succeeded", True),
        ("operation.succeeded", "operation.failed", False),
        ("operation.*", "operation.failed", True),
        ("operation.*", "operations.failed", False),
        ("design.*", "design.site.moved", True),
        ("design.*", "design", False),
        ("design", "design.created", False),
        ("*", "operation.failed", True),
        ("*", "design", True),
        ("*", "subscription.disabled", True),
    ],
)
def test_a_type_is_heard_by_its_name_or_its_kind(wanted: str, happened: str, heard: bool) -> None:
    expected = Verdict.DELIVERED if heard else Verdict.OTHER_TYPE

    assert verdicts(Matcher([listener(1, wanted)], COMPILE), event(happened)) == [expected]


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
def test_the_alias_of_an_action_hears_every_end_of_it_and_nothing_else(status: str) -> None:
    matcher = Matcher([listener(1, "irradiance_job_completed")], COMPILE)

    assert verdicts(matcher, event(f"operation.{status}", action="irradiance")) == [Verdict.DELIVERED]
    assert verdicts(matcher, event(f"operation.{status}", action="layout")) == [Verdict.OTHER_TYPE]
    assert verdicts(matcher, event("webhook.ping", action="irradiance")) == [Verdict.OTHER_TYPE]


def test_each_subscription_has_a_verdict_and_the_ledger_tells_them_apart() -> None:
    matcher = Matcher(
        [
            listener(1, "operation.*"),
            listener(2, "design.*"),
            listener(3, "operation.*", text='status == "failed"'),
            listener(4, "operation.*", text='labels.site == "oslo"'),
            listener(5, "operation.*", enabled=False),
        ],
        COMPILE,
    )
    match = matcher.match(event())

    delivered = [DeliveryId(UUID(int=99))]
    entries = list(unpack(pack(matcher.head, match.verdicts, delivered)))

    assert [each.subscription_id for each in match.listeners] == [UUID(int=1)]
    assert entries == [
        Entry(SubscriptionId(UUID(int=1)), Verdict.DELIVERED, delivered[0]),
        Entry(SubscriptionId(UUID(int=2)), Verdict.OTHER_TYPE, None),
        Entry(SubscriptionId(UUID(int=3)), Verdict.FILTERED, None),
        Entry(SubscriptionId(UUID(int=4)), Verdict.FILTER_ERROR, None),
        Entry(SubscriptionId(UUID(int=5)), Verdict.DISABLED, None),
    ]


def test_an_event_about_a_subscription_is_not_told_to_itself() -> None:
    matcher = Matcher([listener(1, "subscription.*"), listener(2, "subscription.*")], COMPILE)

    about = event(EventType.SUBSCRIPTION_FAILING, about=SubscriptionId(UUID(int=1)))

    assert verdicts(matcher, about) == [Verdict.OWN_KIND, Verdict.DELIVERED]


def test_what_hears_everything_hears_neither_of_itself_nor_pings_of_others() -> None:
    everything, another = listener(1, "*"), listener(2, "*", text='action == "layout"')
    matcher = Matcher([everything, another], COMPILE)

    about = event(EventType.DELIVERY_DEAD_LETTERED, action="", about=SubscriptionId(UUID(int=1)))
    ping = event(EventType.WEBHOOK_PING, only_for=SubscriptionId(UUID(int=2)))

    assert verdicts(matcher, about) == [Verdict.OWN_KIND, Verdict.FILTERED]
    assert verdicts(matcher, ping) == [Verdict.NOT_ADDRESSED, Verdict.DELIVERED]


def test_a_ping_reaches_the_one_it_is_for_whatever_it_listens_to() -> None:
    matcher = Matcher([listener(1, "design.*", text='status == "failed"'), listener(2, "webhook.ping")], COMPILE)

    ping = event(EventType.WEBHOOK_PING, only_for=SubscriptionId(UUID(int=1)))

    assert verdicts(matcher, ping) == [Verdict.DELIVERED, Verdict.NOT_ADDRESSED]


@given(number=st.integers(1, 4), entitled=st.booleans())
def test_one_subscription_alone_is_judged_as_among_the_others(number: int, entitled: bool) -> None:
    listeners = [
        listener(1, "operation.*"),
        listener(2, "operation.*", text='status == "failed"'),
        listener(3, "operation.*", enabled=False),
        listener(4, "design.*"),
    ]
    matcher = Matcher(listeners, COMPILE)
    one = SubscriptionId(UUID(int=number))

    expected = verdicts(matcher, event(), entitled=entitled)[number - 1]

    assert verdicts(matcher.alone(one), event(), entitled=entitled) == [expected]
    assert verdicts(matcher.alone(SubscriptionId(UUID(int=5))), event(), entitled=entitled) == []


def test_a_tenant_without_entitlement_gets_nothing_and_the_ledger_says_so() -> None:
    matcher = Matcher([listener(1, "operation.*")], COMPILE)

    assert verdicts(matcher, event(), entitled=False) == [Verdict.NOT_ENTITLED]
    assert matcher.match(event(), entitled=False).listeners == ()


def test_a_filter_that_an_older_rule_wrote_fails_and_does_not_stop_the_others() -> None:
    matcher = Matcher([listener(1, "operation.*", text="what is this"), listener(2, "operation.*")], COMPILE)

    assert verdicts(matcher, event()) == [Verdict.FILTER_ERROR, Verdict.DELIVERED]


@pytest.mark.parametrize("text", ["", "action", 'nosuch == "x"', "status == 1", "action.size() == 1", "1 == 1"])
def test_a_filter_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadFilterError):
        parse_filter(text)


def naive(each: Listener, happened: NewEvent) -> Verdict:
    """The rule itself, without any index, and filters as lists compile them."""
    if not set(names_of(happened.type, happened.action)) & set(each.event_types):
        return Verdict.OTHER_TYPE
    if not each.enabled:
        return Verdict.DISABLED
    if each.filter is None:
        return Verdict.DELIVERED
    facts = {
        "type": happened.type,
        "action": happened.action,
        "status": happened.status,
        "parent": happened.parent,
        "source": happened.source,
        "labels": happened.labels or {},
    }
    try:
        return Verdict.DELIVERED if to_bool(parse(each.filter, FILTER_FIELDS))(facts) else Verdict.FILTERED
    except FilterEvaluationError:
        return Verdict.FILTER_ERROR


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(WANTED), min_size=1, max_size=3), st.sampled_from(FILTERS), st.booleans()),
        max_size=12,
    ),
    st.lists(
        st.builds(
            event,
            st.sampled_from(TYPES),
            action=st.sampled_from(ACTIONS),
            status=st.sampled_from(["", "succeeded", "failed"]),
            parent=st.sampled_from(["", "designs/a", "designs/c"]),
            labels=st.none()
            | st.dictionaries(st.sampled_from(["site", "crew"]), st.sampled_from(["oslo", "bern", "7"])),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_the_index_decides_as_the_rule_does(
    wanted: list[tuple[list[str], str | None, bool]], happened: list[NewEvent]
) -> None:
    listeners = [
        listener(number, *types, text=text, enabled=enabled) for number, (types, text, enabled) in enumerate(wanted)
    ]
    matcher = Matcher(listeners, COMPILE)

    for each in happened:
        assert verdicts(matcher, each) == [naive(one, each) for one in listeners]
