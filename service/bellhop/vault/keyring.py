"""Secrets at rest: sealed with the active key of a ring, opened with whichever key sealed them.

A sealed value is
    1 byte version · 1 byte length of the key's name · the name · 12 bytes nonce · AES-256-GCM ciphertext and tag
Its place (tenant, row, field) and its header are associated data, so it opens only where it was sealed: copied into
another row, another tenant or another column it fails.

Random nonces allow 2³² messages under one AES key (NIST SP 800-38D §8.3). Page tokens alone could pass that, so no
key of the ring encrypts anything itself: each tenant and field has a key of its own, derived by HMAC-SHA256.
"""

import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bellhop.config import MasterKey

_VERSION = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER_BYTES = 2
_PURPOSE = "bellhop/vault/1"
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
        self._active = keys[0].name
        self._ciphers: dict[tuple[str, str, str], AESGCM] = {}

    @property
    def active_key_name(self) -> str:
        """The name of the key that seals."""
        return self._active

    def seal(self, plaintext: bytes, *, tenant_id: str, row_id: str, field: str) -> bytes:
        """`plaintext` sealed for this place only; different bytes at every call."""
        name = self._active.encode()
        header = bytes((_VERSION, len(name))) + name
        nonce = os.urandom(_NONCE_BYTES)
        place = header + _joined(tenant_id, row_id, field)
        return header + nonce + self._cipher(self._active, tenant_id, field).encrypt(nonce, plaintext, place)

    def open(self, sealed: bytes, *, tenant_id: str, row_id: str, field: str) -> bytes:
        """What was sealed for this place; raises `VaultError` when the key is missing or the place is another."""
        name = key_name_of(sealed)
        if name not in self._keys:
            message = f"the master key {name!r} that sealed this value is not in the ring"
            raise VaultError(message, missing_key=name)
        start = _HEADER_BYTES + len(name)
        nonce, ciphertext = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        place = sealed[:start] + _joined(tenant_id, row_id, field)
        try:
            return self._cipher(name, tenant_id, field).decrypt(nonce, ciphertext, place)
        except InvalidTag:
            message = "the sealed value is damaged or was sealed for another place"
            raise VaultError(message) from None

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
