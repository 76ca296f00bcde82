from typing import Any

import pytest

from bellhop_client.worker import leases
from bellhop_client.worker.leases import LeaseClock, State
from tests.clients.vectors import vectors

LEASES = vectors("leases.json")


def test_the_fractions_are_those_of_all_languages() -> None:
    assert LEASES["heartbeat_fraction"] == leases.HEARTBEAT_FRACTION
    assert LEASES["again_fraction"] == leases.AGAIN_FRACTION


@pytest.mark.parametrize("case", LEASES["claims"], ids=str)
def test_a_claim_waits_at_most_a_third_of_its_lease(case: dict[str, Any]) -> None:
    assert leases.claim_seconds(case["lease_seconds"]) == pytest.approx(case["wait_seconds"])


@pytest.mark.parametrize("case", LEASES["timelines"], ids=lambda case: str(case["name"]))
def test_a_lease_is_believed_as_long_as_it_can_be_known(case: dict[str, Any]) -> None:
    clock = LeaseClock(case["lease_seconds"], case["events"][0]["at"])
    for event in case["events"][1:]:
        at = event["at"]
        match event["event"]:
            case "claim_answered" | "looked":
                clock.state(at)
            case "heartbeat_sent":
                clock.heartbeat_left(at)
            case "heartbeat_failed":
                clock.failed(at)
            case "heartbeat_answered" if event["status"] == "lost":
                clock.lost()
            case "heartbeat_answered":
                clock.extended(event["sent_at"], at)

    for check in case["checks"]:
        if "lapses" in check:
            assert clock.lapses == pytest.approx(check["lapses"])
            assert clock.heartbeat_due == pytest.approx(check["heartbeat_due"])
        assert clock.state(check["at"]) is State(check["state"])
