"""What every chart has: its data as a table, an alternative text, and a figure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from teia_indicators.action_plan.shown import Shown
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.extras import require_extra
from teia_indicators.problems import MethodError, unknown_language
from teia_indicators.text import phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Unit = Literal["share", "own"]

#: Dots an inch in a notebook.
_SCREEN = 72


@dataclass(frozen=True)
class Line:
    """A row of a chart: its id, its label, and what its figures say in words.

    An empty `id` is that of a row which stands for several things.
    """

    id: str
    label: str
    said: str


class Chart(ABC):
    """A picture before it is drawn; see `chart`.

    Matplotlib is needed for `figure` only.
    """

    kind: ClassVar[str]
    #: Columns of `data` with their types.
    columns: ClassVar[Mapping[str, str]]

    @property
    def data(self) -> pd.DataFrame:
        """What the picture shows, as a table; a missing figure is NaN, NA or empty."""
        import pandas as pd

        return pd.DataFrame(self.records(), columns=list(self.columns)).astype(dict(self.columns))

    def alt(self, language: str = "en") -> str:
        """Return in words what the picture shows, for readers who do not see it.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ru``.

        Raises
        ------
        MethodError
            If the language is not known.
        """
        refuse_language(language)
        return self._words(language)

    def figure(self, language: str = "en") -> Figure:
        """Return the picture.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ru``.

        Raises
        ------
        MethodError
            If the language is not known, or matplotlib is not installed.
        """
        refuse_language(language)
        require_extra("matplotlib.figure", "plots")
        return self._drawn(language)

    @abstractmethod
    def records(self) -> Sequence[Mapping[str, Any]]:
        """Return the rows of `data`."""

    @abstractmethod
    def title(self, language: str) -> str:
        """Return the title."""

    @abstractmethod
    def about(self, language: str) -> str:
        """Return what is counted and in which unit."""

    @abstractmethod
    def lines(self, language: str) -> Sequence[Line]:
        """Return a label and words for each row."""

    @abstractmethod
    def notes(self, language: str) -> Sequence[str]:
        """Return what stands below: where the figures come from, and their status."""

    @abstractmethod
    def _drawn(self, language: str) -> Figure: ...

    def _words(self, language: str) -> str:
        colon = " : " if language == "fr" else ": "
        rows = [f"{one.label}{colon}{one.said}." for one in self.lines(language)]
        kind = phrase(f"charts.kinds.{self.kind}", language)
        head = [f"{kind}. {self.title(language)}.", f"{self.about(language)}."]
        return " ".join([*head, *rows, *self.notes(language)])

    def _repr_png_(self) -> bytes | None:
        """Show the picture in a notebook, in English; nothing where matplotlib is missing."""
        if find_spec("matplotlib") is None:
            return None
        from teia_indicators.plots.file import picture

        return picture(self.figure(), "png", self.alt(), dpi=_SCREEN)

    def __repr__(self) -> str:
        return f"<Chart {self.kind}: {self.title('en')}>"


def refuse_language(language: str) -> None:
    """Refuse a language that there are no texts in."""
    if found := unknown_language(language):
        raise MethodError([found])


def number(figure: float | None, unit: Unit, language: str) -> str:
    """Return a figure as people of the language write it; shares as 0 to 100."""
    shown = show(figure, unit)
    return shown if language == "en" else shown.replace(".", ",")


def spanned(
    low: float | None, value: float | None, high: float | None, unit: Unit, language: str
) -> str:
    """Return a figure with its bounds in words; missing as missing."""
    if low is None or high is None:
        return phrase("charts.missing", language)
    bounds = f"{number(low, unit, language)}–{number(high, unit, language)}"
    if value is None:
        return bounds
    said = number(value, unit, language)
    return said if low == value == high else f"{said} ({bounds})"


def named(catalogue: Catalogue | None, item: str, language: str, title: str = "") -> str:
    """Return the label of an area or indicator: its id and its name in the language."""
    if item == "overall":
        return phrase("charts.overall", language)
    name = Shown(catalogue, language).name(item) if catalogue else ""
    return f"{item} {name or title}".strip()


def catalogue_of(ref: CatalogueRef, given: Catalogue | None) -> Catalogue | None:
    """Return the catalogue of a reference: the one given, or the shipped one if it is that."""
    if given is not None:
        return given
    shipped = load_catalogue()
    return shipped if shipped.ref == ref else None


def provenance(
    ref: CatalogueRef, catalogue: Catalogue | None, language: str, *more: str
) -> list[str]:
    """Return the notes below a chart: remarks, the catalogue, and that nobody endorsed it."""
    notes = [*more, phrase("charts.catalogue", language, id=ref.id, version=ref.version)]
    if catalogue is None or catalogue.status == "unofficial":
        notes.append(phrase("charts.unofficial", language))
    return notes
