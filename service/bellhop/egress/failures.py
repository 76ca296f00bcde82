"""What went wrong, in the words of the record: libcurl's codes and OpenSSL's texts become error classes."""

import errno
import os
import re

import pycurl

from bellhop.domain.outcome import ErrorClass

_PROTOCOL_CODES = frozenset(
    {
        pycurl.E_UNSUPPORTED_PROTOCOL,  # an answer that is not HTTP/1 or 2
        pycurl.E_FTP_WEIRD_SERVER_REPLY,  # CURLE_WEIRD_SERVER_REPLY: unreadable status line or header
        pycurl.E_HTTP2,
        92,  # CURLE_HTTP2_STREAM
        pycurl.E_BAD_CONTENT_ENCODING,
        pycurl.E_PARTIAL_FILE,
        pycurl.E_TOO_MANY_REDIRECTS,
    }
)
_CLOSED_CODES = frozenset({pycurl.E_GOT_NOTHING, pycurl.E_RECV_ERROR, pycurl.E_SEND_ERROR, pycurl.E_SEND_FAIL_REWIND})
TLS_CODES = frozenset({pycurl.E_SSL_CONNECT_ERROR, pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CERTPROBLEM})
_TOO_LARGE = 100  # CURLE_TOO_LARGE: one header line of more than 100 KiB

# X509_V_ERR_… of OpenSSL's x509_vfy.h
_EXPIRED = frozenset({9, 10})
_SELF_SIGNED = frozenset({18, 19})
_HOST_MISMATCH = frozenset({62, 64})
_UNKNOWN_ISSUER = frozenset({2, 20, 21})

_BAD_VERSION = re.compile(
    r"protocol version|unsupported protocol|wrong version number|packet length too long|no protocols available"
    r"|wrong ssl version|record layer failure|http request",
    re.IGNORECASE,
)
_NOT_TLS = re.compile(r"wrong version number|packet length too long|record layer failure|http request", re.IGNORECASE)
_NO_HTTP1 = re.compile(r"no application protocol", re.IGNORECASE)
_HTTP2_HEAD_BYTES = 9  # of a frame (RFC 9113 §4.1): length, type, flags, stream
_SETTINGS, _GOAWAY = 4, 7
_TLS_RECORDS = (b"\x15\x03", b"\x16\x03")  # an alert, a handshake
NO_HTTP_BYTES = _HTTP2_HEAD_BYTES
"""How much of an answer that is no HTTP/1 says what it is."""
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_LONGEST_DETAIL_CHARS = 300

_DEMANDS_ONE = "the server demands a client certificate, and the subscription has none in `auth.mtls`"
_ENDED = re.compile(r"unexpected eof|reset by peer|closed|broken pipe|SSL_ERROR_SYSCALL", re.IGNORECASE)

# Alerts of RFC 8446 §6 that speak of the other side's certificate: OpenSSL's words for them, and ours.
_CERTIFICATE_REQUIRED = 116
_CERTIFICATE_ALERTS = {
    42: ("bad certificate", "the server cannot use it"),
    43: ("unsupported certificate", "it is not made for clients (extended key usage), or of a kind that is not taken"),
    44: ("certificate revoked", "it was revoked"),
    45: ("certificate expired", "it has expired, by the server's clock"),
    46: ("certificate unknown", "the server does not accept it"),
    48: ("unknown ca", "the server does not know its issuer, or an intermediate certificate is missing"),
    49: ("access denied", "it is not one that is let in"),
    _CERTIFICATE_REQUIRED: ("certificate required", "the server takes none of its kind, so it was not even shown"),
}

Failure = tuple[ErrorClass, str]


def socket_failure(error: OSError) -> Failure:
    """Why there was no socket to connect; that this machine has no room for one is no fault of the receiver's."""
    kind = ErrorClass.INTERNAL if error.errno in _NO_ROOM else ErrorClass.CONNECT_FAILED
    return kind, f"no socket: {error.strerror}"


def connect_failure(os_errno: int, message: str, *, has_source: bool) -> Failure:
    """Why no connection came about; `has_source`: this machine has an address from which to go there.

    With one, EADDRNOTAVAIL means that its ports are used up; without, that it does not speak that family.
    """
    if os_errno == errno.ECONNREFUSED:
        return ErrorClass.CONNECT_REFUSED, "the connection was refused"
    if os_errno == errno.EADDRNOTAVAIL and has_source:
        return ErrorClass.INTERNAL, "no connection: this machine has no port left for one to this address"
    kind = ErrorClass.INTERNAL if os_errno in _NO_ROOM else ErrorClass.CONNECT_FAILED
    return kind, f"no connection: {os.strerror(os_errno) if os_errno else message}"


