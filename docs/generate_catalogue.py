"""Writes the catalogue's pages from its files: one page an area, and an index with the scale."""

from __future__ import annotations

from pathlib import Path

import teia_indicators as teia
from teia_indicators.catalogue.actions import Action
from teia_indicators.catalogue.coverage import covered_by, load_uncovered
from teia_indicators.catalogue.crosswalk import load_crosswalks
from teia_indicators.catalogue.model import Catalogue, Criterion, WorkingArea, shown_text
from teia_indicators.catalogue.pairs import Pair
from teia_indicators.catalogue.translation import source_hash, translatable


def generate(folder: Path) -> None:
    """Write the pages into a folder; pages that are the same already are left as they are."""
    catalogue = teia.load_catalogue()
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{area.id.lower()}.md": _area(area, catalogue) for area in catalogue.areas}
    pages["actions.md"] = _actions(catalogue)
    pages["coverage.md"] = _coverage(catalogue)
    pages["crosswalks.md"] = _crosswalks(catalogue)
    pages["index.md"] = _index(catalogue)
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _index(catalogue: Catalogue) -> str:
    stages = "\n".join(
        f"| {one.stage} | {one.label} | {one.meaning} | {catalogue.scale.value(one.stage):.1f} |"
        for one in catalogue.scale.stages
    )
    areas = "\n".join(
        f"| [{area.id}]({area.id.lower()}.md) | {area.title} | {len(area.indicators)} | "
        f"{sum(len(item.criteria) for item in area.indicators)} |"
        for area in catalogue.areas
    )
    toc = "\n".join(area.id.lower() for area in catalogue.areas)
    return f"""# The catalogue

{catalogue.statement}

{catalogue.title}, version {catalogue.version}, {catalogue.publication_date}; texts under
{catalogue.licence}.

## The scale

| Stage | Label | Meaning | Value |
|---|---|---|---|
{stages}

The default target is stage {catalogue.scale.target}.

## The working areas

| Id | Area | Indicators | Criteria |
|---|---|---|---|
{areas}

Provenance of a text: `treaty` follows from the cited provision; `benchmarks-unverified` is believed
to stand in the Benchmarks document, unverified; `project` is this project's own.

## Languages

{_languages(catalogue)}

```{{toctree}}
:hidden:

{toc}
actions
coverage
crosswalks
```
"""


def _languages(catalogue: Catalogue) -> str:
    sources = {(i, f): t for i, f, t in translatable(catalogue.model_dump(mode="json"))}
    rows = []
    for one in catalogue.translations:
        entries = {(i, f): e for i, fields in one.entries.items() for f, e in fields.items()}
        fresh = sum(
            key in entries and entries[key].source == source_hash(text)
            for key, text in sources.items()
        )
        missing = sum(key not in entries for key in sources)
        stale = len(sources) - fresh - missing
        rows.append(
            f"| {one.language} | {len(sources)} | {fresh} | {missing} | {stale} | {one.status} |"
        )
    head = "| Language | Texts | Fresh | Missing | Stale | Status |\n|---|---|---|---|---|---|"
    return "\n".join([head, *rows])


def _actions(catalogue: Catalogue) -> str:
    areas = "\n".join(
        f"## {area.title}\n\n" + "\n".join(map(_action, _actions_of(area, catalogue)))
        for area in catalogue.areas
    )
    return f"""# Actions

*{catalogue.status.capitalize()}; own words.* {len(catalogue.actions)} actions. Each turns the
criteria that it names to yes, once its completion test is met. No amounts of money are given: they
would be invented.

{areas}
"""


def _actions_of(area: WorkingArea, catalogue: Catalogue) -> list[Action]:
    own = {criterion.id for item in area.indicators for criterion in item.criteria}
    return [one for one in catalogue.actions if one.turns[0] in own]


def _action(one: Action) -> str:
    requires = f" Requires {', '.join(one.requires)}." if one.requires else ""
    return f"""### {one.id} {one.title}

{one.text}

Done when: {one.completion}

Turns {", ".join(one.turns)} to yes.{requires} {one.type.capitalize()}; usual owner: {one.owner};
effort {one.effort}; {one.duration}. Convention: {", ".join(one.references)}.
"""


def _coverage(catalogue: Catalogue) -> str:
    rows = "\n".join(
        f"| {provision} | {', '.join(criteria) or '–'} |"
        for provision, criteria in covered_by(catalogue).items()
    )
    left = "\n".join(
        f"| {one.provision} | {'yes' if one.obligation else 'no'} | {one.reason} |"
        for one in load_uncovered()
    )
    return f"""# Which provision is covered by which criteria

Articles 3 to 17 and annexes II to XII, by paragraph.

| Provision | Criteria |
|---|---|
{rows}

## Left out

| Provision | Obligation on Parties | Reason |
|---|---|---|
{left}
"""


def _crosswalks(catalogue: Catalogue) -> str:
    parts = ["# Crosswalks\n", "How the catalogue relates to other texts.\n"]
    for one in load_crosswalks(catalogue):
        titles = {target.id: f"{target.id}: {target.title}" for target in one.targets}
        rows = "\n".join(
            f"| {row.item} | {row.relation} | {titles.get(row.target or '', '–')} | {row.note} | "
            f"{row.basis} |"
            for row in one.relations
        )
        left = "; ".join(f"{titles[gone.id]} ({gone.reason})" for gone in one.not_covered)
        parts.append(
            f"## {one.title}\n\n{one.source}\n\n| Item | is, compared with the target | Target | "
            f"Note | Basis |\n|---|---|---|---|---|\n{rows}\n\nNot covered: {left or 'nothing'}.\n"
        )
    return "\n".join(parts)


def _area(area: WorkingArea, catalogue: Catalogue) -> str:
    parts = [f"# {area.id} {area.title}\n", f"*{catalogue.status.capitalize()}.*\n"]
    for indicator in area.indicators:
        references = ", ".join(indicator.references)
        rows = "\n".join(map(_criterion, indicator.criteria))
        helps = indicator.guidance
        parts.append(
            f"## {indicator.id} {shown_text(indicator)}\n\n{indicator.question}\n\n"
            f"{helps.why}\n\nEvidence: {helps.evidence}\n\n"
            f"Common difficulty: {helps.difficulty}\n\n"
            f"Convention: {references}. Provenance: {indicator.provenance}.\n\n"
            "| Id, stage, dimension | Criterion | Yes | Partly | Convention, provenance |\n"
            f"|---|---|---|---|---|\n{rows}\n"
        )
    if area.pairs:
        parts.append(_pairs(area.pairs))
    return "\n".join(parts)


def _pairs(pairs: tuple[Pair, ...]) -> str:
    """Return the table of what two neighbours must answer alike; own words."""
    rows = "\n".join(
        f"| `{one.id}`<br>{one.kind} | {' with '.join(f'`{name}`' for name in one.criteria)} | "
        f"{one.text} | {', '.join(one.references)}; {one.provenance} |"
        for one in pairs
    )
    return f"""## What two neighbours must answer alike

A directed pair compares what the Party of origin answers with what the affected Party answers.

| Id, kind | Criteria | What must agree, and how sure a mismatch is | Convention, provenance |
|---|---|---|---|
{rows}
"""


def _criterion(one: Criterion) -> str:
    return (
        f"| `{one.id}`<br>{one.stage}, {one.dimension} | {shown_text(one)} | {one.guidance.yes} | "
        f"{one.guidance.partly} | {', '.join(one.references)}; {one.provenance} |"
    )
