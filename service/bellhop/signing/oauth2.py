"""OAuth 2.0 client credentials (RFC 6749 §4.4). `egress/oauth2.py` fetches the access tokens and sends them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from bellhop.errors import Fault, pointer_part
from bellhop.signing.client_assertion import BadKeyError, check_key
from bellhop.signing.proof import Outline, Proof

_OWN_PARAMETERS = frozenset(
    {"grant_type", "scope", "client_id", "client_secret", "client_assertion", "client_assertion_type"}
)
Parameters = tuple[tuple[str, str], ...]
"""Form fields by name, in the order in which they were written."""


class ClientAuth(StrEnum):
    """How a client proves to the token endpoint who it is (the names are those of OpenID Connect Core §9).

    AUTO tries HTTP basic first and the body next, and remembers which of them was taken.
    """

    AUTO = "auto"
    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    PRIVATE_KEY = "private_key_jwt"


@dataclass(frozen=True, slots=True)
class OAuth2Outline(Outline):
    """The client without its secret or key; `token_uri` is None where there is no client."""

    token_uri: str | None = None
    client_id: str | None = None
    scope: str = ""
    extra_parameters: Parameters = ()
    client_auth: ClientAuth = ClientAuth.AUTO
    key_id: str = ""
    algorithm: str = ""

    def __bool__(self) -> bool:
        return self.token_uri is not None

    def to_row(self) -> dict[str, object]:
        """What came later is written only where it is used: the versions before do not know it."""
        return {
            "oauth2_token_uri": self.token_uri,
            "oauth2_client_id": self.client_id,
            "oauth2_scope": self.scope,
        } | {f"oauth2_{name}": value for name, value in _used(self).items()}

    def audited(self) -> dict[str, object]:
        """Every member, those that are as they are by default too: the audit compares before and after."""
        return self.to_row() | {
            "oauth2_extra_parameters": dict(self.extra_parameters),
            "oauth2_client_auth": self.client_auth.value,
            "oauth2_key_id": self.key_id,
            "oauth2_algorithm": self.algorithm,
        }

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        return cls(
            token_uri=members.get("oauth2_token_uri"),
            client_id=members.get("oauth2_client_id"),
            scope=members.get("oauth2_scope", ""),
            extra_parameters=_parameters(members.get("oauth2_extra_parameters", [])),
            client_auth=ClientAuth(members.get("oauth2_client_auth", ClientAuth.AUTO)),
            key_id=members.get("oauth2_key_id", ""),
            algorithm=members.get("oauth2_algorithm", ""),
        )


@dataclass(frozen=True, slots=True, repr=False)
class OAuth2Client(Proof):
    """A client of the tenant's authorization server, and where tokens are had.

    client_secret: empty where the client signs with a key.
    extra_parameters: form fields of the token request beside those that we set ourselves.
    private_key, key_id, algorithm: with `private_key_jwt`: a key in PEM, how the server calls it ("" is not said), and
        how it signs ("" is as is usual for such a key).
    """

    sealed_name = "oauth2"
    outline_type = OAuth2Outline
    writes_authorization = True

    token_uri: str
    client_id: str
    client_secret: str = ""
    scope: str = ""
    extra_parameters: Parameters = ()
    client_auth: ClientAuth = ClientAuth.AUTO
    private_key: str = ""
    key_id: str = ""
    algorithm: str = ""

    def to_sealed(self) -> object:
        """What came later is written only where it is used: the versions before open everything else."""
        sealed: dict[str, object] = {
            "token_uri": self.token_uri,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "scope": self.scope,
        }
        return sealed | _used(self) | ({"private_key": self.private_key} if self.private_key else {})

    @classmethod
    def from_sealed(cls, value: Any) -> Self:
        later = {
            "extra_parameters": _parameters(value.get("extra_parameters", [])),
            "client_auth": ClientAuth(value.get("client_auth", ClientAuth.AUTO)),
        }
        return cls(**{**value, **later})

    def outline(self) -> OAuth2Outline:
        return OAuth2Outline(
            token_uri=self.token_uri,
            client_id=self.client_id,
            scope=self.scope,
            extra_parameters=self.extra_parameters,
            client_auth=self.client_auth,
            key_id=self.key_id,
            algorithm=self.algorithm,
        )

    def echoes(self) -> Iterator[str]:
        if self.client_secret:  # a private key leaves in no form
            yield self.client_secret

    def addresses(self) -> Iterator[tuple[str, str]]:
        yield "/auth/oauth2/token_uri", self.token_uri

    def faults(self) -> Iterator[Fault]:
        place = "/auth/oauth2"
        signs = self.client_auth is ClientAuth.PRIVATE_KEY
        for name, value, belongs in (
            ("client_secret", self.client_secret, not signs),
            ("private_key", self.private_key, signs),
            ("key_id", self.key_id, signs),
            ("algorithm", self.algorithm, signs),
        ):
            if value and not belongs:
                which = "any other `client_auth`" if signs else "`client_auth: private_key_jwt`"
                yield Fault(f"{place}/{name}", "excluded", f"This goes with {which}; leave it out (null removes it).")
        if not signs and not self.client_secret:
            yield Fault(f"{place}/client_secret", "required", f"`client_auth: {self.client_auth}` needs a secret.")
        if signs:
            yield from self._faults_of_key(place)
        for name, _ in self.extra_parameters:
            if name in _OWN_PARAMETERS:
                sentence = "This parameter is set by the service; it cannot be given beside."
                yield Fault(f"{place}/extra_parameters/{pointer_part(name)}", "reserved", sentence)

    def _faults_of_key(self, place: str) -> Iterator[Fault]:
        if not self.private_key:
            yield Fault(f"{place}/private_key", "required", "`client_auth: private_key_jwt` needs a private key.")
            return
        try:
            fitting = check_key(self.private_key)
        except BadKeyError as error:
            yield Fault(f"{place}/private_key", "bad-key", str(error))
            return
        if self.algorithm and self.algorithm not in fitting:
            names = " or ".join(f"`{each}`" for each in fitting)
            yield Fault(f"{place}/algorithm", "other-key", f"With this key it must be {names}.")


def _used(one: OAuth2Client | OAuth2Outline) -> dict[str, object]:
    """The members without a secret that later versions added, those that are not as they are by default."""
    used: dict[str, object] = {}
    if one.extra_parameters:
        used["extra_parameters"] = [list(pair) for pair in one.extra_parameters]
    if one.client_auth is not ClientAuth.AUTO:
        used["client_auth"] = one.client_auth.value
    if one.key_id:
        used["key_id"] = one.key_id
    if one.algorithm:
        used["algorithm"] = one.algorithm
    return used


def _parameters(pairs: Any) -> Parameters:
    return tuple((name, value) for name, value in pairs)
