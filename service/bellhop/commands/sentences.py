"""The words of records as sentences: what `bellhop why` says of a ledger, a delivery, a subscription."""

from collections.abc import Mapping

from bellhop.remote.documents import Attempt, Change, Delivery, Event, LedgerEntry, Operation, Subscription

# Why a subscription did or did not get an event (`domain.ledger.Verdict`).
LEDGER: Mapping[str, str] = {
    "delivered": "got it",
    "replayed": "missed it while it was disabled, and a replay made up for that",
    "other_type": "did not get it: its event_types do not name this type",
    "filtered": "did not get it: its filter says no",
    "filter_error": "did not get it: its filter asks for something that this event does not have, such as a label",
    "disabled": "did not get it: it was disabled at that moment; `bellhop replay` makes up for it",
    "not_entitled": "did not get it: the tenant is not entitled to webhooks",
    "own_kind": "did not get it: events about subscriptions never beget events of their own kind",
    "not_addressed": "did not get it: it was meant for another subscription alone",
}

# Why a delivery is where it is (`domain.delivery.Reason`).
REASONS: Mapping[str, str] = {
    "created": "it waits for its first attempt",
    "sending": "it is being sent at this moment",
    "accepted": "the receiver accepted it",
    "retrying": "the last attempt failed and it will be tried again",
    "deferred": "it was put off, as no try: no access token could be had, or something on Bellhop's side failed",
    "credentials_unreadable": "the secrets of the subscription can no longer be read; give them anew",
    "lease_lost": "whoever was sending it was lost; it is tried again",
    "redelivered": "it was asked to be sent again",
    "fifo_waiting": "it waits for the one before it in its queue (ordering: fifo)",
    "attempts_exhausted": "all its attempts failed",
    "too_old": "it was not delivered within its largest age",
    "gone": "the receiver answered 410, that it never wants to hear from Bellhop again",
    "subscription_deleted": "its subscription was deleted",
    "subscription_disabled": "its subscription is disabled",
    "event_gone": "its event is no longer kept",
    "unclaimed": "nobody has claimed it (the subscription is pulled)",
    "template_gone": "the template that its body was to be made of is no longer kept",
    "payload_too_large": "the template makes more of its event than a body may be",
    "released": "the process that held it ended and gave it back",
    "skipped_by_request": "it was skipped by request",
    "paused": "its endpoint asked for a pause (Retry-After), and nothing leaves before that is over",
    "no_permission": "the endpoint has not permitted Bellhop to send (handshake)",
    "circuit_open": "the endpoint failed too often: only a probe leaves now and then until one succeeds",
}

# Who disabled a subscription (`domain.subscription.DisabledReason`).
DISABLED: Mapping[str, str] = {
    "by_request": "somebody disabled it; what waits is kept until it is too old",
    "gone": "its endpoint answered 410; enable it when the endpoint is back",
    "failing": "its endpoint failed for five days; enable it when the endpoint is back",
}

_EVENTS: Mapping[str, str] = {
    "submitted": "was submitted",
    "claimed": "was claimed by a worker",
    "succeeded": "succeeded",
    "failed": "failed",
    "cancelled": "was cancelled",
    "cancel_requested": "was asked to stop",
    "retry_requested": "was given back by its worker, to be tried again",
    "released": "was released by its worker, the attempt not counted",
    "lease_lost": "was lost by its worker, which was silent for longer than its lease",
    "deadline_exceeded": "ran into its deadline",
}


def of_operation(operation: Operation) -> str:
    """How an operation stands."""
    where = f" of {operation.parent}" if operation.parent else ""
    head = f"{operation.id} is the action {operation.action}{where}"
    known = operation.metadata
    if operation.state == "pending":
        if known.run_time is not None:
            return f"{head}. It waits until {known.run_time:%Y-%m-%d %H:%M:%S}Z, when it may start."
        return f"{head}. It waits for a worker to claim it."
    if operation.state == "running":
        asked = " It was asked to stop." if known.cancel_requested_time else ""
        return f"{head}. It runs, attempt {known.attempt} of {known.max_attempts}.{asked}"
    took = ""
    if known.complete_time is not None:
        took = f" after {(known.complete_time - operation.createdTime).total_seconds():.1f} s"
    kept = f" It can be read until {known.expire_time:%Y-%m-%d %H:%M}Z." if known.expire_time else ""
    end = {"succeeded": "succeeded", "failed": "failed", "cancelled": "was cancelled"}.get(
        operation.state, f"is {operation.state}"
    )
    return f"{head}. It {end}{took}.{kept}"


