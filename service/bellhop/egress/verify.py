"""Which step on the way to an endpoint failed, in words for the person who registered it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bellhop.domain.handshake import Permission, Refusal
from bellhop.domain.outcome import ErrorClass
from bellhop.egress.exchange import Exchange, Request
from bellhop.egress.token_endpoint import Said


class StepName(StrEnum):
    """The steps of a delivery, in their order."""

    URL = "url"
    TOKEN = "token"  # noqa: S105 - a step, not a secret
    DNS = "dns"
    ADDRESS = "address"
    PROXY = "proxy"
    CONNECT = "connect"
    TLS = "tls"
    CLIENT_CERTIFICATE = "client_certificate"
    TIME = "time"
    HANDSHAKE = "handshake"
    HTTP = "http"


class StepState(StrEnum):
    """What became of a step; after one that failed the rest are not reached."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class VerificationStep:
    """One step: what it found, and how long it took where that is known."""

    name: StepName
    state: StepState
    detail: str = ""
    duration_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The steps of one try; `ok` when all passed."""

    ok: bool
    failed_step: StepName | None
    error: ErrorClass | None
    status: int | None
    total_ms: float
    steps: tuple[VerificationStep, ...]


_FAILS_AT = {
    ErrorClass.BAD_URL: StepName.URL,
    ErrorClass.BLOCKED_PORT: StepName.URL,
    ErrorClass.TOKEN_FAILED: StepName.TOKEN,
    ErrorClass.DNS_FAILED: StepName.DNS,
    ErrorClass.DNS_TIMEOUT: StepName.DNS,
    ErrorClass.BLOCKED_ADDRESS: StepName.ADDRESS,
    ErrorClass.PROXY_FAILED: StepName.PROXY,
    ErrorClass.CONNECT_REFUSED: StepName.CONNECT,
    ErrorClass.CONNECT_TIMEOUT: StepName.CONNECT,
    ErrorClass.CONNECT_FAILED: StepName.CONNECT,
    ErrorClass.TLS_TIMEOUT: StepName.TLS,
    ErrorClass.TLS_EXPIRED: StepName.TLS,
    ErrorClass.TLS_SELF_SIGNED: StepName.TLS,
    ErrorClass.TLS_UNTRUSTED: StepName.TLS,
    ErrorClass.TLS_WRONG_HOST: StepName.TLS,
    ErrorClass.TLS_PROTOCOL: StepName.TLS,
    ErrorClass.TLS_FAILED: StepName.TLS,
    ErrorClass.TLS_CLIENT_CERTIFICATE_REFUSED: StepName.CLIENT_CERTIFICATE,
    ErrorClass.TLS_CLIENT_CERTIFICATE_REQUIRED: StepName.CLIENT_CERTIFICATE,
    ErrorClass.TLS_CLIENT_CERTIFICATE_EXPIRED: StepName.CLIENT_CERTIFICATE,
    ErrorClass.FIRST_BYTE_TIMEOUT: StepName.TIME,
    ErrorClass.HEADERS_TIMEOUT: StepName.TIME,
}
_OK = range(200, 300)
_MICROS_A_MILLI = 1000
_REDIRECTS = range(300, 400)


def explain(
    request: Request,
    exchange: Exchange,
    *,
    with_token: bool = False,
    said: Said | None = None,
    with_proxy: bool = False,
    permission: Permission | Refusal | None = None,
) -> Verification:
    """The steps behind an exchange: each one before the step that failed has passed.

    `with_token` says that it needed an access token, and `said` what the token endpoint answered to that; `with_proxy`
    that it left through the operator's proxy. `permission` is what came of the handshake, where there is one; of a
    refusal the exchange is the handshake's.
    """
    failed = StepName.TOKEN if said is not None and said.token is None else _failed_step(exchange)
    if isinstance(permission, Refusal) and (exchange.status is not None or failed is StepName.HTTP):
        failed = StepName.HANDSHAKE
    applicable = {
        StepName.TLS: request.url.lower().startswith("https:"),
        StepName.TOKEN: with_token,
        StepName.CLIENT_CERTIFICATE: request.certificate is not None or failed is StepName.CLIENT_CERTIFICATE,
        StepName.PROXY: with_proxy,
        StepName.HANDSHAKE: permission is not None,
    }
    names = [name for name in StepName if applicable.get(name, True)]
    if exchange.error is ErrorClass.TLS_CLIENT_CERTIFICATE_EXPIRED:  # found before anything is done
        names.remove(StepName.CLIENT_CERTIFICATE)
        names.insert(0, StepName.CLIENT_CERTIFICATE)
    steps: list[VerificationStep] = []
    reached = True
    for name in names:
        if name is StepName.HANDSHAKE and isinstance(permission, Permission):
            steps.append(VerificationStep(name, StepState.PASSED, _permitted(permission)))
        elif name is failed:
            detail = permission.sentence if isinstance(permission, Refusal) else _reason(exchange)
            steps.append(VerificationStep(name, StepState.FAILED, detail, _duration(name, exchange, said)))
            reached = False
        elif reached:
            steps.append(
                VerificationStep(
                    name, StepState.PASSED, _finding(name, request, exchange, said), _duration(name, exchange, said)
                )
            )
        else:
            steps.append(VerificationStep(name, StepState.NOT_REACHED))
    return Verification(
        ok=failed is None,
        failed_step=failed,
        error=exchange.error,
        status=exchange.status,
        total_ms=exchange.phases.total_us / _MICROS_A_MILLI,
        steps=tuple(steps),
    )


def _failed_step(exchange: Exchange) -> StepName | None:
    if exchange.status is not None:
        return None if exchange.status in _OK else StepName.HTTP
    return StepName.HTTP if exchange.error is None else _FAILS_AT.get(exchange.error, StepName.HTTP)


def _permitted(permission: Permission) -> str:
    limit = "as many requests as we like" if permission.per_minute is None else f"{permission.per_minute} a minute"
    return f"the endpoint permits {limit}"


def _reason(exchange: Exchange) -> str:
    if exchange.status is None:
        return exchange.error_detail
    if exchange.status in _REDIRECTS:
        return f"the endpoint answered {exchange.status}; redirects are not followed: register the URL it leads to"
    return f"the endpoint answered {exchange.status}; a webhook is accepted with a status from 200 to 299"


def _finding(name: StepName, request: Request, exchange: Exchange, said: Said | None) -> str:
    findings: dict[StepName, Callable[[], str]] = {
        StepName.TOKEN: lambda: said.sentence if said else "",
        StepName.ADDRESS: lambda: exchange.address or "",
        StepName.CLIENT_CERTIFICATE: lambda: _shown(exchange),
        StepName.TIME: lambda: (
            f"answered in {exchange.phases.total_us / _MICROS_A_MILLI:.0f} of {request.timeout_seconds * 1000:.0f} ms"
        ),
        StepName.HTTP: lambda: f"the endpoint answered {exchange.status}",
    }
    return findings[name]() if name in findings else ""


def _shown(exchange: Exchange) -> str:
    """What became of our certificate."""
    if exchange.asked:
        return "the server asked for our certificate, and took it"
    if not exchange.phases.connect_us:
        return "shown when this connection was opened, for an earlier request"
    return "the server did not ask for our certificate: it has not been shown"


def _duration(name: StepName, exchange: Exchange, said: Said | None) -> float | None:
    phases = exchange.phases
    spent_us = {
        StepName.TOKEN: said.duration_us if said else None,
        StepName.DNS: phases.dns_us,
        StepName.CONNECT: phases.connect_us,
        StepName.TLS: phases.tls_us,
        StepName.HTTP: phases.first_byte_us,
        StepName.TIME: phases.total_us,
    }.get(name)
    return None if spent_us is None else spent_us / _MICROS_A_MILLI
