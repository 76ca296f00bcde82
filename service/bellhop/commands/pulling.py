"""What `bellhop listen` does without a port: a pull subscription of its own, whose deliveries it prints or forwards."""

import argparse
import asyncio
import json
import os
import socket
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from bellhop.clock import SystemClock
from bellhop.commands.output import Colour, Output, note
from bellhop.commands.table import printable
from bellhop.errors import ConfigurationError
from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import PulledDelivery, RecordedItem, Subscription
from bellhop.remote.forwarding import Forwarder, forwarder, read_target
from bellhop.remote.json_text import parse
from bellhop.remote.problems import RefusedError, RemoteError
from bellhop.remote.pulling import Holder, Outcome
from bellhop.signing.standard_webhooks import encode_secret, new_secret

_IDLE_SECONDS = 300  # what nobody listens to any more is gone after this
_FAREWELL_SECONDS = 5.0
_GONE = 404
_OK = range(200, 300)
_SHOWN_BODY_CHARS = 10_000
_SHOWN_HEADERS = ("webhook-id", "webhook-timestamp", "content-type")


async def pull(options: argparse.Namespace, remote: Remote) -> int:
    """Listen until Ctrl-C; an ephemeral subscription that has expired meanwhile is made anew, with the same secret."""
    listening = _Listening(options, remote, Output.of(options))
    async with AsyncExitStack() as stack:
        target: Forwarder | None = None
        if options.forward_to is not None:
            url = read_target(options.forward_to, allow_external=options.allow_external)
            target = await stack.enter_async_context(
                forwarder(url, timeout_seconds=options.timeout, allow_external=options.allow_external)
            )
        while True:
            await listening.hold(target)


@dataclass(slots=True)
class _Listening:
    """One run of the command: its options, and the secret that all its subscriptions have."""

    options: argparse.Namespace
    remote: Remote
    out: Output
    secret: str = ""

    async def hold(self, target: Forwarder | None) -> None:
        """Hold a subscription until cancelled, or until it is gone though it was ours."""
        subscription = await self._subscription()
        own = self.options.subscription is None

        async def handle(delivery: PulledDelivery) -> Outcome:
            return Outcome(0.0, 200) if target is None else await target.send(delivery.request)

        holder = Holder(self.remote, subscription.id, f"bellhop listen on {_this_machine()}", handle, self._tell, note)
        try:
            await holder.run()
        except RefusedError as error:
            if not own or error.status != _GONE:
                raise
            note("The subscription is gone; what happened meanwhile was missed. A new one listens from now on.")
        finally:
            if own and not self.options.keep:
                with suppress(RemoteError, TimeoutError):
                    async with asyncio.timeout(_FAREWELL_SECONDS):
                        await self.remote.send("DELETE", await self._path(subscription.id))

    async def _subscription(self) -> Subscription:
        """The one that was named, or a new one; tells which."""
        if self.options.subscription is not None:
            answer = await self.remote.get(await self._path(self.options.subscription))
            subscription = answer.read(Subscription)
            if not subscription.pull:
                sentence = (
                    f"{subscription.id} is sent to {subscription.uri}; only a pull subscription can be listened to."
                )
                raise ConfigurationError(sentence)
            if self.options.secret or self.options.print_secret:
                sentence = "The secret of a subscription is shown and set when it is made, not with --subscription."
                raise ConfigurationError(sentence)
        else:
            self.secret = self.secret or self.options.secret or encode_secret(new_secret())
            content = json.dumps(self._wanted()).encode()
            path = await self.remote.tenant_path("/subscriptions")
            headers = {"Idempotency-Key": f"cli-{os.urandom(16).hex()}"}
            subscription = (await self.remote.send("POST", path, content, headers=headers, repeatable=True)).read(
                Subscription
            )
        self._greet(subscription)
        return subscription

    def _wanted(self) -> dict[str, object]:
        wanted: dict[str, object] = {
            "pull": True,
            "description": f"bellhop listen on {_this_machine()}",
            "event_types": self.options.events or ["*"],
            "auth": {"signature": {"secret": self.secret}},
        }
        if self.options.filter is not None:
            wanted["filter"] = self.options.filter
        if not self.options.keep:
            wanted["idle_expire_seconds"] = _IDLE_SECONDS
        return wanted

    def _greet(self, subscription: Subscription) -> None:
        shown = {"secret": self.secret} if self.options.print_secret else {}
        place = f" and forwards to {self.options.forward_to}" if self.options.forward_to else ""
        types = ", ".join(subscription.event_types)
        lines = [printable(f"{subscription.id} listens to {types}{place}; Ctrl-C ends.")]
        if self.options.print_secret:
            lines.append(f"The signing secret: {self.secret}")
        self.out.put_record({"listening": subscription.id, **shown}, *lines)

    def _tell(self, delivery: PulledDelivery, outcome: Outcome, item: RecordedItem) -> None:
        """Print one line for one attempt; without a receiver also what it carries."""
        headers = {name.lower(): value for name, value in delivery.request.fields}
        event_type, body = _read(delivery)
        came_to = "printed" if not self.options.forward_to else str(outcome.status_code or outcome.error)
        record: dict[str, object] = {
            "delivery_id": delivery.delivery_id,
            "event_id": headers.get("webhook-id"),
            "event_type": event_type,
            "attempt": delivery.attempt,
            "status_code": outcome.status_code,
            "error": outcome.error,
            "duration_ms": round(outcome.duration_ms, 3),
            "recorded": item.status == "recorded",
        }
        if not self.options.forward_to:
            record["request"] = {"headers": [list(each) for each in delivery.request.fields], "body": body}
        colour = Colour.GOOD if outcome.status_code in _OK else Colour.BAD
        parts = [
            f"{SystemClock().now():%H:%M:%S}",
            printable(event_type),
            printable(headers.get("webhook-id", delivery.delivery_id)),
            *([f"attempt {delivery.attempt}"] if delivery.attempt > 1 else []),
            f"{self.out.paint(came_to, colour)} in {outcome.duration_ms:.1f} ms",
        ]
        if outcome.error is not None and outcome.body:
            parts.append(printable(outcome.body.decode("utf-8", "replace")))
        if item.status != "recorded":
            parts.append("too late: somebody else holds it by now")
        lines = ["  ".join(parts)]
        if not self.options.forward_to:
            lines += [f"  {name}: {printable(headers[name])}" for name in _SHOWN_HEADERS if name in headers]
            lines += [f"  {printable(line)}" for line in _pretty(body).split("\n")]
        self.out.put_record({name: value for name, value in record.items() if value is not None}, *lines)

    async def _path(self, subscription_id: str) -> str:
        return await self.remote.tenant_path(f"/subscriptions/{segment(subscription_id)}")


def _read(delivery: PulledDelivery) -> tuple[str, str]:
    """The type of the event, if the body says so, and the body as text."""
    text = delivery.request.content.decode("utf-8", "backslashreplace")
    try:
        document = parse(text)
    except ValueError:
        return "event", text
    return (str(document.get("type", "event")) if isinstance(document, dict) else "event"), text


def _pretty(text: str) -> str:
    try:
        shown = json.dumps(parse(text), indent=2, ensure_ascii=False)
    except ValueError:
        shown = text
    return shown if len(shown) <= _SHOWN_BODY_CHARS else f"{shown[:_SHOWN_BODY_CHARS]} … and more"


def _this_machine() -> str:
    return socket.gethostname()[:64] or sys.platform
