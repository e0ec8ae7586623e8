"""What a report says, in order, whatever it is written to: sections of sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, InstanceOf

from teia_indicators.html import html_table
from teia_indicators.model import Model
from teia_indicators.plots.described import Chart


class Sentence(Model):
    """A sentence, and where the numbers stand that it tells of.

    Parameters
    ----------
    text : str
        The sentence.
    about : str
        Id of a section or table of the same report; empty where it tells of none.
    """

    text: str
    about: str = ""


class Prose(Model):
    """Sentences, one a line where they are `points`."""

    kind: Literal["prose"] = "prose"
    sentences: tuple[Sentence, ...]
    points: bool = False


class Quote(Model):
    """What somebody wrote in free text, as it was written."""

    kind: Literal["quote"] = "quote"
    label: str
    text: str


class Bounds(Model):
    """A figure with its bounds, for a picture of it.

    Parameters
    ----------
    low, value, high : float or None
        In [0, 1] of what can be reached; None where there is none.
    text : str
        The same in words and numbers, which is what counts.
    """

    low: float | None
    value: float | None
    high: float | None
    text: str


Cell = str | Bounds

#: Of a cell of the timeline in which an action runs.
MARK = "■"


class Column(Model):
    """A column's heading; `numeric` ones are set to the right."""

    head: str
    numeric: bool = False


class Table(Model):
    """A table; the first cell names its row.

    Parameters
    ----------
    id, caption : str
        Its anchor, and what it shows.
    columns : tuple of Column
        Headings.
    rows : tuple of tuple of str or Bounds
        As many cells as columns.
    note : str
        What is to be known for reading it; may be empty.
    """

    kind: Literal["table"] = "table"
    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of the width that each column takes on paper, by its texts; their sum is 1."""
        needs = []
        for at, column in enumerate(self.columns):
            texts = [row[at] for row in self.rows]
            said = [column.head, *(one if isinstance(one, str) else one.text for one in texts)]
            word = max(len(word) for text in said for word in text.split() or [""])
            pictured = any(not isinstance(one, str) for one in texts)
            least = max(min(word, _LONGEST_WORD) + _MARGIN, _PICTURE if pictured else 0)
            needs.append(max(least, min(max(map(len, said)) ** 0.75, _MOST)))
        return tuple(need / sum(needs) for need in needs)

    def part(self, columns: Sequence[int], rows: int) -> Table:
        """Return the table with some of its columns, and at most so many of its rows."""
        return self.model_copy(
            update={
                "columns": tuple(self.columns[at] for at in columns),
                "rows": tuple(tuple(row[at] for at in columns) for row in self.rows[:rows]),
            }
        )


class Picture(Model):
    """A chart of what a table of the same section says.

    It is drawn where it is written; without matplotlib it is left out, and so it is of a report
    that was read back from JSON, which holds no chart.

    Parameters
    ----------
    caption, alt : str
        Its title, and in words what it shows.
    chart : Chart or None
        What to draw.
    """

    kind: Literal["picture"] = "picture"
    caption: str
    alt: str
    chart: InstanceOf[Chart] | None = Field(default=None, exclude=True, repr=False)


#: Letters that a column takes on paper: beside its longest word, for a picture, for a word at most,
#: and for a text at most.
_MARGIN, _PICTURE, _LONGEST_WORD, _MOST = 3, 18, 20, 40

Block = Prose | Quote | Table | Picture


class Section(Model):
    """A part of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class Report(Model):
    """A report, as `build_report` makes it; see `write_report`.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ru``.
    title, subtitle : str
        What it is, and whose.
    status : str
        Of the catalogue, such as ``unofficial``, in the language.
    statement : str
        What the catalogue says of itself.
    contents, numbers : str
        The words over the list of sections, and of a link to a sentence's numbers.
    sections : tuple of Section
        In order.
    """

    language: str
    title: str
    subtitle: str
    status: str
    statement: str
    contents: str
    numbers: str
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """Return a section by its id.

        Raises
        ------
        KeyError
            If the report has none of that name.
        """
        for one in self.sections:
            if one.id == name:
                return one
        raise KeyError(name)

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, in order."""
        for section in self.sections:
            yield from (one for one in section.blocks if isinstance(one, Table))

    @property
    def pictures(self) -> Iterator[Picture]:
        """Every chart, in order."""
        for section in self.sections:
            yield from (one for one in section.blocks if isinstance(one, Picture))

    def _repr_html_(self) -> str:
        summary = self.sections[0]
        said = (
            one for block in summary.blocks if isinstance(block, Prose) for one in block.sentences
        )
        rows = ([one.text] for one in said)
        caption = f"{self.title}: {self.subtitle}"
        return html_table(caption, [summary.title], rows, -1, language=self.language)

    def __repr__(self) -> str:
        return f"<Report {self.subtitle}: {len(self.sections)} sections, {self.language}>"
