"""What a patch of a subscription changes, once all is left out that only says what is shown."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from bellhop.api.body.models import MOST_FAULTS
from bellhop.api.body.written_back import changed, drop_earlier_time, fault_of_name, is_same, refuse_marks
from bellhop.api.tenant.subscriptions_auth_wire import Ed25519In, Ed25519Out
from bellhop.api.tenant.subscriptions_wire import HealthOut, SubscriptionIn, SubscriptionOut
from bellhop.clock import read_time
from bellhop.errors import Fault, InvalidInputError, pointer_part


def changes(given: Mapping[str, object], shown: Mapping[str, object], now: datetime) -> dict[str, object]:
    """What a patch changes of a subscription that is shown so; raises for what cannot be written."""
    left = changed(given, shown)
    drop_earlier_time(left, shown)
    if "health" in left and _is_health(given["health"]):  # it moves by itself, so what was read may be another by now
        del left["health"]
    _drop_keys(left, given)
    _keep_retry_whole(left, given)
    _drop_ended_secrets(left, shown, now)
    faults = list(islice(_faults_of_names(left, "", SubscriptionIn, SubscriptionOut), MOST_FAULTS))
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


def _drop_keys(left: dict[str, object], given: Mapping[str, object]) -> None:
    """Forget the public keys that were read: they are the tenant's, and may have been rotated since."""
    auth, sent = _inner(left, "auth"), _inner(_inner(given, "auth"), "ed25519")
    if "ed25519" not in auth or not sent:
        return
    try:
        Ed25519Out.model_validate(sent, strict=True)
    except ValidationError:
        return
    auth["ed25519"] = {name: value for name, value in auth["ed25519"].items() if name in Ed25519In.model_fields}
    if not auth["ed25519"]:
        del auth["ed25519"]
    if not auth:
        del left["auth"]


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


def _faults_of_names(
    wanted: object, pointer: str, written: type[BaseModel], answered: type[BaseModel]
) -> Iterator[Fault]:
    """What a patch names that the object at `pointer` does not have, even when it is to be removed.

    `written` and `answered` are the models of this object; what only the latter has is read-only.
    """
    if not isinstance(wanted, Mapping):
        return
    for name, value in wanted.items():
        if name not in written.model_fields:
            yield fault_of_name(name, answered.model_fields, pointer)
            continue
        inner, shown = _object_within(written, name), _object_within(answered, name)
        if inner is not None and shown is not None:
            yield from _faults_of_names(value, f"{pointer}/{pointer_part(name)}", inner, shown)


def _object_within(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The model of a member that is an object; None for one that is not, whose names are free, or that is not there."""
    if name not in model.model_fields:
        return None
    annotation = model.model_fields[name].annotation
    choices = (annotation, *get_args(annotation))
    return next((each for each in choices if isinstance(each, type) and issubclass(each, BaseModel)), None)
