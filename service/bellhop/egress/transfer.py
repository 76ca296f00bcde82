"""One curl handle and the exchange that it carries: options set once, callbacks that keep what matters, a verdict."""

import socket
from collections.abc import Callable, Sequence

import pycurl

from bellhop import __version__
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.url import Url
from bellhop.egress.answer import Answer, read_answer
from bellhop.egress.exchange import LONGEST_BODY_BYTES, Exchange, Phases
from bellhop.egress.failures import (
    NO_HTTP_BYTES,
    TLS_CODES,
    Failure,
    client_certificate_failure,
    connect_failure,
    exchange_failure,
    not_http,
    socket_failure,
    tls_failure,
)
from bellhop.egress.proxy import Proxy
from bellhop.egress.route import Route
from bellhop.egress.tls_log import TlsLog
from bellhop.egress.tunnel import Tunnel
from bellhop.signing.mtls import ClientCertificate

LONGEST_HEADERS_BYTES = 64 * 1024
MOST_HEADER_LINES = 256
_DRAINED_BODY_BYTES = 64 * 1024  # read on to here, keeping nothing, so that the connection can be used again
_IDLE_CONNECTION_SECONDS = 50
_LONGEST_CONNECTION_SECONDS = 600
_NO_EXPECT = "Expect:"  # without it libcurl would wait for a 100 before it sends a large body

CheckAddress = Callable[[str], str | None]


class _Lent:
    """A socket that libcurl duplicates at once (`fileno`), and whose own descriptor ends with this object."""

    def __init__(self, made: socket.socket) -> None:
        self._socket = made

    def fileno(self) -> int:
        return self._socket.fileno()

    def __del__(self) -> None:
        self._socket.close()


