"""How one handle goes through the operator's proxy, and what went wrong on the way (docs/decisions/egress-proxy.md).

Names of endpoints are resolved and judged by us; the proxy is asked to `CONNECT` the checked address, and no socket is
opened to anything but the proxy. What goes wrong before the tunnel stands is the proxy's, and so our own fault; what
happens inside is the endpoint's. Where the proxy says that it cannot reach the address, or says nothing, the endpoint
is blamed only by a proxy through which something else got a moment ago. No sentence names the proxy: tenants read it.
"""

import os

import pycurl

from bellhop.clock import monotonic_seconds
from bellhop.domain.address import IpAddress, bracketed, parse_address
from bellhop.domain.outcome import ErrorClass
from bellhop.egress.answer import read_answer
from bellhop.egress.exchange import Exchange
from bellhop.egress.failures import TLS_CODES, Failure, tls_failure
from bellhop.egress.proxy import Proxy

_MOST_LINES = 256
_OK = range(200, 300)
_CANNOT_REACH = frozenset({500, 502, 503, 504})
_GATEWAY_TIMEOUT = 504
_REFUSALS = {
    401: "it does not take the user name and password",
    403: "it does not connect to this address or port",
    407: "it does not take the user name and password, or does not connect to this address",
}
_OF_CERTIFICATES = frozenset(
    {ErrorClass.TLS_EXPIRED, ErrorClass.TLS_SELF_SIGNED, ErrorClass.TLS_UNTRUSTED, ErrorClass.TLS_WRONG_HOST}
)
_E_PROXY = 97  # CURLE_PROXY


class Tunnel:
    """The way of one handle through the proxy, as far as its present exchange has come."""

    def __init__(self, proxy: Proxy, handle: pycurl.Curl, ca_file: str | None) -> None:
        self._proxy = proxy
        self._handle = handle
        self._addresses: tuple[IpAddress, ...] = ()
        self._begin()
        _configure(handle, proxy, ca_file)

    def aim(self) -> None:
        """Make ready for the next exchange: the proxy's name stands for its present addresses."""
        self._begin()
        address = self._proxy.address
        if self._addresses is not self._proxy.addresses:
            self._addresses = self._proxy.addresses
            if parse_address(address.host) is None:
                place = f"{address.host}:{address.port}"
                dialled = ",".join(bracketed(str(each)) for each in self._addresses)
                self._handle.setopt(pycurl.RESOLVE, [f"-{place}", f"{place}:{dialled}"])

    def _begin(self) -> None:
        self.stands = False
        self._lines: list[bytes] = []
        self._status: int | None = None
        self._began_seconds = monotonic_seconds()
        self._took_seconds = 0.0

    def leads_to(self, host: str, port: int) -> bool:
        """Whether a socket to there is one to the proxy; no other may be opened."""
        return port == self._proxy.address.port and parse_address(host) in self._addresses

    def take(self, line: bytes) -> int | None:
        """Keep a line of what the proxy answers to `CONNECT`; 0 ends the exchange."""
        if len(self._lines) >= _MOST_LINES:
            return 0
        self._lines.append(line)
        if not line.strip():
            self._status = read_answer(self._lines).status
            self.stands = self._status in _OK
            self._took_seconds = monotonic_seconds() - self._began_seconds
        return None

    @property
    def connect_us(self) -> int:
        """How long it took until the tunnel stood; 0 where it does not."""
        return int(self._took_seconds * 1_000_000) if self.stands else 0

    @property
    def cannot_reach(self) -> bool:
        """Whether the proxy said that it cannot reach this address: another one of the host may do."""
        return self._status in _CANNOT_REACH

    def note(self, exchange: Exchange) -> None:
        """Tell the proxy's record what this exchange says about the proxy."""
        if exchange.error is ErrorClass.PROXY_FAILED:
            self._proxy.note_failed(exchange.error_detail)
        elif self.stands or exchange.status is not None:
            self._proxy.note_well()

    def failure(self, code: int, message: str) -> Failure:
        """Why it does not stand, after libcurl ended with `code`; its message may name the proxy and is not told."""
        if self._status is not None:
            return self._refusal(self._status)
        if code == pycurl.E_OPERATION_TIMEDOUT:
            return self._timeout()
        if code in TLS_CODES or code == _E_PROXY:
            return _fault(f"TLS with the service's proxy failed: {self._tls_fault(message)}")
        if code == pycurl.E_COULDNT_CONNECT:
            os_errno = self._handle.getinfo(pycurl.OS_ERRNO)
            return _fault("no connection to the service's proxy" + (f": {os.strerror(os_errno)}" if os_errno else ""))
        if self._lines or code in (pycurl.E_UNSUPPORTED_PROTOCOL, pycurl.E_FTP_WEIRD_SERVER_REPLY):
            return _fault("what the service's proxy answered to CONNECT is no HTTP, or did not end")
        return _fault("the service's proxy closed the connection before it answered CONNECT")

    def _refusal(self, status: int) -> Failure:
        said = f"the service's proxy answered CONNECT with {status}"
        if status not in _CANNOT_REACH:
            reason = _REFUSALS.get(status)
            return _fault(f"{said}: {reason}" if reason else said)
        if not self._proxy.works:
            return _fault(f"{said}: it does not work, or it cannot reach the endpoint")
        error = ErrorClass.CONNECT_TIMEOUT if status == _GATEWAY_TIMEOUT else ErrorClass.CONNECT_FAILED
        return error, f"{said}: it cannot reach the endpoint"

    def _timeout(self) -> Failure:
        if not self._handle.getinfo(pycurl.CONNECT_TIME_T):
            return _fault("the service's proxy took no connection in time")
        if self._lines or not self._proxy.works:
            return _fault("the service's proxy did not answer CONNECT in time")
        return ErrorClass.CONNECT_TIMEOUT, "the service's proxy got no connection to the endpoint in time"

    def _tls_fault(self, message: str) -> str:
        error, sentence = tls_failure(self._handle.getinfo(pycurl.PROXY_SSL_VERIFYRESULT), message)
        return sentence if error in _OF_CERTIFICATES else "the two did not agree, or it speaks no TLS on this port"


def _fault(sentence: str) -> Failure:
    return ErrorClass.PROXY_FAILED, sentence


def _configure(handle: pycurl.Curl, proxy: Proxy, ca_file: str | None) -> None:
    """Every exchange goes through the proxy, plain http too, and no endpoint is excepted."""
    address = proxy.address
    options: dict[int, object] = {
        pycurl.PROXY: address.uri,
        pycurl.NOPROXY: "",  # nothing is excepted, whatever the environment says
        pycurl.HTTPPROXYTUNNEL: 1,
        pycurl.PROXY_SSLVERSION: pycurl.SSLVERSION_TLSv1_2,
        pycurl.PROXY_SSL_VERIFYPEER: 1,
        pycurl.PROXY_SSL_VERIFYHOST: 2,
        pycurl.HEADEROPT: pycurl.HEADER_SEPARATE,  # the endpoint's header fields are not for the proxy
    }
    if ca_file is not None:
        options[pycurl.PROXY_CAINFO] = ca_file
    if address.user or address.password:
        options |= {
            pycurl.PROXYAUTH: pycurl.HTTPAUTH_BASIC,
            pycurl.PROXYUSERNAME: address.user,
            pycurl.PROXYPASSWORD: address.password,
        }
    for option, value in options.items():
        handle.setopt(option, value)
