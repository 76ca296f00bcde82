"""How much a tenant has of what, by state."""

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.core.workload import COUNTED_TO
from bellhop.domain.key import KeyKind, Scope
from bellhop.errors import ForbiddenError


class DeliveryTotalsOut(AnswerModel):
    """Deliveries by state. `delivered` and `skipped` are counted among the newest 20,000."""

    pending: int
    in_flight: int
    delivered: int
    dead: int
    skipped: int


class OperationTotalsOut(AnswerModel):
    """Operations that have not expired, by state. `succeeded` is counted among the newest 20,000."""

    pending: int
    running: int
    succeeded: int
    failed: int
    cancelled: int


class TotalsOut(AnswerModel):
    """What there is; the parts that the key may read. Counting ends at `capped_at`: as many means at least as many."""

    deliveries: DeliveryTotalsOut | None = None
    operations: OperationTotalsOut | None = None
    capped_at: int


@Terms("How many deliveries and operations there are in each state", answers={200: TotalsOut})
async def get(call: Call) -> Answer:
    """The counts of what this key may read; 403 when that is neither."""
    body: dict[str, object] = {}
    if _may_read(call, Scope.DELIVERIES_READ):
        body["deliveries"] = await call.services.workload.deliveries_of(call.tenant_id)
    if _may_read(call, Scope.OPERATIONS_READ):
        body["operations"] = await call.services.workload.operations_of(call.tenant_id)
    if not body:
        raise ForbiddenError
    return Answer(body={**body, "capped_at": COUNTED_TO})


def _may_read(call: Call, scope: Scope) -> bool:
    return call.principal.kind is not KeyKind.TENANT or scope in call.principal.scopes
