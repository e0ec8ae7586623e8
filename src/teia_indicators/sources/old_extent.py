"""The extent of an .xls (BIFF in an OLE container), worked out before it is opened; see `extent`.

Only as much of both formats is read as says where cells are and which texts they name.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from teia_indicators.sources.extent import Extent

_END = 0xFFFFFFFA  # sector numbers from here on mean something else
_ENTRY = 128  # bytes of an entry in the directory
_STREAMS = ("Workbook", "Book")
_EOF, _SHEET, _SST, _CONTINUE, _NAMED, _SEVERAL = 0x0A, 0x85, 0xFC, 0x3C, 0xFD, 0xBD
#: Records of one cell: formulas of three versions, numbers, labels, logical values.
_CELLS = frozenset(
    {0x06, 0x206, 0x406, 0x02, 0x03, 0x04, 0x05, 0x203, 0x204, 0x205, 0x7E, 0x27E, 0xD6, _NAMED}
)
#: Longest text of a cell as UTF-8, in bytes: 65,535 characters.
_LONGEST = 200_000


def xls_extents(content: bytes) -> Iterator[Extent]:
    """Yield the extent of each sheet.

    Raises
    ------
    ValueError, struct.error, IndexError
        If the container is damaged.
    """
    for stream in _streams(content):
        head = list(_records(stream, 0))
        texts = list(_texts(head))
        for kind, data in head:
            if kind == _SHEET:
                (begin,) = struct.unpack_from("<I", data)
                yield _sheet(stream, begin, texts)


def _sheet(stream: bytes, begin: int, texts: list[int]) -> Extent:
    rows = columns = text = 0
    for kind, data in _records(stream, begin):
        if kind in _CELLS or kind == _SEVERAL:
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _SEVERAL else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
        if kind == _NAMED:
            (at,) = struct.unpack_from("<I", data, 6)
            text += texts[at] if at < len(texts) else _LONGEST
    return Extent(rows, columns, text)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record up to the end of the part that begins there."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        if kind == _EOF:
            return
        at += 4 + size


def _texts(head: list[tuple[int, bytes]]) -> Iterator[int]:
    """Yield the bytes that each shared text takes at most; they go on from record to record."""
    begin = next((at for at, (kind, _) in enumerate(head) if kind == _SST), len(head))
    parts = [data for kind, data in head[begin : begin + 1] if kind == _SST]
    for kind, data in head[begin + 1 :]:
        if kind != _CONTINUE:
            break
        parts.append(data)
    at = 8
    while parts:
        if at >= len(parts[0]):
            parts, at = parts[1:], 0
            continue
        length, flags = struct.unpack_from("<HB", parts[0], at)
        more = 2 * bool(flags & 8) + 4 * bool(flags & 4)
        skipped = 4 * struct.unpack_from("<H", parts[0], at + 3)[0] if flags & 8 else 0
        if flags & 4:
            skipped += struct.unpack_from("<I", parts[0], at + 3 + more - 4)[0]
        parts, at = _passed(parts, at + 3 + more, length, 1 + (flags & 1))
        while parts and skipped:
            step = min(skipped, len(parts[0]) - at)
            at, skipped = at + step, skipped - step
            if skipped:
                parts, at = parts[1:], 0
        yield 3 * length


def _passed(parts: list[bytes], at: int, length: int, width: int) -> tuple[list[bytes], int]:
    """Return what is left after the characters of a text; each record says their width anew."""
    while parts:
        here = min(length, max(0, len(parts[0]) - at) // width)
        at, length = at + here * width, length - here
        if not length:
            break
        parts, at = parts[1:], 1
        width = 1 + (parts[0][0] & 1) if parts and parts[0] else 1
    return parts, at


def _streams(content: bytes) -> Iterator[bytes]:
    """Yield the streams of an OLE container that a workbook may be in."""
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        raise ValueError(f"sectors of 2^{shift} bytes")
    size = 1 << shift
    count, directory, small, first_small = struct.unpack_from("<I I 4x I I", content, 44)

    def sector(at: int) -> bytes:
        return content[(at + 1) * size : (at + 2) * size]

    table = [
        number
        for at in _table_sectors(content, sector, count, size)
        for number in struct.unpack(f"<{size // 4}I", sector(at).ljust(size, b"\xff"))
    ]
    entries = b"".join(map(sector, _chain(table, directory)))
    found: dict[str, tuple[int, int]] = {}
    root = 0
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        name, length, kind, start, bytes_ = struct.unpack_from("<64s H B 49x I I", entries, at)
        if kind == 5:
            root = start
        elif 2 <= length <= 64:
            found[name[: length - 2].decode("utf-16-le", "replace")] = (start, bytes_)
    for wanted in _STREAMS:
        if wanted not in found:
            continue
        start, length = found[wanted]
        if length >= small:
            yield b"".join(map(sector, _chain(table, start)))[:length]
        else:
            least = b"".join(map(sector, _chain(table, root)))
            packed = b"".join(map(sector, _chain(table, first_small)))
            numbers = list(struct.unpack(f"<{len(packed) // 4}I", packed))
            chain = _chain(numbers, start)
            yield b"".join(least[one * 64 : one * 64 + 64] for one in chain)[:length]


def _table_sectors(
    content: bytes, sector: Callable[[int], bytes], count: int, size: int
) -> list[int]:
    """Return the sectors of the table of sectors; beyond the first 109 they have a list of own."""
    numbers = list(struct.unpack_from("<109I", content, 76))
    (more,) = struct.unpack_from("<I", content, 68)
    seen = 0
    while more < _END and seen <= len(content) // size:
        found = struct.unpack(f"<{size // 4}I", sector(more))
        numbers += found[:-1]
        more, seen = found[-1], seen + 1
    return [one for one in numbers if one < _END][:count] if count else []


def _chain(table: list[int], start: int) -> Iterator[int]:
    """Yield the sectors of a stream, one after the other; a circle is refused."""
    seen = 0
    while start < _END:
        yield start
        start, seen = table[start], seen + 1
        if seen > len(table):
            raise ValueError("a circle of sectors")
