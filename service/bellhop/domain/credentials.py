"""What becomes of a subscription's secrets: which sign now, how they rotate, and what may be told of them."""

from dataclasses import replace
from datetime import datetime, timedelta

from bellhop.domain.subscription import AuthOutline, Credentials, SigningSecret

MOST_SIGNING_SECRETS = 8


def live_secrets(credentials: Credentials, now: datetime) -> tuple[bytes, ...]:
    """The secrets to sign with, the newest first: a receiver that knows any one of them can verify."""
    return tuple(each.secret for each in credentials.signing if each.expire_time is None or each.expire_time > now)


def rotate(credentials: Credentials, secret: bytes, *, overlap: timedelta, now: datetime) -> Credentials:
    """The credentials with a new signing secret; the older ones end with the overlap, those ended are dropped.

    An older secret that would end sooner by an earlier rotation still does.
    """
    end = now + overlap
    older = [
        replace(each, expire_time=end if each.expire_time is None else min(each.expire_time, end))
        for each in credentials.signing
    ]
    kept = [each for each in older if each.expire_time is not None and each.expire_time > now]
    return replace(credentials, signing=(SigningSecret(secret), *kept))


def outline(credentials: Credentials, *, unauthenticated: bool) -> AuthOutline:
    """What may be told of credentials."""
    oauth2 = credentials.oauth2
    return AuthOutline(
        signature_expire_times=tuple(each.expire_time for each in credentials.signing),
        headers=tuple(credentials.headers or ()),
        basic_username=credentials.basic.username if credentials.basic else None,
        bearer=credentials.bearer is not None,
        oauth2_token_uri=oauth2.token_uri if oauth2 else None,
        oauth2_client_id=oauth2.client_id if oauth2 else None,
        oauth2_scope=oauth2.scope if oauth2 else "",
        unauthenticated=unauthenticated,
    )


def proves_origin(credentials: Credentials) -> bool:
    """Whether a request with these credentials tells a receiver who sent it."""
    return bool(
        credentials.signing or credentials.headers or credentials.basic or credentials.bearer or credentials.oauth2
    )
