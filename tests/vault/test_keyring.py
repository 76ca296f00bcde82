import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.config import MasterKey
from bellhop.vault.keyring import Vault, VaultError, fingerprint_of, key_name_of, label_of

OLD = MasterKey(name="2025", key=bytes(range(32)))
NEW = MasterKey(name="2026", key=bytes(range(32, 64)))
PLACE = {"tenant_id": "acme", "row_id": "sub_1", "field": "credentials"}


@given(st.binary(max_size=4096), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_what_was_sealed_opens_in_its_place(plaintext: bytes, tenant_id: str, row_id: str, field: str) -> None:
    vault = Vault([OLD])
    sealed = vault.seal(plaintext, tenant_id=tenant_id, row_id=row_id, field=field)
    assert vault.open(sealed, tenant_id=tenant_id, row_id=row_id, field=field) == plaintext
    assert len(plaintext) < 8 or plaintext not in sealed


@pytest.mark.parametrize("moved", [{"tenant_id": "other"}, {"row_id": "sub_2"}, {"field": "secrets"}])
def test_a_ciphertext_moved_elsewhere_fails_to_open(moved: dict[str, str]) -> None:
    vault = Vault([OLD])
    sealed = vault.seal(b"secret", **PLACE)
    with pytest.raises(VaultError, match="another place") as caught:
        vault.open(sealed, **{**PLACE, **moved})
    assert caught.value.missing_key is None


def test_the_border_between_the_parts_of_a_place_cannot_be_shifted() -> None:
    vault = Vault([OLD])
    sealed = vault.seal(b"secret", tenant_id="ab", row_id="c", field="d")
    with pytest.raises(VaultError):
        vault.open(sealed, tenant_id="a", row_id="bc", field="d")
    with pytest.raises(VaultError):
        vault.open(sealed, tenant_id="ab", row_id="", field="cd")


def test_an_older_key_still_opens_and_the_first_key_seals() -> None:
    sealed = Vault([OLD]).seal(b"secret", **PLACE)
    rotated = Vault([NEW, OLD])
    assert rotated.open(sealed, **PLACE) == b"secret"
    again = rotated.seal(b"secret", **PLACE)
    assert (rotated.active_key, key_name_of(sealed), key_name_of(again)) == (label_of(NEW), "2025", "2026")
    assert Vault([NEW]).open(again, **PLACE) == b"secret"


def test_a_lost_key_is_named() -> None:
    sealed = Vault([OLD]).seal(b"secret", **PLACE)
    with pytest.raises(VaultError, match="2025") as caught:
        Vault([NEW]).open(sealed, **PLACE)
    assert caught.value.missing_key == "2025"


def test_another_key_under_the_same_name_does_not_open() -> None:
    sealed = Vault([OLD]).seal(b"secret", **PLACE)
    with pytest.raises(VaultError, match="damaged"):
        Vault([MasterKey(name="2025", key=os.urandom(32))]).open(sealed, **PLACE)


def test_a_key_opens_what_it_sealed_under_whatever_name_it_now_has() -> None:
    """A key that was lost and found again may come back beside another that had taken its name."""
    sealed = Vault([OLD]).seal(b"secret", **PLACE)
    usurper = MasterKey(name=OLD.name, key=os.urandom(32))
    found = MasterKey(name="found", key=OLD.key)
    assert Vault([usurper, found]).open_and_tell(sealed, **PLACE) == (b"secret", label_of(found))


def test_a_label_tells_two_keys_of_one_name_apart_and_keeps_their_bytes_to_itself() -> None:
    other = MasterKey(name=OLD.name, key=NEW.key)
    assert label_of(OLD) != label_of(other)
    assert Vault([OLD]).holds(label_of(OLD))
    assert not Vault([OLD]).holds(label_of(other))
    assert Vault([other]).holds(f"renamed:{fingerprint_of(NEW.key)}")
    assert fingerprint_of(OLD.key) not in OLD.key.hex()
    with pytest.raises(ValueError, match="many keys"):
        Vault([OLD]).holds(OLD.name)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_opens(position: int, change: int) -> None:
    vault = Vault([OLD])
    sealed = bytearray(vault.seal(b"secret", **PLACE))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(VaultError):
        vault.open(bytes(sealed), **PLACE)


@given(st.binary(max_size=80))
def test_bytes_that_were_never_sealed_are_refused(anything: bytes) -> None:
    with pytest.raises(VaultError):
        Vault([OLD]).open(anything, **PLACE)


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    vault = Vault([OLD])
    assert len({vault.seal(b"secret", **PLACE) for _ in range(100)}) == 100


def test_many_tenants_do_not_grow_the_vault_without_bound() -> None:
    vault = Vault([OLD])
    sealed = [vault.seal(b"x", tenant_id=f"t{n}", row_id="r", field="f") for n in range(3000)]
    assert len(vault._ciphers) <= 1024
    assert vault.open(sealed[0], tenant_id="t0", row_id="r", field="f") == b"x"


def test_a_vault_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Vault([])
