"""Secrets at rest: sealed with the active key of a ring, opened with whichever key sealed them.

A sealed value is
    1 byte version · 1 byte length of the key's name · the name · 12 bytes nonce · AES-256-GCM ciphertext and tag
Its place (tenant, row, field) and its header are associated data, so it opens only where it was sealed: copied into
another row, another tenant or another column it fails.

The name is a hint for people: two keys of one name may have come and gone, and a key may be given another name. What a
key *is* its fingerprint tells, which is made of its bytes; `name:fingerprint` is its label, kept beside what it sealed.
So every key of the ring is tried, the one of that name first, and a lost key is known by its label without opening
anything.

Random nonces allow 2³² messages under one AES key (NIST SP 800-38D §8.3). Page tokens alone could pass that, so no
key of the ring encrypts anything itself: each tenant and field has a key of its own, derived by HMAC-SHA256.
"""

import hmac
import os
from collections.abc import Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bellhop.config import MasterKey

_VERSION = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER_BYTES = 2
_PURPOSE = "bellhop/vault/1"
_FINGERPRINT_PURPOSE = b"bellhop/vault/fingerprint/1"
_FINGERPRINT_BYTES = 8
_DERIVED_KEYS_KEPT = 1024


class VaultError(Exception):
    """A sealed value cannot be opened.

    `missing_key` is the name of the key that sealed it when the ring does not hold that key, else None: the value is
    damaged, or it was moved from where it was sealed.
    """

    def __init__(self, sentence: str, *, missing_key: str | None = None) -> None:
        super().__init__(sentence)
        self.missing_key = missing_key


class Vault:
    """A ring of keys: the first seals, all open."""

    def __init__(self, keys: Sequence[MasterKey]) -> None:
        if not keys:
            message = "a vault needs at least one key"
            raise ValueError(message)
        self._keys = {each.name: each.key for each in keys}
        self._labels = {each.name: label_of(each) for each in keys}
        self._fingerprints = {fingerprint_of(each.key) for each in keys}
        self._active = keys[0].name
        self._ciphers: dict[tuple[str, str, str], AESGCM] = {}

    @property
    def active_key(self) -> str:
        """The label of the key that seals."""
        return self._labels[self._active]

    def holds(self, label: str) -> bool:
        """Whether the ring has the key of this label; raises `ValueError` for a bare name, which tells no key."""
        name, _, fingerprint = label.partition(":")
        if not fingerprint:
            message = f"{name!r} is a name, and many keys may have had it"
            raise ValueError(message)
        return fingerprint in self._fingerprints

    def seal(self, plaintext: bytes, *, tenant_id: str, row_id: str, field: str) -> bytes:
        """`plaintext` sealed for this place only; different bytes at every call."""
        name = self._active.encode()
        header = bytes((_VERSION, len(name))) + name
        nonce = os.urandom(_NONCE_BYTES)
        place = header + _joined(tenant_id, row_id, field)
        return header + nonce + self._cipher(self._active, tenant_id, field).encrypt(nonce, plaintext, place)

    def open(self, sealed: bytes, *, tenant_id: str, row_id: str, field: str) -> bytes:
        """What was sealed for this place; raises `VaultError` when the key is missing or the place is another."""
        return self.open_and_tell(sealed, tenant_id=tenant_id, row_id=row_id, field=field)[0]

    def open_and_tell(self, sealed: bytes, *, tenant_id: str, row_id: str, field: str) -> tuple[bytes, str]:
        """As `open`, and the label of the key that opened it."""
        name = key_name_of(sealed)
        start = _HEADER_BYTES + len(name)
        nonce, ciphertext = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        place = sealed[:start] + _joined(tenant_id, row_id, field)
        for each in self._likely(name):
            try:
                return self._cipher(each, tenant_id, field).decrypt(nonce, ciphertext, place), self._labels[each]
            except InvalidTag:
                continue
        if name not in self._keys:
            message = f"the master key {name!r} that sealed this value is not in the ring"
            raise VaultError(message, missing_key=name)
        message = (
            f"the sealed value is damaged, was sealed for another place, or by another key of the name {name!r} than "
            "the one in the ring"
        )
        raise VaultError(message)

    def _likely(self, name: str) -> Iterator[str]:
        """The names of all keys, the likeliest first."""
        if name in self._keys:
            yield name
        yield from (each for each in self._keys if each != name)

    def _cipher(self, name: str, tenant_id: str, field: str) -> AESGCM:
        which = (name, tenant_id, field)
        cipher = self._ciphers.get(which)
        if cipher is None:
            derived = hmac.digest(self._keys[name], _joined(tenant_id, field, _PURPOSE), "sha256")
            cipher = AESGCM(derived)
            if len(self._ciphers) >= _DERIVED_KEYS_KEPT:
                self._ciphers.clear()
            self._ciphers[which] = cipher
        return cipher


def fingerprint_of(key: bytes) -> str:
    """Sixteen hexadecimal digits that tell a key from every other, and nothing about it: an HMAC under that key."""
    return hmac.digest(key, _FINGERPRINT_PURPOSE, "sha256")[:_FINGERPRINT_BYTES].hex()


def label_of(key: MasterKey) -> str:
    """What is kept beside a sealed value to say which key it needs: `name:fingerprint`."""
    return f"{key.name}:{fingerprint_of(key.key)}"


def key_name_of(sealed: bytes) -> str:
    """The name of the key that sealed a value; raises `VaultError` when it is not a sealed value."""
    length = sealed[1] if len(sealed) > 1 else 0
    shortest = _HEADER_BYTES + length + _NONCE_BYTES + _TAG_BYTES
    if not length or sealed[0] != _VERSION or len(sealed) < shortest:
        message = "this is not a sealed value"
        raise VaultError(message)
    try:
        return sealed[_HEADER_BYTES : _HEADER_BYTES + length].decode("ascii")
    except UnicodeDecodeError:
        message = "this is not a sealed value"
        raise VaultError(message) from None


def _joined(*parts: str) -> bytes:
    """The parts as bytes that no other parts give: each with its length before it."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
