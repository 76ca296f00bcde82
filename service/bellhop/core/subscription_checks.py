"""What is wrong with a subscription that somebody wants to write, part by part."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bellhop.domain.matching import Compile
from bellhop.domain.subscription_spec import SubscriptionSpec, faults_of
from bellhop.domain.uri_template import fault_of_template, sample
from bellhop.egress.guard import Guard
from bellhop.errors import BadFilterError, Fault, InvalidInputError
from bellhop.signing.credentials import Credentials

_NO_ORIGIN = Fault(
    "/handshake", "no-origin", "This service has no public name to ask in; its operator sets BELLHOP_PUBLIC_URI."
)


def check(
    spec: SubscriptionSpec,
    *,
    guard: Guard,
    parse_filter: Compile,
    variables: Iterable[str],
    kept: Credentials | None,
    now: datetime,
    origin: str | None,
) -> None:
    """Raises `InvalidInputError` with a fault for each part that is wrong.

    `variables` may stand in a template; `kept` are the proofs that the subscription has already; in the name of
    `origin`, if there is one, endpoints are asked for permission.
    """
    names = tuple(variables)
    faults = [
        *faults_of(spec, names),
        *_faults_of_uris(spec, guard, names),
        *_faults_of_new_proofs(spec, kept, now),
        *faults_of_filter(spec.filter, parse_filter),
    ]
    if spec.handshake and origin is None:
        faults.append(_NO_ORIGIN)
    if faults:
        raise InvalidInputError(faults=faults)


def faults_of_filter(text: str | None, parse_filter: Compile) -> Iterator[Fault]:
    """What is wrong with a filter."""
    if text is None:
        return
    try:
        parse_filter(text)
    except BadFilterError as error:
        yield Fault("/filter", "bad-filter", error.detail)


def _faults_of_new_proofs(spec: SubscriptionSpec, kept: Credentials | None, now: datetime) -> Iterator[Fault]:
    """What is wrong with the proofs that are given now; those that stay may have grown old."""
    before = dict(kept.by_name()) if kept is not None else {}
    for name, proof in spec.auth.others.by_name():
        if proof != before.get(name):
            yield from proof.faults_anew(now)


def _faults_of_uris(spec: SubscriptionSpec, guard: Guard, variables: Iterable[str]) -> Iterator[Fault]:
    places = [("/uri", spec.uri)]
    if spec.uri_template is not None and fault_of_template(spec.uri_template, variables) is None:
        places.append(("/uri_template", sample(spec.uri_template)))
    for proof in spec.auth.others.proofs():
        places += proof.addresses()
    for pointer, uri in places:
        reason = guard.check_uri(uri) if uri is not None else None
        if reason is not None:
            yield Fault(pointer, "refused-uri", reason[0].upper() + reason[1:] + ".")
