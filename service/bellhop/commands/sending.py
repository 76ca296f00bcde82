"""Deliveries, sent again or tried: `bellhop redeliver`, `bellhop replay`, `bellhop verify`."""

import argparse
import json
import secrets

from bellhop.clock import format_time
from bellhop.commands.output import Colour, Output, note
from bellhop.commands.parsing import Exit, Verbs, add_verb
from bellhop.commands.refusals import exit_of
from bellhop.commands.running import wait_for
from bellhop.commands.table import printable
from bellhop.commands.values import moment_or_ago
from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import Delivery, Event, Operation, Step, Verification
from bellhop.remote.problems import RefusedError

_STATES = ("dead", "missed", "delivered", "skipped")
_NOT_REACHED = "not_reached"


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    verb = add_verb(
        verbs,
        "redeliver",
        example="bellhop redeliver dlv_01kb9zq4n8e3wv6j2x7m5t0c1d\nbellhop redeliver evt_01kb9zq4n8e3wv6j2x7m5t0c1d",
        remote=redeliver,
        for_tenant=True,
    )
    verb.add_argument("ids", nargs="+", metavar="ID", help="of a delivery, or of an event: all its deliveries")
    verb = add_verb(
        verbs,
        "replay",
        example="bellhop replay sub_01kb9zq4n8e3wv6j2x7m5t0c1d --since 2h --dry-run",
        remote=replay,
        for_tenant=True,
    )
    verb.add_argument("subscription", metavar="SUBSCRIPTION")
    verb.add_argument(
        "--since", type=moment_or_ago, metavar="TIME", help="created at this time or later, or so long ago"
    )
    verb.add_argument("--until", type=moment_or_ago, metavar="TIME", help="created before this time")
    verb.add_argument(
        "--state", action="append", choices=_STATES, help="what became of it, repeatable (dead and missed)"
    )
    verb.add_argument("--dry-run", action="store_true", help="only count")
    verb.add_argument("--no-wait", action="store_true", help="print the operation and do not wait for its end")
    verb = add_verb(
        verbs,
        "verify",
        example="bellhop verify sub_01kb9zq4n8e3wv6j2x7m5t0c1d",
        remote=verify,
        for_tenant=True,
    )
    verb.add_argument("subscription", metavar="SUBSCRIPTION")


async def redeliver(options: argparse.Namespace, remote: Remote) -> int:
    """Send deliveries again; what is refused does not stop the others."""
    out, code = Output.of(options), Exit.DONE
    for given in options.ids:
        for delivery_id in await _deliveries_of(remote, given):
            path = await remote.tenant_path(f"/deliveries/{segment(delivery_id)}:redeliver")
            try:
                answer = await remote.send("POST", path, b"{}")
            except RefusedError as error:
                note(f"{delivery_id}: {error}")
                code = exit_of(error)
            else:
                delivery = answer.read(Delivery)
                out.put(answer.text, f"{printable(delivery.id)} goes again to {printable(delivery.subscription_id)}.")
    return code


async def _deliveries_of(remote: Remote, given: str) -> list[str]:
    """The delivery that is given, or those of the event that is given."""
    if not given.startswith("evt_"):
        return [given]
    event = (await remote.get(await remote.tenant_path(f"/events/{segment(given)}"))).read(Event)
    found = [each.delivery_id for each in event.ledger if each.delivery_id is not None]
    if not found:
        note(f"{given} has no deliveries; `bellhop why {given}` says why.")
    return found


async def replay(options: argparse.Namespace, remote: Remote) -> int:
    """Send again what a subscription did not get, as an operation."""
    members: dict[str, object] = {"dry_run": options.dry_run}
    for name in ("since", "until"):
        if (value := getattr(options, name)) is not None:
            members[name] = format_time(value)
    if options.state:
        members["states"] = options.state
    path = await remote.tenant_path(f"/subscriptions/{segment(options.subscription)}:replay")
    headers = {"Idempotency-Key": f"cli-{secrets.token_hex(16)}"}
    started = await remote.send("POST", path, json.dumps(members).encode(), headers=headers, repeatable=True)
    out = Output.of(options)
    if options.no_wait:
        out.put(started.text, printable(started.read(Operation).id))
        return Exit.DONE
    return await wait_for(remote, started, out)


async def verify(options: argparse.Namespace, remote: Remote) -> int:
    """Try the endpoint of a subscription and tell how far a request came; 5 when a step failed."""
    path = await remote.tenant_path(f"/subscriptions/{segment(options.subscription)}:verify")
    answer = await remote.send("POST", path, b"{}", waits_seconds=30)
    found, out = answer.read(Verification), Output.of(options)
    end = (
        f"All is well, in {found.total_ms:.0f} ms."
        if found.ok
        else f"It fails at {printable(found.failed_step or '')}."
    )
    out.put(answer.text, *(_line(each, out) for each in found.steps), end)
    return Exit.DONE if found.ok else Exit.FAILED


def _line(step: Step, out: Output) -> str:
    word, colour = {"passed": ("ok", Colour.GOOD), "failed": ("FAILED", Colour.BAD)}.get(
        step.state, ("not reached" if step.state == _NOT_REACHED else step.state, Colour.FAINT)
    )
    took = "" if step.duration_ms is None else f"{step.duration_ms:8.1f} ms"
    return f"{printable(step.name):8} {took:>11}  {out.paint(word, colour)}  {printable(step.detail or '')}".rstrip()
