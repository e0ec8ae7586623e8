"""One of each public document as the library writes it, and as little as shows all its parts."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from typing import Any

import teia_indicators as teia
from teia_indicators.assessment.figures import Figures
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place, Problems, problem
from teia_indicators.responses.write import responses_document
from teia_indicators.told import ToldMatrix, ToldNeighbours, ToldProblem

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def catalogue() -> teia.Catalogue:
    """Return the shipped catalogue, cut to two areas of two indicators, so that a test is quick."""
    whole = teia.load_catalogue()
    areas = tuple(
        one.model_copy(update={"indicators": one.indicators[:2]}) for one in whole.areas[:2]
    )
    kept = {item.id for area in areas for one in area.indicators for item in one.criteria}
    turning = [one for one in whole.actions if {*one.turns} <= kept]
    known = kept | {one.id for one in turning}
    actions = tuple(one for one in turning if {*one.requires} <= known)
    left_out = {"areas": areas, "actions": actions, "migrations": (), "translations": ()}
    return whole.model_copy(update=left_out)


@cache
def answered(name: str) -> teia.Responses:
    """Return an example's answers to that catalogue."""
    read = teia.read_responses(EXAMPLES / f"{name}.yaml")
    known, areas = catalogue().items, {one.id for one in catalogue().areas}
    return read.model_copy(
        update={
            "catalogue": catalogue().ref,
            "asked": (),
            "answers": FrozenDict({k: one for k, one in read.answers.items() if k in known}),
            "places": FrozenDict({k: one for k, one in read.places.items() if k in known}),
            "challenges": FrozenDict({k: one for k, one in read.challenges.items() if k in areas}),
        }
    )


@cache
def assessed(name: str) -> teia.Assessment:
    """Return an example's assessment by that catalogue."""
    return teia.assess(answered(name), catalogue())


def _group() -> teia.GroupProfile:
    first = assessed("xaa-2026").responses
    others = [first.model_copy(update={"country": f"XA{letter}"}) for letter in "CDEF"]
    return teia.group_profile(
        [assessed("xaa-2026"), assessed("xab-2026"), *(teia.assess(o, catalogue()) for o in others)]
    )


@cache
def objects() -> dict[str, Any]:
    """Return one of each public document by its name."""
    xaa, later = assessed("xaa-2026"), assessed("xaa-2028")
    files = (EXAMPLES / f"{name}.yaml" for name in ("xaa-2026", "xab-2026"))
    whole = [teia.assess(teia.read_responses(file)) for file in files]  # with every pair
    found = problem("D001", Place(file="a.xlsx", sheet="B"), other="XAA", country="XAB")
    day = datetime.date(2029, 6, 30)
    step = teia.TargetStep(of="IDN", stage=4, by=day, source="A programme")
    gaps = teia.find_gaps(xaa, teia.Target(default=5, by=day, steps=(step,)))
    plan = teia.draft_action_plan(gaps, catalogue(), start=datetime.date(2027, 1, 1))
    price = teia.Amount(low=1.5, high=2.0, currency="EUR")
    plan = plan.edit(plan.actions[0].id, amount=price, comment="Agreed.", partners=("Police",))
    last = later.responses.model_copy(update={"round": "2030"})
    return {
        "catalogue-document": catalogue(),
        "responses": xaa.responses,
        "method": teia.ScoringMethod(aggregation="power", power=2.0),
        "assessment": xaa,
        "figures": Figures.of(xaa),
        "trace": xaa.explain(),
        "gaps": gaps,
        "gaps-by-dimension": gaps.by_dimension(),
        "gaps-by-authority": gaps.by_authority(catalogue()),
        "quick-wins": gaps.quick_wins,
        "plan": plan,
        "comparison": teia.compare_rounds(xaa, later, plan=plan),
        "series": teia.compare_series([xaa, later, teia.assess(last, catalogue())]),
        "neighbours": teia.compare_neighbours(whole[0], whole[1]),
        "neighbour-matrix": teia.compare_subregion(whole, [("XAA", "XAB")]),
        "neighbours-told": ToldNeighbours.of(teia.compare_neighbours(whole[0], whole[1]), "fr"),
        "neighbour-matrix-told": ToldMatrix.of(
            teia.compare_subregion(whole, [("XAA", "XAB")]), "ru"
        ),
        "group": _group(),
        "published-group": _group().published(),
        "problem": ToldProblem.of(Problems([found]), "fr")[0],
    }


@cache
def written(name: str) -> Any:
    """Return a document as plain data, as it is written."""
    if name == "responses":
        return responses_document(objects()[name])
    return json.loads(objects()[name].model_dump_json())
