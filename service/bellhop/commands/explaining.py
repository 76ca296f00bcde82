"""`bellhop why`: any id, explained in sentences."""

import argparse
import json
from collections.abc import AsyncIterator

from bellhop.commands import sentences
from bellhop.commands.output import Output
from bellhop.commands.parsing import Exit, Verbs, add_verb
from bellhop.commands.table import printable
from bellhop.errors import ConfigurationError
from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import Delivery, Event, History, Operation, Subscription
from bellhop.remote.problems import RefusedError

_LATEST_DELIVERIES = 10
_GONE = 404
_STEP = "  "


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = add_verb(
        verbs,
        "why",
        example="bellhop why op_01kb9zq4n8e3wv6j2x7m5t0c1d",
        remote=why,
        for_tenant=True,
    )
    verb.add_argument("id", metavar="ID", help="op_…, evt_…, dlv_… or sub_…")


async def why(options: argparse.Namespace, remote: Remote) -> int:
    """Print what is known of a thing, sentence by sentence."""
    explainer = _Explainer(remote)
    kinds = {
        "op_": explainer.operation,
        "evt_": explainer.event,
        "dlv_": explainer.delivery,
        "sub_": explainer.subscription,
    }
    kind = next((kind for kind in kinds if options.id.startswith(kind)), None)
    if kind is None:
        sentence = f"{options.id} is no id that can be explained; they begin with op_, evt_, dlv_ or sub_."
        raise ConfigurationError(sentence)
    lines = [line async for line in kinds[kind](options.id)]
    told = json.dumps({"id": options.id, "sentences": [line.strip() for line in lines]})
    Output.of(options).put(told, *map(printable, lines))
    return Exit.DONE


class _Explainer:
    """Tells of one thing and of what hangs on it, each line indented as it belongs to the one before."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._places: dict[str, str] = {}

    async def operation(self, name: str) -> AsyncIterator[str]:
        """What became of a job, and whether its bell rang."""
        path = await self._remote.tenant_path(f"/operations/{segment(name)}")
        operation = (await self._remote.get(path)).read(Operation)
        yield sentences.of_operation(operation)
        for change in (await self._remote.get(f"{path}/history")).read(History).results:
            yield _STEP + sentences.of_change(change)
        events = await self._remote.tenant_path("/events")
        found = False
        async for each in self._remote.pages(events, {"filter": f'job_id == "{operation.id}"', "view": "full"}):
            found = True
            async for line in self._of_event(each.read(Event)):
                yield line
        if operation.done and not found:
            yield "No event of its end is kept any more."

    async def event(self, name: str) -> AsyncIterator[str]:
        """Who got an event, and why the others did not."""
        path = await self._remote.tenant_path(f"/events/{segment(name)}")
        async for line in self._of_event((await self._remote.get(path)).read(Event)):
            yield line

    async def delivery(self, name: str) -> AsyncIterator[str]:
        """How a delivery stands, and every attempt."""
        path = await self._remote.tenant_path(f"/deliveries/{segment(name)}")
        delivery = (await self._remote.get(path)).read(Delivery)
        yield sentences.of_delivery(delivery)
        for attempt in delivery.attempts:
            yield _STEP + sentences.of_attempt(attempt)
        if delivery.state == "pending":
            async for line in self._of_subscription(delivery.subscription_id):
                yield line

    async def subscription(self, name: str) -> AsyncIterator[str]:
        """How a subscription does, and its latest deliveries."""
        async for line in self._of_subscription(name):
            yield line
        query = {"filter": f'subscription_id == "{name}"', "max_page_size": str(_LATEST_DELIVERIES)}
        page = await self._remote.get(await self._remote.tenant_path("/deliveries"), query)
        for each in page.results():
            yield _STEP + sentences.of_delivery(each.read(Delivery))

    async def _of_event(self, event: Event) -> AsyncIterator[str]:
        yield sentences.of_event(event)
        for entry in event.ledger:
            yield _STEP + sentences.of_entry(entry, await self._place(entry.subscription_id))
            if entry.delivery_id is not None:
                async for line in self._of_delivery_of_event(entry.delivery_id):
                    yield _STEP * 2 + line

    async def _of_delivery_of_event(self, name: str) -> AsyncIterator[str]:
        try:
            async for line in self.delivery(name):
                yield line
        except RefusedError as error:
            if error.status != _GONE:
                raise
            yield f"{name} is no longer kept."

    async def _of_subscription(self, name: str) -> AsyncIterator[str]:
        path = await self._remote.tenant_path(f"/subscriptions/{segment(name)}")
        for line in sentences.of_subscription((await self._remote.get(path)).read(Subscription)):
            yield line

    async def _place(self, subscription_id: str) -> str:
        """Where a subscription goes, in brackets; nothing where it is deleted."""
        if subscription_id not in self._places:
            try:
                path = await self._remote.tenant_path(f"/subscriptions/{segment(subscription_id)}")
                place = sentences.place_of((await self._remote.get(path)).read(Subscription))
                self._places[subscription_id] = f" ({place})"
            except RefusedError as error:
                if error.status != _GONE:
                    raise
                self._places[subscription_id] = " (deleted since)"
        return self._places[subscription_id]
