"""A way to a Postgres that a test can cut, freeze and mend: a port of 127.0.0.1 whose connections go to its server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit


class Relay:
    """One way to the server of a URL. The server takes its connections for ours: its socket lets nobody else in."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        options = parse_qs(parts.query)
        self._host = options.get("host", [parts.hostname or "127.0.0.1"])[0]
        self._port = int(options.get("port", [parts.port or 5432])[0])
        login, at, _ = parts.netloc.rpartition("@")
        self._path = f"{login if at else 'bellhop'}@127.0.0.1", parts.path
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self.port = 0

    @property
    def url(self) -> str:
        """The same database, by this way."""
        user, path = self._path
        return f"postgresql://{user}:{self.port}{path}"

    async def mend(self) -> None:
        """Take connections, and pass on what they say."""
        self._flows.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    def freeze(self) -> None:
        """Pass nothing on, and hang up on nobody."""
        self._flows.clear()

    def thaw(self) -> None:
        """Pass on what waits, and all that follows."""
        self._flows.set()

    async def cut(self) -> None:
        """Hang up, and refuse whoever comes."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.close()
        self._flows.set()
        await asyncio.gather(*self._pipes, return_exceptions=True)
        self._pipes.clear()
        self._writers.clear()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = (
                await asyncio.open_unix_connection(f"{self._host}/.s.PGSQL.{self._port}")
                if self._host.startswith("/")
                else await asyncio.open_connection(self._host, self._port)
            )
        except OSError:  # the server is away: so are we
            writer.close()
            return
        self._writers |= {writer, there[1]}
        self._pipes |= {
            asyncio.create_task(self._pump(reader, there[1])),
            asyncio.create_task(self._pump(there[0], writer)),
        }


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[Relay]:
    """A way to the database of this URL, for as long as the block lasts."""
    relay = Relay(url)
    await relay.mend()
    try:
        yield relay
    finally:
        await relay.cut()
