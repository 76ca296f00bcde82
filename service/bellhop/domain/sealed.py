"""What the vault has sealed, as the database keeps it."""

from typing import NamedTuple

CREDENTIALS = "credentials"
"""The field of the vault in which a subscription's credentials open."""

SIGNING_KEY = "signing_key"
"""The one in which the private half of a tenant's key pair opens."""

DATABASE_URL = "database_url"
"""The one in which the URL of a cell's database opens."""


class Sealed(NamedTuple):
    """Secrets as the database keeps them: the vault's ciphertext, and the label of the key that sealed it.

    The label is a bare name where a version before labels wrote it.
    """

    ciphertext: bytes
    key: str
