"""What a lane remembers of its endpoint: its circuit, and a pause that the endpoint asked for (docs/deliveries.md).

After enough failures only a probe leaves, until one succeeds.

It opens after ten failures in a row over at least three different deliveries, so that one poisonous event cannot
close an endpoint. Open, it lets one probe through at 30 s, doubling to 15 min; any success closes it. A token endpoint
that gives no access token counts as its endpoint's failure (docs/decisions/token-endpoints.md).

While an endpoint wants a pause nothing leaves, no probe either. A success does not end the pause: it was sent before,
and an endpoint that lets some through and turns others away means what it says. Of several pauses the one that ends
last counts. One that is asked of an earlier version of the subscription does not: it may have been lifted since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bellhop.domain.handshake import PermissionStatus
from bellhop.domain.outcome import ErrorClass, Pause
from bellhop.ids import DeliveryId

OPENS_AFTER_FAILURES = 10
OPENS_OVER_DELIVERIES = 3
FIRST_PROBE_WAIT = timedelta(seconds=30)
LONGEST_PROBE_WAIT = timedelta(minutes=15)
JITTER = 0.1
_LONGEST_DETAIL_CHARS = 300

Random = Callable[[], float]
"""Uniform in [0, 1)."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """What a lane remembers about its endpoint.

    subscription_version: that of the subscription; what an earlier one was answered asks for no pause.
    pause: what the endpoint asked for last; it may be over.
    failures: how many in a row.
    failed: up to three different deliveries among them.
    open_time: since when it is open; None while it is closed.
    probe_time: when the next probe may leave.
    probe_wait: how long it waited for that; the next wait is longer.
    probe_id: the delivery that probes at this moment.
    first_failure_time: of the failures in a row.
    last_failure_time, last_failure: the last one ever, and what `failure_of` says of it.
    last_success_time: when the endpoint last was well.
    warned_time: when the tenant was told that it fails.
    """

    failures: int = 0
    failed: tuple[DeliveryId, ...] = ()
    open_time: datetime | None = None
    probe_time: datetime | None = None
    probe_wait: timedelta | None = None
    probe_id: DeliveryId | None = None
    first_failure_time: datetime | None = None
    last_failure_time: datetime | None = None
    last_failure: str | None = None
    last_success_time: datetime | None = None
    warned_time: datetime | None = None
    pause: Pause | None = None
    subscription_version: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """How an endpoint does, as the registry shows it.

    in_flight: how many deliveries are under way to it.
    open_time, next_probe_time: set while its circuit is open.
    first_failure_time: of those after the last success.
    last_failure: what `failure_of` says.
    last_claim_time: when somebody last asked to pull, to within a few seconds.
    pause: set while it lasts.
    permission: that of the endpoint; None where none is needed.
    """

    in_flight: int
    consecutive_failures: int
    open_time: datetime | None
    next_probe_time: datetime | None
    first_failure_time: datetime | None
    last_failure_time: datetime | None
    last_failure: str | None
    last_success_time: datetime | None
    last_claim_time: datetime | None = None
    pause: Pause | None = None
    permission: PermissionStatus | None = None

    @property
    def open_reason(self) -> str | None:
        """Why the circuit is open, in words; None while it is closed."""
        if self.open_time is None:
            return None
        counted = f"{self.consecutive_failures} failures in a row"
        return counted if self.last_failure is None else f"{counted}; the last: {in_words(self.last_failure)}"

    @property
    def pause_reason(self) -> str | None:
        """Why nothing leaves, in words; None without a pause."""
        return None if self.pause is None else self.pause.reason


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt says about the endpoint: True it is well, False it failed, None nothing (our own fault).

    `failure` is what `failure_of` says of one that failed, and `pause` what its endpoint asked for.
    `subscription_version` is that of the subscription when the delivery was claimed.
    """

    delivery_id: DeliveryId
    well: bool | None
    probe: bool
    failure: str | None = None
    pause: Pause | None = None
    subscription_version: int = 0


def failure_of(status: int | None, error: str | None, detail: str = "") -> str | None:
    """The short word for a failure: `status_503` where there was an answer, else its error class.

    Behind `token_failed` follows the sentence about it, `detail`: the endpoint itself was not asked, so nothing else
    would say what is wrong.
    """
    if status is not None:
        return f"status_{status}"
    return f"{error}: {detail[:_LONGEST_DETAIL_CHARS]}" if error == ErrorClass.TOKEN_FAILED and detail else error


def in_words(failure: str) -> str:
    """What `failure_of` says, as people read it."""
    return failure.replace("status_", "status ") if failure.startswith("status_") else failure


def advance(
    circuit: Circuit, results: Sequence[Result], *, now: datetime, random: Random, opens: bool = True
) -> Circuit:
    """The circuit after the results of attempts that ended, in the order in which they ended.

    One that never `opens` (of a subscription that is pulled) only counts.
    """
    for result in results:
        circuit = _advance_one(circuit, result, now, random, opens=opens)
    return circuit


def _advance_one(circuit: Circuit, result: Result, now: datetime, random: Random, *, opens: bool) -> Circuit:
    probed = circuit.probe_id == result.delivery_id and result.probe
    if result.well:
        return Circuit(
            last_failure_time=circuit.last_failure_time,
            last_failure=circuit.last_failure,
            last_success_time=now,
            pause=circuit.pause if circuit.pause is not None and circuit.pause.until > now else None,
            subscription_version=circuit.subscription_version,
        )
    if result.well is None:
        return replace(circuit, probe_id=None) if probed else circuit
    failed = circuit.failed
    if result.delivery_id not in failed and len(failed) < OPENS_OVER_DELIVERIES:
        failed = (*failed, result.delivery_id)
    circuit = replace(
        circuit,
        failures=circuit.failures + 1,
        failed=failed,
        first_failure_time=circuit.first_failure_time or now,
        last_failure_time=now,
        last_failure=result.failure,
        pause=_longer(circuit, result),
    )
    if circuit.open_time is None:
        return _open(circuit, now, random) if opens and _is_enough(circuit) else circuit
    return _probe_failed(circuit, now, random) if probed else circuit


def _longer(circuit: Circuit, result: Result) -> Pause | None:
    """The pause after one more was asked for, or none was."""
    asked, current = result.pause, circuit.pause
    if asked is None or result.subscription_version < circuit.subscription_version:
        return current
    return asked if current is None or asked.until > current.until else current


def _is_enough(circuit: Circuit) -> bool:
    return circuit.failures >= OPENS_AFTER_FAILURES and len(circuit.failed) >= OPENS_OVER_DELIVERIES


def _open(circuit: Circuit, now: datetime, random: Random) -> Circuit:
    return replace(
        circuit, open_time=now, probe_time=now + jittered(FIRST_PROBE_WAIT, random), probe_wait=FIRST_PROBE_WAIT
    )


def _probe_failed(circuit: Circuit, now: datetime, random: Random) -> Circuit:
    wait = min((circuit.probe_wait or FIRST_PROBE_WAIT) * 2, LONGEST_PROBE_WAIT)
    return replace(circuit, probe_time=now + jittered(wait, random), probe_wait=wait, probe_id=None)


def jittered(wait: timedelta, random: Random) -> timedelta:
    """The wait, up to a tenth shorter or longer."""
    return wait * (1 - JITTER + 2 * JITTER * random())
