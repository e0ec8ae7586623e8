"""Statistics of a set of assessments: what goes together, and what moves the overall figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from teia_indicators.analysis.leaving_out import Effect, effects
from teia_indicators.analysis.relations import (
    Correlation,
    ItemStatistics,
    Level,
    Reliability,
    SetStatistics,
)
from teia_indicators.analysis.sets import TIE, check_set, tie_keys
from teia_indicators.assessment.kernel import Floats
from teia_indicators.assessment.method import OVERALL
from teia_indicators.assessment.result import Assessment
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.extras import require_extra

#: Fewest countries for a correlation, and for a main effect (project's choice).
_FEWEST = 3
_FEWEST_EFFECT = 10

#: Degree of the polynomial that stands for the expected value.
_DEGREE = 3


def describe_set(assessments: Sequence[Assessment]) -> SetStatistics:
    """Return the statistics that an index analyst expects of a set of assessments.

    Parameters
    ----------
    assessments : sequence of Assessment
        One a country, of one catalogue and method; the point values are taken.

    Returns
    -------
    SetStatistics
        Correlations within and across areas, Cronbach's alpha, main effects and effective weights,
        contributions, and rank shifts where an item is left out; n beside each.

    Raises
    ------
    MethodError
        If there is no assessment, catalogues or methods differ, a country stands twice, or scipy
        (extra ``stats``) is missing.

    References
    ----------
    Main effects: Paruolo, Saisana and Saltelli (2013), Journal of the Royal Statistical Society A
    176, 609-634. Project's choice: the expected overall value given an item's is a cubic polynomial
    by least squares, which is the mean at each value where there are at most four of them; few
    countries leave little more to be found, and a polynomial of `n` countries is high by about 3 in
    `n`. Also the fewest countries for each figure.
    """
    check_set(assessments)
    require_extra("scipy.stats", "stats")
    catalogue = assessments[0].catalogue
    span = float(catalogue.scale.exact_values[-1] - catalogue.scale.exact_values[0]) or 1.0
    values = {
        item: np.array([_float(one.node(item).value) for one in assessments])
        for item in (OVERALL, *assessments[0].areas, *assessments[0].indicators)
    }
    found = effects(assessments)
    return SetStatistics(
        catalogue=catalogue.ref,
        method=assessments[0].method,
        countries=tuple(one.country for one in assessments),
        correlations=tuple(_correlations(catalogue, values, span)),
        reliability=tuple(_reliability(catalogue, values, span)),
        items=(
            *_items("area", catalogue, values, found, span),
            *_items("indicator", catalogue, values, found, span),
        ),
    )


def _float(value: float | None) -> float:
    return np.nan if value is None else value


def _varies(values: Floats, span: float) -> bool:
    return bool(np.ptp(values) > TIE * span)


def _correlations(
    catalogue: Catalogue, values: dict[str, Floats], span: float
) -> Iterator[Correlation]:
    levels: tuple[tuple[Level, list[str]], ...] = (
        ("area", [area.id for area in catalogue.areas]),
        ("indicator", [indicator.id for indicator in catalogue.indicators]),
    )
    stats = require_extra("scipy.stats", "stats")
    for level, ids in levels:
        for first, second in combinations(ids, 2):
            both = ~np.isnan(values[first] + values[second])
            x, y = values[first][both], values[second][both]
            defined = len(x) >= _FEWEST and _varies(x, span) and _varies(y, span)
            same = catalogue.parents.get(first) == catalogue.parents.get(second)
            yield Correlation(
                level=level,
                first=first,
                second=second,
                within=level == "indicator" and same,
                n=len(x),
                pearson=float(stats.pearsonr(x, y).statistic) if defined else None,
                spearman=float(stats.spearmanr(x, y).statistic) if defined else None,
            )


def _reliability(
    catalogue: Catalogue, values: dict[str, Floats], span: float
) -> Iterator[Reliability]:
    areas = {
        area.id: [one.id for one in area.indicators if one.weight > 0] for area in catalogue.areas
    }
    weighted = [item for area in catalogue.areas if area.weight > 0 for item in areas[area.id]]
    for name, ids in {OVERALL: weighted, **areas}.items():
        table = np.array([values[item] for item in ids]).reshape(len(ids), -1)
        table = table[:, ~np.isnan(table).any(axis=0)]
        alpha = cronbach_alpha(table, span)
        yield Reliability(id=name, items=len(ids), n=table.shape[1], alpha=alpha)


def cronbach_alpha(table: Floats, span: float = 1.0) -> float | None:
    """Return Cronbach's alpha of complete cases; None where undefined.

    `table` has the shape (items, cases); `span` is the range of the scale.
    """
    items, cases = table.shape
    if items < 2 or cases < _FEWEST or not _varies(table.sum(axis=0), span):
        return None
    parts, whole = table.var(axis=1, ddof=1).sum(), table.sum(axis=0).var(ddof=1)
    return float(items / (items - 1) * (1 - parts / whole))


def _items(
    level: Level,
    catalogue: Catalogue,
    values: dict[str, Floats],
    found: dict[str, Effect],
    span: float,
) -> list[ItemStatistics]:
    weights = nominal_weights(catalogue)
    parents = catalogue.parents
    ids = [one.id for one in (catalogue.areas if level == "area" else catalogue.indicators)]
    mains = {item: main_effect(values[item], values[OVERALL], span) for item in ids}
    total = sum(effect for effect in mains.values() if effect is not None)
    return [
        ItemStatistics(
            level=level,
            id=item,
            area=item if level == "area" else parents[item],
            weight=weights[item],
            n=int((~np.isnan(values[item] + values[OVERALL])).sum()),
            main_effect=mains[item],
            effective_weight=_share(mains[item], total),
            contribution=found[item].contribution,
            rank_shift=found[item].rank_shift,
            rank_shift_most=found[item].rank_shift_most,
        )
        for item in ids
    ]


def _share(part: float | None, total: float) -> float | None:
    return None if part is None or total == 0 else part / total


def nominal_weights(catalogue: Catalogue) -> dict[str, float]:
    """Return the weight of each area and indicator in the whole, as shares."""
    whole = sum(area.weight for area in catalogue.areas)
    found: dict[str, float] = {}
    for area in catalogue.areas:
        found[area.id] = area.weight / whole if whole else 0.0
        total = sum(one.weight for one in area.indicators)
        for one in area.indicators:
            found[one.id] = found[area.id] * one.weight / total if total else 0.0
    return found


def main_effect(x: Floats, y: Floats, span: float = 1.0) -> float | None:
    """Return the correlation ratio of y on x; None where undefined.

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,)
        One value a country; NaN where there is none.
    span : float
        Range of the scale: what varies by less than rounding does not vary.
    """
    both = ~np.isnan(x + y)
    x, y = x[both], y[both]
    if len(x) < _FEWEST_EFFECT or not _varies(x, span) or not _varies(y, span):
        return None
    distinct = len(np.unique(tie_keys(x, span)))
    scaled = 2 * (x - x.min()) / np.ptp(x) - 1
    terms = np.polynomial.legendre.legvander(scaled, min(_DEGREE, distinct - 1))
    fitted = terms @ np.linalg.lstsq(terms, y, rcond=None)[0]
    explained = float(((fitted - y.mean()) ** 2).sum() / ((y - y.mean()) ** 2).sum())
    return min(max(explained, 0.0), 1.0)
