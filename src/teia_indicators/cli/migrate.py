"""The verb `migrate`: answers of an earlier version of the catalogue to a newer one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

import teia_indicators as teia
from teia_indicators.cli import show
from teia_indicators.cli.files import own_language
from teia_indicators.cli.forms import ANSWER_KINDS, write_answers
from teia_indicators.cli.options import AsFormat, Format, Language, print_json
from teia_indicators.responses.model import Answer
from teia_indicators.responses.older import read_older
from teia_indicators.responses.targets import targets_left
from teia_indicators.responses.travel import Moved
from teia_indicators.sources.files import check_target
from teia_indicators.text import phrase

_FATES = ("carried", "asked", "dropped")


def migrate(
    file: Annotated[Path, typer.Argument(help="Filled questionnaire.", metavar="FILE")],
    out: Annotated[Path, typer.Option("--out", help="The .xlsx, .json or .yaml to write.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Folder of the newer catalogue; default: the shipped."),
    ] = None,
    older: Annotated[
        Path | None,
        typer.Option("--from", help="Folder of the older catalogue: checks more, if at hand."),
    ] = None,
    migration: Annotated[
        list[Path] | None,
        typer.Option("--migration", help="Migration file; again for each further step."),
    ] = None,
    as_format: AsFormat = Format.TEXT,
    language: Language = "en",
) -> None:
    """Take the answers of an earlier version over to a newer catalogue; say what became of each."""
    check_target(out, (*ANSWER_KINDS, ".csv"), [file])
    newer = teia.load_catalogue(to)
    before = None if older is None else teia.load_catalogue(older)
    chain = [teia.load_migration(path) for path in migration or ()]
    given = read_older(file, newer, chain) if before is None else teia.read_responses(file, before)
    found = teia.migrate_responses(given, newer, chain or None, before)
    own = own_language([given])
    lost = [*write_answers(found.responses, newer, out, own), *targets_left([file], newer)]
    show.problems(teia.Problems(lost), language)
    if as_format is Format.JSON:
        print_json(_document(found, given, out))
        return
    for text in _told(found, given, out, language):
        show.line(text)


def _document(found: teia.Migrated, given: teia.Responses, out: Path) -> dict[str, Any]:
    document = found.model_dump(mode="json", include=set(_FATES))
    counts = {fate: len(getattr(found, fate)) for fate in _FATES}
    refs = {"from": given.catalogue.model_dump(), "to": found.responses.catalogue.model_dump()}
    return {"written": str(out), **refs, "counts": counts, **document}


def _told(found: teia.Migrated, given: teia.Responses, out: Path, language: str) -> Iterator[str]:
    """Yield the lines that say what became of every answer."""
    versions = {"start": given.catalogue.version, "end": found.responses.catalogue.version}
    yield phrase("migrate.written", language, out=str(out), **versions)
    for fate in _FATES:
        moved: tuple[Moved, ...] = getattr(found, fate)
        yield phrase(f"migrate.{fate}", language, count=len(moved))
        same = [one.item for one in moved if fate == "carried" and _same(one)]
        if same:
            yield "  " + phrase("migrate.unchanged", language, items=", ".join(same))
        for one in moved:
            if one.item not in same:
                yield f"  {_line(one, language)}"


def _same(moved: Moved) -> bool:
    return moved.relation == "equal" and tuple(moved.was) == (moved.item,)


def _line(moved: Moved, language: str) -> str:
    """Return what became of one item: its relation, what it was, and the migration's note."""
    relation = phrase(f"relations.{moved.relation or 'none'}", language)
    was = ", ".join(f"{item} ({_shown(content, language)})" for item, content in moved.was.items())
    note = f" {moved.note}" if moved.note else ""
    return f"{moved.item}: {relation}, {was}.{note}"


def _shown(content: Answer | str, language: str) -> str:
    if isinstance(content, str):
        return phrase("migrate.text", language)
    if isinstance(content.value, int):
        return phrase("migrate.stage", language, stage=content.value)
    return phrase(f"answers.{content.value}", language)
