"""The least that an aiohttp service can do: read a JSON body, answer a constant. What ours costs is set beside it.

A process of its own on uvloop, called by the same callers with the same requests.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from multiprocessing.connection import Connection

import orjson
import uvloop
from aiohttp import web

from tests.bench.child import serving

_ANSWER = orjson.dumps({"events": [{"id": "evt_00000000000000000000000000", "type": "test.happened"}]})


async def _answer(request: web.Request) -> web.Response:
    if request.can_read_body:
        await request.json(loads=orjson.loads)
    return web.Response(body=_ANSWER, status=202, content_type="application/json")


def _serve(pipe: Connection) -> None:
    async def run() -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", _answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        await runner.cleanup()

    uvloop.run(run())


@contextlib.contextmanager
def bare_door() -> Iterator[int]:
    """Such a service for the time of the block; gives its port."""
    with serving(_serve) as (port, _):
        yield port
