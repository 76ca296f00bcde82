"""A change of a subscription whose secrets no key opens any more: it must say all of them anew, or that they end.

Otherwise a call would leave with fewer proofs than its receiver was told to expect.
"""

from collections.abc import Mapping

from bellhop.api.tenant.subscriptions_auth_wire import secrets_not_said
from bellhop.errors import ConflictError, Fault
from bellhop.signing.credentials import AuthOutline

_DETAIL = (
    "The secrets of this subscription can no longer be read by the service: give each of them anew in `auth`, or null, "
    "or ask the operator."
)
_MESSAGE = "This secret can no longer be read: give it anew, or null."


def refuse_unless_all_anew(outline: AuthOutline, wanted: Mapping[str, object]) -> None:
    """Raise `ConflictError` with the place of each secret that this merge patch does not say anew."""
    auth = wanted.get("auth", {})
    if not isinstance(auth, Mapping):  # null ends them all; anything else is refused for what it is
        return
    faults = [Fault(pointer, "secret-lost", _MESSAGE) for pointer in secrets_not_said(outline, auth)]
    if faults:
        raise ConflictError(_DETAIL, faults=faults)
