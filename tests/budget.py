"""What one request costs the service: the loop's longest piece while it is answered, its processor time, its memory.

Everything is read from `/proc`, in the service's own processor time: a busy machine makes nothing look dearer than a
slower processor would.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_ALIVE = b'{"status":"ok"}'
_PING = b"GET /livez HTTP/1.1\r\nHost: bellhop\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Cost:
    """`piece_ms`: the most that the loop did while a friend waited for one answer; memory beyond what there was."""

    piece_ms: float
    memory_mib: float


class Gauge:
    """Reads what a process has used so far; `pid` is the service's."""

    def __init__(self, pid: int) -> None:
        self._process = Path("/proc") / str(pid)

    def loop_seconds(self) -> float:
        """The processor time of the main thread, in which the loop runs."""
        spent = (self._process / "task" / self._process.name / "schedstat").read_text().split()[0]
        return int(spent) / 1e9

    def forget_peak(self) -> None:
        """Let the peak of memory begin anew."""
        (self._process / "clear_refs").write_text("5")

    def memory_bytes(self, name: str = "VmRSS") -> int:
        """Resident memory, or its peak (`VmHWM`)."""
        for line in (self._process / "status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
        raise AssertionError(name)


async def cost_of(gauge: Gauge, port: int, hostile: Callable[[], Awaitable[object]]) -> Cost:
    """What a hostile act costs, while a friend asks again and again whether the service lives."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    gauge.forget_peak()
    memory = gauge.memory_bytes()
    act = asyncio.ensure_future(hostile())
    longest, last = 0.0, False
    while not last:
        last = act.done()  # once more after its end: what it left behind is cleared away, too
        before = gauge.loop_seconds()
        writer.write(_PING)
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(len(_ALIVE))
        longest = max(longest, gauge.loop_seconds() - before)
    writer.close()
    await act
    peak = gauge.memory_bytes("VmHWM")
    return Cost(round(longest * 1000, 1), round(max(0, peak - memory) / 2**20, 1))


async def send(port: int, raw: bytes, *, seconds: float = 60.0) -> int:
    """Send bytes as they are on a connection of their own; the status of the first answer, 0 when there is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        async with asyncio.timeout(seconds):
            writer.write(raw)
            head = await reader.readuntil(b"\r\n\r\n")
            size = re.search(rb"(?i)content-length: ([0-9]+)", head)
            await reader.readexactly(int(size[1]) if size else 0)
    except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
        return 0
    finally:
        writer.close()
    return int(head.split(b" ", 2)[1])


def request(
    method: str, path: str, key: str, body: bytes | None = None, *, headers: Mapping[str, str] | None = None
) -> bytes:
    """A request as it goes over the wire; the connection ends with its answer."""
    fields = {"Host": "bellhop", "Authorization": f"Bearer {key}", "Connection": "close", **(headers or {})}
    if body is not None:
        fields |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + (body or b"")
