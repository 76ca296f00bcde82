from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.certificate_notice import NOTICES, is_expiring, next_notice

END = datetime(2027, 1, 31, tzinfo=UTC)
DAY = timedelta(days=1)


def test_each_notice_follows_the_one_before() -> None:
    now, told = END - 90 * DAY, []
    while (at := next_notice(END, now=now)) is not None:
        told.append(END - at)
        now = at
    assert tuple(told) == NOTICES == (30 * DAY, 7 * DAY, DAY)


@given(st.timedeltas(min_value=-400 * DAY, max_value=400 * DAY))
def test_the_next_notice_is_always_to_come_and_before_the_end(before: timedelta) -> None:
    now = END - before
    at = next_notice(END, now=now)
    assert at is None if before <= DAY else at is not None and now < at < END
    assert is_expiring(END, now=now) == (before <= 30 * DAY)
