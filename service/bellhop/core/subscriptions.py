"""The registry's verbs: create, read, change and delete subscriptions.

Every change locks the tenant's registry first (its row counts the subscriptions and versions them), then the
subscription, then its lane, and tells the audit. State and secrets have verbs of their own: `subscription_state.py` and
`subscription_secrets.py`.
"""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from bellhop.clock import Clock
from bellhop.core import endings, entitlement, repeats
from bellhop.core.audited import AuditedChange, change
from bellhop.core.catalog import Catalog
from bellhop.core.preconditions import Precondition, any_version
from bellhop.core.repeats import IdempotencyKey
from bellhop.core.signing_keys import SigningKeys
from bellhop.core.subscription_checks import check
from bellhop.core.subscription_rows import WrittenMeanwhileError, keep_certificate, lock, path_of, wake, write
from bellhop.core.subscription_secrets import SubscriptionSecrets, Written, chosen
from bellhop.core.templates import keep, with_template
from bellhop.domain.action import parent_variables
from bellhop.domain.audit import Actor
from bellhop.domain.circuit import Health
from bellhop.domain.delivery import LaneHint, hint_keys
from bellhop.domain.matching import Compile
from bellhop.domain.subscription import Subscription, SubscriptionState
from bellhop.domain.subscription_spec import SubscriptionSpec
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
from bellhop.ids import SubscriptionId, TenantId, uuid7
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.signing.credentials import Credentials
from bellhop.store import lanes
from bellhop.store import subscriptions as store
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

Still = Callable[["Connection"], Awaitable[bool]]
"""Whether the reason to do something still holds, asked in the transaction that does it."""

_QUEUES_AT_ONCE = 500
_RETRY_SECONDS = "60"  # only a deletion makes room, so there is no hurry
_FAULT_OF_OTHER_WAY = Fault(
    "/pull", "immutable", "A subscription is pulled or sent for as long as it lives; make another one and delete this."
)


