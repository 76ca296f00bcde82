"""Servers that ask for a client certificate, and tell with which one each request came."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trustme

from tests.certificates import Pair

NOBODY = "nobody"


def demanding_tls(
    authority: trustme.CA,
    clients: Pair,
    folder: Path,
    *,
    version: ssl.TLSVersion,
    mode: ssl.VerifyMode = ssl.CERT_REQUIRED,
    after_the_request: bool = False,
    name: str = "127.0.0.1",
) -> ssl.SSLContext:
    """TLS of one version, for which the authority of the server is trusted, and `clients` is that of its clients."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    path = folder / "clients.pem"
    path.write_text(clients.pem)
    context.load_verify_locations(path)
    context.verify_mode = mode
    context.minimum_version = context.maximum_version = version
    context.post_handshake_auth = after_the_request
    return context


class Teller:
    """Speaks TLS by OpenSSL itself, in threads, so that its alerts leave (asyncio's server sends none).

    port: where it listens.
    told: the common name of the client of each request, in their order.
    connections: how many handshakes succeeded.
    """

    def __init__(self, tls: ssl.SSLContext, listening: socket.socket) -> None:
        self.port: int = listening.getsockname()[1]
        self.told: list[str] = []
        self.connections = 0
        self._tls = tls
        self._listening = listening

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"https://127.0.0.1:{self.port}/"

    def run(self) -> None:
        """Take connections until the socket is closed."""
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                connection.settimeout(10)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError), self._tls.wrap_socket(connection, server_side=True) as secured:
            self.connections += 1
            while _read_request(secured):
                if self._tls.post_handshake_auth:
                    _ask(secured)
                name = _name_of(secured)
                self.told.append(name)
                secured.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(name)}\r\n\r\n{name}".encode())


@contextmanager
def telling(tls: ssl.SSLContext) -> Iterator[Teller]:
    """A server that answers with the name of whoever asks."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        teller = Teller(tls, listening)
        thread = threading.Thread(target=teller.run, daemon=True)
        thread.start()
        yield teller
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _read_request(secured: ssl.SSLSocket) -> bool:
    """Whether there was one more."""
    buffer = b""
    while b"\r\n\r\n" not in buffer:
        chunk = secured.recv(65536)
        if not chunk:
            return False
        buffer += chunk
    head, _, body = buffer.partition(b"\r\n\r\n")
    (length,) = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while len(body) < length:
        body += secured.recv(65536)
    return True


def _ask(secured: ssl.SSLSocket) -> None:
    """Ask for a certificate now (RFC 8446 §4.6.2); it is read with whatever comes next, which is nothing."""
    secured.verify_client_post_handshake()
    secured.do_handshake()
    secured.settimeout(0.3)
    with suppress(TimeoutError):
        secured.recv(1)
    secured.settimeout(10)


def _name_of(secured: ssl.SSLSocket) -> str:
    certificate = secured.getpeercert()
    if not certificate:
        return NOBODY
    subject: tuple[tuple[tuple[str, str], ...], ...] = certificate["subject"]  # type: ignore[assignment]
    return dict(pair for part in subject for pair in part)["commonName"]
