"""The public functions of the charts: a description by `chart`, or a figure at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from teia_indicators.analysis.uncertain import Uncertainty
from teia_indicators.assessment import Assessment
from teia_indicators.comparison import compare_rounds
from teia_indicators.comparison.model import RoundComparison
from teia_indicators.gaps import Gaps
from teia_indicators.plots.areas import Bars, Radar
from teia_indicators.plots.described import Chart
from teia_indicators.plots.matrix import Heatmap
from teia_indicators.plots.plan import GanttChart
from teia_indicators.plots.rows import Intervals, Progress
from teia_indicators.plots.steps import Waterfall
from teia_indicators.problems import MethodError, Place, did_you_mean, problem

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _heatmap(assessments: Sequence[Assessment]) -> Chart:
    return Heatmap(tuple(assessments))


def _progress(
    earlier: Assessment | RoundComparison, later: Assessment | None = None, **options: Any
) -> Chart:
    if isinstance(earlier, RoundComparison):
        return Progress(earlier, **options)
    if later is None:
        raise TypeError("progress needs two assessments, or a RoundComparison")
    return Progress(compare_rounds(earlier, later), later.catalogue)


_KINDS: dict[str, Any] = {
    "bars": Bars,
    "gantt": GanttChart,
    "heatmap": _heatmap,
    "intervals": Intervals,
    "progress": _progress,
    "radar": Radar,
    "waterfall": Waterfall,
}


def chart(kind: str, *documents: Any, **options: Any) -> Chart:
    """Describe a picture: its table, its alternative text and, with matplotlib, its figure.

    Parameters
    ----------
    kind : str
        ``bars``, ``gantt``, ``heatmap``, ``intervals``, ``progress``, ``radar`` or ``waterfall``.
    *documents, **options
        As for the function of that name, without the language.

    Returns
    -------
    Chart
        ``.data`` (DataFrame, figures in the scale's unit, missing as NaN or NA),
        ``.alt(language)`` and ``.figure(language)``.

    Raises
    ------
    MethodError
        If there is no such kind, or what is given cannot be shown so.

    Examples
    --------
    >>> import teia_indicators as teia
    >>> from teia_indicators.testing import uniform_responses
    >>> draft = teia.assess(uniform_responses(teia.load_catalogue(), "no"))
    >>> float(teia.plots.chart("bars", draft).data["low"].max())
    0.0
    """
    if kind not in _KINDS:
        hint, known = did_you_mean(kind, _KINDS), ", ".join(_KINDS)
        found = problem("M091", Place(), "kind", kind, value=kind, known=known, hint=hint)
        raise MethodError([found])
    made: Chart = _KINDS[kind](*documents, **options)
    return made


def radar(assessment: Assessment, language: str = "en") -> Figure:
    """Draw the working areas as spokes, with low, value and high; see `chart`."""
    return chart("radar", assessment).figure(language)


def bars(assessment: Assessment, language: str = "en") -> Figure:
    """Draw the whole and the working areas as bars, bounds as whiskers; see `chart`."""
    return chart("bars", assessment).figure(language)


def heatmap(assessments: Sequence[Assessment], language: str = "en") -> Figure:
    """Draw the stages of the indicators, a column for each country or round; see `chart`."""
    return chart("heatmap", assessments).figure(language)


def progress(
    earlier: Assessment | RoundComparison,
    later: Assessment | None = None,
    language: str = "en",
) -> Figure:
    """Draw two rounds, given as assessments or as their comparison; see `chart`."""
    return chart("progress", earlier, later).figure(language)


def intervals(
    uncertainty: Uncertainty, language: str = "en", *, country: str | None = None
) -> Figure:
    """Draw how far the figures of a country spread over the draws; see `chart`."""
    return chart("intervals", uncertainty, country=country).figure(language)


def waterfall(gaps: Gaps, language: str = "en", *, top: int = 8) -> Figure:
    """Draw what closing each gap adds to the overall low, greatest rank first; see `chart`."""
    return chart("waterfall", gaps, top=top).figure(language)
