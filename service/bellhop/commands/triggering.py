"""`bellhop trigger`: send an example of a type of event to subscriptions of one's own."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from bellhop.commands.output import Output
from bellhop.commands.parsing import Exit, Verbs, add_verb
from bellhop.commands.table import printable
from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import SentExample, Subscription
from bellhop.remote.problems import RefusedError

_Setting = tuple[Sequence[str], Any]


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = add_verb(
        verbs,
        "trigger",
        example="bellhop trigger operation.failed --set data.action=auto_designer --set data.labels.site=roof",
        remote=trigger,
        for_tenant=True,
    )
    verb.add_argument("type", metavar="TYPE", help="such as operation.succeeded")
    verb.add_argument(
        "--set",
        action="append",
        type=_setting,
        default=[],
        metavar="data.A.B=VALUE",
        help="what differs from the example, JSON or plain text; null takes a member away; repeatable",
    )
    verb.add_argument(
        "--subscription", action="append", metavar="ID", help="to this one, repeatable (to all that are enabled)"
    )


async def trigger(options: argparse.Namespace, remote: Remote) -> int:
    """Send an example of a type to subscriptions of the tenant's, whatever they listen to."""
    out = Output.of(options)
    body = {"type": options.type} | ({"data": patch_of(options.set)} if options.set else {})
    for subscription_id in options.subscription or await _enabled(remote):
        path = await remote.tenant_path(f"/subscriptions/{segment(subscription_id)}:send-example")
        answer = await remote.send("POST", path, json.dumps(body).encode())
        sent = answer.read(SentExample)
        out.put(answer.text, printable(f"{sent.event_id} goes to {subscription_id} as {sent.delivery_id}."))
    return Exit.DONE


def patch_of(settings: Sequence[_Setting]) -> dict[str, Any]:
    """The JSON merge patch (RFC 7396) that makes these settings, one after the other."""
    patch: dict[str, Any] = {}
    for path, value in settings:
        place = patch
        for name in path[:-1]:
            if not isinstance(place.get(name), dict):
                place[name] = {}
            place = place[name]
        place[path[-1]] = value
    return patch


def _setting(text: str) -> _Setting:
    """The path below `data` and the value of one `--set`."""
    name, sign, written = text.partition("=")
    path = name.split(".")
    if not sign or len(path) < len(("data", "a")) or path[0] != "data" or not all(path):
        sentence = f"data.A.B=VALUE, not {text!r}"
        raise argparse.ArgumentTypeError(sentence)
    try:
        return path[1:], json.loads(written)
    except (ValueError, RecursionError):
        return path[1:], written


async def _enabled(remote: Remote) -> list[str]:
    path = await remote.tenant_path("/subscriptions")
    found = [each.read(Subscription) async for each in remote.pages(path)]
    enabled = [each.id for each in found if each.state == "enabled"]
    if not enabled:
        sentence = "This tenant has no subscription that is enabled; `bellhop listen` makes one for as long as it runs."
        raise RefusedError(sentence)
    return enabled
