from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bellhop.api.edge.services import Services
from bellhop.clock import ManualClock
from bellhop.config import MasterKey
from bellhop.core.credentials import CredentialsCache, seal, unseal
from bellhop.domain.audit import SYSTEM
from bellhop.domain.sealed import Sealed
from bellhop.domain.subscription import Subscription
from bellhop.domain.subscription_spec import AuthSpec, SubscriptionSpec
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import ConflictError
from bellhop.ids import TenantId
from bellhop.signing.bearer import BearerToken
from bellhop.signing.credentials import AuthOutline, Credentials
from bellhop.signing.ed25519 import Ed25519
from bellhop.signing.signature import Signature
from bellhop.store import sealed as sealed_store
from bellhop.store import subscriptions as store_of_subscriptions
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, VaultError, label_of
from tests.cells import home
from tests.serving import open_services

OLD, NEW = MasterKey(name="old", key=b"o" * 32), MasterKey(name="new", key=b"n" * 32)


@pytest.fixture
async def services(store: Store, clock: ManualClock) -> AsyncIterator[Services]:
    async with open_services(store, clock) as opened:
        yield opened


async def subscribe(services: Services, name: str, cell: str | None = None) -> Subscription:
    tenant = await services.tenants.create(
        TenantId(name), display_name="", given=GivenLimits(), actor=SYSTEM, cell=cell
    )
    spec = SubscriptionSpec(
        event_types=("a",),
        uri="https://hooks.example.com/",
        auth=AuthSpec(signature=False, others=Credentials(bearer=BearerToken("hush"))),
    )
    return (await services.subscriptions.create(tenant, spec, actor=SYSTEM)).subscription


async def test_secrets_open_in_their_own_row_only(services: Services) -> None:
    mine, theirs = await subscribe(services, "acme"), await subscribe(services, "other")
    assert CredentialsCache(services.vault).open(mine).bearer == BearerToken("hush")
    assert b"hush" not in mine.sealed.ciphertext

    with pytest.raises(VaultError):
        CredentialsCache(services.vault).open(replace(theirs, sealed=mine.sealed))
    with pytest.raises(VaultError):
        CredentialsCache(services.vault).open(replace(mine, tenant_id=TenantId("other")))


async def test_a_key_pair_signs_where_the_row_says_so_whoever_wrote_it_last(services: Services) -> None:
    """A version that knows no key pairs writes the outline without them, and keeps what is sealed."""
    tenant = await services.tenants.create(TenantId("acme"), display_name="", given=GivenLimits(), actor=SYSTEM)
    spec = SubscriptionSpec(
        event_types=("a",),
        uri="https://hooks.example.com/",
        auth=AuthSpec(others=Credentials(ed25519=Ed25519())),
    )
    signed = (await services.subscriptions.create(tenant, spec, actor=SYSTEM)).subscription
    row = signed.auth.to_row()
    assert row.pop("ed25519") is True
    written_by_earlier = replace(signed, auth=AuthOutline.from_row(row))

    assert unseal(services.vault, written_by_earlier).ed25519 is None
    opened = unseal(services.vault, signed).ed25519
    assert opened is not None
    assert [pair.private.public_key().public_bytes_raw() for pair in opened.pairs] == [
        key.public_key for key in signed.signing_keys
    ]


async def test_each_version_is_opened_once_and_a_new_one_anew(services: Services) -> None:
    cache = CredentialsCache(services.vault, most=2)
    first = await subscribe(services, "acme")
    opened = cache.open(first)
    assert cache.open(replace(first, sealed=Sealed(b"not looked at", ""))) is opened

    changed = Credentials(signature=Signature.of(b"s" * 32))
    sealed = seal(services.vault, first.tenant_id, first.subscription_id, changed)

    assert cache.open(replace(first, sealed=sealed, version=first.version + 1)) == changed


async def test_a_lost_key_is_a_conflict_for_who_changes_secrets_and_no_matter_for_who_reads(
    services: Services, store: Store
) -> None:
    made = await subscribe(services, "acme")
    lost = Vault([OLD])
    sealed = lost.seal(b"{}", tenant_id="acme", row_id=str(made.subscription_id), field="credentials")
    await home(store).execute("UPDATE subscriptions SET sealed = $1, version = version + 1", sealed)

    read = await services.subscriptions.get(made.tenant_id, made.subscription_id)
    assert read.auth.bearer.given
    with pytest.raises(ConflictError):
        services.subscription_secrets.open(read)


async def test_deleting_forgets_the_secrets(services: Services, store: Store) -> None:
    made = await subscribe(services, "acme")
    await services.subscriptions.delete(made.tenant_id, made.subscription_id, actor=SYSTEM)

    async with home(store).connection() as connection:
        (deleted,) = await store_of_subscriptions.load(connection, [(made.tenant_id, made.subscription_id)])

    assert deleted.delete_time is not None
    assert CredentialsCache(services.vault).open(deleted) == Credentials()


async def test_what_is_sealed_is_walked_in_order_and_replaced_if_nobody_was_faster(
    services: Services, store: Store
) -> None:
    for name in ("acme", "bravo", "charlie"):
        await subscribe(services, name, home(store).cell)

    async with home(store).transaction() as connection:
        first = await sealed_store.walk(connection, after=None, limit=2)
        rest = await sealed_store.walk(connection, after=first[-1], limit=2)
        assert [row.tenant_id for row in first + rest] == ["acme", "bravo", "charlie"]
        moved = replace(first[1], sealed=Sealed(b"read before another wrote it", first[1].sealed.key))
        fresh = Vault([NEW]).seal(b"{}", tenant_id="acme", row_id="x", field="credentials")
        done = await sealed_store.reseal(connection, [(first[0], fresh), (moved, fresh)], key=label_of(NEW))
        left = await sealed_store.sealed_by_others(connection, label_of(NEW))

    assert done == 1
    assert list(left.values()) == [2]
