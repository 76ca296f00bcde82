"""The demo's HTTP client: what any caller of Bellhop writes in a few lines."""

import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from examples.demo.house import DemoError


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and JSON body of one answer."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)


class Api:
    """Calls the service with one key."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        self._session, self._url, self._key = session, url, key

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None, *, expect: int) -> Reply:
        """One request; raises `DemoError` when the answer is not the expected one or none comes."""
        headers = {"Authorization": f"Bearer {self._key}"}
        try:
            async with self._session.request(method, self._url + path, json=body, headers=headers) as answer:
                text = await answer.text()
                reply = Reply(answer.status, dict(answer.headers), json.loads(text) if text else {})
        except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
            message = f"{method} {path} was not answered: {fault!r}"
            raise DemoError(message) from fault
        if reply.status != expect:
            message = f"{method} {path} was answered {reply.status} and not {expect}: {text}"
            raise DemoError(message)
        return reply

    async def get(self, path: str) -> dict[str, Any]:
        """The body of a GET that succeeds."""
        return (await self.call("GET", path, expect=200)).body
