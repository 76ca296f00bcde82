import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.circuit import (
    FIRST_PROBE_WAIT,
    LONGEST_PROBE_WAIT,
    OPENS_AFTER_FAILURES,
    OPENS_OVER_DELIVERIES,
    Circuit,
    Health,
    Result,
    advance,
    failure_of,
    in_words,
)
from bellhop.domain.outcome import Pause
from bellhop.ids import DeliveryId

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def failed(number: int, *, probe: bool = False) -> Result:
    return Result(DeliveryId(uuid.UUID(int=number)), well=False, probe=probe, failure="status_500")


def asked(number: int, minutes: int, *, status: int = 429, version: int = 0, probe: bool = False) -> Result:
    """An answer that asks for a pause of so many minutes."""
    return replace(
        failed(number, probe=probe),
        pause=Pause(NOW + timedelta(minutes=minutes), NOW, status),
        subscription_version=version,
    )


def well(number: int) -> Result:
    return Result(DeliveryId(uuid.UUID(int=number)), well=True, probe=False)


def opened() -> Circuit:
    return advance(Circuit(), [failed(number) for number in range(10)], now=NOW, random=lambda: 0.5)


def probing(circuit: Circuit) -> Circuit:
    return replace(circuit, probe_id=DeliveryId(uuid.UUID(int=99)))


def test_it_opens_after_ten_failures_over_three_deliveries() -> None:
    nine = advance(Circuit(), [failed(number % 3) for number in range(9)], now=NOW, random=lambda: 0.5)
    ten = advance(nine, [failed(0)], now=NOW, random=lambda: 0.5)
    assert nine.open_time is None
    assert ten.open_time == NOW
    assert ten.probe_time == NOW + FIRST_PROBE_WAIT


def test_one_poisonous_delivery_does_not_open_it() -> None:
    circuit = advance(Circuit(), [failed(number % 2) for number in range(50)], now=NOW, random=lambda: 0.5)
    assert circuit.open_time is None


def test_probes_are_farther_and_farther_apart_up_to_a_quarter_of_an_hour() -> None:
    circuit, waits = opened(), []
    for _ in range(8):
        circuit = advance(probing(circuit), [failed(99, probe=True)], now=NOW, random=lambda: 0.5)
        waits.append(circuit.probe_time - NOW if circuit.probe_time else None)
    minutes = [timedelta(minutes=count) for count in (1, 2, 4, 8)]
    assert waits == [*minutes, *[LONGEST_PROBE_WAIT] * 4]
    assert circuit.probe_id is None


def test_what_was_in_flight_when_it_opened_changes_no_probe() -> None:
    before = opened()
    after = advance(before, [failed(7)], now=NOW + timedelta(seconds=1), random=lambda: 0.5)
    assert (after.open_time, after.probe_time, after.probe_wait) == (
        before.open_time,
        before.probe_time,
        before.probe_wait,
    )


def test_a_probe_that_failed_by_our_own_fault_is_free_again() -> None:
    result = Result(DeliveryId(uuid.UUID(int=99)), well=None, probe=True)
    circuit = advance(probing(opened()), [result], now=NOW, random=lambda: 0.5)
    assert circuit.probe_id is None
    assert circuit.open_time == NOW


RESULTS = st.lists(
    st.builds(
        Result,
        delivery_id=st.integers(0, 4).map(lambda number: DeliveryId(uuid.UUID(int=number))),
        well=st.sampled_from([True, False, False, False, None]),
        probe=st.booleans(),
    ),
    max_size=60,
)


@given(RESULTS, st.floats(0, 1, exclude_max=True))
def test_it_is_open_only_for_enough_failures_since_the_last_success(results: list[Result], chance: float) -> None:
    circuit = advance(Circuit(), results, now=NOW, random=lambda: chance)
    last = max((index for index, result in enumerate(results) if result.well), default=-1)
    since = [result for result in results[last + 1 :] if result.well is False]
    enough = len(since) >= OPENS_AFTER_FAILURES and len({each.delivery_id for each in since}) >= OPENS_OVER_DELIVERIES
    assert (circuit.open_time is not None) == enough
    assert circuit.failures == len(since)
    assert (circuit.first_failure_time is None) == (not since)
    assert (circuit.probe_time is None) == (circuit.open_time is None)
    if any(result.well for result in results):
        assert circuit.last_success_time == NOW


