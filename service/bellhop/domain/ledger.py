"""The ledger of an event: for every subscription of the tenant, why it did or did not get it.

It is written with the event, changed only where a replay makes up for a delivery, and read rarely, so it is packed: a
count (4 bytes, big-endian), the ids of the subscriptions (16 bytes each), one verdict for each (1 byte), and the ids of
the deliveries (16 bytes each) in the order of those that got it. Ids and most verdicts are the same for event after
event, so writing it is mostly a copy.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bellhop.ids import DeliveryId, SubscriptionId

_COUNT_BYTES = 4
_ID_BYTES = 16


class Verdict(IntEnum):
    """Why a subscription did or did not get an event; the number is what is stored, so it never changes."""

    OTHER_TYPE = 0
    DELIVERED = 1
    FILTERED = 2
    FILTER_ERROR = 3
    DISABLED = 4
    NOT_ENTITLED = 5
    OWN_KIND = 6
    NOT_ADDRESSED = 7
    REPLAYED = 8

    @property
    def reason(self) -> str:
        """The word for it in answers."""
        return self.name.lower()


_GOT_IT = frozenset({Verdict.DELIVERED, Verdict.REPLAYED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger; `delivery_id` only where a delivery was made."""

    subscription_id: SubscriptionId
    verdict: Verdict
    delivery_id: DeliveryId | None


def pack_ids(subscription_ids: Sequence[SubscriptionId]) -> bytes:
    """The head of a ledger: the same for every event while the registry stays the same."""
    return len(subscription_ids).to_bytes(_COUNT_BYTES, "big") + b"".join(each.bytes for each in subscription_ids)


def pack(head: bytes, verdicts: bytes, delivery_ids: Sequence[DeliveryId]) -> bytes:
    """A ledger: the head from `pack_ids`, a verdict per subscription, a delivery id for each that got it, in order."""
    return head + verdicts + b"".join([each.bytes for each in delivery_ids])


def unpack(ledger: bytes) -> Iterator[Entry]:
    """The lines of a ledger, in the order of the subscriptions' ids."""
    count = int.from_bytes(ledger[:_COUNT_BYTES], "big")
    verdicts_at = _COUNT_BYTES + count * _ID_BYTES
    delivery_at = verdicts_at + count
    for index in range(count):
        verdict = Verdict(ledger[verdicts_at + index])
        delivery_id = None
        if verdict in _GOT_IT:
            delivery_id = DeliveryId(_id_at(ledger, delivery_at))
            delivery_at += _ID_BYTES
        yield Entry(SubscriptionId(_id_at(ledger, _COUNT_BYTES + index * _ID_BYTES)), verdict, delivery_id)


def verdict_of(ledger: bytes, subscription_id: SubscriptionId) -> Verdict | None:
    """What a ledger says of one subscription; None when there was no such subscription yet, or no more."""
    return next((each.verdict for each in unpack(ledger) if each.subscription_id == subscription_id), None)


def replay(ledger: bytes, subscription_id: SubscriptionId, delivery_id: DeliveryId) -> bytes:
    """The ledger once a replay has made the delivery that a subscription missed: its verdict was `DISABLED`."""
    entries = [
        Entry(subscription_id, Verdict.REPLAYED, delivery_id)
        if (each.subscription_id, each.verdict) == (subscription_id, Verdict.DISABLED)
        else each
        for each in unpack(ledger)
    ]
    return pack(
        pack_ids([each.subscription_id for each in entries]),
        bytes([each.verdict for each in entries]),
        [each.delivery_id for each in entries if each.delivery_id is not None],
    )


def _id_at(ledger: bytes, position: int) -> uuid.UUID:
    return uuid.UUID(bytes=ledger[position : position + _ID_BYTES])