class Transfer:
    """A reusable curl handle for one method and certificate; carries one exchange at a time."""

    def __init__(
        self,
        method: str,
        check_address: CheckAddress,
        ca_file: str | None,
        *,
        http2: bool,
        proxy: Proxy | None = None,
        certificate: ClientCertificate | None = None,
    ) -> None:
        self.method = method
        self.certificate = certificate
        self.handle = pycurl.Curl()
        self._tls_log = TlsLog(self.handle)
        self._check_address = check_address
        self._https = False
        self._origin = ""
        self._target = ""
        self._route: Route | None = None
        self._timeout_ms = 0
        self._longest_body_bytes = LONGEST_BODY_BYTES
        self._named: str | None = None
        self._address: str | None
        self._forget()
        _configure(self.handle, method, ca_file, http2=http2)
        if certificate is not None:  # never as a file; libcurl compares these bytes before it uses a connection again
            self.handle.setopt(pycurl.SSLCERT_BLOB, certificate.certificate)
            self.handle.setopt(pycurl.SSLKEY_BLOB, certificate.private_key)
        _give_names(self.handle)
        self.tunnel = None if proxy is None else Tunnel(proxy, self.handle, ca_file)
        self.handle.setopt(pycurl.OPENSOCKETFUNCTION, self._on_open_socket)
        self.handle.setopt(pycurl.PREREQFUNCTION, self._on_request)
        self.handle.setopt(pycurl.HEADERFUNCTION, self._on_header)
        self.handle.setopt(pycurl.WRITEFUNCTION, self._on_body)

    def load(self, url: Url, header_lines: Sequence[str], body: bytes) -> None:
        """Take up a request.

        libcurl learns the origin alone, and the target as it stands: of a whole URL it would rewrite the path
        (`%2f` becomes `%2F` since 8.20).
        """
        if url.origin != self._origin:
            self._origin = url.origin
            self._https = url.scheme == "https"
            self.handle.setopt(pycurl.URL, url.origin)
        if url.target != self._target:
            self._target = url.target
            self.handle.setopt(pycurl.REQUEST_TARGET, url.target)
        self.handle.setopt(pycurl.HTTPHEADER, [*header_lines, _NO_EXPECT])
        if self.method == "POST":
            self.handle.setopt(pycurl.POSTFIELDS, body)

    def aim(self, route: Route, *, timeout_seconds: float, longest_body_bytes: int, listens: bool) -> None:
        """Make ready to send by this route; the time is for everything from the connection on.

        `listens`: hear what the server says about client certificates, if a connection is opened.
        """
        self._forget()
        self._longest_body_bytes = longest_body_bytes
        self._tls_log.begin(listens=self._https and (listens or self.certificate is not None))
        if route is not self._route:
            self._route = route
            self.handle.setopt(pycurl.CONNECT_TO, route.connect_to)
            if self.tunnel is None:
                self._name(route)
        if self.tunnel is not None:
            self._address = str(route.addresses[0])
            self.tunnel.aim()
        timeout_ms = max(1, int(timeout_seconds * 1000))  # libcurl reads 0 as no limit
        if timeout_ms != self._timeout_ms:
            self._timeout_ms = timeout_ms
            self.handle.setopt(pycurl.TIMEOUT_MS, timeout_ms)

    def _name(self, route: Route) -> None:
        """Let the table of names hold what this route needs, and nothing else."""
        lines = [] if self._named is None else [f"-{self._named}"]
        self._named = None
        if route.names is not None:
            lines.append(route.names)
            self._named = route.first
        if lines:
            self.handle.setopt(pycurl.RESOLVE, lines)

    @property
    def listens(self) -> bool:
        """Whether it was heard what the server says about client certificates."""
        return self._tls_log.listens

    @property
    def raced(self) -> bool:
        """Whether several addresses were dialled for the last exchange."""
        return self._opened > 1

    def verdict(self, code: int, message: str, *, dns_us: int, before_us: int) -> Exchange:
        """What came of it, after libcurl has ended with `code`; `before_us` had passed when it began, DNS included.

        The fields of the exchange are given by position, which takes half the time.
        """
        answer = read_answer(self._lines)
        failure = None if not code and answer.complete else self._failure(code, message, answer)
        error, detail = failure or (None, "")
        return Exchange(
            answer.status if answer.complete else None,
            error,
            detail,
            self._phases(dns_us, before_us),
            answer.headers,
            bytes(self._body),
            answer.complete and (self._cut or error is not None),
            self._dialled(),
            answer.http_version,
            self._origin + self._target,
            self._tls_log.asked,
        )

    def _forget(self) -> None:
        self._lines: list[bytes] = []
        self._header_bytes = 0
        self._body = bytearray()
        self._body_bytes = 0
        self._cut = False
        self._flooded = False
        self._no_http = b""
        self._requested = False
        self._opened = 0
        self._blocked: str | None = None
        self._no_socket: OSError | None = None
        self._address = None

    def _dialled(self) -> str | None:
        """The address that took the connection; where none did, the last that was tried. A proxy's is never told."""
        if self.tunnel is not None or self._requested or self._opened <= 1:
            return self._address
        return self.handle.getinfo(pycurl.PRIMARY_IP) or self._address

    def _on_open_socket(self, _purpose: int, asked: pycurl.CurlSockAddr) -> _Lent | int:
        """Called for each address that is tried; one that may not be dialled is passed over."""
        address = asked.addr[0] if self.tunnel is None else self._address or ""
        blocked = self._check_address(address)
        if blocked is not None:
            self._blocked = None if self._opened else blocked
            return int(pycurl.SOCKET_BAD)
        if self.tunnel is not None and not self.tunnel.leads_to(*asked.addr[:2]):
            return int(pycurl.SOCKET_BAD)
        self._address = address
        self._requested = False  # a kept connection had died, and this is the next one
        try:
            lent = _lend(asked)
        except OSError as error:
            self._no_socket = error
            return int(pycurl.SOCKET_BAD)
        self._opened += 1
        self._blocked = None
        return lent

    def _on_request(self, address: str, _local: str, _port: int, _local_port: int) -> int:
        """Called before each request, on a reused connection too."""
        if self.tunnel is None:
            self._address = address
        self._requested = True
        self._blocked = self._check_address(self._address or "")
        return int(pycurl.PREREQFUNC_OK if self._blocked is None else pycurl.PREREQFUNC_ABORT)

    def _on_header(self, line: bytes) -> int | None:
        """Called for each line, also of interim answers (1xx) and of trailers after the body."""
        if self.tunnel is not None and not self._requested:
            taken = self.tunnel.take(line)
            if self.tunnel.stands:
                self._tls_log.forget()  # what was heard was said by the proxy
            return taken
        self._header_bytes += len(line)
        if self._header_bytes > LONGEST_HEADERS_BYTES or len(self._lines) >= MOST_HEADER_LINES:
            self._flooded = True
            return 0
        self._lines.append(line)
        return None

    def _on_body(self, chunk: bytes) -> int | None:
        if not self._lines:  # an answer without a status line, which libcurl takes for HTTP/0.9
            self._no_http = (self._no_http + chunk)[:NO_HTTP_BYTES]
            return None if len(self._no_http) < NO_HTTP_BYTES else 0
        self._body_bytes += len(chunk)
        room = self._longest_body_bytes - len(self._body)
        if len(chunk) <= room:
            self._body += chunk
            return None
        self._cut = True
        self._body += chunk[:room]
        return None if self._body_bytes <= _DRAINED_BODY_BYTES else 0

    def _phases(self, dns_us: int, before_us: int) -> Phases:
        """A connection that was used again took no time to come about, whatever libcurl says of finding it."""
        ask = self.handle.getinfo
        connect = self._connect_us() if self._opened else 0
        tls = max(0, ask(pycurl.APPCONNECT_TIME_T) - connect) if self._opened and self._https else 0
        waited = max(0, ask(pycurl.STARTTRANSFER_TIME_T) - ask(pycurl.PRETRANSFER_TIME_T))
        return Phases(dns_us, connect, tls, waited, before_us + ask(pycurl.TOTAL_TIME_T))

    def _connect_us(self) -> int:
        """How long a connection to the endpoint took; through a proxy it stands when the tunnel does."""
        return int(self.handle.getinfo(pycurl.CONNECT_TIME_T)) if self.tunnel is None else self.tunnel.connect_us

    def _failure(self, code: int, message: str, answer: Answer) -> Failure | None:
        if self._flooded:
            return _flood(answer)
        if self._cut and code == pycurl.E_WRITE_ERROR:
            return None  # we had read enough of the body
        if self._blocked is not None:
            return ErrorClass.BLOCKED_ADDRESS, self._blocked
        if self._no_http:
            return not_http(self._no_http, tls=self._https)
        if code == pycurl.E_COULDNT_CONNECT and self._no_socket is not None:
            return socket_failure(self._no_socket)
        if self.tunnel is not None and not (self._requested or self.tunnel.stands):
            return self.tunnel.failure(code, message)
        return self._broken(code, message, answer)

    def _broken(self, code: int, message: str, answer: Answer) -> Failure | None:
        """What libcurl has to say of the endpoint."""
        if code == pycurl.E_OPERATION_TIMEDOUT:
            return self._timeout(answer)
        failure = self._tls_failure(code, message) if self._https else None
        if failure is not None:
            return failure
        if code == pycurl.E_COULDNT_CONNECT:
            os_errno = self.handle.getinfo(pycurl.OS_ERRNO)
            return connect_failure(os_errno, message, has_source=_has_source_for(self._address))
        return exchange_failure(code, message) if code else _unfinished(answer)

    def _tls_failure(self, code: int, message: str) -> Failure | None:
        """Where TLS failed; in TLS 1.3 a certificate of ours is refused when the answer is waited for."""
        if not self._lines:
            heard, given = self._tls_log, self.certificate is not None
            about = client_certificate_failure(code, message, asked=heard.asked, alert=heard.alert, given=given)
            if about is not None:
                return about
        if code in TLS_CODES:
            return tls_failure(self.handle.getinfo(pycurl.SSL_VERIFYRESULT), message)
        return None

    def _timeout(self, answer: Answer) -> Failure:
        if answer.complete:
            return ErrorClass.BODY_TIMEOUT, "the body did not end in time"
        if answer.status is not None:
            return ErrorClass.HEADERS_TIMEOUT, "the headers did not end in time"
        if self._requested:
            return ErrorClass.FIRST_BYTE_TIMEOUT, "no answer came in time"
        if self._https and self._connect_us():
            return ErrorClass.TLS_TIMEOUT, "the TLS handshake did not end in time"
        return ErrorClass.CONNECT_TIMEOUT, "no connection came about in time"


