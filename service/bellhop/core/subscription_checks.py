"""What is wrong with a subscription that somebody wants to write, part by part."""

from collections.abc import Iterable, Iterator

from bellhop.domain.matching import Compile
from bellhop.domain.subscription_spec import AuthSpec, SubscriptionSpec, faults_of, pointer_part
from bellhop.domain.uri_template import fault_of_template, sample
from bellhop.egress.guard import Guard
from bellhop.errors import BadFilterError, Fault, InvalidInputError
from bellhop.signing.static_headers import fault_of_header


def check(spec: SubscriptionSpec, *, guard: Guard, parse_filter: Compile, variables: Iterable[str]) -> None:
    """Raises `InvalidInputError` with a fault for each part that is wrong; `variables` may stand in a template."""
    names = tuple(variables)
    faults = [
        *faults_of(spec, names),
        *_faults_of_uris(spec, guard, names),
        *_faults_of_headers(spec.auth),
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
    if spec.auth.oauth2 is not None:
        places.append(("/auth/oauth2/token_uri", spec.auth.oauth2.token_uri))
    for pointer, uri in places:
        reason = guard.check_uri(uri) if uri is not None else None
        if reason is not None:
            yield Fault(pointer, "refused-uri", reason[0].upper() + reason[1:] + ".")


def _faults_of_headers(auth: AuthSpec) -> Iterator[Fault]:
    for name, value in auth.headers.items():
        reason = fault_of_header(name, value)
        if reason is not None:
            sentence = reason[0].upper() + reason[1:] + "."
            yield Fault(f"/auth/headers/{pointer_part(name)}", "bad-header", sentence)
