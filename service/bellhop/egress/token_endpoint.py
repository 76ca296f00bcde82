"""What is said to a token endpoint and what its answer means (RFC 6749 §4.4 and §5), as endpoints are met in the field.

Nothing is sent here. No sentence holds a secret, or a word that the endpoint chose: it stands in `health`, in records
and in events.
"""

import base64
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from math import isnan
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

import orjson

from bellhop.domain.outcome import OUR_FAULT, ErrorClass
from bellhop.egress.exchange import Exchange, Request, header_line, header_lines
from bellhop.egress.failures import brief
from bellhop.signing.client_assertion import ASSERTION_TYPE, client_assertion
from bellhop.signing.oauth2 import ClientAuth, OAuth2Client

FETCH_SECONDS = 10.0
LONGEST_ANSWER_BYTES = 64 * 1024
LONGEST_TOKEN_CHARS = 12_288
_UNSTATED_LIFE_SECONDS = 300.0
_LONGEST_LIFE_SECONDS = 86_400.0
_MARGIN_SECONDS = 60.0
_MARGIN_SHARE = 0.2
_OK = range(200, 300)
_CLIENT_REFUSED = frozenset({400, 401, 403, *_OK})  # some refuse with a 200 that has an `error` and no token
_BOM = b"\xef\xbb\xbf"
_NO_SEPARATORS = str.maketrans("", "", " _-")

# Types under which providers send tokens that they want back as `Authorization: Bearer`, without spaces, `_`, `-` and
# case. RFC 6749 demands the member, and LinkedIn leaves it out; Apigee says BearerToken, Azure DevOps jwt-bearer,
# GitHub Actions JWT. The URNs name formats of tokens (RFC 8693 §3) and stand in the wrong member.
_BEARER = frozenset(
    {
        "",
        "bearer",
        "bearertoken",
        "jwtbearer",
        "jwt",
        "accesstoken",
        "urn:ietf:params:oauth:tokentype:accesstoken",
        "urn:ietf:params:oauth:tokentype:jwt",
    }
)
# Types that are known and mean something else: each use has to prove the possession of a key (mac, pop, DPoP of
# RFC 9449), or the token is none for an Authorization field (N_A of RFC 8693 §2.2.1).
_OTHER_TYPES: Mapping[str, str] = {"mac": "mac", "pop": "pop", "dpop": "DPoP", "na": "N_A"}

# The words of RFC 6749 §5.2 and §4.1.2.1, RFC 8707 §2 (invalid_target), RFC 9449 §5 and §8, and what providers add.
_ERROR_WORDS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "access_denied",
        "server_error",
        "temporarily_unavailable",
        "invalid_target",
        "invalid_dpop_proof",
        "use_dpop_nonce",
        "invalid_resource",
        "invalid_audience",
        "slow_down",
    }
)
_OTHER_CLIENT_AUTH = frozenset({"invalid_client", "invalid_request", ""})


class Said(NamedTuple):
    """What came of asking a token endpoint.

    token: None where none was given.
    sentence: what the endpoint answered, in our words.
    life_seconds: how long to use the token.
    error: why there is none: `token_failed`, or the class of our own fault.
    duration_us: how long the asking took.
    """

    token: str | None
    sentence: str
    life_seconds: float = 0.0
    error: ErrorClass = ErrorClass.TOKEN_FAILED
    duration_us: int = 0


