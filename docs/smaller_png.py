# ruff: noqa: INP001
"""Write a screenshot's PNG again without row filters: large flat areas pack better so."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PIXEL = 3  # bytes; screenshots are red, green and blue


def smaller(picture: bytes) -> bytes:
    """Pack the same pixels into fewer bytes."""
    parts = list(read_parts(picture))
    head = next(content for name, content in parts if name == b"IHDR")
    width, _height, depth, colours = struct.unpack(">IIBB", head[:10])
    if (depth, colours) != (8, 2):
        return picture
    packed = b"".join(content for name, content in parts if name == b"IDAT")
    rows = unfiltered(zlib.decompress(packed), width * PIXEL)
    plain = b"".join(b"\0" + row for row in rows)
    body = [(b"IHDR", head), (b"IDAT", zlib.compress(plain, 9)), (b"IEND", b"")]
    return SIGNATURE + b"".join(written(name, content) for name, content in body)


def read_parts(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += 12 + length


def written(name: bytes, content: bytes) -> bytes:
    checked = name + content
    length, check = len(content), zlib.crc32(checked)
    return struct.pack(">I", length) + checked + struct.pack(">I", check)


def unfiltered(data: bytes, width: int) -> Iterator[bytes]:
    """The rows as they are seen: each names the filter that undoes it (PNG, part 9)."""
    above = bytes(width)
    for at in range(0, len(data), width + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + width])
        for place in range(width if kind else 0):
            left = row[place - PIXEL] if place >= PIXEL else 0
            corner = above[place - PIXEL] if place >= PIXEL else 0
            row[place] = (row[place] + guess(kind, left, above[place], corner)) % 256
        above = bytes(row)
        yield above


def guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        estimate = left + up - corner
        return min((left, up, corner), key=lambda value: abs(estimate - value))
    return (0, left, up, (left + up) // 2)[kind]
