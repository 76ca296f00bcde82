"""`bellhop trigger`: send an example of a type of event to subscriptions of one's own."""

import argparse
import json

from bellhop.commands.output import Output
from bellhop.commands.parsing import Exit, Verbs, add_verb
from bellhop.commands.table import printable
from bellhop.errors import ConfigurationError
from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import Document, Subscription


class _Sent(Document):
    """An example under way."""

    event_id: str
    delivery_id: str


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = add_verb(
        verbs,
        "trigger",
        "send an example of an event, marked as a test, through the real pipeline",
        example="bellhop trigger operation.succeeded",
        remote=trigger,
        for_tenant=True,
    )
    verb.add_argument("type", metavar="TYPE", help="such as operation.succeeded")
    verb.add_argument(
        "--subscription", action="append", metavar="ID", help="to this one, repeatable (to all that are enabled)"
    )


async def trigger(options: argparse.Namespace, remote: Remote) -> int:
    """Send an example of a type to subscriptions of the tenant's, whatever they listen to."""
    out, code = Output.of(options), Exit.DONE
    for subscription_id in options.subscription or await _enabled(remote):
        path = await remote.tenant_path(f"/subscriptions/{segment(subscription_id)}:send-example")
        answer = await remote.send("POST", path, json.dumps({"type": options.type}).encode())
        sent = answer.read(_Sent)
        out.put(answer.text, f"{printable(sent.event_id)} goes to {printable(subscription_id)} as {sent.delivery_id}.")
    return code


async def _enabled(remote: Remote) -> list[str]:
    path = await remote.tenant_path("/subscriptions")
    found = [each.read(Subscription) async for each in remote.pages(path)]
    enabled = [each.id for each in found if each.state == "enabled"]
    if not enabled:
        sentence = "This tenant has no subscription that is enabled; `bellhop listen` makes one for as long as it runs."
        raise ConfigurationError(sentence)
    return enabled