def token_request(client: OAuth2Client, tenant_id: str, *, client_auth: ClientAuth, now: datetime) -> Request:
    """The request for a token; `client_auth` is not AUTO.

    By HTTP basic each part is form-encoded first (RFC 6749 §2.3.1).
    """
    form = {"grant_type": "client_credentials"}
    if client.scope:
        form["scope"] = client.scope
    form |= dict(client.extra_parameters)
    headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")]
    if client_auth is ClientAuth.BASIC:
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
        headers.append(("authorization", "Basic " + base64.b64encode(pair.encode()).decode()))
    elif client_auth is ClientAuth.POST:
        form |= {"client_id": client.client_id, "client_secret": client.client_secret}
    else:
        assertion = client_assertion(
            client.private_key,
            client_id=client.client_id,
            audience=client.token_uri,
            key_id=client.key_id,
            algorithm=client.algorithm,
            now=now,
        )
        form |= {"client_id": client.client_id, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    return Request(
        method="POST",
        url=client.token_uri,
        header_lines=header_lines(headers),
        body=urlencode(form).encode(),
        timeout_seconds=FETCH_SECONDS,
        tenant_id=tenant_id,
        longest_answer_bytes=LONGEST_ANSWER_BYTES,
    )


def with_token(request: Request, token: str) -> Request:
    """The request with its access token (RFC 6750 §2.1)."""
    return request._replace(header_lines=(*request.header_lines, header_line("authorization", f"Bearer {token}")))


def refuses_client(exchange: Exchange) -> bool:
    """Whether the endpoint may want the client to prove itself in another way."""
    if exchange.status not in _CLIENT_REFUSED:
        return False
    fields = _fields(exchange)
    code = _error_word(fields)
    return code in _OTHER_CLIENT_AUTH if exchange.status not in _OK else code == "invalid_client"


def read_answer(exchange: Exchange) -> Said:
    """The token in an answer (RFC 6749 §5.1), or what is wrong with it."""
    if exchange.status is None:
        sentence = f"the token endpoint could not be asked: {brief(exchange.error_detail)}"
        error = exchange.error if exchange.error in OUR_FAULT and exchange.error else ErrorClass.TOKEN_FAILED
        return Said(None, sentence, error=error, duration_us=exchange.phases.total_us)
    fields = _fields(exchange)
    token, problem = _token(exchange, fields)
    life_seconds = _life_seconds(fields.get("expires_in"))
    code = _error_word(fields)
    sentence = f"the token endpoint answered {exchange.status}"
    if token is not None:
        sentence += (
            f" with a token, to be used for {life_seconds:.0f} s" if life_seconds else " with a token for one use"
        )
    else:
        sentence += f" ({code})" if code else problem
    return Said(token, sentence, life_seconds, duration_us=exchange.phases.total_us)


def _token(exchange: Exchange, fields: Mapping[str, object]) -> tuple[str | None, str]:
    """The token; or None, and what follows on the status in a sentence about it."""
    if exchange.status not in _OK:
        return None, ""
    token = fields.get("access_token")
    if not isinstance(token, str) or not token:
        return None, f" without a usable access_token{_unread(exchange, fields)}"
    if len(token) > LONGEST_TOKEN_CHARS:
        return None, f" without a usable access_token: it has more than {LONGEST_TOKEN_CHARS:,} characters"
    if not (token.isascii() and token.isprintable()):
        return None, " without a usable access_token: it has characters that no header field can hold"
    return (None, other) if (other := _other_type(fields.get("token_type"))) else (token, "")


def _unread(exchange: Exchange, fields: Mapping[str, object]) -> str:
    """Why an answer says nothing."""
    if exchange.truncated:
        return f": the answer has more than {LONGEST_ANSWER_BYTES // 1024} KiB, or did not end"
    return "" if fields else ": it is no JSON object"


def _other_type(token_type: object) -> str:
    """What follows in a sentence about a token that cannot be sent as a bearer token; empty for one that can."""
    if token_type is None:
        return ""
    plain = token_type.strip().lower().translate(_NO_SEPARATORS) if isinstance(token_type, str) else "?"
    if plain in _BEARER:
        return ""
    known = _OTHER_TYPES.get(plain)
    return f" with no bearer token: its token_type is {f'`{known}`' if known else 'none that is known'}"


def _life_seconds(expires_in: object) -> float:
    """How long to keep a token: its life less a margin for the way there, at most a day."""
    stated = _UNSTATED_LIFE_SECONDS
    if isinstance(expires_in, int | float | str) and not isinstance(expires_in, bool):
        with suppress(ValueError):  # words, as of `soon`
            stated = float(expires_in)
    if isnan(stated):
        stated = _UNSTATED_LIFE_SECONDS
    life = min(stated, _LONGEST_LIFE_SECONDS) if stated > 0 else 0.0
    return life - min(_MARGIN_SECONDS, life * _MARGIN_SHARE)


def _error_word(fields: Mapping[str, object]) -> str:
    """The `error` of RFC 6749 §5.2, when it is a word that we know: another could be anything."""
    code = fields.get("error")
    return code if isinstance(code, str) and code in _ERROR_WORDS else ""


def _fields(exchange: Exchange) -> Mapping[str, object]:
    """The members of the JSON object in an answer, with or without a byte order mark; none where it is not one."""
    try:
        fields = orjson.loads(exchange.body.removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return {}
    return fields if isinstance(fields, dict) else {}
