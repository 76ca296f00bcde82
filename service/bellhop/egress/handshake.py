"""What a server says about client certificates while a connection is opened, which libcurl tells in its log alone.

That a server asked for one is known nowhere else; and in TLS 1.3 it refuses one after the handshake is over for us
(RFC 8446 §4.4.2.4): its alert is lost where our request meets a connection that is closed already. Servers on asyncio
send none at all. So libcurl is listened to while a connection is opened, which costs nothing beside a handshake.
"""

import asyncio
import re

import pycurl

_ASKED = re.compile(rb"\(IN\), TLS handshake, Request CERT")
_ALERT = re.compile(rb"\(IN\), TLS alert, [^(]*\((\d+)\)")
_DESCRIPTION = 0xFF  # of an alert: the second of its two bytes (RFC 8446 §6)


class Handshake:
    """Listens to one handle.

    asked: the server asked for a client certificate.
    alert: the last alert that it sent, by its number in RFC 8446 §6; None for none.
    """

    def __init__(self, handle: pycurl.Curl) -> None:
        self.asked = False
        self.alert: int | None = None
        self._handle = handle
        self._begins: asyncio.Handle | None = None
        handle.setopt(pycurl.DEBUGFUNCTION, self._on_line)

    def listen(self) -> None:
        """Listen from the next turn of the loop on: an option cannot be set within a callback of libcurl."""
        if self._begins is None:
            self._begins = asyncio.get_running_loop().call_soon(self._handle.setopt, pycurl.VERBOSE, 1)

    def stop_listening(self) -> None:
        """Keep what was heard."""
        if self._begins is not None:
            self._begins.cancel()
            self._begins = None
            self._handle.setopt(pycurl.VERBOSE, 0)

    def forget(self) -> None:
        """Let the handle be used for another exchange, or closed."""
        self.stop_listening()
        self.asked, self.alert = False, None

    def _on_line(self, kind: int, line: bytes) -> None:
        if kind != pycurl.INFOTYPE_TEXT:
            return
        if _ASKED.search(line):
            self.asked = True
        alert = _ALERT.search(line)
        if alert is not None:
            self.alert = int(alert[1]) & _DESCRIPTION
