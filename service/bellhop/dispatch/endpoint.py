"""An endpoint ready to be called: what is the same for each of its requests, made once per version."""

from collections.abc import Sequence
from dataclasses import dataclass

from bellhop import __version__
from bellhop.dispatch.redaction import spellings
from bellhop.domain.subscription import Method, Subscription
from bellhop.egress.exchange import header_lines
from bellhop.signing.credentials import Credentials
from bellhop.signing.proof import Proof

USER_AGENT = f"Bellhop/{__version__}"
_SHORTEST_SECRET_BYTES = 4  # what is shorter stands everywhere


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A subscription with its secrets opened.

    `static_lines` go out with every request, `static_written` is what is kept of them; `waits`: each request needs
    something first that takes time, an access token or a URL of its own. `signers` make the fields that differ.
    """

    subscription: Subscription
    credentials: Credentials
    method: str
    waits: bool
    static_lines: tuple[str, ...]
    static_written: bytes
    signers: tuple[Proof, ...]
    secrets: tuple[bytes, ...]
    timeout_seconds: float

    @classmethod
    def of(cls, subscription: Subscription, credentials: Credentials) -> "Endpoint":
        """Make what every request to this subscription needs."""
        fields = credentials.static_headers()
        static: tuple[tuple[str, str], ...] = (("user-agent", USER_AGENT), *fields)
        if subscription.method is Method.POST:
            static = (("content-type", "application/json"), *static)
        secret_names = {name for name, _ in fields}
        written = [f"{name}: {'[redacted]' if name in secret_names else value}\r\n" for name, value in static]
        return cls(
            subscription=subscription,
            credentials=credentials,
            method=subscription.method.value,
            waits=credentials.oauth2 is not None or subscription.uri_template is not None,
            static_lines=header_lines(static),
            static_written="".join(written).encode(),
            signers=tuple(proof for proof in credentials.proofs() if proof.signs),
            secrets=_secrets_of(credentials, fields),
            timeout_seconds=subscription.delivery.timeout.total_seconds(),
        )


def _secrets_of(credentials: Credentials, fields: Sequence[tuple[str, str]]) -> tuple[bytes, ...]:
    """Every spelling of a secret that an answer could echo."""
    texts = [value for _, value in fields]
    texts += [value.partition(" ")[2] for name, value in fields if name == "authorization"]
    texts += [text for proof in credentials.proofs() for text in proof.echoes()]
    found = {spelling for text in texts if len(text) >= _SHORTEST_SECRET_BYTES for spelling in spellings(text)}
    return tuple(sorted(found, key=len, reverse=True))
