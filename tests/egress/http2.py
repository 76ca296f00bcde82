"""Just enough of an HTTP/2 server (RFC 9113) to answer 200 to every request: header blocks are never decoded."""

import asyncio
import struct
from typing import cast

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_FRAME_HEAD_BYTES = 9
_DATA, _HEADERS, _SETTINGS, _PING, _WINDOW_UPDATE = 0, 1, 4, 6, 8
_END_STREAM, _ACK, _END_HEADERS = 0x1, 0x1, 0x4
_STATUS_200 = b"\x88"  # entry 8 of the static table (RFC 7541, appendix A)


class Http2Protocol(asyncio.Protocol):
    """One connection; `requests` counts what was answered, `blocks` has the header blocks as they came."""

    def __init__(self) -> None:
        self.requests = 0
        self.blocks: list[bytes] = []
        self._buffer = b""
        self._greeted = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answers: list[bytes] = []
        if not self._greeted:
            if len(self._buffer) < len(_PREFACE):
                return
            self._greeted = True
            self._buffer = self._buffer[len(_PREFACE) :]
            answers.append(_frame(_SETTINGS, 0, 0))
        position = 0
        while len(self._buffer) - position >= _FRAME_HEAD_BYTES:
            length = int.from_bytes(self._buffer[position : position + 3], "big")
            end = position + _FRAME_HEAD_BYTES + length
            if len(self._buffer) < end:
                break
            kind, flags, stream = struct.unpack("!BBI", self._buffer[position + 3 : position + _FRAME_HEAD_BYTES])
            answers.append(self._answer(kind, flags, stream, self._buffer[position + _FRAME_HEAD_BYTES : end]))
            position = end
        self._buffer = self._buffer[position:]
        if self._transport is not None:
            self._transport.write(b"".join(answers))

    def _answer(self, kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        if kind in {_SETTINGS, _PING}:
            return b"" if flags & _ACK else _frame(kind, _ACK, 0, payload if kind == _PING else b"")
        if kind not in {_HEADERS, _DATA}:
            return b""
        if kind == _HEADERS:
            self.blocks.append(payload)
        room = _frame(_WINDOW_UPDATE, 0, 0, struct.pack("!I", len(payload))) if kind == _DATA and payload else b""
        if not flags & _END_STREAM:
            return room
        self.requests += 1
        return room + _frame(_HEADERS, _END_HEADERS, stream, _STATUS_200) + _frame(_DATA, _END_STREAM, stream, b"ok")


def _frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + struct.pack("!BBI", kind, flags, stream) + payload
