"""A webhook as a tenant writes it and reads it."""

from typing import Annotated

from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel, Text
from bellhop.api.tenant.subscriptions_member_wire import Uri
from bellhop.clock import format_time
from bellhop.core.subscription_secrets import Written
from bellhop.domain.merge_patch import REDACTED
from bellhop.domain.subscription import SubscriptionState
from bellhop.ids import Prefix, encode
from bellhop.signing.standard_webhooks import encode_secret


class WebhookFieldsIn(RequestModel, title="WebhookFields"):
    """What a webhook says; a change names only what changes, and null gives a member the value of a new webhook."""

    event: Annotated[Text, Field(min_length=1)] | None = Field(None, description="Such as `{action}_job_completed`.")
    url_template: Uri | None = Field(None, description="Such as `https://example.com/done/<JOB_ID>?status=<STATUS>`.")
    description: Annotated[Text, Field(max_length=1024)] | None = None
    enabled: bool | None = None
    header_auth_key: str | None = Field(None, description="The name of a secret header; null removes it.")
    header_auth_value: str | None = Field(None, description="Its secret value; absent, null or `[redacted]` keeps it.")


class WebhookIn(RequestModel):
    """A webhook as it is written."""

    webhook: WebhookFieldsIn


class WebhookFieldsOut(AnswerModel, title="WebhookMembers"):
    """A webhook as it is answered."""

    id: str
    event: str
    url_template: str
    description: str
    enabled: bool
    header_auth_key: str | None = None
    header_auth_value: str | None = None
    signing_secret: str | None = Field(None, description="Shown once, when it is made.")
    createdTime: str  # noqa: N815 - the contract's one camelCase name


READ_ONLY = frozenset(WebhookFieldsOut.model_fields) - frozenset(WebhookFieldsIn.model_fields)


class WebhookOut(AnswerModel):
    """One webhook."""

    webhook: WebhookFieldsOut


class WebhooksOut(AnswerModel):
    """One page of webhooks."""

    results: list[WebhookFieldsOut]
    next_page_token: str | None = None


def to_json(written: Written) -> dict[str, object]:
    """The members of a webhook; its signing secret once, when it is made."""
    subscription = written.subscription
    header = next(iter(subscription.auth.headers.names), None)
    members: dict[str, object] = {
        "id": encode(Prefix.SUBSCRIPTION, subscription.subscription_id),
        "event": ",".join(subscription.event_types),
        "url_template": subscription.uri_template or subscription.uri,
        "description": subscription.description,
        "enabled": subscription.state is SubscriptionState.ENABLED,
        "createdTime": format_time(subscription.create_time),
    }
    if header is not None:
        members |= {"header_auth_key": header, "header_auth_value": REDACTED}
    if written.secret is not None:
        members["signing_secret"] = encode_secret(written.secret)
    return members
