"""Inputs that a reader once ended at as it may not: small files in ``crashers/<reader>/``."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from fuzz.readers import HERE, Reader

CRASHERS = HERE / "crashers"
_SMALL = 2_000


def keep(reader: Reader, content: bytes, folder: Path = CRASHERS) -> Path:
    """Keep an input, compressed unless it can be looked at; return its file."""
    name = f"{hashlib.sha256(content).hexdigest()[:12]}{reader.suffix}"
    path = folder / reader.name / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if len(content) > _SMALL:
        path = path.with_name(f"{name}.gz")
        content = gzip.compress(content, mtime=0)
    path.write_bytes(content)
    return path


def kept(reader: Reader, folder: Path = CRASHERS) -> dict[str, bytes]:
    """Return the inputs of a reader by the names of their files."""
    found = {path.name: path.read_bytes() for path in sorted((folder / reader.name).glob("*"))}
    return {
        name: gzip.decompress(content) if name.endswith(".gz") else content
        for name, content in found.items()
    }
