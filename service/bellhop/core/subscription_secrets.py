"""The secrets of subscriptions: opened, sealed, chosen when a subscription is written, and rotated."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bellhop.clock import Clock
from bellhop.core.audited import change
from bellhop.core.credentials import CredentialsCache, seal
from bellhop.core.preconditions import Precondition, any_version
from bellhop.core.subscription_rows import lock, path_of, write
from bellhop.domain.audit import Actor
from bellhop.domain.key import Principal
from bellhop.domain.sealed import Sealed
from bellhop.domain.subscription import Subscription
from bellhop.domain.subscription_spec import AuthSpec
from bellhop.errors import ConflictError, Fault, InvalidInputError
from bellhop.ids import SubscriptionId, TenantId
from bellhop.signing.credentials import Credentials
from bellhop.signing.signature import MOST_SIGNING_SECRETS, Signature
from bellhop.signing.standard_webhooks import new_secret
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, VaultError


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


class SubscriptionSecrets:
    """What the requests of subscriptions are proved with."""

    def __init__(self, store: Store, *, clock: Clock, vault: Vault, opened: CredentialsCache) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._opened = opened

    def open(self, subscription: Subscription) -> Credentials:
        """The secrets of a subscription; raises `ConflictError` when no key opens them any more."""
        opened = self.open_or_none(subscription)
        if opened is None:
            detail = (
                "The secrets of this subscription can no longer be read by the service: give new ones by PATCH or "
                "`:rotate-secret`, "
                + ("rotate your webhook keys, " if subscription.auth.ed25519 else "")
                + "or ask the operator."
            )
            raise ConflictError(detail)
        return opened

    def open_or_none(self, subscription: Subscription) -> Credentials | None:
        """The secrets of a subscription, or None when no key opens them any more."""
        try:
            return self._opened.open(subscription)
        except VaultError:
            return None

    def seal(self, tenant_id: TenantId, subscription_id: SubscriptionId, credentials: Credentials) -> Sealed:
        """The secrets as the row of this subscription keeps them."""
        return seal(self._vault, tenant_id, subscription_id, credentials)

    async def rotate(
        self,
        tenant_id: TenantId,
        subscription_id: SubscriptionId,
        *,
        overlap: timedelta,
        secret: bytes | None,
        actor: Actor,
        precondition: Precondition = any_version,
    ) -> Written:
        """The subscription with a new signing secret, given or made; the old one signs too until the overlap ends."""
        now = self._clock.now()
        async with change(self._store, tenant_id, actor, now) as made:
            current = await lock(made.connection, tenant_id, subscription_id)
            precondition(current.version)
            if not current.auth.signature:
                detail = "This subscription is not signed; switch its signature on instead."
                raise ConflictError(detail)
            opened = self.open_or_none(current) or _without_the_lost(current)
            fresh = secret or new_secret()
            signature = (opened.signature or Signature()).rotated(fresh, overlap=overlap, now=now)
            if len(signature.secrets) > MOST_SIGNING_SECRETS:
                detail = (
                    f"{MOST_SIGNING_SECRETS} secrets overlap already; wait until one ends, or use a shorter overlap."
                )
                raise ConflictError(detail)
            credentials = replace(opened, signature=signature)
            changed = replace(
                current,
                sealed=self.seal(tenant_id, subscription_id, credentials),
                auth=credentials.outline(unauthenticated=current.auth.unauthenticated),
            )
            written = await write(made.connection, changed, now=now)
            made.note(
                "subscription.secret_rotated", path_of(subscription_id), {"overlap_seconds": overlap.total_seconds()}
            )
        return Written(written, fresh)


def chosen(auth: AuthSpec, current: Credentials | None) -> tuple[Credentials, bytes | None]:
    """The secrets that a subscription shall have from here on, and the signing secret if it is a new one."""
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


def _without_the_lost(subscription: Subscription) -> Credentials:
    """What to begin with where no key opens the secrets: nothing, if the signature is the only proof.

    With another proof lost as well, raises `ConflictError`: a call without it would be refused, or worse, believed.
    """
    if subscription.auth.has_more_than_signature:
        detail = (
            "The secrets of this subscription can no longer be read, and the signature is not the only one: give all "
            "of them anew by PATCH."
        )
        raise ConflictError(detail)
    return Credentials()
