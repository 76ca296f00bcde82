"""What the vault has sealed, as the database keeps it."""

from typing import NamedTuple


class Sealed(NamedTuple):
    """Secrets as the database keeps them: the vault's ciphertext, and the label of the key that sealed it.

    The label is a bare name where a version before labels wrote it.
    """

    ciphertext: bytes
    key: str
