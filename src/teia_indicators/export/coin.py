"""The tables that COINr and the COIN Tool take: figures by unit, and the tree with its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from teia_indicators.catalogue.countries import load_countries
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.coin_tree import CoinNode, aggregated, coin_tree
from teia_indicators.export.records import Document, PeerRecord, PublicDocument, Record
from teia_indicators.sources.csv import csv_bytes
from teia_indicators.text import phrase

IDATA, IMETA = "coin/iData.csv", "coin/iMeta.csv"
META_COLUMNS = (
    *("iCode", "iName", "Parent", "Level", "Weight", "Direction", "Type", "Aggregation"),
)
#: Columns of iData that are no indicators; ``Round`` only where a round's name is no number.
UNIT_COLUMNS = ("uCode", "uName", "Time", "Round")
#: What COINr reads as no entry, also where a column holds texts.
NONE = "NA"
#: Two figures are the same within this, in the figures' own unit.
_SAME = 1e-9


def coin_files(document: Document, catalogue: Catalogue) -> dict[str, bytes]:
    """Return coin/iData.csv and coin/iMeta.csv.

    The figures given are those of the indicators by the document's missing policy; at the level
    ``public``, which holds no indicators, those of the areas that the overall figure takes. A
    figure that does not apply, or is missing, is empty; one that no assessment has is left out,
    since COINr refuses a column without a number, and so is a node with nothing below it.

    References
    ----------
    COINr, `new_coin`: names of the columns; each parent is at the level just above, codes do not
    begin with a digit, ``Time`` is a number.
    """
    figures = [_figures(found) for found in document.assessments]
    tree = _tree(document, catalogue, figures)
    times = _times(document)
    codes = _codes([node.id for node in tree], [found.country for found in document.assessments])
    leaves = [node.id for node in tree if node.level == 1]
    units = UNIT_COLUMNS[:3] if times is None else UNIT_COLUMNS
    rows = (
        _unit(found, times) | {codes[one]: own.get(one) for one in leaves}
        for found, own in zip(document.assessments, figures, strict=True)
    )
    meta = [_meta(node, codes) for node in tree]
    if times is not None:
        other = dict.fromkeys(META_COLUMNS, NONE)
        meta.append({**other, "iCode": "Round", "iName": phrase("coin.round"), "Type": "Other"})
    return {
        IDATA: csv_bytes([*units, *(codes[one] for one in leaves)], rows),
        IMETA: csv_bytes(META_COLUMNS, meta),
    }


def coin_note(document: Document, catalogue: Catalogue) -> dict[str, Any]:
    """Return what the manifest says of the coin tables.

    ``positive``: every figure given is above 0, so COINr's geometric mean is possible.
    ``reproduces``: aggregating the figures by the tree, each node by its own method, gives the
    figures of the areas and the overall one; false under rules that COINr does not have, such as a
    missing policy that takes the low of what is known in part.
    """
    figures = [_figures(found) for found in document.assessments]
    tree = _tree(document, catalogue, figures)
    leaves = [node.id for node in tree if node.level == 1]
    return {
        "figures": "areas" if isinstance(document, PublicDocument) else "indicators",
        "missing": document.method.missing,
        "assessments": [
            {
                "country": found.country,
                "round": found.round,
                "positive": all(own.get(one) is None or own[one] > 0 for one in leaves),
                "reproduces": _reproduces(found, aggregated(tree, own)),
            }
            for found, own in zip(document.assessments, figures, strict=True)
        ],
    }


def _reproduces(found: Record, again: Mapping[str, float | None] | None) -> bool:
    """Tell whether the figures of all nodes above those given come out again."""
    if again is None:
        return False
    areas = found.areas if isinstance(found, PeerRecord) else ()
    for node in (found.overall, *areas):
        own, other = node.value, again.get(node.id)
        if own is None or other is None:
            if own is not other:
                return False
        elif abs(own - other) > _SAME:
            return False
    return True


def _figures(found: Record) -> dict[str, Any]:
    """Return the figures given, by id; see `coin_files`."""
    nodes = found.indicators if isinstance(found, PeerRecord) else found.areas
    return {node.id: node.value for node in nodes}


def _tree(
    document: Document, catalogue: Catalogue, figures: Sequence[Mapping[str, float | None]]
) -> list[CoinNode]:
    given = {one for own in figures for one, value in own.items() if value is not None}
    areas_only = isinstance(document, PublicDocument)
    return coin_tree(catalogue, document.method, given, areas_only=areas_only)


def _unit(found: Record, times: Mapping[str, int] | None) -> dict[str, Any]:
    names = load_countries()
    country = found.country
    return {
        "uCode": country,
        "uName": names[country].name["en"] if country in names else country,
        "Time": found.round if times is None else times[found.round],
        "Round": found.round,
    }


def _times(document: Document) -> dict[str, int] | None:
    """Return a number for each round, in sorted order; None where each name is a number itself."""
    rounds = sorted({found.round for found in document.assessments})
    if all(_is_number(one) for one in rounds):
        return None
    return {one: at for at, one in enumerate(rounds, 1)}


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 10 and name[0] != "0"


def _codes(ids: Sequence[str], countries: Sequence[str]) -> dict[str, str]:
    """Return the codes: the ids, but none begins with a digit or is the name of something else."""
    reserved = {*UNIT_COLUMNS, *countries, NONE}
    found: dict[str, str] = {}
    for one in ids:
        code = one
        while code[0].isdigit() or code in reserved or (code != one and code in ids):
            code = f"i{code}"
        reserved.add(code)
        found[one] = code
    return found


def _meta(node: CoinNode, codes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "iCode": codes[node.id],
        "iName": node.name,
        "Parent": NONE if node.parent is None else codes[node.parent],
        "Level": node.level,
        "Weight": node.weight,
        "Direction": 1,
        "Type": "Indicator" if node.level == 1 else "Aggregate",
        "Aggregation": NONE if node.level == 1 else node.method,
    }
