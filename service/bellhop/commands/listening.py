"""`bellhop listen`: callbacks on this machine, by a pull subscription from anywhere, or at a port in their reach."""

import argparse
from collections.abc import Sequence
from typing import Any

from bellhop.commands.output import Output
from bellhop.commands.parsing import Verbs, add_verb
from bellhop.commands.pulling import pull
from bellhop.commands.reader import ends_with_reader
from bellhop.commands.table import printable
from bellhop.commands.values import names_of, within
from bellhop.errors import ConfigurationError
from bellhop.listen import Callback, Listener
from bellhop.listen import listen as listen_at
from bellhop.remote.client import Remote
from bellhop.signing.standard_webhooks import decode_secret

_HOST = "127.0.0.1"
_PORT = (0, 65535)
_STATUS = (100, 599)
_SECONDS = (1, 3600)
_OF_PORT = ("host", "status")
_OF_NEW = ("events", "filter", "secret", "print_secret", "keep")
_OF_PULL = ("forward_to", "events", "filter", "print_secret", "keep", "subscription", "allow_external")
_EXAMPLE = """bellhop listen --forward-to localhost:3000/webhooks --events 'operation.*' --print-secret
bellhop listen --port 8500 --secret whsec_…   # where Bellhop can reach this machine"""


class _AtPort(argparse.Action):
    """`--port`: the command waits for callbacks itself and speaks with no Bellhop."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse calls it so
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,  # noqa: ARG002 - as above
    ) -> None:
        namespace.port, namespace.alone = values, listen_at_port


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = add_verb(
        verbs,
        "listen",
        example=_EXAMPLE,
        remote=listen,
        for_tenant=True,
    )
    verb.add_argument("--forward-to", metavar="URL", help="where to: a port or a URL of this machine; absent: print")
    verb.add_argument("--events", type=names_of, metavar="TYPES", help="such as operation.*,design.created (all)")
    verb.add_argument("--filter", metavar="CEL", help="which of them, such as 'action == \"auto_designer\"'")
    verb.add_argument("--secret", metavar="WHSEC", help="the signing secret (made anew where absent)")
    verb.add_argument("--print-secret", action="store_true", help="print the signing secret first")
    verb.add_argument("--keep", action="store_true", help="keep the subscription, for --subscription later")
    verb.add_argument("--subscription", metavar="ID", help="listen to this pull subscription instead of a new one")
    verb.add_argument("--allow-external", action="store_true", help="forward to other machines as well")
    verb.add_argument("--timeout", type=within(*_SECONDS), default=30, metavar="S", help="for an answer (30 seconds)")
    port = verb.add_argument_group("at a port of this machine, without a Bellhop")
    port.add_argument("--port", type=within(*_PORT), action=_AtPort, help="port to listen on")
    port.add_argument("--host", help="address to listen on (127.0.0.1)")
    port.add_argument("--status", type=within(*_STATUS), help="what to answer (204)")


@ends_with_reader
async def listen(options: argparse.Namespace, remote: Remote) -> int:
    """Hold a pull subscription until Ctrl-C."""
    _refuse(options, _OF_PORT, "goes with --port, and only with it")
    if options.subscription is not None:
        _refuse(options, _OF_NEW, "is for a new subscription, and does not go with --subscription")
    _secret(options)
    return await pull(options, remote)


@ends_with_reader
async def listen_at_port(options: argparse.Namespace) -> int:
    """Print what arrives at a port until Ctrl-C, and refuse what is not signed with the secret."""
    _refuse(options, _OF_PULL, "does not go with --port")
    out = Output.of(options)

    def show(callback: Callback) -> None:
        out.put_record(callback.record(), *map(printable, callback.lines()))

    def ready(address: str) -> None:
        out.put_record({"listening": address}, f"Listening on {address} — register this address, Ctrl-C ends.")

    await listen_at(Listener(_secret(options), options.status or 204, show), options.host or _HOST, options.port, ready)
    return 0


def _refuse(options: argparse.Namespace, names: Sequence[str], why: str) -> None:
    for name in names:
        if getattr(options, name):
            sentence = f"--{name.replace('_', '-')} {why}."
            raise ConfigurationError(sentence)


def _secret(options: argparse.Namespace) -> bytes | None:
    secret = None if options.secret is None else decode_secret(options.secret)
    if options.secret is not None and secret is None:
        sentence = "--secret is not a signing secret: whsec_ and the base64 of 24 to 64 bytes."
        raise ConfigurationError(sentence)
    return secret
