"""Rotation of the master keys: everything under the new one, online, whatever was lost."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.config import MasterKey
from bellhop.core.credentials import load_pair, unseal
from bellhop.core.signing_keys import SigningKeys
from bellhop.domain.audit import SYSTEM
from bellhop.ids import TenantId
from bellhop.maintenance.rekey import Rekeyer
from bellhop.signing.credentials import Credentials
from bellhop.signing.signature import Signature
from bellhop.store import sealed, subscriptions
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, label_of
from tests.cells import home, settle
from tests.world import ACME, SECRET, World, world

OLD, NEW, LOST = (MasterKey(name=name, key=name.encode() * 8) for name in ("old1", "new1", "lost"))
EXPECTED = Credentials(signature=Signature.of(SECRET))


@pytest.fixture
async def acme(store: Store, clock: ManualClock) -> AsyncIterator[World]:
    async with world(store, clock) as made:
        made.vault = Vault([OLD])
        yield made


async def subscribe(acme: World, count: int, vault: Vault) -> None:
    acme.vault = vault
    for number in range(count):
        await acme.subscribe("https://example.com/hook", tenant_id=TenantId(f"tenant-{number % 3}"))


async def make_pair(store: Store, clock: ManualClock, key: MasterKey, *, overlap: timedelta = timedelta(0)) -> None:
    """A new key pair of the tenant, sealed by this master key."""
    await settle(store, ACME)
    keys = SigningKeys(store, clock=clock, vault=Vault([key, OLD]))
    await keys.rotate(ACME, overlap=overlap, actor=SYSTEM)


async def opened(store: Store, vault: Vault) -> list[Credentials]:
    cell = home(store)
    rows = await cell.fetch("SELECT tenant_id, subscription_id FROM subscriptions ORDER BY subscription_id")
    async with cell.connection() as connection:
        found = await subscriptions.load(connection, [(row[0], row[1]) for row in rows])
    return [unseal(vault, each) for each in found]


async def everything(rekeyer: Rekeyer) -> Rekeyer:
    while await rekeyer.run_once():
        pass
    return rekeyer


async def test_after_a_rotation_the_new_key_alone_opens_everything(acme: World, store: Store) -> None:
    await subscribe(acme, 250, Vault([OLD]))
    rekeyer = Rekeyer(store, Vault([NEW, OLD]))
    assert await rekeyer.remaining() == {label_of(OLD): 250}
    await everything(rekeyer)
    assert (rekeyer.resealed, rekeyer.unreadable, await rekeyer.remaining()) == (250, [], {})
    assert await opened(store, Vault([NEW])) == [EXPECTED] * 250


async def test_key_pairs_come_under_the_new_key_as_well(acme: World, store: Store, clock: ManualClock) -> None:
    await subscribe(acme, 3, Vault([OLD]))
    await make_pair(store, clock, OLD)
    await make_pair(store, clock, OLD, overlap=timedelta(hours=1))
    asked = "SELECT signing_key_id, public_key, expire_time FROM signing_keys ORDER BY signing_key_id"
    before = await home(store).fetch(asked)
    rekeyer = Rekeyer(store, Vault([NEW, OLD]))
    assert await rekeyer.remaining() == {label_of(OLD): 5}
    await everything(rekeyer)
    assert (rekeyer.looked_at, rekeyer.resealed, rekeyer.unread, await rekeyer.remaining()) == (5, 5, 0, {})
    assert await home(store).fetch(asked) == before
    for key in await SigningKeys(store, clock=clock, vault=Vault([NEW])).of_tenant(ACME):
        assert load_pair(Vault([NEW]), ACME, key).private.public_key().public_bytes_raw() == key.public_key


async def test_a_lost_key_is_told_by_key_pair_unless_the_pair_has_ended(
    acme: World, store: Store, clock: ManualClock
) -> None:
    await make_pair(store, clock, LOST)
    rekeyer = await everything(Rekeyer(store, Vault([NEW, OLD])))
    assert [str(each).partition(":")[0] for each in rekeyer.unreadable] == ["a key pair of acme"]
    assert await rekeyer.remaining() == {label_of(LOST): 1}
    await home(store).execute("UPDATE signing_keys SET expire_time = now() - interval '1 second'")
    rekeyer = await everything(Rekeyer(store, Vault([NEW, OLD])))
    assert (rekeyer.resealed, rekeyer.unreadable, await rekeyer.remaining()) == (1, [], {})


async def test_an_interrupted_rotation_is_gone_on_with(acme: World, store: Store) -> None:
    await subscribe(acme, 600, Vault([OLD]))
    assert await Rekeyer(store, Vault([NEW, OLD])).run_once() == 500
    rekeyer = Rekeyer(store, Vault([NEW, OLD]))
    assert await rekeyer.remaining() == {label_of(OLD): 100}
    assert (await everything(rekeyer)).resealed == 100


async def test_a_lost_key_is_told_by_subscription_and_stops_nothing_else(acme: World, store: Store) -> None:
    await subscribe(acme, 2, Vault([LOST]))
    await subscribe(acme, 3, Vault([OLD]))
    rekeyer = await everything(Rekeyer(store, Vault([NEW, OLD])))
    assert (rekeyer.looked_at, rekeyer.resealed, rekeyer.unread) == (5, 3, 2)
    assert [each.key for each in rekeyer.unreadable] == [label_of(LOST)] * 2
    assert all("sub_" in str(each) and "'lost'" in str(each) for each in rekeyer.unreadable)
    assert await rekeyer.remaining() == {label_of(LOST): 2}


async def test_what_the_active_key_is_said_to_have_sealed_is_opened_too(acme: World, store: Store) -> None:
    """Another key had had its name, and older keys were called unneeded."""
    usurped = MasterKey(name=NEW.name, key=LOST.key)
    await subscribe(acme, 2, Vault([usurped]))
    await home(store).execute("UPDATE subscriptions SET sealed_by = $1", NEW.name)  # as versions before labels wrote
    rekeyer = await everything(Rekeyer(store, Vault([NEW])))
    assert (rekeyer.resealed, rekeyer.unread) == (0, 2)
    found = MasterKey(name="found", key=LOST.key)
    rekeyer = await everything(Rekeyer(store, Vault([NEW, found])))
    assert (rekeyer.resealed, rekeyer.unread, await rekeyer.remaining()) == (2, 0, {})
    assert await opened(store, Vault([NEW])) == [EXPECTED] * 2


async def test_what_a_version_before_labels_sealed_gets_its_label(acme: World, store: Store) -> None:
    await subscribe(acme, 3, Vault([NEW]))
    await home(store).execute("UPDATE subscriptions SET sealed_by = $1", NEW.name)
    rekeyer = await everything(Rekeyer(store, Vault([NEW])))
    assert (rekeyer.resealed, rekeyer.unread, await rekeyer.remaining()) == (3, 0, {})


async def test_a_damaged_row_is_told_whoever_sealed_it(acme: World, store: Store) -> None:
    await subscribe(acme, 2, Vault([NEW]))
    await home(store).execute("UPDATE subscriptions SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")
    assert (await everything(Rekeyer(store, Vault([NEW])))).unread == 2


async def test_a_deleted_subscription_needs_no_lost_key(acme: World, store: Store) -> None:
    """There is nothing in it."""
    await subscribe(acme, 2, Vault([LOST]))
    await home(store).execute("UPDATE subscriptions SET delete_time = now()")
    rekeyer = await everything(Rekeyer(store, Vault([NEW])))
    assert (rekeyer.unread, await rekeyer.remaining()) == (0, {})
    assert await opened(store, Vault([NEW])) == [Credentials()] * 2


async def test_a_subscription_changed_meanwhile_keeps_its_change(acme: World, store: Store) -> None:
    await subscribe(acme, 1, Vault([OLD]))
    cell = home(store)
    async with cell.connection() as connection:
        (row,) = await sealed.walk(connection, after=None, limit=10)
        await connection.execute("UPDATE subscriptions SET sealed = 'changed'::bytea")
        assert await sealed.reseal(connection, [(row, row.sealed.ciphertext)], key=label_of(NEW)) == 0
    assert (await everything(Rekeyer(store, Vault([NEW, OLD])))).unread == 1


async def test_the_version_that_callers_know_does_not_change(acme: World, store: Store) -> None:
    await subscribe(acme, 1, Vault([OLD]))
    before = await home(store).fetch("SELECT version, update_time FROM subscriptions")
    await everything(Rekeyer(store, Vault([NEW, OLD])))
    assert await home(store).fetch("SELECT version, update_time FROM subscriptions") == before
