"""The socket to serve at, made before anything else: an address that cannot be used stops the start."""

import socket

from bellhop.config import Settings
from bellhop.errors import ConfigurationError


def bind(settings: Settings) -> socket.socket:
    """The socket to serve at, bound and not yet listening; several processes may share it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:  # the second of a name that cannot be one
        raise _unusable(settings, error) from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise _unusable(settings, error) from None
    listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listener


def _unusable(settings: Settings, error: OSError | UnicodeError) -> ConfigurationError:
    names = ("BELLHOP_HOST", "BELLHOP_PORT")
    reason = error.strerror if isinstance(error, OSError) else "it is no name of a host"
    sentence = f"{' and '.join(names)}: {settings.host} port {settings.port} cannot be used: {reason}."
    return ConfigurationError(sentence, names)