def of_change(change: Change) -> str:
    """One thing that happened to an operation."""
    attempt = f", attempt {change.attempt}" if change.attempt else ""
    worker = f" ({change.worker_id})" if change.worker_id else ""
    errors = "".join(f": {each.code}: {each.message}" for each in change.errors[:1])
    again = f", to be tried again at {change.next_attempt_time:%H:%M:%S}Z" if change.next_attempt_time else ""
    return (
        f"{change.time:%Y-%m-%d %H:%M:%S}Z it {_EVENTS.get(change.event, change.event)}{worker}{attempt}{errors}{again}"
    )


def of_event(event: Event) -> str:
    """What an event is, and for how many it rang."""
    got_it = sum(each.delivery_id is not None for each in event.ledger)
    job = f" of {event.job_id}" if event.job_id else ""
    head = f"{event.id} is {event.type}{job}, {event.createdTime:%Y-%m-%d %H:%M:%S}Z."
    if not event.ledger:
        return f"{head} There was no subscription at that moment, so nobody got it."
    return f"{head} {got_it} of {len(event.ledger)} subscriptions got it."


def of_entry(entry: LedgerEntry, where: str) -> str:
    """Why one subscription did or did not get an event."""
    return f"{entry.subscription_id}{where} {LEDGER.get(entry.reason, entry.reason)}."


def of_delivery(delivery: Delivery) -> str:
    """How a delivery stands, and why."""
    head = f"{delivery.id} takes {delivery.event_type} to {delivery.subscription_id}"
    end = {
        "pending": "waits",
        "in_flight": "is under way",
        "delivered": "was delivered",
        "dead": "was given up; `bellhop redeliver` sends it again",
        "skipped": "was skipped",
    }.get(delivery.state, f"is {delivery.state}")
    when = ""
    if delivery.next_attempt_time is not None:
        when = f" The next attempt is at {delivery.next_attempt_time:%Y-%m-%d %H:%M:%S}Z."
    return f"{head}. It {end}: {REASONS.get(delivery.reason, delivery.reason)}.{when}"


def of_attempt(attempt: Attempt) -> str:
    """What one try came to."""
    if attempt.lease_lost and attempt.status_code is None:
        end = "was lost with the process that made it"
    elif attempt.status_code is not None:
        end = f"was answered {attempt.status_code}"
    else:
        detail = f" ({attempt.error_detail})" if attempt.error_detail else ""
        end = f"failed with {attempt.error or attempt.outcome}{detail}"
    when = f"{attempt.start_time:%Y-%m-%d %H:%M:%S}Z"
    return f"Attempt {attempt.number} at {when} {end}, in {attempt.phases.total_ms:.1f} ms."


def of_subscription(subscription: Subscription) -> list[str]:
    """Where a subscription goes, how it stands, how its endpoint does."""
    health = subscription.health
    lines = [f"{subscription.id} takes {', '.join(subscription.event_types)} to {place_of(subscription)}."]
    if subscription.filter:
        lines.append(f"Its filter lets pass only: {subscription.filter}")
    if subscription.state != "enabled":
        reason = DISABLED.get(subscription.disabled_reason or "", subscription.disabled_reason or "nobody said why")
        since = f" since {subscription.disabled_time:%Y-%m-%d %H:%M:%S}Z" if subscription.disabled_time else ""
        lines.append(f"It is disabled{since}: {reason}.")
    if health.pause is not None:
        lines.append(
            f"Its endpoint asked for a pause ({health.pause.reason}): nothing leaves before "
            f"{health.pause.end_time:%Y-%m-%d %H:%M:%S}Z. `:enable`, or another URL, ends it."
        )
    if health.circuit.state == "open":
        probe = (
            f" The next probe leaves at {health.circuit.next_probe_time:%H:%M:%S}Z."
            if (health.circuit.next_probe_time)
            else ""
        )
        lines.append(f"Its circuit is open: {health.circuit.reason or 'it failed too often'}.{probe}")
    if health.credentials is not None:
        lines.append(f"Its secrets are {health.credentials}: nothing leaves until they are given anew.")
    if health.consecutive_failures:
        last = f", the last at {health.last_failure_time:%Y-%m-%d %H:%M:%S}Z" if health.last_failure_time else ""
        times = "once" if health.consecutive_failures == 1 else f"{health.consecutive_failures} times in a row"
        lines.append(f"It has failed {times}{last}.")
    if subscription.pull:
        last = f"last at {health.last_claim_time:%Y-%m-%d %H:%M:%S}Z" if health.last_claim_time else "never yet"
        lines.append(f"Somebody asks for its deliveries: {last}.")
    if health.last_success_time is not None:
        lines.append(f"It last accepted something at {health.last_success_time:%Y-%m-%d %H:%M:%S}Z.")
    elif not health.consecutive_failures:
        lines.append("Nothing has been sent to it yet.")
    return lines


def place_of(subscription: Subscription) -> str:
    """Where a subscription's deliveries go."""
    if subscription.pull:
        return "whoever claims them"
    return subscription.uri_template or subscription.uri or "nowhere"
