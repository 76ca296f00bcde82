"""The proofs of a subscription on the wire.

Each scheme has a model of what is written, one of what is answered, and a `Member` that joins them with its record in
`signing/`. A scheme whose members are named as the fields of its record needs its two
models and a line in `MEMBERS`; one whose members depend on each other has a file of its own, as `oauth2` has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bellhop.api.body.faults import PASSWORD_PATTERN, USER_NAME_PATTERN, VISIBLE_PATTERN
from bellhop.api.body.models import AnswerModel, RequestModel, Text, without_absent
from bellhop.api.tenant.subscriptions_member_wire import Member
from bellhop.api.tenant.subscriptions_oauth2_wire import OAuth2In, OAuth2Member, OAuth2Out
from bellhop.clock import format_time
from bellhop.domain.merge_patch import REDACTED
from bellhop.domain.signing_key import SigningKey
from bellhop.domain.subscription_spec import AuthSpec
from bellhop.errors import Fault, InvalidInputError, pointer_part
from bellhop.signing.basic import BasicAuth
from bellhop.signing.bearer import BearerToken
from bellhop.signing.client_certificates import LONGEST_CHAIN_CHARS, LONGEST_KEY_CHARS
from bellhop.signing.credentials import AuthOutline, Credentials
from bellhop.signing.ed25519 import Ed25519, Ed25519Outline, encode_public_key
from bellhop.signing.headers import HeadersOutline, SecretHeaders
from bellhop.signing.mtls import ClientCertificate, MtlsOutline
from bellhop.signing.proof import Proof
from bellhop.signing.signature import SignatureOutline
from bellhop.signing.standard_webhooks import decode_secret, encode_secret

_BAD_SECRET = "A secret is `whsec_` and the base64 of 24 to 64 bytes."  # noqa: S105 - a sentence about secrets

Visible = Annotated[str, Field(pattern=VISIBLE_PATTERN, max_length=4096)]
UserName = Annotated[str, Field(pattern=USER_NAME_PATTERN, max_length=255)]
Password = Annotated[str, Field(pattern=PASSWORD_PATTERN, max_length=255)]


def _as_object(value: Any) -> Any:
    return {"enabled": value} if isinstance(value, bool) else value


class SignatureIn(RequestModel):
    """Standard Webhooks, HMAC-SHA256."""

    enabled: bool = Field(default=True, description="Whether requests are signed.")
    secret: Text | None = Field(
        default=None, max_length=128, description="`whsec_` and base64 of 24 to 64 bytes; without one a secret is made."
    )


class PreviousSecretOut(AnswerModel):
    """An older signing secret, which signs too until it ends."""

    expire_time: str


class SignatureOut(AnswerModel):
    """Whether requests are signed, by Standard Webhooks with HMAC-SHA256."""

    enabled: bool
    secret: str | None = Field(
        default=None, description="`[redacted]`, except in the one answer that shows a new secret."
    )
    previous_secrets: list[PreviousSecretOut] | None = Field(
        default=None, description="Older secrets that sign too while a rotation overlaps."
    )


class Ed25519In(RequestModel):
    """A signature by the tenant's own key pair (Standard Webhooks, `v1a`)."""

    enabled: bool = Field(description="Whether the tenant's key pair signs, beside the secret or alone.")


class PreviousKeyOut(AnswerModel):
    """An older key, which signs too until it ends."""

    public_key: str
    expire_time: str


class Ed25519Out(AnswerModel):
    """A signature by the tenant's own key pair (Standard Webhooks, `v1a`): what verifies it."""

    enabled: bool
    public_key: str | None = Field(default=None, description="`whpk_` and base64 of 32 bytes.")
    previous_public_keys: list[PreviousKeyOut] | None = Field(
        default=None, description="Older keys that sign too while a rotation overlaps."
    )


class BasicIn(RequestModel):
    """HTTP basic auth (RFC 7617)."""

    username: UserName
    password: Password


class BasicOut(AnswerModel):
    """HTTP basic auth (RFC 7617)."""

    username: str
    password: str


class MtlsIn(RequestModel):
    """Mutual TLS: a certificate that our connections show, and its key."""

    certificate: Text = Field(
        max_length=LONGEST_CHAIN_CHARS,
        description="PEM: the client's certificate, then the one that issued it, and so on; at most 6.",
    )
    private_key: Text = Field(
        max_length=LONGEST_KEY_CHARS,
        description="PEM without a passphrase: RSA with 2048 to 4096 bits, EC on P-256, P-384 or P-521, or Ed25519.",
    )


class MtlsOut(AnswerModel):
    """Mutual TLS: what the certificate that our connections show says of itself."""

    private_key: str = Field(description="Always `[redacted]`.")
    subject: str = Field(description="Whom the certificate is for, as RFC 4514 writes names.")
    issuer: str
    serial: str = Field(description="In hexadecimal.")
    expire_time: str = Field(description="Deliveries fail from then on, until another certificate is given.")