class Subscriptions:
    """The registry of every tenant."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        secrets: SubscriptionSecrets,
        signing_keys: SigningKeys,
        guard: Guard,
        catalog: Catalog,
        wakeups: Wakeups,
        parse_filter: Compile,
        origin: str | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._secrets = secrets
        self._signing_keys = signing_keys
        self._guard = guard
        self._catalog = catalog
        self._wakeups = wakeups
        self._parse_filter = parse_filter
        self._origin = origin

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
            cell = self._store.cell_of(tenant.tenant_id)
            made_id = await repeats.earlier(cell, tenant.tenant_id, key, now=self._clock.now())
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
        now = self._clock.now()
        subscription_id = SubscriptionId(uuid7(now))
        credentials, secret = chosen(spec.auth, None)
        plain = _with_spec(
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
                sealed=self._secrets.seal(tenant.tenant_id, subscription_id, credentials),
                create_time=now,
                update_time=now,
                delete_time=None,
                version=1,
            ),
            spec,
            credentials,
            now,
        )
        subscription = with_template(plain, _text(spec), version=plain.version)
        async with change(self._store, tenant.tenant_id, actor, now) as made:
            if key is not None and not await repeats.claim(
                made.connection, tenant.tenant_id, key, subscription_id, now=now
            ):
                raise ConflictError
            if not await store.enter_registry(
                made.connection, tenant.tenant_id, version=uuid.uuid4(), limit=tenant.limits.subscriptions
            ):
                detail = f"This tenant has {tenant.limits.subscriptions} subscriptions, as many as it may."
                raise LimitExceededError(detail, headers={"Retry-After": _RETRY_SECONDS})
            subscription = await self._with_signing_keys(made, subscription)
            await store.insert(made.connection, subscription)
            await keep(made.connection, None, subscription, now=now)
            await lanes.create(made.connection, subscription)
            await keep_certificate(made.connection, subscription, now=now)
            made.note("subscription.created", path_of(subscription_id), audited(subscription))
        return Written(subscription, secret)

    async def get(self, tenant_id: TenantId, subscription_id: SubscriptionId) -> Subscription:
        """One subscription; raises `NotFoundError`."""
        async with self._store.cell_of(tenant_id).connection() as connection:
            subscription = await store.get(connection, tenant_id, subscription_id)
        if subscription is None:
            raise NotFoundError
        return subscription

    async def health(
        self, tenant_id: TenantId, subscription_ids: Sequence[SubscriptionId]
    ) -> Mapping[SubscriptionId, Health]:
        """How the endpoints of these subscriptions do."""
        async with self._store.cell_of(tenant_id).connection() as connection:
            return await lanes.health(connection, tenant_id, subscription_ids)

    async def replace(self, current: Subscription, spec: SubscriptionSpec, *, actor: Actor) -> Written | None:
        """The subscription as `spec` says; None when it is no longer the version that `current` is.

        Where its secrets can no longer be read, all that `spec` names are new. What waited while it was disabled leaves
        at once when it no longer is; another URL ends a pause that the one before asked for; where dead letters shall
        block no queue any more, those that are blocked go on.
        """
        opened = self._secrets.open_or_none(current)
        await self._check(spec, opened)
        if spec.pull is not current.pull:
            raise InvalidInputError(faults=[_FAULT_OF_OTHER_WAY])
        now = self._clock.now()
        tenant_id = current.tenant_id
        credentials, secret = chosen(spec.auth, opened)
        sealed = current.sealed
        if credentials != opened:
            sealed = self._secrets.seal(tenant_id, current.subscription_id, credentials)
        plain = _with_spec(replace(current, sealed=sealed), spec, credentials, now)
        changed = with_template(plain, _text(spec), version=current.version + 1)
        moves = (changed.uri, changed.uri_template) != (current.uri, current.uri_template)
        try:
            async with change(self._store, tenant_id, actor, now) as made:
                await store.touch_registry(made.connection, tenant_id, version=uuid.uuid4())
                changed = await self._with_signing_keys(made, changed)
                written = await write(made.connection, changed, now=now, lifts_pause=moves)
                await keep(made.connection, current.template, written, now=now)
                unblocks = current.delivery.blocks and not written.delivery.blocks
                unblocked = await _unblock(made.connection, written, now) if unblocks else (0, [])
                changes = _difference(audited(current), audited(written))
                if credentials != opened:
                    changes["credentials"] = "changed"
                made.note("subscription.updated", path_of(current.subscription_id), changes)
        except WrittenMeanwhileError:
            return None
        if moves or written.state is not current.state:
            wake(self._wakeups, written)
        await self._unblock_more(written, unblocked)
        return Written(written, secret)

    async def _unblock_more(self, written: Subscription, first: tuple[int, list[LaneHint]]) -> None:
        """Wake the queues that go on with a change, and let those follow that were too many for its transaction."""
        count, hints = first
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))
        while count == _QUEUES_AT_ONCE:
            async with self._store.cell_of(written.tenant_id).transaction() as connection:
                count, hints = await _unblock(connection, written, self._clock.now())
            self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))

    async def delete(
        self,
        tenant_id: TenantId,
        subscription_id: SubscriptionId,
        *,
        actor: Actor,
        precondition: Precondition = any_version,
        still: Still | None = None,
    ) -> None:
        """End a subscription and forget its secrets; what still waits for it ends as skipped. Or `NotFoundError`.

        `still` is asked with everything locked: where it says no, nothing is done.
        """
        now = self._clock.now()
        async with change(self._store, tenant_id, actor, now) as made:
            current = await lock(made.connection, tenant_id, subscription_id)
            precondition(current.version)
            if still is not None and not await still(made.connection):
                return
            nothing = self._secrets.seal(tenant_id, subscription_id, Credentials())
            await store.touch_registry(made.connection, tenant_id, version=uuid.uuid4(), gained=-1)
            await write(made.connection, replace(current, sealed=nothing, delete_time=now), now=now)
            made.note("subscription.deleted", path_of(subscription_id))

    async def set_entitled(self, tenant: Tenant) -> None:
        """Let fan-out know whether the tenant may have deliveries: to be called whenever its limits change."""
        await entitlement.tell(self._store.cell_of(tenant.tenant_id), tenant)

    async def _with_signing_keys(self, made: AuditedChange, subscription: Subscription) -> Subscription:
        """The subscription with the tenant's key pairs, where they sign; the registry is locked."""
        wanted = bool(subscription.auth.ed25519)
        keys = await self._signing_keys.ensure(made, subscription.tenant_id) if wanted else ()
        return replace(subscription, signing_keys=keys)

    async def _check(self, spec: SubscriptionSpec, kept: Credentials | None = None) -> None:
        variables: set[str] = set()
        if spec.uri_template is not None:
            for action in await self._catalog.every():
                variables.update(parent_variables(action.parent_shape))
        check(
            spec,
            guard=self._guard,
            parse_filter=self._parse_filter,
            variables=variables,
            kept=kept,
            now=self._clock.now(),
            origin=self._origin,
        )


async def _unblock(connection: "Connection", written: Subscription, now: datetime) -> tuple[int, list[LaneHint]]:
    lane = (written.tenant_id, written.subscription_id)
    return await endings.unblock(connection, lane, now=now, most=_QUEUES_AT_ONCE)


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
        "template": subscription.template.text.decode() if subscription.template else None,
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
        "pull": subscription.pull,
        "handshake": subscription.handshake,
        "idle_expire_seconds": None if subscription.idle_expire is None else subscription.idle_expire.total_seconds(),
    }


def _difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in after.items() if before[name] != value}


def _text(spec: SubscriptionSpec) -> bytes | None:
    return None if spec.template is None else orjson.dumps(spec.template)


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
        pull=spec.pull,
        idle_expire=spec.idle_expire,
        handshake=spec.handshake,
    )
    return written.switched(enabled=spec.enabled, now=now)
