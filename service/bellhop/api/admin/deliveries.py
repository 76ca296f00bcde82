"""Deliveries of all tenants, for the operator."""

from bellhop.api.body.models import AnswerModel, FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.delivery_wire import DeliveryOut
from bellhop.core.lists import EVERY_DELIVERY_FIELDS
from bellhop.domain.delivery import Delivery
from bellhop.domain.delivery import to_json as delivery_to_json


class DeliveryOfTenantOut(DeliveryOut):
    """A delivery with the tenant that it belongs to."""

    tenant_id: str


class DeliveriesOfAllOut(AnswerModel):
    """A page of deliveries, newest first."""

    results: list[DeliveryOfTenantOut]
    next_page_token: str | None = None


@Terms(
    "List the deliveries of all tenants",
    query=FilteredPage,
    filters=EVERY_DELIVERY_FIELDS,
    answers={200: DeliveriesOfAllOut},
)
async def list_all(call: Call) -> Answer:
    """The deliveries of all tenants, newest first."""
    return await page(call, call.services.lists.every_delivery(), _to_json)


def _to_json(delivery: Delivery) -> dict[str, object]:
    return delivery_to_json(delivery) | {"tenant_id": delivery.tenant_id}
