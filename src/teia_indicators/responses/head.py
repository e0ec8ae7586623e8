"""What a filled questionnaire says of the catalogue that it answers."""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import Place, Problem, problem
from teia_indicators.responses.migrate import migration_hint
from teia_indicators.responses.raw import Cell, RawResponses

_EMPTY = Cell("", Place())


def check_catalogue_named(raw: RawResponses, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield what a file does not say of its catalogue, or in which it differs from the one given.

    Parameters
    ----------
    raw : RawResponses
        What a reader took from the file.
    catalogue : Catalogue
        The catalogue that it should answer.
    """
    given = {key: raw.head.get(f"catalogue_{key}", _EMPTY) for key in ("id", "version", "checksum")}
    for key in ("id", "version"):
        if not given[key].text:
            yield problem("F011", raw.place, key=f"catalogue.{key}")
    for key, code in (("id", "R002"), ("version", "R003"), ("checksum", "R004")):
        own = str(getattr(catalogue, key))
        if given[key].text and given[key].text != own:
            cell = given[key]
            names = {"found": cell.text[:12], "own": own[:12]}
            if code == "R003":
                names["hint"] = migration_hint(catalogue, cell.text, raw.place.file)
            yield problem(code, cell.place, value=cell.text, **names)
            break
