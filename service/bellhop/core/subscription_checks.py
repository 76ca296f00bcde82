"""What is wrong with a subscription that somebody wants to write, part by part."""

from collections.abc import Iterable, Iterator

from bellhop.domain.matching import Compile
from bellhop.domain.subscription_spec import SubscriptionSpec, faults_of
from bellhop.domain.uri_template import fault_of_template, sample
from bellhop.egress.guard import Guard
from bellhop.errors import BadFilterError, Fault, InvalidInputError


def check(spec: SubscriptionSpec, *, guard: Guard, parse_filter: Compile, variables: Iterable[str]) -> None:
    """Raises `InvalidInputError` with a fault for each part that is wrong; `variables` may stand in a template."""
    names = tuple(variables)
    faults = [
        *faults_of(spec, names),
        *_faults_of_uris(spec, guard, names),
        *faults_of_filter(spec.filter, parse_filter),
    ]
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
