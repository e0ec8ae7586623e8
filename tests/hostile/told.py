"""What a hostile input comes to: the codes that it is refused with; none where it is read."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz.outcome import check
from fuzz.readers import READERS, Reader
from fuzz.seeds import packed, seeds

from teia_indicators import TeiaError


def codes(name: str, content: bytes) -> list[str]:
    """Return the codes with which a reader refuses an input, within five seconds and 500 MB."""
    reader = READERS[name]
    check(reader, content)
    with TemporaryDirectory() as folder:
        return codes_at(reader, reader.put(content, Path(folder)))


def codes_at(reader: Reader, path: Path) -> list[str]:
    """Return the codes with which a reader refuses what stands at a path."""
    try:
        reader.calls[0](path)
    except TeiaError as error:
        return sorted({one.code for one in error.problems})
    return []


def parts(name: str) -> dict[str, bytes]:
    """Return the parts of a reader's first input, which is an archive."""
    with zipfile.ZipFile(io.BytesIO(seeds()[name][0])) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def with_part(name: str, part: str, content: bytes) -> bytes:
    """Return the first input with one part replaced or added."""
    return packed({**parts(name), part: content}, zipfile.ZIP_DEFLATED)


def with_rows(rows: bytes, part: str = "xl/worksheets/sheet2.xml") -> bytes:
    """Return a workbook whose second sheet has other rows."""
    old = parts("responses-xlsx")[part]
    new = re.sub(
        b"<sheetData>.*</sheetData>", lambda _: b"<sheetData>%b</sheetData>" % rows, old, flags=re.S
    )
    return with_part("responses-xlsx", part, new)
