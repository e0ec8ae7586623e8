"""Writes the catalogue's pages from its files: one page an area, and an index with the scale."""

from __future__ import annotations

from pathlib import Path

import teia_indicators as teia
from teia_indicators.catalogue.model import Catalogue, WorkingArea


def generate(folder: Path) -> None:
    """Write the pages into a folder; pages that are the same already are left as they are."""
    catalogue = teia.load_catalogue()
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{area.id.lower()}.md": _area(area, catalogue) for area in catalogue.areas}
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

```{{toctree}}
:hidden:

{toc}
```
"""


def _area(area: WorkingArea, catalogue: Catalogue) -> str:
    parts = [f"# {area.id} {area.title}\n", f"*{catalogue.status.capitalize()}; own words.*\n"]
    for indicator in area.indicators:
        references = ", ".join(indicator.references)
        rows = "\n".join(
            f"| {one.id} | {one.stage} | {one.dimension} | {one.text} | "
            f"{', '.join(one.references)} | {one.provenance} |"
            for one in indicator.criteria
        )
        parts.append(
            f"## {indicator.id} {indicator.title}\n\n{indicator.question}\n\n"
            f"Convention: {references}. Provenance: {indicator.provenance}.\n\n"
            "| Id | Stage | Dimension | Criterion | Convention | Provenance |\n"
            f"|---|---|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)
