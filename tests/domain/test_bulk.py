from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from bellhop.domain.bulk import Selection, pack, unpack
from bellhop.domain.delivery import DeliveryState
from bellhop.ids import SubscriptionId

WHOLE = Selection(
    filter='event_type == "a"',
    subscription_id=SubscriptionId(UUID(int=7)),
    since=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    until=datetime(2026, 2, 2, tzinfo=UTC),
    states=(DeliveryState.DEAD, DeliveryState.SKIPPED),
    missed=True,
    dry_run=True,
)


@pytest.mark.parametrize("selection", [Selection(), WHOLE, replace(WHOLE, states=())])
def test_a_selection_survives_the_way_through_the_job_that_works_on_it(selection: Selection) -> None:
    assert unpack(orjson.loads(orjson.dumps(pack(selection)))) == selection
