"""Changes of texts into the files of translations: whole files, all of them or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from teia_indicators.catalogue.load import load_catalogue, read_yaml
from teia_indicators.exchange.model import TextChange, TextChanges, source_texts
from teia_indicators.problems import CatalogueError, FileError
from teia_indicators.sources.files import write_atomic
from teia_indicators.sources.yaml import dump_yaml

#: Comments and empty lines before the first key; they are kept.
_OPENING = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")


def apply_texts(changes: TextChanges, folder: str | Path) -> tuple[Path, ...]:
    """Write the changed translations into a catalogue folder, all of them or none.

    Parameters
    ----------
    changes : TextChanges
        What `read_texts` found.
    folder : str or Path
        The catalogue. Only the files of languages with a change are written; each keeps its
        opening comments, its order and its untouched entries. Afterwards its snapshot, if it has
        one, is to be made anew (``teia-indicators catalogue compile``).

    Returns
    -------
    tuple of Path
        The files written, by language; empty where nothing changed.

    Raises
    ------
    CatalogueError
        If the changes hold an error, or the catalogue has one.
    FileError
        If a file cannot be written; those written before it are put back.
    """
    if changes.problems.errors:
        raise CatalogueError(changes.problems.errors)
    folder = Path(folder)
    every = (*changes.added, *changes.changed)
    if not every:
        return ()
    order = list(source_texts(load_catalogue(folder)))
    contents = {}
    for language in sorted({change.language for change in every}):
        own = [change for change in every if change.language == language]
        path, opening, data = read_language(folder, language)
        data["entries"] = _entries(data.get("entries") or {}, own, order)
        contents[path] = f"{opening}{dump_yaml(data)}".encode()
    _write_all(contents)
    return tuple(contents)


def read_language(folder: Path, language: str) -> tuple[Path, str, dict[str, Any]]:
    """Return the file of a language, its opening comments and its data, as they are on disk."""
    files = folder / "translations"
    own = files / f"{language}.yaml"
    for path in dict.fromkeys((own, *sorted(files.glob("*.yaml")))):
        tree = read_yaml(path, path.name)[0] if path.is_file() else None
        if (
            tree is not None
            and isinstance(tree.data, dict)
            and tree.data.get("language") == language
        ):
            text = path.read_text(encoding="utf-8-sig")
            found = _OPENING.match(text)
            return path, found[0] if found else "", tree.data
    return own, "", {"language": language, "status": "unreviewed", "entries": {}}


def loses_layout(folder: Path, language: str) -> Path | None:
    """Return the file of a language where writing it anew would change more than its entries."""
    path, opening, data = read_language(folder, language)
    same = not path.is_file() or path.read_bytes() == f"{opening}{dump_yaml(data)}".encode()
    return None if same else path


def _entries(
    given: Mapping[str, Mapping[str, Any]],
    changes: Iterable[TextChange],
    order: Iterable[tuple[str, str]],
) -> dict[str, dict[str, Any]]:
    """Return the entries with the changes; what is new stands where the catalogue has it."""
    found = {item: dict(fields) for item, fields in given.items()}
    for change in changes:
        entry = {"source": change.source, "text": change.text}
        found.setdefault(change.id, {})[change.field] = entry
    wanted: dict[str, list[str]] = {}
    for item, field in order:
        if field in found.get(item, ()):
            wanted.setdefault(item, []).append(field)
    return {
        item: {
            field: found[item][field]
            for field in _placed(list(given.get(item, ())), wanted.get(item, []))
        }
        for item in _placed(list(given), list(wanted))
    }


def _placed(present: list[str], wanted: list[str]) -> list[str]:
    """Return what is there in its order, and what is new after what the catalogue has before it."""
    known, placed, before = set(present), list(present), -1
    for name in wanted:
        if name in known:
            before = placed.index(name)
        else:
            before += 1
            placed.insert(before, name)
    return placed


def _write_all(contents: Mapping[Path, bytes]) -> None:
    """Write every file; where one cannot be written, put the earlier ones back."""
    before = {path: path.read_bytes() if path.is_file() else None for path in contents}
    done: list[Path] = []
    try:
        for path, content in contents.items():
            write_atomic(path, content)
            done.append(path)
    except FileError:
        for path in done:
            old = before[path]
            with suppress(FileError, OSError):
                path.unlink() if old is None else write_atomic(path, old)
        raise