class AuthIn(RequestModel):
    """How requests prove who sent them: signature, ed25519, headers and mtls, and one of basic, bearer and oauth2."""

    signature: Annotated[SignatureIn, BeforeValidator(_as_object, json_schema_input_type=SignatureIn | bool)] = (
        SignatureIn()
    )
    ed25519: Annotated[
        Ed25519In | None, BeforeValidator(_as_object, json_schema_input_type=Ed25519In | bool | None)
    ] = Field(default=None, description="A signature that a public key verifies, by the tenant's own key pair.")
    headers: dict[str, str] = Field(
        default_factory=dict, max_length=64, description="Secret header fields by name, at most 16."
    )
    basic: BasicIn | None = None
    bearer: Visible | None = Field(default=None, description="A fixed token.")
    oauth2: OAuth2In | None = None
    mtls: MtlsIn | None = None
    unauthenticated: bool = Field(
        default=False, description="Must be said when all proofs are off: receivers could not tell who is calling."
    )


class AuthOut(AnswerModel):
    """How requests prove who sent them. Secrets read `[redacted]`."""

    signature: SignatureOut
    ed25519: Ed25519Out | None = None
    headers: dict[str, str] = Field(description="Secret header fields by name; their values read `[redacted]`.")
    basic: BasicOut | None = None
    bearer: str | None = Field(default=None, description="`[redacted]` where requests carry a fixed token.")
    oauth2: OAuth2Out | None = None
    mtls: MtlsOut | None = None
    unauthenticated: bool = Field(description="Whether the tenant wants no proof at all.")


class ObjectMember(Member):
    """An object with the fields of its record; those that the outline has not are secrets."""

    def __init__(self, record: type[Proof]) -> None:
        self._record: Any = record
        self._names = _names_of(record)
        self._secrets = sorted(set(self._names) - set(_names_of(record.outline_type)))

    def read(self, given: RequestModel | None) -> Proof | None:
        proof: Proof | None = self._record(**dict(given)) if given is not None else None
        return proof

    def written(self, proof: Any) -> object:
        return asdict(proof)

    def shown(self, outline: Any) -> object:
        return {name: getattr(outline, name, REDACTED) for name in self._names} if outline else None

    def without_secrets(self, outline: Any) -> object:
        return asdict(outline) if outline else None

    def not_said(self, outline: Any, given: Any) -> Iterator[str]:
        if outline and isinstance(given, Mapping):
            yield from (f"/{name}" for name in self._secrets if given.get(name, REDACTED) == REDACTED)


def _names_of(record: Any) -> list[str]:
    return [each.name for each in fields(record)]


class Ed25519Member(Member):
    """A switch: the keys are the tenant's, and none of them is lost with a subscription's secrets."""

    def read(self, given: Ed25519In | None) -> Proof | None:
        return Ed25519() if given is not None and given.enabled else None

    def written(self, proof: Ed25519) -> object:
        return {"enabled": bool(proof.outline())}

    def shown(self, outline: Ed25519Outline) -> object:
        return {"enabled": True} if outline else None

    def without_secrets(self, outline: Ed25519Outline) -> object:
        return self.shown(outline)

    def not_said(self, outline: Ed25519Outline, given: object) -> Iterator[str]:  # noqa: ARG002 - it has no secret
        yield from ()


class BearerMember(Member):
    """A token, all of it secret."""

    def read(self, given: str | None) -> Proof | None:
        return BearerToken(given) if given is not None else None

    def written(self, proof: BearerToken) -> object:
        return proof.token

    def shown(self, outline: object) -> object:
        return REDACTED if outline else None

    def without_secrets(self, outline: object) -> object:  # noqa: ARG002 - nothing is known of any
        return None

    def not_said(self, outline: object, given: object) -> Iterator[str]:
        if outline and given in ({}, REDACTED):  # absent, or as it is shown
            yield ""


class HeadersMember(Member):
    """Secret values by the names of their header fields, which are compared without case."""

    def read(self, given: Mapping[str, str]) -> Proof | None:
        return SecretHeaders.of(given)

    def written(self, proof: SecretHeaders) -> object:
        return dict(proof.values)

    def shown(self, outline: HeadersOutline) -> object:
        return dict.fromkeys(outline.names, REDACTED)

    def without_secrets(self, outline: HeadersOutline) -> object:  # noqa: ARG002 - a name without a value says nothing
        return None

    def not_said(self, outline: HeadersOutline, given: object) -> Iterator[str]:
        if isinstance(given, Mapping):
            said = {str(name).lower() for name, value in given.items() if value != REDACTED}
            yield from (f"/{pointer_part(name)}" for name in outline.names if name.lower() not in said)


