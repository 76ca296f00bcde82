"""A server that answers what a test wrote down, faults included, and remembers what it was asked."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Step = Mapping[str, Any]
"""`status` with `headers`, `content_type`, `body` (text) or `json`; or `fault`, a name of the vectors."""


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Scripted:
    """Plays its steps one after another; the last one stays."""

    steps: Sequence[Step]
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, target, _ = head[0].split(" ")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            step = self.steps[min(len(self.asked), len(self.steps) - 1)]
            self.asked.append(Asked(method, target, headers, body))
            await self._play(step, reader, writer)
        finally:
            writer.close()

    async def _play(self, step: Step, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = step.get("fault")
        if fault == "reset_before_the_answer":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif fault == "closed_in_the_body":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")
        elif fault == "read_timeout":
            await reader.read()  # until the caller goes
        elif fault is None:
            writer.write(_answer(step))
        await writer.drain()


def _answer(step: Step) -> bytes:
    body = step["body"].encode() if "body" in step else json.dumps(step.get("json", {})).encode()
    code = step.get("code")
    if code is not None:
        body = json.dumps({"type": f"/problems/{code}", "status": step["status"], "title": code}).encode()
    kind = step.get("content_type", "application/problem+json" if step["status"] >= 400 else "application/json")
    if step["status"] == 204:
        body = b""
    head = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close", **step.get("headers", {})}
    lines = [f"HTTP/1.1 {step['status']} X", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def scripted(*steps: Step, ssl: Any = None) -> AsyncIterator[Scripted]:
    """A server on 127.0.0.1 that plays these steps."""
    server = Scripted(steps)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0, ssl=ssl)
    scheme = "http" if ssl is None else "https"
    server.url = f"{scheme}://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()
