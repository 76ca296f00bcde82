"""The registry's verbs: create, read, change and delete subscriptions.

Every change locks the tenant's registry first (its row counts the subscriptions and versions them), then the
subscription, then its lane, and tells the audit. Verbs about one subscription's state are in subscription_verbs.py.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.clock import Clock
from bellhop.core import repeats
from bellhop.core.audited import change
from bellhop.core.catalog import Catalog
from bellhop.core.credentials import CredentialsCache, seal
from bellhop.core.preconditions import Precondition, any_version
from bellhop.core.repeats import IdempotencyKey
from bellhop.core.subscription_checks import check
from bellhop.domain.action import parent_variables
from bellhop.domain.audit import Actor
from bellhop.domain.circuit import Health
from bellhop.domain.key import Principal
from bellhop.domain.matching import Compile
from bellhop.domain.subscription import DisabledReason, Subscription, SubscriptionState
from bellhop.domain.subscription_spec import AuthSpec, SubscriptionSpec
from bellhop.domain.tenant import Tenant
from bellhop.domain.uri_template import origin_of
from bellhop.egress.guard import Guard
from bellhop.errors import (
    BellhopError,
    ConflictError,
    Fault,
    InvalidInputError,
    LimitExceededError,
    NotEntitledError,
    NotFoundError,
)
from bellhop.ids import Prefix, SubscriptionId, TenantId, encode, uuid7
from bellhop.signing.credentials import Credentials
from bellhop.signing.signature import Signature
from bellhop.signing.standard_webhooks import new_secret
from bellhop.store import lanes
from bellhop.store import subscriptions as store
from bellhop.store.database import Store
from bellhop.vault.keyring import Vault, VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_RETRY_SECONDS = "60"  # only a deletion makes room, so there is no hurry


@dataclass(frozen=True, slots=True)
class Written:
    """A subscription as it was written; `secret` only when one was given or made by this change: shown this once.

    `replayed`: an earlier request under the same key made it, and it is as it is now.
    """

    subscription: Subscription
    secret: bytes | None = None
    replayed: bool = False

    def shown_to(self, principal: Principal) -> "Written":
        """The same as this key may see it: without its secret, if it may see none."""
        return self if principal.may_see_secrets else replace(self, secret=None)

    def __repr__(self) -> str:
        return f"Written({self.subscription.subscription_id})"


class Subscriptions:
    """The registry of every tenant."""

    def __init__(
        self,
        databases: Store,
        *,
        clock: Clock,
        vault: Vault,
        guard: Guard,
        catalog: Catalog,
        credentials: CredentialsCache,
        parse_filter: Compile,
    ) -> None:
        self.databases = databases
        self.clock = clock
        self.vault = vault
        self.guard = guard
        self.credentials = credentials
        self.parse_filter = parse_filter
        self._catalog = catalog

    async def create(
        self, tenant: Tenant, spec: SubscriptionSpec, *, actor: Actor, key: IdempotencyKey | None = None
    ) -> Written:
        """A new subscription, or the one that an earlier request under this key has made: without its secret.

        Raises `NotEntitledError` when the tenant may have none, `InvalidInputError` with every fault, and
        `LimitExceededError` when the tenant has as many as it may.
        """
        try:
            return await self._create(tenant, spec, actor, key)
        except BellhopError:  # the first answer goes before every refusal
            if key is None:
                raise
            cell = self.databases.cell_of(tenant.tenant_id)
            made_id = await repeats.earlier(cell, tenant.tenant_id, key, now=self.clock.now())
            if made_id is None:
                raise
        return Written(await self._made_before(tenant.tenant_id, SubscriptionId(made_id)), replayed=True)

    async def _made_before(self, tenant_id: TenantId, subscription_id: SubscriptionId) -> Subscription:
        try:
            return await self.get(tenant_id, subscription_id)
        except NotFoundError:
            detail = "This Idempotency-Key stands for a subscription that was deleted; a new key makes another."
            raise NotFoundError(detail) from None

    async def _create(
        self, tenant: Tenant, spec: SubscriptionSpec, actor: Actor, key: IdempotencyKey | None
    ) -> Written:
        if tenant.limits.subscriptions == 0:
            raise NotEntitledError
        await self._check(spec)
        now = self.clock.now()
        subscription_id = SubscriptionId(uuid7(now))
        credentials, secret = _credentials(spec.auth, None)
        subscription = _with_spec(
            Subscription(
                tenant_id=tenant.tenant_id,
                subscription_id=subscription_id,
                uri="",
                description="",
                method=spec.method,
                uri_template=None,
                event_types=spec.event_types,
                filter=None,
                payload=spec.payload,
                delivery=spec.delivery,
                state=SubscriptionState.ENABLED,
                disabled_reason=None,
                disabled_time=None,
                sealed=seal(self.vault, tenant.tenant_id, subscription_id, credentials),
                create_time=now,
                update_time=now,
                delete_time=None,
                version=1,
            ),
            spec,
            credentials,
            now,
        )
        async with change(self.databases, tenant.tenant_id, actor, now) as made:
            if key is not None and not await repeats.claim(
                made.connection, tenant.tenant_id, key, subscription_id, now=now
            ):
                raise ConflictError
            if not await store.enter_registry(
                made.connection, tenant.tenant_id, version=uuid.uuid4(), limit=tenant.limits.subscriptions
            ):
                detail = f"This tenant has {tenant.limits.subscriptions} subscriptions, as many as it may."
                raise LimitExceededError(detail, headers={"Retry-After": _RETRY_SECONDS})
            await store.insert(made.connection, subscription)
            await lanes.create(made.connection, subscription)
            made.note("subscription.created", path_of(subscription_id), audited(subscription))
        return Written(subscription, secret)

    async def get(self, tenant_id: TenantId, subscription_id: SubscriptionId) -> Subscription:
        """One subscription; raises `NotFoundError`."""
        async with self.databases.cell_of(tenant_id).connection() as connection:
            subscription = await store.get(connection, tenant_id, subscription_id)
        if subscription is None:
            raise NotFoundError
        return subscription

    async def health(
        self, tenant_id: TenantId, subscription_ids: Sequence[SubscriptionId]
    ) -> Mapping[SubscriptionId, Health]:
        """How the endpoints of these subscriptions do."""
        async with self.databases.cell_of(tenant_id).connection() as connection:
            return await lanes.health(connection, tenant_id, subscription_ids)

    def open(self, subscription: Subscription) -> Credentials:
        """The secrets of a subscription; raises `ConflictError` when no key opens them any more."""
        opened = self.open_or_none(subscription)
        if opened is None:
            detail = (
                "The secrets of this subscription can no longer be read by the service: give new ones by PATCH or "
                "`:rotate-secret`, or ask the operator."
            )
            raise ConflictError(detail)
        return opened

    def open_or_none(self, subscription: Subscription) -> Credentials | None:
        """The secrets of a subscription, or None when no key opens them any more."""
        try:
            return self.credentials.open(subscription)
        except VaultError:
            return None

    async def replace(self, current: Subscription, spec: SubscriptionSpec, *, actor: Actor) -> Written | None:
        """The subscription as `spec` says; None when it is no longer the version that `current` is.

        Where its secrets can no longer be read, all that `spec` names are new.
        """
        await self._check(spec)
        now = self.clock.now()
        tenant_id = current.tenant_id
        opened = self.open_or_none(current)
        credentials, secret = _credentials(spec.auth, opened)
        sealed = current.sealed
        if credentials != opened:
            sealed = seal(self.vault, tenant_id, current.subscription_id, credentials)
        written = _with_spec(
            replace(current, sealed=sealed, update_time=now, version=current.version + 1), spec, credentials, now
        )
        async with change(self.databases, tenant_id, actor, now) as made:
            await store.touch_registry(made.connection, tenant_id, version=uuid.uuid4())
            if not await store.update(made.connection, written):
                return None
            await lanes.sync(made.connection, written)
            changes = _difference(audited(current), audited(written))
            if credentials != opened:
                changes["credentials"] = "changed"
            made.note("subscription.updated", path_of(current.subscription_id), changes)
        return Written(written, secret)

    async def delete(
        self,
        tenant_id: TenantId,
        subscription_id: SubscriptionId,
        *,
        actor: Actor,
        precondition: Precondition = any_version,
    ) -> None:
        """End a subscription and forget its secrets; what still waits for it ends as skipped. Or `NotFoundError`."""
        now = self.clock.now()
        async with change(self.databases, tenant_id, actor, now) as made:
            current = await locked(made.connection, tenant_id, subscription_id)
            precondition(current.version)
            deleted = replace(
                current,
                sealed=seal(self.vault, tenant_id, subscription_id, Credentials()),
                delete_time=now,
                update_time=now,
                version=current.version + 1,
            )
            await store.touch_registry(made.connection, tenant_id, version=uuid.uuid4(), gained=-1)
            await store.update(made.connection, deleted)
            await lanes.sync(made.connection, deleted)
            made.note("subscription.deleted", path_of(subscription_id))

    async def set_entitled(self, tenant: Tenant) -> None:
        """Let fan-out know whether the tenant may have deliveries: to be called whenever its limits change."""
        entitled = tenant.limits.subscriptions > 0
        async with self.databases.cell_of(tenant.tenant_id).transaction() as connection:
            await store.set_entitled(connection, tenant.tenant_id, version=uuid.uuid4(), entitled=entitled)

    async def _check(self, spec: SubscriptionSpec) -> None:
        variables: set[str] = set()
        if spec.uri_template is not None:
            for action in await self._catalog.every():
                variables.update(parent_variables(action.parent_shape))
        check(spec, guard=self.guard, parse_filter=self.parse_filter, variables=variables)


async def locked(connection: "Connection", tenant_id: TenantId, subscription_id: SubscriptionId) -> Subscription:
    """A live subscription, held until the commit, its registry locked and versioned before it; `NotFoundError`."""
    await store.touch_registry(connection, tenant_id, version=uuid.uuid4())
    subscription = await store.get(connection, tenant_id, subscription_id, locked=True)
    if subscription is None:
        raise NotFoundError
    return subscription


def path_of(subscription_id: SubscriptionId) -> str:
    """The name of a subscription in the audit."""
    return f"subscriptions/{encode(Prefix.SUBSCRIPTION, subscription_id)}"


def audited(subscription: Subscription) -> dict[str, object]:
    """What the audit says of a subscription: everything but the secrets."""
    policy = subscription.delivery
    return {
        "uri": subscription.uri,
        "uri_template": subscription.uri_template,
        "description": subscription.description,
        "method": subscription.method.value,
        "event_types": list(subscription.event_types),
        "filter": subscription.filter,
        "payload": subscription.payload.value,
        "state": subscription.state.value,
        **subscription.auth.audited(),
        "timeout_seconds": policy.timeout.total_seconds(),
        "schedule_seconds": [each.total_seconds() for each in policy.schedule],
        "max_age_seconds": policy.max_age.total_seconds(),
        "max_in_flight": policy.max_in_flight,
        "rate_per_second": policy.rate_per_second,
        "ordering": policy.ordering.value,
        "ordering_key": policy.ordering_key.value,
        "on_dead_letter": policy.on_dead_letter.value,
    }


def _difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in after.items() if before[name] != value}


def _credentials(auth: AuthSpec, current: Credentials | None) -> tuple[Credentials, bytes | None]:
    """The secrets that are wanted, and the signing secret if it is a new one."""
    signature = current.signature if current is not None else None
    secret = None
    if not auth.signature:
        signature = None
    elif signature is None:
        secret = auth.secret or new_secret()
        signature = Signature.of(secret)
    elif auth.secret is not None and auth.secret != signature.secrets[0].secret:
        message = "This subscription has a signing secret already; `:rotate-secret` replaces it without losing a call."
        raise InvalidInputError(faults=[Fault("/auth/signature/secret", "use-rotation", message)])
    return replace(auth.others, signature=signature), secret


def _with_spec(
    subscription: Subscription, spec: SubscriptionSpec, credentials: Credentials, now: datetime
) -> Subscription:
    template = spec.uri_template
    written = replace(
        subscription,
        uri=origin_of(template) if template is not None else spec.uri or "",
        description=spec.description,
        method=spec.method,
        uri_template=template,
        event_types=spec.event_types,
        filter=spec.filter,
        payload=spec.payload,
        delivery=spec.delivery,
        auth=credentials.outline(unauthenticated=spec.auth.unauthenticated),
    )
    return with_state(written, enabled=spec.enabled, now=now)


def with_state(
    subscription: Subscription, *, enabled: bool, now: datetime, reason: DisabledReason = DisabledReason.BY_REQUEST
) -> Subscription:
    """The subscription enabled, or disabled from now on; one that is disabled already keeps its reason."""
    if enabled == (subscription.state is SubscriptionState.ENABLED):
        return subscription
    return replace(
        subscription,
        state=SubscriptionState.ENABLED if enabled else SubscriptionState.DISABLED,
        disabled_reason=None if enabled else reason,
        disabled_time=None if enabled else now,
    )
