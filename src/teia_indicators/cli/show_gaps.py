"""What the verb `gaps` prints: the gaps by rank, or one of their views, in a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

import teia_indicators as teia
from teia_indicators.catalogue.model import Indicator, shown_text
from teia_indicators.catalogue.translation import say
from teia_indicators.cli import show
from teia_indicators.cli.console import new_table, open_console, span
from teia_indicators.gaps import Gap, GapView
from teia_indicators.report.words import Words
from teia_indicators.text import phrase

#: Headings whose column is not broken or cut, and those of figures.
_NARROW = ("rank", "stage", "next_stage", "by", "kind")
_FIGURES = ("rank", "real", "information", "gain", "effort", "actions", "criteria", "indicators")


class By(StrEnum):
    """How gaps are shown."""

    RANK = "rank"
    DIMENSION = "dimension"
    AUTHORITY = "authority"
    QUICK_WINS = "quick-wins"


def view(found: teia.Gaps, by: By) -> teia.Gaps | GapView[Any]:
    """Return gaps as they are asked for."""
    match by:
        case By.DIMENSION:
            return found.by_dimension()
        case By.AUTHORITY:
            return found.by_authority()
        case By.QUICK_WINS:
            return found.quick_wins
    return found


class GapTables:
    """Prints the gaps of one assessment.

    Parameters
    ----------
    found : Gaps
        Just found: their assessment is there.
    language : str
        Of labels, titles and roles.
    """

    def __init__(self, found: teia.Gaps, language: str) -> None:
        assert found.assessment is not None
        self.gaps = found
        self.language = language
        self.catalogue = found.assessment.catalogue
        self.whose = {"country": found.country, "round": found.round}

    def show(self, by: By) -> None:
        """Print the gaps by rank, or a view."""
        if not self.gaps:
            show.line(self._say("none"))
            return
        match by:
            case By.RANK:
                self._by_rank()
            case By.DIMENSION:
                self._by_dimension()
            case By.AUTHORITY:
                self._by_authority()
            case By.QUICK_WINS:
                self._quick_wins()

    def _say(self, key: str, **params: object) -> str:
        return phrase(f"gaps.{key}", self.language, **self.whose, **params)

    def _print(self, heads: Sequence[str], rows: Iterable[Sequence[str]], note: str) -> None:
        """Print a table under the title of the gaps, and what its words mean."""
        shown = new_table(self._say("title", count=len(self.gaps)))
        for head in heads:
            shown.add_column(
                phrase(f"gaps.{head}", self.language),
                justify="right" if head in _FIGURES else "left",
                no_wrap=head in _NARROW,
            )
        for row in rows:
            shown.add_row(*row)
        out = open_console()
        out.print(shown)
        out.print(phrase(f"gaps.{note}", self.language))

    def _gain(self, gain: float) -> str:
        """Return a gain in the unit that figures are shown in."""
        return Words(self.catalogue, self.language).change(gain)

    def _title(self, indicator: str) -> str:
        item = self.catalogue.items[indicator]
        assert isinstance(item, Indicator)
        return f"{indicator} {shown_text(item, self.language, self.catalogue)}"

    def _by_rank(self) -> None:
        dated = any(gap.target_by for gap in self.gaps)
        heads = ["rank", "indicator", "stage", "by", "real", "information", "gain", "effort"]
        if not dated:
            heads.remove("by")
        rows = (self._gap(gap, dated=dated) for gap in self.gaps)
        self._print([*heads, "next"], rows, "note")

    def _gap(self, gap: Gap, *, dated: bool) -> list[str]:
        by = [str(gap.target_by or "–")] if dated else []
        return [
            str(gap.rank),
            self._title(gap.indicator),
            f"{span(gap.stage_low, gap.stage_high)} → {gap.target}",
            *by,
            str(len(gap.real)),
            str(len(gap.information)),
            self._gain(gap.gain_overall),
            _effort(gap.effort),
            ", ".join(one.id for one in gap.criteria if one.blocks_next),
        ]

    def _by_dimension(self) -> None:
        rows = (
            [
                phrase(f"dimensions.{one.dimension}", self.language),
                str(len(one.criteria)),
                str(len(one.indicators)),
                ", ".join(one.closes) or "–",
                ", ".join(one.raises) or "–",
                self._gain(one.gain_overall),
            ]
            for one in self.gaps.by_dimension()
        )
        heads = ("dimension", "criteria", "indicators", "closes", "raises", "gain")
        self._print(heads, rows, "dimension_note")

    def _by_authority(self) -> None:
        rows = (
            [
                self._owner(one.authority),
                str(len(one.actions)),
                str(len(one.criteria)),
                str(len(one.indicators)),
                _effort(one.effort),
                self._gain(one.gain_overall),
            ]
            for one in self.gaps.by_authority()
        )
        heads = ("authority", "actions", "criteria", "indicators", "effort", "gain")
        self._print(heads, rows, "authority_note")

    def _owner(self, name: str) -> str:
        if not name:
            return self._say("nobody")
        return say(self.catalogue, "owners", name, name, self.language)

    def _quick_wins(self) -> None:
        found = self.gaps.quick_wins
        if not found:
            show.line(self._say("no_quick"))
            return
        rows = (
            [
                self._title(one.indicator),
                f"{one.stage_low} → {one.next_stage}",
                one.criterion,
                phrase(f"dimensions.{one.dimension}", self.language),
                phrase(f"gaps.kinds_{one.kind}", self.language),
                self._gain(one.gain_overall),
                _effort(one.effort),
            ]
            for one in found
        )
        heads = ("indicator", "next_stage", "criterion", "dimension", "kind", "gain", "effort")
        self._print(heads, rows, "quick_note")


def _effort(effort: int | None) -> str:
    return "–" if effort is None else str(effort)
