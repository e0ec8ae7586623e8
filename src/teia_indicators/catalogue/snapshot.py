"""A catalogue's files as one JSON, so that loading need not parse YAML while they are unchanged.

The snapshot names the hash of every file it was made from. If one differs, the snapshot is passed
over and the files are read: it can be stale, but never wrong.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

SNAPSHOT = "snapshot.json"


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each YAML file of a catalogue by its name; mappings apart."""
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.yaml")
    }
    return dict(sorted(found.items()))


def read_snapshot(folder: Path) -> dict[str, Any] | None:
    """Return the catalogue's plain data, or None where there is no snapshot of these very files."""
    try:
        found = json.loads((folder / SNAPSHOT).read_text(encoding="utf-8"))
        fresh = found["files"] == file_hashes(folder)
        data = found["data"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return data if fresh and isinstance(data, dict) else None


def snapshot_bytes(folder: Path, data: dict[str, Any]) -> bytes:
    """Return the snapshot of a folder's checked data."""
    document = {"files": file_hashes(folder), "data": data}
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")
