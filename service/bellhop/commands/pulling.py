"""What `bellhop listen` does without a port: a pull subscription of its own, whose deliveries it prints or forwards."""

import argparse
import asyncio
import json
import os
import socket
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from bellhop.commands.hearing import Heard
from bellhop.commands.output import Output, note
from bellhop.commands.table import printable
from bellhop.errors import ConfigurationError
from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import PulledDelivery, RecordedItem, Subscription
from bellhop.remote.forwarding import Forwarder, forwarder, read_target
from bellhop.remote.problems import RefusedError, RemoteError
from bellhop.remote.pulling import Holder, Outcome
from bellhop.signing.standard_webhooks import encode_secret, new_secret

_IDLE_SECONDS = 300  # what nobody listens to any more is gone after this
_FAREWELL_SECONDS = 5.0
_GONE = 404


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
        name = self.options.subscription
        subscription = await (self._new() if name is None else self._named(name))
        self._greet(subscription)
        return subscription

    async def _named(self, name: str) -> Subscription:
        subscription = (await self.remote.get(await self._path(name))).read(Subscription)
        if not subscription.pull:
            sentence = f"{name} is sent to {subscription.uri}; only a pull subscription can be listened to."
            raise ConfigurationError(sentence)
        return subscription

    async def _new(self) -> Subscription:
        self.secret = self.secret or self.options.secret or encode_secret(new_secret())
        path, content = await self.remote.tenant_path("/subscriptions"), json.dumps(self._wanted()).encode()
        headers = {"Idempotency-Key": f"cli-{os.urandom(16).hex()}"}
        made = await self.remote.send("POST", path, content, headers=headers, repeatable=True)
        return made.read(Subscription)

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
        heard = Heard(delivery, outcome, item, was_forwarded=self.options.forward_to is not None)
        self.out.put_record(heard.record(), *heard.lines(self.out))

    async def _path(self, subscription_id: str) -> str:
        return await self.remote.tenant_path(f"/subscriptions/{segment(subscription_id)}")


def _this_machine() -> str:
    return socket.gethostname()[:64] or sys.platform
