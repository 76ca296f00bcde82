import uuid
from datetime import UTC, datetime, timedelta

import pytest

from bellhop.domain.delivery import DeliveryLease, DeliveryState, Reason
from bellhop.domain.delivery_change import DeliveryChange
from bellhop.domain.retry import DeadLetter, Decision, Defer, Disable, RetryAt, Succeed
from bellhop.domain.subscription import DeliveryPolicy, OnDeadLetter, Payload
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
LEASE = DeliveryLease(
    tenant_id=TenantId("acme"),
    delivery_id=DeliveryId(uuid.UUID(int=1)),
    subscription_id=SubscriptionId(uuid.UUID(int=2)),
    token=uuid.UUID(int=3),
    expire_time=LATER,
    event_id=EventId(uuid.UUID(int=4)),
    payload=Payload.THIN,
    attempts=7,
    tries=3,
    leases_lost=2,
    due=NOW,
    give_up_time=NOW + timedelta(days=5),
    fifo_key="*",
    sequence=1,
    probe=False,
    subscription_version=1,
)


@pytest.mark.parametrize(
    ("change", "attempts", "tries", "leases_lost"),
    [
        (DeliveryChange.delivered(LEASE), 7, 3, 0),
        (DeliveryChange.retrying(LEASE, LATER), 7, 3, 0),
        (DeliveryChange.deferred(LEASE, LATER), 7, 2, 0),
        (DeliveryChange.deferred(LEASE, LATER, sent=False), 6, 2, 0),
        (DeliveryChange.dead(LEASE, Reason.GONE), 7, 3, 0),
        (DeliveryChange.dead(LEASE, Reason.TOO_OLD, sent=False), 6, 2, 0),
        (DeliveryChange.released(LEASE, NOW), 6, 2, 2),
        (DeliveryChange.lost(LEASE, LATER), 7, 2, 3),
    ],
)
def test_only_what_was_sent_counts_as_an_attempt_and_only_what_the_receiver_spoilt_as_a_try(
    change: DeliveryChange, attempts: int, tries: int, leases_lost: int
) -> None:
    assert (change.attempts, change.tries, change.leases_lost) == (attempts, tries, leases_lost)
    assert (change.due is None) == (change.state is not DeliveryState.PENDING)


@pytest.mark.parametrize("decision", [DeadLetter(Reason.TOO_OLD), Disable(), Succeed(), RetryAt(LATER), Defer(LATER)])
@pytest.mark.parametrize("on_dead_letter", OnDeadLetter)
def test_only_a_dead_letter_blocks_its_queue_and_only_where_that_is_wanted(
    decision: Decision, on_dead_letter: OnDeadLetter
) -> None:
    change = DeliveryChange.decided(LEASE, decision, DeliveryPolicy(on_dead_letter=on_dead_letter))
    is_dead = isinstance(decision, DeadLetter | Disable)
    assert (change.state is DeliveryState.DEAD) == is_dead
    assert change.blocks == (is_dead and on_dead_letter is OnDeadLetter.BLOCK)
