"""`bellhop listen`: print the callbacks that arrive here and check their signatures."""

import argparse

from bellhop.commands.parsing import Verbs, within
from bellhop.commands.table import print_lines
from bellhop.config import Settings
from bellhop.errors import ConfigurationError
from bellhop.listen import Listener
from bellhop.listen import listen as listen_at
from bellhop.signing.standard_webhooks import decode_secret

_PORT = (0, 65535)
_STATUS = (100, 599)


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = verbs.add_parser("listen", help="print the callbacks that arrive here and check their signatures")
    verb.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    verb.add_argument("--port", type=within(*_PORT), default=8500, help="port to listen on (8500)")
    verb.add_argument("--secret", help="the subscription's whsec_… secret")
    verb.add_argument("--status", type=within(*_STATUS), default=204, help="what to answer (204)")
    verb.set_defaults(command=listen)


async def listen(options: argparse.Namespace, _settings: Settings) -> int:
    """Print what arrives until Ctrl-C."""
    secret = None if options.secret is None else decode_secret(options.secret)
    if options.secret is not None and secret is None:
        sentence = "--secret is not a signing secret: whsec_ and the base64 of 24 to 64 bytes."
        raise ConfigurationError(sentence)
    await listen_at(Listener(secret, options.status, print_lines), options.host, options.port)
    return 0
