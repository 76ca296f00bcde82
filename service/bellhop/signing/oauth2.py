"""OAuth 2.0 client credentials (RFC 6749 §4.4). `egress/oauth2.py` fetches the access tokens and sends them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from bellhop.signing.proof import Outline, Proof


@dataclass(frozen=True, slots=True)
class OAuth2Outline(Outline):
    """The client without its secret; `token_uri` is None where there is no client."""

    token_uri: str | None = None
    client_id: str | None = None
    scope: str = ""

    def __bool__(self) -> bool:
        return self.token_uri is not None

    def to_row(self) -> dict[str, object]:
        return {
            "oauth2_token_uri": self.token_uri,
            "oauth2_client_id": self.client_id,
            "oauth2_scope": self.scope,
        }

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        return cls(
            token_uri=members.get("oauth2_token_uri"),
            client_id=members.get("oauth2_client_id"),
            scope=members.get("oauth2_scope", ""),
        )


@dataclass(frozen=True, slots=True, repr=False)
class OAuth2Client(Proof):
    """A client of the tenant's authorization server, and where tokens are had."""

    sealed_name = "oauth2"
    outline_type = OAuth2Outline
    writes_authorization = True

    token_uri: str
    client_id: str
    client_secret: str
    scope: str = ""

    def to_sealed(self) -> object:
        return asdict(self)

    @classmethod
    def from_sealed(cls, value: Any) -> Self:
        return cls(**value)

    def outline(self) -> OAuth2Outline:
        return OAuth2Outline(self.token_uri, self.client_id, self.scope)

    def echoes(self) -> Iterator[str]:
        yield self.client_secret

    def addresses(self) -> Iterator[tuple[str, str]]:
        yield "/auth/oauth2/token_uri", self.token_uri
