import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.key import Capability
from bellhop.domain.portal_session import PortalSession, SessionState, Theme, contrast, generate_code, text_color
from bellhop.ids import KeyId, TenantId, uuid7

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that just fails on white
        ("#767676", "#ffffff", 4.54),
        ("#0A66C2", "#0a66c2", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)


@given(COLORS)
def test_on_every_colour_black_or_white_can_be_read(color: str) -> None:
    assert contrast(text_color(color), color) >= 4.5
    assert text_color(color) in ("#000000", "#ffffff")


def test_text_is_black_on_yellow_and_white_on_navy() -> None:
    assert text_color("#ffcc00") == "#000000"
    assert text_color("#000080") == "#ffffff"


def test_a_code_is_256_random_bits_that_need_no_encoding_in_a_link() -> None:
    codes = {generate_code(os.urandom) for _ in range(100)}
    assert len(codes) == 100
    assert all(len(code) == 43 and code.replace("-", "").replace("_", "").isalnum() for code in codes)


def session(exchange_time: datetime | None = None) -> PortalSession:
    return PortalSession(
        session_id=KeyId(uuid7(NOW)),
        tenant_id=TenantId("acme"),
        capabilities=frozenset({Capability.VIEW}),
        return_uri=None,
        theme=Theme(),
        create_time=NOW,
        code_expire_time=NOW + timedelta(minutes=5),
        expire_time=NOW + timedelta(hours=1),
        exchange_time=exchange_time,
    )


def test_a_session_is_unused_then_open_then_expired() -> None:
    fresh, used = session(), session(exchange_time=NOW + timedelta(minutes=1))
    assert fresh.state(NOW) is SessionState.UNUSED
    assert fresh.state(NOW + timedelta(minutes=5)) is SessionState.EXPIRED
    assert used.state(NOW + timedelta(minutes=5)) is SessionState.OPEN
    assert used.state(NOW + timedelta(hours=1)) is SessionState.EXPIRED
