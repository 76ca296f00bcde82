import pytest

from bellhop.domain.event import EventType
from bellhop.domain.event_type import fault_of_published, fault_of_wanted


@pytest.mark.parametrize(
    "event_type", [*EventType, "layout_job_completed", "", ".", "a..b", "a.*", "*", "é", "a b", "x" * 129]
)
def test_what_only_bellhop_publishes_or_is_no_name_is_refused(event_type: str) -> None:
    assert fault_of_published(event_type) is not None


@pytest.mark.parametrize("event_type", ["design.created", "design", "a.b-c.D_e", "operation.archived"])
def test_the_operator_publishes_names_of_its_own(event_type: str) -> None:
    assert fault_of_published(event_type) is None


@pytest.mark.parametrize("pattern", [*EventType, "operation.*", "a.b.*", "layout_job_completed", "design", "*"])
def test_a_subscription_asks_for_a_type_a_kind_an_alias_or_everything(pattern: str) -> None:
    assert fault_of_wanted(pattern) is None


@pytest.mark.parametrize(
    "pattern", ["", "**", ".*", "*.created", "a.*.b", "a*", "a.b*", "a.*.*", " a", "a\n", "x" * 129]
)
def test_anything_else_is_not_a_pattern(pattern: str) -> None:
    assert fault_of_wanted(pattern) is not None
