"""The profile of an assessment on a terminal: bars with bounds, in the reader's language."""

from __future__ import annotations

import teia_indicators as teia
from teia_indicators.cli.console import new_table, open_console
from teia_indicators.cli.show import bar, base
from teia_indicators.report.words import Words
from teia_indicators.text import phrase


def profile(assessment: teia.Assessment, language: str) -> None:
    """Print the profile of the areas, the cross-cutting dimensions, and the overall figure last."""
    console, words = open_console(), Words(assessment.catalogue, language)
    catalogue = assessment.catalogue
    ascii_only = (console.encoding or "").lower().replace("-", "") != "utf8"

    def said(key: str, **params: object) -> str:
        return phrase(f"printed_profile.{key}", language, **params)

    table = new_table(f"{assessment.country} {assessment.round}")
    table.add_column(said("area"), max_width=22)
    table.add_column(said("picture"), no_wrap=True)
    table.add_column(said("bounds"), justify="right", no_wrap=True)
    table.add_column(said("known"), justify="right", no_wrap=True)
    table.add_column(said("weakest"))
    for area in catalogue.areas:
        node = assessment.areas[area.id]
        table.add_row(
            words.item(area.id),
            bar(node.low, node.high, words.top, ascii_only),
            f"{words.figure(node.low)}–{words.figure(node.high)}",
            words.share(node.coverage) + (" !" if node.insufficient else "  "),
            ", ".join(node.weakest) if len(node.weakest) < len(area.indicators) else said("alike"),
        )
    console.print(table)
    if assessment.dimensions:
        parts = [
            f"{words.dimension(name)} {words.share(one.low)}–{words.share(one.high)}"
            for name, one in assessment.dimensions.items()
        ]
        console.print(said("dimensions", parts=", ".join(parts)))
    whole, method = assessment.overall, assessment.method
    figures = {name: words.figure(getattr(whole, name)) for name in ("low", "value", "high")}
    threshold = words.percent(method.coverage_threshold)
    console.print(said("overall", missing=method.missing, threshold=threshold, **figures))
    for finding in assessment.findings:
        console.print(finding.line(language), style="yellow")
    status = words.status(catalogue.status)
    console.print(said("catalogue", id=catalogue.id, version=catalogue.version, status=status))
    base(catalogue, language)
