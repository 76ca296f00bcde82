"""What a delivery becomes when its lease ends, and what is written of the attempt that was made under it.

Each way to end a lease has a constructor of its name. The counts of a lease include the try that is about to be made;
constructors for what was not sent, or must not count against the delivery, take it back.

Changes, endings and results are named tuples for the same reason as leases: one of each is made for every delivery.
"""

from datetime import datetime
from typing import NamedTuple, Self, assert_never

from bellhop.domain.delivery import Attempt, DeliveryLease, DeliveryState, Reason
from bellhop.domain.outcome import Pause
from bellhop.domain.retry import DeadLetter, Decision, Defer, Disable, RetryAt, Succeed
from bellhop.domain.subscription import DeliveryPolicy, OnDeadLetter


class DeliveryChange(NamedTuple):
    """What a delivery becomes when its lease ends.

    due: when it may be sent again; set while it stays pending.
    attempts, tries: its counts from here on; `leases_lost`: how many in a row.
    blocks: it is a dead letter that holds up its fifo key.
    """

    state: DeliveryState
    reason: Reason | None = None
    due: datetime | None = None
    tries: int = 0
    attempts: int = 0
    leases_lost: int = 0
    blocks: bool = False

    @classmethod
    def delivered(cls, lease: DeliveryLease) -> Self:
        """The receiver took it."""
        return cls(state=DeliveryState.DELIVERED, tries=lease.tries, attempts=lease.attempts)

    @classmethod
    def retrying(cls, lease: DeliveryLease, due: datetime) -> Self:
        """It failed, and is tried again."""
        return cls(
            state=DeliveryState.PENDING,
            reason=Reason.RETRYING,
            due=due,
            tries=lease.tries,
            attempts=lease.attempts,
        )

    @classmethod
    def deferred(
        cls, lease: DeliveryLease, due: datetime, *, reason: Reason = Reason.DEFERRED, sent: bool = True
    ) -> Self:
        """It is put off by our own fault, which counts as no try; without `sent` there was no attempt either."""
        return cls(
            state=DeliveryState.PENDING,
            reason=reason,
            due=due,
            tries=lease.tries - 1,
            attempts=lease.attempts if sent else lease.attempts - 1,
        )

    @classmethod
    def dead(
        cls, lease: DeliveryLease, reason: Reason, policy: DeliveryPolicy | None = None, *, sent: bool = True
    ) -> Self:
        """It is given up, and blocks its fifo key if `policy` says so; without `sent` there was no attempt."""
        return cls(
            state=DeliveryState.DEAD,
            reason=reason,
            tries=lease.tries if sent else lease.tries - 1,
            attempts=lease.attempts if sent else lease.attempts - 1,
            blocks=policy is not None and policy.on_dead_letter is OnDeadLetter.BLOCK,
        )

    @classmethod
    def released(cls, lease: DeliveryLease, now: datetime) -> Self:
        """It is given back unsent: due again at once, as if it had not been claimed."""
        return cls(
            state=DeliveryState.PENDING,
            reason=Reason.RELEASED,
            due=now,
            tries=lease.tries - 1,
            attempts=lease.attempts - 1,
            leases_lost=lease.leases_lost,
        )

    @classmethod
    def lost(cls, lease: DeliveryLease, due: datetime) -> Self:
        """Its holder is gone: an attempt that counts as no try, as nobody knows what came of it."""
        return cls(
            state=DeliveryState.PENDING,
            reason=Reason.LEASE_LOST,
            due=due,
            tries=lease.tries - 1,
            attempts=lease.attempts,
            leases_lost=lease.leases_lost + 1,
        )

    @classmethod
    def decided(cls, lease: DeliveryLease, decision: Decision, policy: DeliveryPolicy) -> Self:
        """What the rules decided after an attempt."""
        match decision:
            case Succeed():
                return cls.delivered(lease)
            case RetryAt(due):
                return cls.retrying(lease, due)
            case Defer(due):
                return cls.deferred(lease, due)
            case DeadLetter(reason) | Disable(reason):
                return cls.dead(lease, reason, policy)
            case _:
                assert_never(decision)


class Ending(NamedTuple):
    """A lease to end, and what its delivery becomes."""

    lease: DeliveryLease
    change: DeliveryChange


class AttemptResult(NamedTuple):
    """One attempt to write: the lease it was made under, what the delivery becomes, and what it says of the endpoint.

    well: True the endpoint is well, False it failed, None it says nothing (our own fault).
    pause: what the endpoint asked for.
    """

    lease: DeliveryLease
    change: DeliveryChange
    well: bool | None
    attempt: Attempt
    pause: Pause | None = None

    @property
    def ending(self) -> Ending:
        """The end of its lease."""
        return Ending(self.lease, self.change)