class MtlsMember(Member):
    """A certificate and its key; what an answer shows of the certificate is read from it."""

    def read(self, given: MtlsIn | None) -> Proof | None:
        return ClientCertificate.of(given.certificate, given.private_key) if given is not None else None

    def written(self, proof: ClientCertificate) -> object:
        return {"certificate": proof.certificate, "private_key": proof.private_key}

    def shown(self, outline: MtlsOutline) -> object:
        if outline.expire_time is None:
            return None
        return asdict(outline) | {"private_key": REDACTED, "expire_time": format_time(outline.expire_time)}

    def without_secrets(self, outline: MtlsOutline) -> object:  # noqa: ARG002 - the certificate is sealed with its key
        return None

    def not_said(self, outline: MtlsOutline, given: object) -> Iterator[str]:
        if outline and isinstance(given, Mapping):
            yield from (f"/{name}" for name in ("certificate", "private_key") if given.get(name, REDACTED) == REDACTED)


MEMBERS: Mapping[str, Member] = {
    "ed25519": Ed25519Member(),
    "headers": HeadersMember(),
    "basic": ObjectMember(BasicAuth),
    "bearer": BearerMember(),
    "oauth2": OAuth2Member(),
    "mtls": MtlsMember(),
}
"""Every scheme but the signature, whose secret is also made, rotated and shown once."""


def to_secret(text: str | None, pointer: str) -> bytes | None:
    """A signing secret that was given; raises `InvalidInputError` when it is none."""
    if text is None:
        return None
    secret = decode_secret(text)
    if secret is None:
        raise InvalidInputError(faults=[Fault(pointer, "bad-secret", _BAD_SECRET)])
    return secret


def to_auth(given: AuthIn) -> AuthSpec:
    """The proofs that a caller wants; raises `InvalidInputError` for a signing secret that is none."""
    others: dict[str, Any] = {name: member.read(getattr(given, name)) for name, member in MEMBERS.items()}
    return AuthSpec(
        signature=given.signature.enabled,
        secret=to_secret(given.signature.secret, "/auth/signature/secret"),
        others=Credentials(**others),
        unauthenticated=given.unauthenticated,
    )


def auth_as_written(credentials: Credentials, *, unauthenticated: bool) -> dict[str, object]:
    """`auth` as a caller would write it, with all secrets but the signing ones. It never leaves memory."""
    auth: dict[str, object] = {
        "signature": {"enabled": credentials.signature is not None},
        "headers": {},
        "unauthenticated": unauthenticated,
    }
    return auth | {name: MEMBERS[name].written(proof) for name, proof in credentials.by_name() if name in MEMBERS}


def auth_as_shown(
    outline: AuthOutline, signing_keys: Iterable[SigningKey], *, now: datetime, secret: bytes | None
) -> dict[str, object]:
    """`auth` as it is answered; `signing_keys` are the tenant's, `secret` is a signing secret that it may show."""
    members = {name: member.shown(getattr(outline, name)) for name, member in MEMBERS.items()}
    if outline.ed25519:
        members["ed25519"] = _ed25519_as_shown([key for key in signing_keys if key.is_live(now)])
    signature = _signature_as_shown(outline.signature, now, secret)
    return without_absent({"signature": signature, **members, "unauthenticated": outline.unauthenticated})


def _signature_as_shown(outline: SignatureOutline, now: datetime, secret: bytes | None) -> dict[str, object]:
    live = [each for each in outline.expire_times if each is None or each > now]
    if not live:
        return {"enabled": False}
    return {
        "enabled": True,
        "secret": REDACTED if secret is None else encode_secret(secret),
        "previous_secrets": [{"expire_time": format_time(each)} for each in live if each is not None],
    }


def _ed25519_as_shown(keys: Sequence[SigningKey]) -> dict[str, object]:
    current = next((encode_public_key(key.public_key) for key in keys if key.expire_time is None), None)
    previous = [
        {"public_key": encode_public_key(key.public_key), "expire_time": format_time(key.expire_time)}
        for key in keys
        if key.expire_time is not None
    ]
    return without_absent({"enabled": True, "public_key": current, "previous_public_keys": previous})


def auth_without_secrets(outline: AuthOutline) -> dict[str, object]:
    """`auth` as far as it is known when no key opens its secrets."""
    members = {name: member.without_secrets(getattr(outline, name)) for name, member in MEMBERS.items()}
    signature = {"enabled": bool(outline.signature)}
    return without_absent({"signature": signature, **members, "unauthenticated": outline.unauthenticated})


def secrets_not_said(outline: AuthOutline, auth: Mapping[str, object]) -> Iterator[str]:
    """The JSON Pointer of each secret that this merge patch of `auth` does not say anew."""
    if outline.signature and not _is_signature_said(auth):
        yield "/auth/signature/secret"
    for name, member in MEMBERS.items():
        yield from (f"/auth/{name}{place}" for place in member.not_said(getattr(outline, name), auth.get(name, {})))


def _is_signature_said(auth: Mapping[str, object]) -> bool:
    """Whether a signature is wanted, with a new secret (given, or to be made), or is to end."""
    signature = auth.get("signature", {})
    return not isinstance(signature, Mapping) or (bool(signature) and signature.get("secret") != REDACTED)
