"""What a caller may say of a subscription, and what is wrong with it: the rules that need nothing but the words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bellhop.domain.event_type import fault_of_wanted
from bellhop.domain.subscription import BasicAuth, DeliveryPolicy, Method, OAuth2Client, Payload
from bellhop.domain.uri_template import fault_of_template
from bellhop.errors import Fault

MOST_HEADERS = 16


@dataclass(frozen=True, slots=True)
class AuthSpec:
    """The proofs that are wanted. `secret` is a signing secret that was given; without one it is made, or kept."""

    signature: bool = True
    secret: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    basic: BasicAuth | None = None
    bearer: str | None = None
    oauth2: OAuth2Client | None = None
    unauthenticated: bool = False

    def __repr__(self) -> str:
        return "AuthSpec(…)"

    @property
    def proves_origin(self) -> bool:
        """Whether any proof is wanted at all."""
        return bool(self.signature or self.headers or self.basic or self.bearer or self.oauth2)


@dataclass(frozen=True, slots=True)
class SubscriptionSpec:
    """Everything of a subscription that a caller decides."""

    event_types: tuple[str, ...]
    uri: str | None = None
    description: str = ""
    method: Method = Method.POST
    uri_template: str | None = None
    filter: str | None = None
    payload: Payload = Payload.THIN
    delivery: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    auth: AuthSpec = field(default_factory=AuthSpec)
    enabled: bool = True


def faults_of(spec: SubscriptionSpec, variables: Iterable[str]) -> Iterator[Fault]:
    """What is wrong, part by part; `variables` are those that a template may name beside the standard ones."""
    yield from _faults_of_address(spec, variables)
    for index, wanted in enumerate(spec.event_types):
        sentence = fault_of_wanted(wanted)
        if sentence is not None:
            yield Fault(f"/event_types/{index}", "bad-event-type", sentence)
    yield from _faults_of_auth(spec.auth)


def _faults_of_address(spec: SubscriptionSpec, variables: Iterable[str]) -> Iterator[Fault]:
    if spec.uri_template is None:
        if spec.uri is None:
            yield Fault("/uri", "required", "Say where to call: `uri`, or `uri_template` with `method: GET`.")
        return
    if spec.method is not Method.GET:
        yield Fault("/uri_template", "needs-get", "A template is for `method: GET`; a POST goes to `uri` as it is.")
    sentence = fault_of_template(spec.uri_template, variables)
    if sentence is not None:
        yield Fault("/uri_template", "bad-template", sentence)


def _faults_of_auth(auth: AuthSpec) -> Iterator[Fault]:
    given = [
        name
        for name, value in (("basic", auth.basic), ("bearer", auth.bearer), ("oauth2", auth.oauth2))
        if value is not None
    ]
    for name in given[1:]:
        yield Fault(
            f"/auth/{name}",
            "excluded",
            f"`{given[0]}` and `{name}` both write the Authorization header; keep one (null removes the other).",
        )
    if len(auth.headers) > MOST_HEADERS:
        yield Fault("/auth/headers", "too-many", f"At most {MOST_HEADERS} headers.")
    seen: set[str] = set()
    for name in auth.headers:
        if name.lower() in seen:
            yield Fault(f"/auth/headers/{pointer_part(name)}", "duplicate", "This header is given twice.")
        seen.add(name.lower())
    if auth.secret is not None and not auth.signature:
        yield Fault("/auth/signature/secret", "excluded", "A secret is given while the signature is switched off.")
    if not auth.proves_origin and not auth.unauthenticated:
        yield Fault(
            "/auth",
            "no-proof-of-origin",
            "A receiver could not tell who is calling: keep the signature or another proof, "
            "or say `unauthenticated: true`.",
        )


def pointer_part(name: str) -> str:
    """One part of a JSON Pointer (RFC 6901 §3)."""
    return name.replace("~", "~0").replace("/", "~1")
