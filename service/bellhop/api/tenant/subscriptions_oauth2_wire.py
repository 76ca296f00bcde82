"""OAuth 2.0 of a subscription on the wire: which secret it has depends on how its client proves itself."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from bellhop.api.body.faults import PARAMETER_PATTERN, SCOPE_PATTERN
from bellhop.api.body.models import AnswerModel, RequestModel, Text, without_absent
from bellhop.api.tenant.subscriptions_member_wire import Member, Printable, Uri
from bellhop.domain.merge_patch import REDACTED
from bellhop.signing.client_assertion import LONGEST_KEY_CHARS, Algorithm
from bellhop.signing.oauth2 import ClientAuth, OAuth2Client, OAuth2Outline
from bellhop.signing.proof import Proof

MOST_EXTRA_PARAMETERS = 8

ParameterName = Annotated[str, Field(pattern=PARAMETER_PATTERN)]

_EXTRA_PARAMETERS = (
    "Form fields of the token request beside our own, such as `audience` or `resource`: at most 8. They are shown."
)
_CLIENT_AUTH = (
    "How the client proves to the token endpoint who it is. `auto`: by HTTP basic, or in the body where that is "
    "refused."
)
_ALGORITHM = "With `private_key_jwt`: `RS256` (usual) or `PS256` for RSA, `ES256` for P-256, `EdDSA` for Ed25519."


class OAuth2In(RequestModel):
    """OAuth 2.0 client credentials (RFC 6749 §4.4)."""

    token_uri: Uri
    client_id: Printable
    client_secret: Printable | None = Field(default=None, description="Needed except with `private_key_jwt`.")
    scope: Annotated[str, Field(pattern=SCOPE_PATTERN, max_length=1024)] = ""
    extra_parameters: dict[ParameterName, Printable] = Field(
        default_factory=dict, max_length=MOST_EXTRA_PARAMETERS, description=_EXTRA_PARAMETERS
    )
    client_auth: ClientAuth = Field(default=ClientAuth.AUTO, description=_CLIENT_AUTH)
    private_key: Annotated[Text, Field(max_length=LONGEST_KEY_CHARS)] | None = Field(
        default=None,
        description="With `private_key_jwt` (RFC 7523): a private key in PEM without a passphrase. RSA of 2,048 to "
        "4,096 bits, P-256 or Ed25519.",
    )
    key_id: Printable | None = Field(
        default=None, description="With `private_key_jwt`: how the server calls the key (`kid`)."
    )
    algorithm: Algorithm | None = Field(default=None, description=_ALGORITHM)


class OAuth2Out(AnswerModel):
    """OAuth 2.0 client credentials (RFC 6749 §4.4)."""

    token_uri: str
    client_id: str
    client_secret: str | None = Field(default=None, description="`[redacted]`; absent with `private_key_jwt`.")
    scope: str
    extra_parameters: dict[str, str]
    client_auth: ClientAuth
    private_key: str | None = Field(default=None, description="`[redacted]`; absent but with `private_key_jwt`.")
    key_id: str | None = None
    algorithm: Algorithm | None = None


class OAuth2Member(Member):
    """An object in which the way the client proves itself says which secret it has."""

    def read(self, given: OAuth2In | None) -> Proof | None:
        if given is None:
            return None
        members = {name: value for name, value in dict(given).items() if value is not None}
        return OAuth2Client(**members | {"extra_parameters": tuple(given.extra_parameters.items())})

    def written(self, proof: OAuth2Client) -> object:
        secrets = {"client_secret": proof.client_secret, "private_key": proof.private_key}
        return _oauth2_members(proof) | {name: value for name, value in secrets.items() if value}

    def shown(self, outline: OAuth2Outline) -> object:
        return _oauth2_members(outline) | {self._secret(outline): REDACTED} if outline else None

    def without_secrets(self, outline: OAuth2Outline) -> object:
        return _oauth2_members(outline) if outline else None

    def not_said(self, outline: OAuth2Outline, given: object) -> Iterator[str]:
        if outline and isinstance(given, Mapping):
            name = self._secret(outline)
            if given.get(name, REDACTED) == REDACTED:
                yield f"/{name}"

    def _secret(self, outline: OAuth2Outline) -> str:
        return "private_key" if outline.client_auth is ClientAuth.PRIVATE_KEY else "client_secret"


def _oauth2_members(one: OAuth2Client | OAuth2Outline) -> dict[str, object]:
    """What of the client is no secret."""
    return without_absent(
        {
            "token_uri": one.token_uri,
            "client_id": one.client_id,
            "scope": one.scope,
            "extra_parameters": dict(one.extra_parameters),
            "client_auth": one.client_auth.value,
            "key_id": one.key_id or None,
            "algorithm": one.algorithm or None,
        }
    )
