"""`bellhop tail …`: what happens to a tenant, as it happens."""

import argparse
from datetime import datetime
from fnmatch import fnmatchcase

from bellhop.clock import SystemClock
from bellhop.commands.output import Colour, Output, note
from bellhop.commands.parsing import Exit, Verbs, add_nouns, add_verb
from bellhop.commands.reader import ends_with_reader
from bellhop.commands.table import printable
from bellhop.commands.values import within
from bellhop.remote.client import Remote, Text, segment
from bellhop.remote.documents import Attempt, Delivery, Event, Operation
from bellhop.remote.feed import FROM_NOW, FROM_THE_OLDEST, follow_events
from bellhop.remote.problems import RefusedError
from bellhop.remote.watching import MOST_WATCHED, Watch

_BAD_NEWS = (
    "operation.failed",
    "delivery.dead_lettered",
    "subscription.failing",
    "subscription.disabled",
    "subscription.certificate_expiring",
)
_OPERATION = "operation."
_COLOURS = {"succeeded": Colour.GOOD, "delivered": Colour.GOOD, "failed": Colour.BAD, "dead": Colour.BAD}
_MOST_LINES = 1_000_000_000
_GONE = 404
_DELIVERED = range(200, 300)


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = add_nouns(verbs, "tail")
    for name, text, failed, run in (
        ("events", "print each event", "only bad news", tail_events),
        ("operations", "print each operation as it ends", "only those that failed", tail_operations),
        ("deliveries", "print each attempt of a delivery made from now on", "only what failed", tail_deliveries),
    ):
        verb = add_verb(
            nouns, name, text, example=f"bellhop tail {name} --failed --json | jq .", remote=run, for_tenant=True
        )
        verb.add_argument("--failed", action="store_true", help=failed)
        verb.add_argument("--count", type=within(1, _MOST_LINES), metavar="N", help="end after so many")
        if run is not tail_deliveries:
            verb.add_argument("--from-start", action="store_true", help="begin with the oldest event that is kept")
        if run is tail_events:
            verb.add_argument("--type", action="append", default=[], help="such as operation.*, repeatable")


@ends_with_reader
async def tail_events(options: argparse.Namespace, remote: Remote) -> int:
    """Print each event of the tenant's feed."""
    out, left = Output.of(options), _Count(options.count)
    async for page in follow_events(remote, after=_start(options)):
        for each in page:
            event = each.read(Event)
            if _is_wanted(event, options):
                got_it = sum(entry.delivery_id is not None for entry in event.ledger)
                rang = f"{got_it} of {len(event.ledger)} subscriptions"
                out.put(each.text, _line(event.createdTime, event.id, event.type, event.job_id or "", rang))
                if left.is_used_up():
                    return Exit.DONE
    return Exit.DONE


@ends_with_reader
async def tail_operations(options: argparse.Namespace, remote: Remote) -> int:
    """Print each operation of the tenant's as it ends."""
    out, left = Output.of(options), _Count(options.count)
    async for page in follow_events(remote, after=_start(options)):
        for each in page:
            event = each.read(Event)
            if event.job_id is None or not event.type.startswith(_OPERATION):
                continue
            if options.failed and event.status != "failed":
                continue
            found = await _operation(remote, event.job_id) if out.as_json or event.status == "failed" else None
            out.put(each.text if found is None else found.text, _ended(event, found, out))
            if left.is_used_up():
                return Exit.DONE
    return Exit.DONE


@ends_with_reader
async def tail_deliveries(options: argparse.Namespace, remote: Remote) -> int:
    """Print each attempt of the deliveries that are made from now on, until they have ended."""
    out, left, watch, warned = Output.of(options), _Count(options.count), Watch(remote), False
    async for page in follow_events(remote):
        now = SystemClock().now()
        for each in page:
            ledger = each.read(Event).ledger
            watch.add((entry.delivery_id for entry in ledger if entry.delivery_id is not None), now)
        if watch.dropped and not warned:
            warned = True
            note(f"More than {MOST_WATCHED} deliveries have not ended; new ones are not followed until some have.")
        async for text, delivery, attempts in watch.look(now):
            shown = [each for each in attempts if not options.failed or _has_failed(each)]
            if not shown and (attempts or options.failed):
                continue
            out.put(text.text, *([_attempted(delivery, each, out) for each in shown] or [_left(delivery, out)]))
            if left.is_used_up():
                return Exit.DONE
    return Exit.DONE


class _Count:
    """How many lines are still wanted."""

    def __init__(self, wanted: int | None) -> None:
        self._left = wanted

    def is_used_up(self) -> bool:
        """Count one; whether it was the last."""
        if self._left is not None:
            self._left -= 1
        return self._left == 0


def _start(options: argparse.Namespace) -> str:
    return FROM_THE_OLDEST if options.from_start else FROM_NOW


def _is_wanted(event: Event, options: argparse.Namespace) -> bool:
    if options.failed and event.type not in _BAD_NEWS:
        return False
    return not options.type or any(fnmatchcase(event.type, pattern) for pattern in options.type)


async def _operation(remote: Remote, job_id: str) -> Text | None:
    """The operation; None where it has expired."""
    try:
        return await remote.get(await remote.tenant_path(f"/operations/{segment(job_id)}"))
    except RefusedError as error:
        if error.status != _GONE:
            raise
        return None


def _line(time: datetime, *parts: str) -> str:
    return "  ".join([f"{time:%H:%M:%S}", *(printable(part) for part in parts if part)])


def _ended(event: Event, found: Text | None, out: Output) -> str:
    status = event.status or ""
    where = f"{event.parent}/{event.action}" if event.parent else event.action or ""
    line = _line(event.createdTime, event.job_id or "", where)
    errors = [] if found is None else found.read(Operation).errors
    reason = f"  {printable(errors[0].code)}: {printable(errors[0].message)}" if errors else ""
    return f"{line}  {out.paint(status, _COLOURS.get(status, Colour.WAITS))}{reason}"


def _has_failed(attempt: Attempt) -> bool:
    return attempt.status_code not in _DELIVERED


def _left(delivery: Delivery, out: Output) -> str:
    """A delivery that ended without an attempt."""
    line = _line(delivery.end_time or delivery.createdTime, delivery.id, delivery.event_type)
    return f"{line}  {out.paint(f'{delivery.state} ({delivery.reason})', Colour.WAITS)}"


def _attempted(delivery: Delivery, attempt: Attempt, out: Output) -> str:
    line = _line(attempt.start_time, delivery.id, delivery.event_type, f"attempt {attempt.number}")
    said = str(attempt.status_code or attempt.error or attempt.outcome)
    colour = Colour.BAD if _has_failed(attempt) else Colour.GOOD
    next_time = attempt.next_attempt_time
    then = f", again at {next_time:%H:%M:%S}" if next_time else ""
    if attempt.number == delivery.attempt_count and delivery.state == "dead":
        then = f", {printable(delivery.state)} ({printable(delivery.reason)})"
    return f"{line}  {out.paint(said, colour)} in {attempt.phases.total_ms:.1f} ms{then}"
