"""What a patch of a subscription changes, once all is left out that only says what is shown."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import ValidationError

from bellhop.api.models import MOST_FAULTS, RequestModel
from bellhop.api.subscription_models import (
    AuthIn,
    BasicIn,
    DeliveryIn,
    HealthOut,
    OAuth2In,
    RetryIn,
    SignatureIn,
    SubscriptionIn,
    SubscriptionOut,
)
from bellhop.api.written_back import changed, drop_earlier_time, fault_of_name, is_same, refuse_marks
from bellhop.clock import read_time
from bellhop.domain.subscription_spec import pointer_part
from bellhop.errors import Fault, InvalidInputError

_OBJECTS: Mapping[str, type[RequestModel]] = {
    "": SubscriptionIn,
    "/auth": AuthIn,
    "/auth/signature": SignatureIn,
    "/auth/basic": BasicIn,
    "/auth/oauth2": OAuth2In,
    "/delivery": DeliveryIn,
    "/delivery/retry": RetryIn,
}
_READ_ONLY: Mapping[str, frozenset[str]] = {
    "": frozenset(SubscriptionOut.model_fields) - frozenset(SubscriptionIn.model_fields),
    "/auth/signature": frozenset({"previous_secrets"}),
}


def changes(given: Mapping[str, object], shown: Mapping[str, object], now: datetime) -> dict[str, object]:
    """What a patch changes of a subscription that is shown so; raises for what cannot be written."""
    left = changed(given, shown)
    drop_earlier_time(left, shown)
    if "health" in left and _is_health(given["health"]):  # it moves by itself, so what was read may be another by now
        del left["health"]
    _keep_retry_whole(left, given)
    _drop_ended_secrets(left, shown, now)
    faults = list(islice(_faults_of_names(left, ""), MOST_FAULTS))
    if faults:
        raise InvalidInputError(faults=faults)
    refuse_marks(left.get("auth"), "/auth")
    return left


def _is_health(given: object) -> bool:
    try:
        HealthOut.model_validate(given, strict=True)
    except ValidationError:
        return False
    return True


def _keep_retry_whole(left: Mapping[str, object], given: Mapping[str, object]) -> None:
    """A new number of attempts beside the schedule as it is shown says two things: let them be compared."""
    retry, sent = _inner(_inner(left, "delivery"), "retry"), _inner(_inner(given, "delivery"), "retry")
    if "max_attempts" in retry and sent.get("schedule_seconds") is not None:
        retry.setdefault("schedule_seconds", sent["schedule_seconds"])


def _drop_ended_secrets(left: dict[str, object], shown: Mapping[str, object], now: datetime) -> None:
    """Forget older secrets that were read and have ended since."""
    auth = _inner(left, "auth")
    signature = _inner(auth, "signature")
    given, own = (
        signature.get("previous_secrets"),
        _inner(_inner(shown, "auth"), "signature").get("previous_secrets", []),
    )
    if isinstance(given, list) and is_same([each for each in given if not _has_ended(each, now)], own):
        del signature["previous_secrets"]
        if not signature:
            del auth["signature"]
        if not auth:
            del left["auth"]


def _has_ended(secret: object, now: datetime) -> bool:
    end = read_time(str(secret.get("expire_time"))) if isinstance(secret, Mapping) else None
    return end is not None and end <= now


def _inner(members: Mapping[str, object], name: str) -> dict[str, Any]:
    """An object within an object; an empty one where there is none."""
    inner = members.get(name)
    return inner if isinstance(inner, dict) else {}


def _faults_of_names(wanted: object, pointer: str) -> Iterator[Fault]:
    """What a patch names that the object at `pointer` does not have, even when it is to be removed."""
    model = _OBJECTS.get(pointer)
    if model is None or not isinstance(wanted, Mapping):
        return
    for name, value in wanted.items():
        if name in model.model_fields:
            yield from _faults_of_names(value, f"{pointer}/{pointer_part(name)}")
        else:
            yield fault_of_name(name, _READ_ONLY.get(pointer, ()), pointer)