@given(RESULTS, RESULTS)
def test_batches_change_nothing(first: list[Result], second: list[Result]) -> None:
    together = advance(Circuit(), [*first, *second], now=NOW, random=lambda: 0.5)
    apart = advance(advance(Circuit(), first, now=NOW, random=lambda: 0.5), second, now=NOW, random=lambda: 0.5)
    assert together == apart


def test_the_last_failure_is_remembered_and_our_own_fault_is_none() -> None:
    ours = Result(DeliveryId(uuid.UUID(int=8)), well=None, probe=False)
    refused = Result(DeliveryId(uuid.UUID(int=9)), well=False, probe=False, failure=failure_of(None, "connect_refused"))
    circuit = advance(Circuit(), [failed(1), refused, ours], now=NOW, random=lambda: 0.5)
    assert circuit.last_failure == "connect_refused"


def test_a_circuit_says_why_it_is_open_and_nothing_while_it_is_closed() -> None:
    open_ = Health(0, 10, NOW, NOW, NOW, NOW, failure_of(503, "body_timeout"), None)
    assert open_.open_reason == "10 failures in a row; the last: status 503"
    assert replace(open_, last_failure=None).open_reason == "10 failures in a row"
    assert replace(open_, open_time=None).open_reason is None


def test_of_a_token_that_cannot_be_had_the_sentence_is_remembered_and_of_nothing_else() -> None:
    said = "the token endpoint answered 401 (invalid_client)"
    failure = failure_of(None, "token_failed", said)
    assert failure == f"token_failed: {said}"
    assert in_words(failure) == failure
    assert failure_of(None, "connect_refused", "the receiver said hush") == "connect_refused"
    assert failure_of(503, "body_timeout", said) == "status_503"
    assert failure_of(None, "token_failed") == "token_failed"
    assert len(failure_of(None, "token_failed", "x" * 5000) or "") < 350
    open_ = Health(0, 10, NOW, NOW, NOW, NOW, failure, None)
    assert open_.open_reason == f"10 failures in a row; the last: token_failed: {said}"


def test_of_several_pauses_the_one_that_ends_last_counts_in_whatever_order() -> None:
    for results in ([asked(1, 5), asked(2, 60, status=503)], [asked(2, 60, status=503), asked(1, 5)]):
        circuit = advance(Circuit(), results, now=NOW, random=lambda: 0.5)
        assert circuit.pause == Pause(NOW + timedelta(minutes=60), NOW, 503)


def test_a_success_keeps_a_pause_that_lasts_and_forgets_one_that_is_over() -> None:
    pausing = advance(Circuit(), [asked(1, 5), well(2), failed(3)], now=NOW, random=lambda: 0.5)
    assert (pausing.pause is not None, pausing.failures) == (True, 1)
    after = advance(pausing, [well(4)], now=NOW + timedelta(minutes=5), random=lambda: 0.5)
    assert after.pause is None


def test_a_failure_that_asks_for_nothing_keeps_a_pause() -> None:
    circuit = advance(Circuit(), [asked(1, 5), failed(2)], now=NOW, random=lambda: 0.5)
    assert circuit.pause is not None


def test_what_is_asked_of_an_earlier_version_pauses_nothing_and_is_a_failure_all_the_same() -> None:
    circuit = advance(Circuit(subscription_version=7), [asked(1, 5, version=6)], now=NOW, random=lambda: 0.5)
    assert (circuit.pause, circuit.failures) == (None, 1)
    circuit = advance(circuit, [asked(1, 5, version=7)], now=NOW, random=lambda: 0.5)
    assert circuit.pause is not None


def test_an_answer_that_asks_for_a_pause_is_a_failure_as_any_other() -> None:
    circuit = advance(Circuit(), [asked(number, 5) for number in range(10)], now=NOW, random=lambda: 0.5)
    assert (circuit.open_time, circuit.failures) == (NOW, 10)


def test_the_reason_of_a_pause_names_the_status() -> None:
    health = Health(0, 1, None, None, NOW, NOW, "status_500", None, pause=Pause(NOW, NOW, 503))
    assert health.pause_reason == "status 503 with Retry-After"
    assert replace(health, pause=None).pause_reason is None