def _lend(asked: pycurl.CurlSockAddr) -> _Lent:
    """A socket, and room for libcurl's own, which would not say that there is none; `OSError` where there is not."""
    made = socket.socket(asked.family, asked.socktype, asked.protocol)
    try:
        made.dup().close()
    except OSError:
        made.close()
        raise
    return _Lent(made)


def _has_source_for(address: str | None) -> bool:
    """Whether this machine has an address from which to go there; to connect a datagram socket sends nothing."""
    family = socket.AF_INET6 if ":" in (address or "") else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect((address, 9))
    except OSError:
        return False
    return True


def _flood(answer: Answer) -> Failure:
    if answer.complete:
        return ErrorClass.PROTOCOL_ERROR, "the trailers after the body are too large"
    if answer.status is None:
        return ErrorClass.PROTOCOL_ERROR, "too many interim answers (1xx)"
    return ErrorClass.HEADERS_TOO_LARGE, "the answer's headers are too large"


def _unfinished(answer: Answer) -> Failure:
    """What is missing when libcurl is content and the final answer is not whole."""
    if answer.status is None:
        return ErrorClass.PROTOCOL_ERROR, "the answer has no final status from 200 to 999"
    return ErrorClass.CONNECTION_RESET, "the connection was closed before the headers ended"


