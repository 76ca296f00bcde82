"""An endpoint ready to be called: what is the same for each of its requests, made once per version."""

from collections.abc import Sequence
from dataclasses import dataclass

from bellhop import __version__
from bellhop.domain.handshake import REQUEST_ORIGIN
from bellhop.domain.subscription import Subscription
from bellhop.egress.exchange import header_lines
from bellhop.egress.redaction import spellings
from bellhop.signing.credentials import Credentials
from bellhop.signing.mtls import ClientCertificate
from bellhop.signing.oauth2 import OAuth2Client
from bellhop.signing.proof import Proof

USER_AGENT = f"Bellhop/{__version__}"
_SHORTEST_SECRET_BYTES = 4  # what is shorter stands everywhere


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A subscription with its secrets opened.

    method: of each request.
    timeout_seconds: one deadline for each request, an access token included.
    static_lines: header fields of each request.
    static_written: what a record keeps of them.
    signers: the proofs that sign each request.
    token_client: for whom an access token is fetched; None where none is needed.
    certificate: what its connections show; None where they show none.
    secrets: every spelling of a secret that an answer could echo, the longest first.
    waits: each request needs something first that takes time, an access token or a URL of its own.
    """

    subscription: Subscription
    method: str
    timeout_seconds: float
    static_lines: tuple[str, ...]
    static_written: bytes
    signers: tuple[Proof, ...]
    token_client: OAuth2Client | None
    certificate: ClientCertificate | None
    secrets: tuple[bytes, ...]
    waits: bool

    @classmethod
    def of(cls, subscription: Subscription, credentials: Credentials, *, origin: str | None = None) -> "Endpoint":
        """Make what every request to this subscription needs; `origin` is the name in which permission is asked for."""
        proofs = credentials.proofs()
        secret_fields = [field for proof in proofs for field in proof.headers()]
        agent = [("user-agent", USER_AGENT)]
        if subscription.handshake and origin is not None:
            agent.append((REQUEST_ORIGIN, origin))
        kept = [*agent, *((name, "[redacted]") for name, _ in secret_fields)]
        return cls(
            subscription=subscription,
            method=subscription.method.value,
            timeout_seconds=subscription.delivery.timeout.total_seconds(),
            static_lines=header_lines([*agent, *secret_fields]),
            static_written="".join([f"{name}: {value}\r\n" for name, value in kept]).encode(),
            signers=tuple(proof for proof in proofs if proof.signs),
            token_client=credentials.oauth2,
            certificate=credentials.mtls,
            secrets=_secrets_of(proofs, secret_fields),
            waits=credentials.oauth2 is not None or subscription.uri_template is not None,
        )


def _secrets_of(proofs: Sequence[Proof], secret_fields: Sequence[tuple[str, str]]) -> tuple[bytes, ...]:
    texts = [value for _, value in secret_fields]
    texts += [value.partition(" ")[2] for name, value in secret_fields if name == "authorization"]
    texts += [text for proof in proofs for text in proof.echoes()]
    found = {spelling for text in texts if len(text) >= _SHORTEST_SECRET_BYTES for spelling in spellings(text)}
    return tuple(sorted(found, key=len, reverse=True))
