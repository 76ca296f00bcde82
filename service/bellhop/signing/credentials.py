"""All proofs of a subscription: with their secrets, and as what may be told of them.

A scheme is registered here: one line in `Credentials`, in `AuthOutline` and in `SCHEMES`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bellhop.signing.basic import BasicAuth, BasicOutline
from bellhop.signing.bearer import BearerOutline, BearerToken
from bellhop.signing.ed25519 import Ed25519, Ed25519Outline
from bellhop.signing.headers import HeadersOutline, SecretHeaders
from bellhop.signing.mtls import ClientCertificate, MtlsOutline
from bellhop.signing.oauth2 import OAuth2Client, OAuth2Outline
from bellhop.signing.proof import Outline, Proof
from bellhop.signing.signature import Signature, SignatureOutline

SCHEMES: Mapping[str, type[Proof]] = {
    "signature": Signature,
    "ed25519": Ed25519,
    "basic": BasicAuth,
    "bearer": BearerToken,
    "oauth2": OAuth2Client,
    "headers": SecretHeaders,
    "mtls": ClientCertificate,
}
"""Every scheme by its name in `Credentials`, in `AuthOutline` and on the wire, in the order of their headers."""

_NONE: tuple[object, ...] = (None, [], {})  # an earlier version seals an empty list where requests are not signed


@dataclass(frozen=True, slots=True)
class AuthOutline:
    """What kinds of proof a subscription gives, without any secret.

    `unauthenticated` is the tenant's word that no proof at all is what it wants.
    """

    signature: SignatureOutline = field(default_factory=SignatureOutline)
    ed25519: Ed25519Outline = field(default_factory=Ed25519Outline)
    headers: HeadersOutline = field(default_factory=HeadersOutline)
    basic: BasicOutline = field(default_factory=BasicOutline)
    bearer: BearerOutline = field(default_factory=BearerOutline)
    oauth2: OAuth2Outline = field(default_factory=OAuth2Outline)
    mtls: MtlsOutline = field(default_factory=MtlsOutline)
    unauthenticated: bool = False

    def by_name(self) -> Iterator[tuple[str, Outline]]:
        """The outline of every scheme, those that are not used too."""
        for name in SCHEMES:
            yield name, getattr(self, name)

    @property
    def has_more_than_signature(self) -> bool:
        """Whether a request carries another proof than a signature."""
        return any(outline for name, outline in self.by_name() if name != "signature")

    def to_row(self) -> dict[str, object]:
        """The outline as the column `auth` keeps it."""
        row: dict[str, object] = {"unauthenticated": self.unauthenticated}
        for _, outline in self.by_name():
            row |= outline.to_row()
        return row

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> "AuthOutline":
        """The outline in the column `auth`."""
        outlines: dict[str, Any] = {name: scheme.outline_type.from_row(members) for name, scheme in SCHEMES.items()}
        return cls(**outlines, unauthenticated=members.get("unauthenticated", False))

    def audited(self) -> dict[str, object]:
        """What the audit says of the proofs."""
        told: dict[str, object] = {"unauthenticated": self.unauthenticated}
        for _, outline in self.by_name():
            told |= outline.audited()
        return told


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The opened secrets of a subscription: lives in memory only, never logged (its repr hides everything)."""

    signature: Signature | None = None
    ed25519: Ed25519 | None = None
    headers: SecretHeaders | None = None
    basic: BasicAuth | None = None
    bearer: BearerToken | None = None
    oauth2: OAuth2Client | None = None
    mtls: ClientCertificate | None = None

    def __repr__(self) -> str:
        return "Credentials(…)"

    def by_name(self) -> Iterator[tuple[str, Proof]]:
        """The proofs that there are."""
        for name in SCHEMES:
            proof: Proof | None = getattr(self, name)
            if proof is not None:
                yield name, proof

    def proofs(self) -> tuple[Proof, ...]:
        """The proofs that there are, in the order of their headers."""
        return tuple(proof for _, proof in self.by_name())

    def outline(self, *, unauthenticated: bool) -> AuthOutline:
        """What may be told of them."""
        outlines: dict[str, Any] = {name: proof.outline() for name, proof in self.by_name()}
        return AuthOutline(**outlines, unauthenticated=unauthenticated)

    def pack(self) -> bytes:
        """The bytes to seal, which `unpack` turns back into equal credentials."""
        return orjson.dumps({proof.sealed_name: proof.to_sealed() for proof in self.proofs()})


def unpack(packed: bytes) -> Credentials:
    """The credentials behind bytes made by `Credentials.pack`, now or by an earlier version."""
    sealed: dict[str, Any] = orjson.loads(packed)
    proofs: dict[str, Any] = {
        name: scheme.from_sealed(sealed[scheme.sealed_name])
        for name, scheme in SCHEMES.items()
        if sealed.get(scheme.sealed_name) not in _NONE
    }
    return Credentials(**proofs)
