"""What a caller may say of a subscription, and what is wrong with it: the rules that need nothing but the words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from bellhop.domain.event_type import fault_of_wanted
from bellhop.domain.schema import pointer
from bellhop.domain.subscription import DeliveryPolicy, Method, Payload
from bellhop.domain.template import faults_of_template as faults_of_body_template
from bellhop.domain.uri_template import fault_of_template
from bellhop.errors import Fault
from bellhop.signing.credentials import Credentials

_MOST_TEMPLATE_FAULTS = 100
_NO_ADDRESS = "Say where to call: `uri`, `uri_template` with `method: GET`, or `pull: true` to come and take it."


@dataclass(frozen=True, slots=True)
class AuthSpec:
    """The proofs that are wanted.

    `secret` is a signing secret that was given; without one it is made, or kept. `others` are all other proofs.
    """

    signature: bool = True
    secret: bytes | None = None
    others: Credentials = field(default_factory=Credentials)
    unauthenticated: bool = False

    def __repr__(self) -> str:
        return "AuthSpec(…)"

    @property
    def proves_origin(self) -> bool:
        """Whether any proof is wanted at all."""
        return self.signature or bool(self.others.proofs())


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
    template: Mapping[str, Any] | None = None
    delivery: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    auth: AuthSpec = field(default_factory=AuthSpec)
    enabled: bool = True
    pull: bool = False
    idle_expire: timedelta | None = None
    handshake: bool = False


def faults_of(spec: SubscriptionSpec, variables: Iterable[str]) -> Iterator[Fault]:
    """What is wrong, part by part; `variables` are those that a template may name beside the standard ones."""
    yield from _faults_of_pull(spec) if spec.pull else _faults_of_address(spec, variables)
    yield from _faults_of_plain_http(spec)
    if spec.idle_expire is not None and not spec.pull:
        yield Fault("/idle_expire_seconds", "needs-pull", "Only a subscription with `pull: true` ends by being idle.")
    for index, wanted in enumerate(spec.event_types):
        sentence = fault_of_wanted(wanted)
        if sentence is not None:
            yield Fault(f"/event_types/{index}", "bad-event-type", sentence)
    if spec.handshake and spec.method is Method.GET:
        sentence = "A permission is for `method: POST`; a GET is sent without."
        yield Fault("/handshake", "needs-post", sentence)
    yield from _faults_of_payload(spec)
    yield from _faults_of_auth(spec.auth)


def _faults_of_payload(spec: SubscriptionSpec) -> Iterator[Fault]:
    if spec.method is Method.GET and spec.payload not in (Payload.THIN, Payload.FULL):
        yield Fault("/payload", "needs-post", f"`{spec.payload.value}` is for `method: POST`; a GET carries no body.")
    if spec.payload is Payload.TEMPLATE and spec.template is None:
        yield Fault("/template", "required", "Say the template, too.")
    if spec.payload is not Payload.TEMPLATE and spec.template is not None:
        yield Fault("/template", "needs-payload", "A template is for `payload: template` (null removes it).")
    yield from faults_of_body(spec.template or {})


def faults_of_body(template: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with a template of bodies."""
    for fault in islice(faults_of_body_template(template), _MOST_TEMPLATE_FAULTS):
        yield Fault("/template" + pointer(fault.where), "bad-template", fault.sentence)


def _faults_of_address(spec: SubscriptionSpec, variables: Iterable[str]) -> Iterator[Fault]:
    if spec.uri_template is None:
        if spec.uri is None:
            yield Fault("/uri", "required", _NO_ADDRESS)
        return
    if spec.method is not Method.GET:
        yield Fault("/uri_template", "needs-get", "A template is for `method: GET`; a POST goes to `uri` as it is.")
    sentence = fault_of_template(spec.uri_template, variables)
    if sentence is not None:
        yield Fault("/uri_template", "bad-template", sentence)


def _faults_of_plain_http(spec: SubscriptionSpec) -> Iterator[Fault]:
    url = spec.uri_template or spec.uri or ""
    if spec.auth.others.mtls is not None and url.lower().startswith("http:"):
        yield Fault("/auth/mtls", "needs-https", "A certificate is shown in TLS only: call an `https://` URL.")


def _faults_of_pull(spec: SubscriptionSpec) -> Iterator[Fault]:
    sentence = "With `pull: true` nothing is called; leave `{}` out."
    for name, is_given in (
        ("uri", spec.uri is not None),
        ("uri_template", spec.uri_template is not None),
        ("method", spec.method is not Method.POST),
        ("handshake", spec.handshake),
    ):
        if is_given:
            yield Fault(f"/{name}", "excluded", sentence.format(name))
    if spec.auth.others.oauth2 is not None:
        yield Fault("/auth/oauth2", "excluded", "A request that is pulled carries no access token; leave `oauth2` out.")
    if spec.auth.others.mtls is not None:
        yield Fault("/auth/mtls", "excluded", "Nothing is called, so no certificate is shown; leave `mtls` out.")


def _faults_of_auth(auth: AuthSpec) -> Iterator[Fault]:
    given = [name for name, proof in auth.others.by_name() if proof.writes_authorization]
    for name in given[1:]:
        yield Fault(
            f"/auth/{name}",
            "excluded",
            f"`{given[0]}` and `{name}` both write the Authorization header; keep one (null removes the other).",
        )
    for proof in auth.others.proofs():
        yield from proof.faults()
    if auth.secret is not None and not auth.signature:
        yield Fault("/auth/signature/secret", "excluded", "A secret is given while the signature is switched off.")
    if not auth.proves_origin and not auth.unauthenticated:
        yield Fault(
            "/auth",
            "no-proof-of-origin",
            "A receiver could not tell who is calling: keep the signature or another proof, "
            "or say `unauthenticated: true`.",
        )
