"""A tenant as the operator writes it and reads it."""

from typing import Annotated, Any

from pydantic import Field

from bellhop.api.body.models import AnswerModel, Name, RequestModel, Text
from bellhop.clock import format_time
from bellhop.domain.names import CELL_PATTERN
from bellhop.domain.tenant import (
    MOST_DISPLAY_NAME_CHARACTERS,
    MOST_LIVE_JOBS,
    MOST_REQUESTS_PER_SECOND,
    MOST_SUBSCRIPTIONS,
    Tenant,
)

CellName = Annotated[str, Field(pattern=CELL_PATTERN)]


_LiveJobs = Annotated[int, Field(ge=0, le=MOST_LIVE_JOBS)]


_RequestsPerSecond = Annotated[int, Field(ge=1, le=MOST_REQUESTS_PER_SECOND)]


_Subscriptions = Annotated[int, Field(ge=0, le=MOST_SUBSCRIPTIONS)]


_DisplayName = Annotated[Text, Field(max_length=MOST_DISPLAY_NAME_CHARACTERS)]


class LimitsIn(RequestModel, title="TenantLimits"):
    """What a tenant may use; a limit that is absent or null is the service's default."""

    live_jobs: _LiveJobs | None = Field(default=None, description="Jobs that have not ended.")
    requests_per_second: _RequestsPerSecond | None = Field(default=None, description="Requests with the tenant's keys.")
    subscriptions: _Subscriptions | None = Field(
        default=None, description="Subscriptions; 0: not entitled to webhooks."
    )


class TenantIn(RequestModel, title="NewTenant"):
    """A tenant about to be created."""

    id: Name
    display_name: _DisplayName = ""
    limits: LimitsIn = LimitsIn()
    cell: CellName | None = Field(
        default=None, description="Where its traffic lives; absent: the cell with the fewest tenants."
    )


class MoveIn(RequestModel, title="MoveTenant"):
    """Where to move a tenant."""

    cell: CellName


class TenantPatch(RequestModel):
    """What to change of a tenant (JSON merge patch, RFC 7396): absent members stay, null is the default."""

    display_name: _DisplayName | None = None
    limits: LimitsIn | None = None


class TenantOut(AnswerModel, title="TenantAnswer"):
    """A tenant. `limits` are those that were given, `effective_limits` those that hold."""

    id: str
    cell: str
    display_name: str
    limits: dict[str, int]
    effective_limits: dict[str, int]
    create_time: str
    update_time: str


READ_ONLY = frozenset(TenantOut.model_fields) - frozenset(TenantPatch.model_fields)


class TenantsOut(AnswerModel, title="TenantPage"):
    """Tenants, newest first."""

    results: list[TenantOut]
    next_page_token: str | None = None


class SystemOperationOut(AnswerModel, title="SystemOperation"):
    """An operation of the service itself."""

    id: str
    state: str
    metadata: dict[str, Any]


def to_json(tenant: Tenant) -> dict[str, object]:
    """The JSON object of a tenant."""
    given, limits = tenant.given, tenant.limits
    return {
        "id": tenant.tenant_id,
        "cell": tenant.cell,
        "display_name": tenant.display_name,
        "limits": {
            name: value
            for name, value in (
                ("live_jobs", given.live_jobs),
                ("requests_per_second", given.requests_per_second),
                ("subscriptions", given.subscriptions),
            )
            if value is not None
        },
        "effective_limits": {
            "live_jobs": limits.live_jobs,
            "requests_per_second": limits.requests_per_second,
            "subscriptions": limits.subscriptions,
        },
        "create_time": format_time(tenant.create_time),
        "update_time": format_time(tenant.update_time),
    }