def tls_failure(verify_result: int, message: str) -> Failure:
    """Why the two did not agree on TLS, by OpenSSL's verdict on the certificate, else by its text."""
    if verify_result in _EXPIRED:
        return ErrorClass.TLS_EXPIRED, "the certificate has expired or is not valid yet"
    if verify_result in _SELF_SIGNED:
        return ErrorClass.TLS_SELF_SIGNED, "the certificate is self-signed, or its issuer is and is not trusted"
    if verify_result in _UNKNOWN_ISSUER:
        return ErrorClass.TLS_UNTRUSTED, "the certificate's issuer is not trusted, or an intermediate one is missing"
    if verify_result in _HOST_MISMATCH or "subject name" in message or "does not match" in message:
        return ErrorClass.TLS_WRONG_HOST, "the certificate is for another host name"
    if _NO_HTTP1.search(message):
        return ErrorClass.TLS_PROTOCOL, "the server refuses HTTP/1.1 over TLS (by ALPN): it may speak only HTTP/2"
    if _NOT_TLS.search(message):
        return ErrorClass.TLS_PROTOCOL, f"the server does not speak TLS on this port: {brief(message)}"
    if _BAD_VERSION.search(message):
        return ErrorClass.TLS_PROTOCOL, f"the server does not speak TLS 1.2 or newer: {brief(message)}"
    return ErrorClass.TLS_FAILED, f"the TLS handshake failed: {brief(message)}"


def client_certificate_failure(
    code: int, message: str, *, asked: bool, alert: int | None, given: bool
) -> Failure | None:
    """What a server did that wants a client certificate, or another one; None where it is about something else.

    asked: it asked for one on this connection.
    alert: the last that it sent, by its number.
    given: we have one to show.
    """
    number = alert if alert in _CERTIFICATE_ALERTS else _alert_in(message)
    if number is not None:
        if not given:
            return ErrorClass.TLS_CLIENT_CERTIFICATE_REQUIRED, _DEMANDS_ONE
        words, meaning = _CERTIFICATE_ALERTS[number]
        sentence = f"the server refuses our client certificate ({words}): {meaning}"
        return ErrorClass.TLS_CLIENT_CERTIFICATE_REFUSED, sentence
    if not asked or not (alert is not None or code in _CLOSED_CODES or _ENDED.search(message)):
        return None
    if given:
        sentence = (
            "the server asked for a client certificate, was shown ours, and ended the connection without an answer"
        )
        return ErrorClass.TLS_CLIENT_CERTIFICATE_REFUSED, sentence
    sentence = _DEMANDS_ONE + ": it asked for one and, shown none, ended the connection without an answer"
    return ErrorClass.TLS_CLIENT_CERTIFICATE_REQUIRED, sentence


def _alert_in(message: str) -> int | None:
    """The alert about a certificate that OpenSSL names in a text."""
    lowered = message.lower()
    return next((number for number, (words, _) in _CERTIFICATE_ALERTS.items() if f"alert {words}" in lowered), None)


def exchange_failure(code: int, message: str) -> Failure:
    """What broke an exchange after its connection stood."""
    if code == _TOO_LARGE or "response headers" in message:
        return ErrorClass.HEADERS_TOO_LARGE, "the answer's headers are too large"
    if code in _CLOSED_CODES:
        return ErrorClass.CONNECTION_RESET, f"the connection was closed: {brief(message)}"
    if code in _PROTOCOL_CODES:
        return ErrorClass.PROTOCOL_ERROR, f"the answer is not HTTP: {brief(message)}"
    return ErrorClass.INTERNAL, f"{brief(message)} ({code})"


def not_http(begin: bytes, *, tls: bool) -> Failure:
    """What an answer is that begins with these bytes instead of a status line; none of them are told."""
    if _is_http2(begin):
        spoken = "only HTTP/2" if tls else "only HTTP/2 without TLS (h2c)"
        way = "callbacks use HTTP/1.1 here" if tls else "callbacks over plain http use HTTP/1.1"
        return ErrorClass.PROTOCOL_ERROR, f"the server speaks {spoken}; {way}"
    if not tls and begin.startswith(_TLS_RECORDS):
        return ErrorClass.PROTOCOL_ERROR, "the answer is not HTTP: the server speaks TLS on this port; use https://"
    return ErrorClass.PROTOCOL_ERROR, "the answer is not HTTP: it does not begin with a status line"


def _is_http2(begin: bytes) -> bool:
    """A first frame of a server: its settings, or its farewell to a client whose preface it does not understand."""
    if len(begin) < _HTTP2_HEAD_BYTES:
        return False
    return begin[:1] == b"\0" and begin[3] in (_SETTINGS, _GOAWAY) and begin[5:_HTTP2_HEAD_BYTES] == bytes(4)


def brief(message: str) -> str:
    """A text of libcurl or OpenSSL, printable and short."""
    return "".join(each if each.isprintable() else "?" for each in message[:_LONGEST_DETAIL_CHARS])
