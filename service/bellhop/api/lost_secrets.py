"""A change of a subscription whose secrets no key opens any more: it must say all of them anew, or that they end.

Otherwise a call would leave with fewer proofs than its receiver was told to expect.
"""

from collections.abc import Iterator, Mapping

from bellhop.domain.merge_patch import REDACTED
from bellhop.domain.subscription import AuthOutline
from bellhop.domain.subscription_spec import pointer_part
from bellhop.errors import ConflictError, Fault

_DETAIL = (
    "The secrets of this subscription can no longer be read by the service: give each of them anew in `auth`, or null, "
    "or ask the operator."
)
_MESSAGE = "This secret can no longer be read: give it anew, or null."


def what_is_left(outline: AuthOutline) -> dict[str, object]:
    """The `auth` that a patch is merged into: what is known of it without its secrets."""
    left: dict[str, object] = {
        "signature": {"enabled": bool(outline.signature_expire_times)},
        "unauthenticated": outline.unauthenticated,
    }
    if outline.basic_username is not None:
        left["basic"] = {"username": outline.basic_username}
    if outline.oauth2_token_uri is not None:
        left["oauth2"] = {
            "token_uri": outline.oauth2_token_uri,
            "client_id": outline.oauth2_client_id,
            "scope": outline.oauth2_scope,
        }
    return left


def refuse_unless_all_anew(outline: AuthOutline, wanted: Mapping[str, object]) -> None:
    """Raise `ConflictError` with the place of each secret that this merge patch does not say anew."""
    auth = wanted.get("auth", {})
    if not isinstance(auth, Mapping):  # null ends them all; anything else is refused for what it is
        return
    faults = [Fault(pointer, "secret-lost", _MESSAGE) for pointer in _not_said(outline, auth)]
    if faults:
        raise ConflictError(_DETAIL, faults=faults)


def _not_said(outline: AuthOutline, auth: Mapping[str, object]) -> Iterator[str]:
    if outline.signature_expire_times and not _is_signature_said(auth):
        yield "/auth/signature/secret"
    headers = auth.get("headers", {})
    if isinstance(headers, Mapping):
        said = {str(name).lower() for name, value in headers.items() if value != REDACTED}
        yield from (f"/auth/headers/{pointer_part(name)}" for name in outline.headers if name.lower() not in said)
    if outline.basic_username is not None and not _is_said(auth, "basic", "password"):
        yield "/auth/basic/password"
    if outline.bearer and auth.get("bearer", REDACTED) == REDACTED:
        yield "/auth/bearer"
    if outline.oauth2_token_uri is not None and not _is_said(auth, "oauth2", "client_secret"):
        yield "/auth/oauth2/client_secret"


def _is_signature_said(auth: Mapping[str, object]) -> bool:
    """Whether a signature is wanted, with a new secret (given, or to be made), or is to end."""
    signature = auth.get("signature", {})
    return not isinstance(signature, Mapping) or (bool(signature) and signature.get("secret") != REDACTED)


def _is_said(auth: Mapping[str, object], member: str, secret: str) -> bool:
    value = auth.get(member, {})
    return not isinstance(value, Mapping) or value.get(secret, REDACTED) != REDACTED
