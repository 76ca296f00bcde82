"""A client of one Bellhop: sends requests under a key, again where that helps, and gives problems as errors.

Redirects are not followed: the key belongs to the address that was named. The environment's proxies are used for
addresses that are not of this machine.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote
from urllib.request import getproxies, proxy_bypass

import aiohttp
from pydantic import BaseModel, ValidationError
from yarl import URL

from bellhop import __version__
from bellhop.clock import SystemClock
from bellhop.errors import ConfigurationError
from bellhop.remote.documents import Me
from bellhop.remote.json_text import elements, members, parse
from bellhop.remote.loopback import is_loopback
from bellhop.remote.problems import RefusedError, UnreachableError, refusal
from bellhop.remote.retrying import (
    ATTEMPTS,
    LONGEST_RETRY_AFTER_SECONDS,
    Fault,
    again_after_fault,
    again_after_status,
    pause_seconds,
    retry_after_seconds,
)
from bellhop.remote.target import Target

Document = TypeVar("Document", bound=BaseModel)

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 60.0
_ANSWER_BYTES = 64 << 20
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
_SUCCESSES = range(200, 300)
_UNCHANGED = 304
_UNKNOWN = 404
_PAGE_SIZE = "200"


@dataclass(frozen=True, slots=True)
class Text:
    """JSON as it came."""

    text: str

    def read(self, model: type[Document]) -> Document:
        """What it says; raises `UnreachableError` when Bellhop would not say such a thing."""
        try:
            return model.model_validate_json(self.text or "{}")
        except ValidationError as error:
            where = "/".join(str(part) for part in error.errors()[0]["loc"])
            sentence = f"The answer is not what Bellhop gives (at {where or 'its top'}): is another service there?"
            raise UnreachableError(sentence) from None


@dataclass(frozen=True, slots=True)
class Answer(Text):
    """A success: its status and headers, and the JSON that it carries (empty where it carries none)."""

    status: int
    headers: Mapping[str, str]

    def results(self) -> list[Text]:
        """The items of a page."""
        return [Text(each) for each in elements(members(self.text).get("results", "[]"))]


class _NoAnswerError(Exception):
    """What happened instead of an answer, and a sentence about it."""

    def __init__(self, sentence: str, fault: Fault = Fault.UNKNOWN) -> None:
        self.fault, self.sentence = fault, sentence
        super().__init__(sentence)


class Remote:
    """One Bellhop under one key. `pause` waits between two tries; tests pass another one."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        target: Target,
        *,
        pause: Callable[[float], "asyncio.Future[None]"] | None = None,
    ) -> None:
        self.target = target
        self._session = session
        self._pause = pause or (lambda seconds: asyncio.ensure_future(asyncio.sleep(seconds)))
        self._tenant = target.tenant

    async def me(self) -> Me:
        """Whose key this is."""
        try:
            return (await self.get("/v2/me")).read(Me)
        except RefusedError as error:
            if error.status != _UNKNOWN:
                raise
            sentence = f"{self.target.url} does not say whose key this is; name the tenant with --tenant."
            raise UnreachableError(sentence) from None

    async def tenant(self) -> str:
        """The tenant that this works for; raises `ConfigurationError` when neither the key nor the caller names one."""
        if self._tenant is None:
            me = await self.me()
            if me.tenant_id is None:
                sentence = f"This is a key of kind `{me.kind}`, which is no tenant's: say for whom with --tenant."
                raise ConfigurationError(sentence)
            self._tenant = me.tenant_id
        return self._tenant

    async def tenant_path(self, path: str) -> str:
        """The path of something of the tenant's, such as `/subscriptions`."""
        return f"/v2/tenants/{segment(await self.tenant())}{path}"

    async def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        waits_seconds: float = 0.0,
    ) -> Answer:
        """The answer to a GET; `waits_seconds` is how long Bellhop was asked to wait with it."""
        return await self.send("GET", path, query=query, headers=headers, waits_seconds=waits_seconds)

    async def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
        waits_seconds: float = 0.0,
    ) -> Answer:
        """The answer, if it is a success or says that nothing has changed; raises `RefusedError`, `UnreachableError`.

        `repeatable` says of a POST that twice does no harm: by an `Idempotency-Key`, or by what it asks for.
        """
        url = URL(self.target.url + path, encoded=True).update_query(query or {})
        sent = {"Authorization": f"Bearer {self.target.key}", **(headers or {})}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        twice = repeatable or method in _REPEATABLE
        limits = aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS, sock_read=_ANSWER_SECONDS + waits_seconds)
        for retry in range(1, ATTEMPTS + 1):
            last = retry == ATTEMPTS
            asked_pause = 0.0
            try:
                answer = await self._once(method, url, body, sent, limits)
                if answer.status in _SUCCESSES or answer.status == _UNCHANGED:
                    return _checked(answer)
                refused = refusal(answer.status, _media_type(answer), answer.text)
                asked_pause = retry_after_seconds(answer.headers.get("Retry-After", ""), SystemClock().now()) or 0.0
                patient = asked_pause <= LONGEST_RETRY_AFTER_SECONDS
                if last or not patient or not again_after_status(answer.status, refused.code, repeatable=twice):
                    raise _with_pause(refused, asked_pause)
            except _NoAnswerError as error:
                if last or not again_after_fault(error.fault, repeatable=twice):
                    raise UnreachableError(error.sentence) from None
            await self._pause(max(asked_pause, pause_seconds(retry, random.random())))  # noqa: S311 - spreads callers
        message = "the last try ends the loop"
        raise AssertionError(message)

    async def pages(self, path: str, query: Mapping[str, str] | None = None) -> AsyncIterator[Text]:
        """The items of a list, each page fetched when it is wanted."""
        asked = {"max_page_size": _PAGE_SIZE, **(query or {})}
        while True:
            page = await self.get(path, asked)
            for each in page.results():
                yield each
            token = members(page.text).get("next_page_token")
            if token is None:
                return
            asked = {**asked, "page_token": str(parse(token))}

    async def _once(
        self, method: str, url: URL, body: bytes | None, headers: Mapping[str, str], limits: aiohttp.ClientTimeout
    ) -> Answer:
        """One try; raises `_NoAnswerError`."""
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                content = await _read(answer)
                return Answer(content, answer.status, answer.headers)
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError) as error:
            sentence = f"{self.target.url} cannot prove that it is who it is: {error.os_error or error}."
            raise _NoAnswerError(sentence, Fault.DISTRUST) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise _NoAnswerError(self._cannot_reach(error), Fault.NOTHING_LEFT) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _NoAnswerError(self._cannot_reach(error), Fault.UNKNOWN) from None

    def _cannot_reach(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            words = "no answer in time"
        elif isinstance(error, aiohttp.ClientConnectorError):
            words = str(error.os_error.strerror or error.os_error)
        else:
            words = str(error) or type(error).__name__
        return f"{self.target.url} cannot be reached: {words}."


@asynccontextmanager
async def connect(target: Target) -> AsyncIterator[Remote]:
    """A client for as long as the block lasts."""
    headers = {"User-Agent": f"bellhop-cli/{__version__}", "Accept": "application/json"}
    async with aiohttp.ClientSession(headers=headers, proxy=_proxy(target.url)) as session:
        yield Remote(session, target)


def _proxy(url: str) -> str | None:
    """The environment's proxy for this address. aiohttp's own reading of it would also ask `.netrc` for a password."""
    host = URL(url).host or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    return getproxies().get(URL(url).scheme)


def segment(text: str) -> str:
    """One segment of a path, percent-encoded."""
    return quote(text, safe="")


async def _read(answer: aiohttp.ClientResponse) -> str:
    """The body as text; raises `_NoAnswerError` for one that has no end."""
    content = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        content += chunk
        if len(content) > _ANSWER_BYTES:
            sentence = f"The answer is longer than {_ANSWER_BYTES >> 20} MiB, which no answer of Bellhop's is."
            raise _NoAnswerError(sentence, Fault.DISTRUST)
    return content.decode("utf-8", "replace")


def _media_type(answer: Answer) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _checked(answer: Answer) -> Answer:
    """The answer, if it carries JSON or nothing."""
    try:
        if answer.text:
            parse(answer.text)
    except ValueError:
        sentence = f"The answer has the status {answer.status} and no JSON: is another service there?"
        raise UnreachableError(sentence) from None
    return answer


def _with_pause(refused: RefusedError, pause: float) -> RefusedError:
    if not pause:
        return refused
    return refused.with_words(f"Try again in {pause:.0f} s.")