def _give_names(handle: pycurl.Curl) -> None:
    """A table of names of its own: in the one of all handles, routes of other handles would stand.

    libcurl walks the table at the end of each transfer: measured with 28,000 names, 3.0 ms of CPU a request.
    """
    names = pycurl.CurlShare()
    names.setopt(pycurl.SH_SHARE, pycurl.LOCK_DATA_DNS)
    handle.setopt(pycurl.SHARE, names)


def _configure(handle: pycurl.Curl, method: str, ca_file: str | None, *, http2: bool) -> None:
    """What every request of ours has in common; whatever libcurl would do on its own is off."""
    options: dict[int, object] = {
        pycurl.NOSIGNAL: 1,
        pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
        pycurl.FOLLOWLOCATION: 0,
        pycurl.PROXY: "",  # not even one from the environment
        pycurl.NOPROXY: "*",
        pycurl.NETRC: 0,
        pycurl.HTTP09_ALLOWED: 1,  # an answer without a status line is told, never taken
        pycurl.HTTP_CONTENT_DECODING: 0,  # nothing is inflated
        pycurl.USERAGENT: f"Bellhop/{__version__}",
        pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_2TLS if http2 else pycurl.CURL_HTTP_VERSION_1_1,
        pycurl.SSLVERSION: pycurl.SSLVERSION_TLSv1_2,
        pycurl.SSL_VERIFYPEER: 1,
        pycurl.SSL_VERIFYHOST: 2,
        pycurl.MAXAGE_CONN: _IDLE_CONNECTION_SECONDS,
        pycurl.MAXLIFETIME_CONN: _LONGEST_CONNECTION_SECONDS,
        pycurl.DNS_CACHE_TIMEOUT: 0,  # what RESOLVE says stays, and there is nothing else to keep
    }
    options[pycurl.POST if method == "POST" else pycurl.HTTPGET] = 1
    if method == "OPTIONS":
        options[pycurl.CUSTOMREQUEST] = method
    if ca_file is not None:
        options[pycurl.CAINFO] = ca_file
    if http2:
        options[pycurl.PIPEWAIT] = 1
    for option, value in options.items():
        handle.setopt(option, value)
