"""Passing a request on to a receiver on this machine, exactly as it came, and bringing its answer back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bellhop.clock import monotonic_seconds
from bellhop.errors import ConfigurationError
from bellhop.remote.documents import PulledRequest
from bellhop.remote.loopback import LoopbackResolver, may_forward_to
from bellhop.remote.pulling import Outcome

# What the record of an attempt has room for.
_KEPT_BODY_BYTES = 16 * 1024
_MOST_FIELDS = 100
_MOST_NAME_CHARS = 128
_MOST_FIELD_CHARS = 8192
_MOST_ERROR_CHARS = 512
# Of this one connection, or made by whoever sends: the receiver gets its own.
_OF_THE_CONNECTION = frozenset({"host", "content-length", "transfer-encoding", "connection", "keep-alive"})
_ADDED_BY_THE_CLIENT = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")


def read_target(text: str, *, allow_external: bool) -> str:
    """The URL to forward to, from `localhost:3000/hook` or a whole URL; raises `ConfigurationError`."""
    if text.isdigit():
        text = f"127.0.0.1:{text}"
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not parts.fragment
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or " " in url:
        found = "" if "@" in text else f", not {text!r}"  # a password may stand before an @
        sentence = f"--forward-to takes a port or a URL such as localhost:3000/webhooks{found}."
        raise ConfigurationError(sentence)
    host = parts.hostname or ""
    if not allow_external and not may_forward_to(host):
        sentence = f"--forward-to: {host} is not this machine; --allow-external forwards to others all the same."
        raise ConfigurationError(sentence)
    return url


class Forwarder:
    """Sends requests to one URL."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, URL(url, encoded=True)

    async def send(self, request: PulledRequest) -> Outcome:
        """What the receiver answered, or that it did not; redirects are answers and are not followed."""
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OF_THE_CONNECTION}
        began = monotonic_seconds()
        try:
            async with self._session.request(
                request.method,
                self._url,
                data=request.body.encode(),
                headers=headers,
                skip_auto_headers=_ADDED_BY_THE_CLIENT,
                allow_redirects=False,
            ) as answer:
                body = await _beginning_of(answer)
                return Outcome(_ms_since(began), answer.status, headers=_fields(answer), body=body)
        except aiohttp.ClientConnectorError as error:
            return Outcome(_ms_since(began), error=str(error.os_error.strerror or error.os_error))
        except TimeoutError:
            return Outcome(_ms_since(began), error="no answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return Outcome(_ms_since(began), error=(str(error) or type(error).__name__)[:_MOST_ERROR_CHARS])


@asynccontextmanager
async def forwarder(url: str, *, timeout_seconds: float, allow_external: bool) -> AsyncIterator[Forwarder]:
    """A forwarder for as long as the block lasts; unless allowed, it dials addresses of this machine only.

    The certificate of a receiver on this machine is not checked: nobody can stand between.
    """
    connector = aiohttp.TCPConnector(
        limit=0,
        resolver=None if allow_external else LoopbackResolver(),
        ssl=allow_external,
        force_close=True,  # a receiver that was started again is not sent half a request
    )
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=timeout_seconds),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    ) as session:
        yield Forwarder(session, url)


def _fields(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """The header fields that can be recorded, one value a name (RFC 9110 §5.3); bytes that are no text as Latin-1."""
    fields: dict[str, str] = {}
    for raw_name, raw_value in answer.raw_headers[:_MOST_FIELDS]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").replace("\0", "")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return {name: value[:_MOST_FIELD_CHARS] for name, value in fields.items() if len(name) <= _MOST_NAME_CHARS}


async def _beginning_of(answer: aiohttp.ClientResponse) -> str:
    """What is kept of the body; how it ends changes nothing, as it changes nothing when Bellhop sends by itself."""
    content = bytearray()
    with suppress(aiohttp.ClientError, TimeoutError, OSError):
        async for chunk in answer.content.iter_chunked(_KEPT_BODY_BYTES):
            content += chunk
            if len(content) >= _KEPT_BODY_BYTES:
                break
    return content[:_KEPT_BODY_BYTES].decode("utf-8", "replace")


def _ms_since(began: float) -> float:
    return (monotonic_seconds() - began) * 1000
