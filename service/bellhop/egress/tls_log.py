"""What a server says about client certificates while a connection is opened, which libcurl tells in its log alone.

That a server asked for one is known nowhere else; and in TLS 1.3 it refuses one after the handshake is over for us
(RFC 8446 §4.4.2.4): its alert is lost where our request meets a connection that is closed already. Servers on asyncio
send none at all. So libcurl is listened to, in whose log each message of a handshake is a line. That costs nothing
beside a handshake, but too much of a request on a kept connection: it is done where a new one is likely.
"""

import re

import pycurl

_ASKED = re.compile(rb"\(IN\), TLS handshake, Request CERT")
_ALERT = re.compile(rb"\(IN\), TLS alert, [^(]*\((\d+)\)")
_DESCRIPTION = 0xFF  # of an alert: the second of its two bytes (RFC 8446 §6)


class TlsLog:
    """Listens to one handle.

    listens: whether it does, for this exchange.
    asked: the server asked for a client certificate.
    alert: the last alert that it sent, by its number in RFC 8446 §6; None for none.
    """

    def __init__(self, handle: pycurl.Curl) -> None:
        self.asked = False
        self.alert: int | None = None
        self.listens = False
        self._handle = handle
        handle.setopt(pycurl.DEBUGFUNCTION, self._on_line)

    def begin(self, *, listens: bool) -> None:
        """Forget what was heard, and listen to the next exchange, or not."""
        self.forget()
        if listens is not self.listens:  # no option can be set once it runs, in a callback such as that of its socket
            self.listens = listens
            self._handle.setopt(pycurl.VERBOSE, int(listens))

    def forget(self) -> None:
        """What was heard so far does not count."""
        self.asked, self.alert = False, None

    def _on_line(self, kind: int, line: bytes) -> None:
        if kind != pycurl.INFOTYPE_TEXT:
            return
        if _ASKED.search(line):
            self.asked = True
        alert = _ALERT.search(line)
        if alert is not None:
            self.alert = int(alert[1]) & _DESCRIPTION
