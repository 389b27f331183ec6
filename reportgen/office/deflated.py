"""A part too large to be held as it is: compressed while it is written, unpacked piece by piece when it is read.

writer = DeflatedWriter()        rows go in as bytes, a second thread compresses them
part = writer.close()            about a tenth of the size; goes into the zip as it is
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from concurrent.futures import Future

_LEVEL = 6
_PIECE = 1 << 18
_MOST_WAITING = 8


class DeflatedPart(Struct, frozen=True):
    """The bytes of a part as a raw deflate stream (RFC 1951), with their number and check sum."""

    pieces: tuple[bytes, ...]
    size: int
    crc: int

    def __iter__(self) -> Iterator[bytes]:
        """The part's own bytes, piece by piece."""
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        for piece in self.pieces:
            found = unpack.decompress(piece)
            if found:
                yield found
        rest = unpack.flush()
        if rest:
            yield rest

    def read(self) -> bytes:
        """All of the part's bytes at once."""
        return b"".join(self)


class DeflatedWriter:
    """Takes the bytes of a part in order; the same bytes in the same pieces give the same result."""

    def __init__(self) -> None:
        # Only the largest parts are written by a second thread.
        from concurrent.futures import ThreadPoolExecutor

        self._pool = ThreadPoolExecutor(1)
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._waiting: deque[Future[None]] = deque()
        self._pieces: list[bytes] = []
        self._size = 0
        self._crc = 0

    def write(self, data: bytes) -> None:
        """Add bytes; waits where the second thread is far behind."""
        while len(self._waiting) >= _MOST_WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._pool.submit(self._take, data))

    def close(self) -> DeflatedPart:
        """The finished part; nothing can be added afterwards."""
        while self._waiting:
            self._waiting.popleft().result()
        self._pool.shutdown()
        return DeflatedPart((*self._pieces, self._deflate.flush()), self._size, self._crc)

    def _take(self, data: bytes) -> None:
        self._size += len(data)
        self._crc = zlib.crc32(data, self._crc)
        found = self._deflate.compress(data)
        if found:
            self._pieces.append(found)


def compressed(data: bytes) -> DeflatedPart:
    """The part that `data` makes, compressed at once."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return DeflatedPart((deflate.compress(data) + deflate.flush(),), len(data), zlib.crc32(data))


def deflated(pieces: Iterator[bytes]) -> DeflatedPart:
    """The part that `pieces` joined make."""
    writer = DeflatedWriter()
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _PIECE:
            writer.write(b"".join(waiting))
            waiting, size = [], 0
    if waiting:
        writer.write(b"".join(waiting))
    return writer.close()
