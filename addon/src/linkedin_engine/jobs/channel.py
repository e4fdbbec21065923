"""Texts and pictures, both ways, between the engine and a login's process."""

import asyncio
from contextlib import suppress
from enum import IntEnum
import socket
import struct
from typing import Final, Self

_HEAD: Final = struct.Struct("!BI")
# A picture of a page is some ten to some hundred thousand bytes.
LARGEST_BYTES: Final = 8 * 1024 * 1024


class Kind(IntEnum):
    """What a parcel holds."""

    TEXT = 1
    PICTURE = 2


class Channel:
    """One end. A parcel is its kind, its length, and so many bytes."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Take the two directions of this end's socket."""
        self._reader = reader
        self._writer = writer
        # Who waits for ``send`` has nothing waiting here, so that what is sent next
        # can be newer.
        writer.transport.set_write_buffer_limits(high=0)

    @classmethod
    async def on(cls, end: socket.socket) -> Self:
        """Use this socket, which the channel now owns."""
        return cls(*await asyncio.open_connection(sock=end))

    async def send(self, kind: Kind, content: bytes) -> bool:
        """Send a parcel; return whether there is still somebody who can take it."""
        self._writer.write(_HEAD.pack(kind, len(content)))
        self._writer.write(content)
        try:
            await self._writer.drain()
        except ConnectionError:
            return False
        return True

    async def receive(self) -> tuple[Kind, bytes] | None:
        """Wait for the next parcel; None once the other end is gone."""
        try:
            kind, length = _HEAD.unpack(await self._reader.readexactly(_HEAD.size))
            if length > LARGEST_BYTES:
                return None
            return Kind(kind), await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def close(self) -> None:
        """Close this end."""
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()
