"""The packed ledger of an event, and what a replay changes in it."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.ledger import Entry, Verdict, pack, pack_ids, replay, unpack, verdict_of
from bellhop.ids import DeliveryId, SubscriptionId

VERDICTS = st.lists(st.sampled_from(Verdict), max_size=8)


def entries_of(verdicts: list[Verdict]) -> list[Entry]:
    got_it = {Verdict.DELIVERED, Verdict.REPLAYED}
    return [
        Entry(
            SubscriptionId(UUID(int=number)), verdict, DeliveryId(UUID(int=100 + number)) if verdict in got_it else None
        )
        for number, verdict in enumerate(verdicts)
    ]


def packed(entries: list[Entry]) -> bytes:
    return pack(
        pack_ids([each.subscription_id for each in entries]),
        bytes(each.verdict for each in entries),
        [each.delivery_id for each in entries if each.delivery_id],
    )


@given(verdicts=VERDICTS)
def test_a_ledger_says_of_each_subscription_what_was_written(verdicts: list[Verdict]) -> None:
    entries = entries_of(verdicts)

    assert list(unpack(packed(entries))) == entries
    assert [verdict_of(packed(entries), each.subscription_id) for each in entries] == verdicts
    assert verdict_of(packed(entries), SubscriptionId(UUID(int=99))) is None


@given(verdicts=VERDICTS, place=st.integers(0, 8))
def test_a_replay_changes_what_is_said_of_one_that_was_disabled_and_nothing_else(
    verdicts: list[Verdict], place: int
) -> None:
    entries = entries_of(verdicts)
    one, delivery = SubscriptionId(UUID(int=place)), DeliveryId(UUID(int=77))

    after = list(unpack(replay(packed(entries), one, delivery)))

    missed = place < len(verdicts) and verdicts[place] is Verdict.DISABLED
    if missed:
        entries[place] = Entry(one, Verdict.REPLAYED, delivery)
    assert after == entries
