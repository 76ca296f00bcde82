"""Access tokens by OAuth 2.0 client credentials (RFC 6749 §4.4), fetched once for many deliveries.

The token endpoint is a URL of the tenant's like any other: the same guard, the same sender. A token is kept until
shortly before it expires; requests for the same token wait for one fetch; a failure is remembered for a few seconds,
so that a queue of deliveries does not hammer a token server that is down.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from bellhop.clock import Clock, SystemClock, monotonic_seconds
from bellhop.domain.outcome import ErrorClass
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.sender import Sender
from bellhop.egress.token_endpoint import Said, read_answer, refuses_client, token_request, with_token
from bellhop.signing.oauth2 import ClientAuth, OAuth2Client

_FAILURE_KEPT_SECONDS = 5.0
_TOKENS_KEPT = 16_384
_UNAUTHORIZED = 401

Send = Callable[[Request], Awaitable[Exchange]]
_Key = tuple[str, str, OAuth2Client]


class TokenError(Exception):
    """No access token could be had; the sentence says why and holds no secret.

    `error` is `token_failed`, or the class of our own fault where that stood in the way.
    """

    def __init__(self, sentence: str, error: ErrorClass = ErrorClass.TOKEN_FAILED) -> None:
        super().__init__(sentence)
        self.error = error


class _Kept(NamedTuple):
    """What the last fetch gave, and until when it counts."""

    said: Said
    expires: float


class TokenCache:
    """Tokens of all subscriptions; `key` separates callers that happen to name the same client."""

    def __init__(self, sender: Sender, clock: Clock | None = None) -> None:
        self._sender = sender
        self._clock = clock or SystemClock()
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._fetches: dict[_Key, asyncio.Task[_Kept]] = {}
        self._in_body: set[_Key] = set()

    async def token(self, client: OAuth2Client, key: str, *, tenant_id: str = "") -> str:
        """A token that is good now; raises `TokenError`."""
        which = (tenant_id, key, client)
        kept = self._kept.get(which)
        if kept is None or kept.expires <= monotonic_seconds():
            kept = await asyncio.shield(self._fetch_once(which))
        if kept.said.token is None:
            raise TokenError(kept.said.sentence, kept.said.error)
        return kept.said.token

    def said(self, client: OAuth2Client, key: str, *, tenant_id: str = "") -> Said | None:
        """What the token endpoint answered when it was asked last; None when it has not."""
        kept = self._kept.get((tenant_id, key, client))
        return None if kept is None else kept.said

    def invalidate(self, client: OAuth2Client, key: str, token: str, *, tenant_id: str = "") -> None:
        """Let this token, which was refused, count no longer; a newer one is kept."""
        which = (tenant_id, key, client)
        kept = self._kept.get(which)
        if kept is not None and kept.said.token == token:
            self._kept[which] = kept._replace(expires=0.0)

    async def close(self) -> None:
        """End the fetches under way."""
        for task in list(self._fetches.values()):
            task.cancel()
        await asyncio.gather(*self._fetches.values(), return_exceptions=True)

    def _fetch_once(self, which: _Key) -> "asyncio.Task[_Kept]":
        task = self._fetches.get(which)
        if task is None:
            task = self._fetches[which] = asyncio.create_task(self._fetch(which))
            task.add_done_callback(lambda _task: self._fetches.pop(which, None))
        return task

    async def _fetch(self, which: _Key) -> _Kept:
        client = which[2]
        said = (
            await self._ask_either_way(which)
            if client.client_auth is ClientAuth.AUTO
            else read_answer(await self._ask(which, client.client_auth))
        )
        lasts = _FAILURE_KEPT_SECONDS if said.token is None else said.life_seconds
        kept = self._kept[which] = _Kept(said, monotonic_seconds() + lasts)
        self._kept.move_to_end(which)
        while len(self._kept) > _TOKENS_KEPT:
            forgotten, _ = self._kept.popitem(last=False)
            self._in_body.discard(forgotten)
        return kept

    async def _ask_either_way(self, which: _Key) -> Said:
        """Ask in the way that was taken last, and in the other one where the client is refused."""
        ways = (ClientAuth.BASIC, ClientAuth.POST)
        first, other = reversed(ways) if which in self._in_body else ways
        exchange = await self._ask(which, first)
        said = read_answer(exchange)
        if refuses_client(exchange):
            second = read_answer(await self._ask(which, other))
            if second.token is not None:
                self._in_body.symmetric_difference_update({which})
                return second
        return said

    async def _ask(self, which: _Key, client_auth: ClientAuth) -> Exchange:
        tenant_id, _key, client = which
        request = token_request(client, tenant_id, client_auth=client_auth, now=self._clock.now())
        return await self._sender.send(request)


async def send_with_token(
    send: Send, tokens: TokenCache, request: Request, client: OAuth2Client, key: str
) -> tuple[Exchange, tuple[str, ...]]:
    """Send with an access token; returns also the tokens that were sent, so that a record can be kept clean of them.

    One deadline covers the token and the request. A 401 may mean that the token was revoked early: once, a fresh one
    is fetched and the request is sent again; where none can be had the refusal stands. Without any token nothing is
    sent, and the exchange says `token_failed`, or what our own fault is that stood in the way.
    """
    ends = monotonic_seconds() + request.timeout_seconds
    sent: tuple[str, ...] = ()
    exchange = _no_token("the token endpoint did not answer in time")
    for _ in range(2):
        try:
            async with asyncio.timeout(ends - monotonic_seconds()):
                token = await tokens.token(client, key, tenant_id=request.tenant_id)
        except TokenError as error:
            return exchange if sent else _no_token(str(error), error.error), sent
        except TimeoutError:
            return exchange, sent
        sent = (*sent, token)
        exchange = await send(with_token(request, token)._replace(timeout_seconds=ends - monotonic_seconds()))
        if exchange.status != _UNAUTHORIZED:
            break
        tokens.invalidate(client, key, token, tenant_id=request.tenant_id)
    return exchange, sent


def _no_token(problem: str, error: ErrorClass = ErrorClass.TOKEN_FAILED) -> Exchange:
    return Exchange(None, error, problem, Phases())
