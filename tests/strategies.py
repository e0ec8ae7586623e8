"""Random small catalogues, methods and answers, for the library and for the oracle alike.

A `Case` is drawn as the oracle's plain structures; the library's models are built from them, so
that both sides score the same thing. Catalogue order is shuffled and differs from the ids' order.
"""

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import oracle
from hypothesis import strategies as st
from oracle import OArea, OCatalogue, OCriterion, OIndicator, OMethod, ORounding, OScale, OSettings

from teia_indicators import Assessment, Catalogue, Responses, ScoringMethod, assess
from teia_indicators.assessment import NodeScore

AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "power", "minimum", "median")
LENIENT = ("lower", "upper", "midpoint", "skip", "zero", "strict")
POLICIES = (*LENIENT, "error")
POWERS = tuple(Fraction(text) for text in ("-2", "-1", "-0.5", "0", "0.5", "1", "2", "3"))
DECIMALS = ("0", "0.1", "0.25", "0.3", "0.7", "1", "1.0", "1.00", "2", "2.5", "3", "1e-9", "1e12")
WEIGHTS = tuple(Fraction(text) for text in DECIMALS)
THRESHOLDS = tuple(Fraction(text) for text in ("0", "0.3", "0.5", "0.65", "0.650", "0.9", "1"))
WORDS = (*oracle.ANSWERS, "yes", "yes", "no", "partly")
DIMENSIONS = ("legislation", "institutional", "practice", "transboundary")


@dataclass(frozen=True)
class Sheet:
    """What a country wrote: answers, declared stages, indicators that are not applicable."""

    answers: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, int] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()

    def with_answer(self, criterion: str, word: str) -> "Sheet":
        """Return the sheet with one answer changed."""
        return replace(self, answers={**self.answers, criterion: word})


@dataclass(frozen=True)
class Case:
    """A catalogue, a method, whether it overrides the catalogue's settings, and answers."""

    plan: OCatalogue
    method: OMethod = field(default_factory=OMethod)
    override: bool = False
    sheet: Sheet = field(default_factory=Sheet)

    @property
    def effective(self) -> OCatalogue:
        """The catalogue as the method sees it: an overriding one leaves the rest."""
        return without_rules(self.plan) if self.override else self.plan

    def expected(self) -> oracle.OResult:
        """Score by the oracle."""
        sheet = self.sheet
        return oracle.score(
            self.effective, self.method, sheet.answers, sheet.declared, sheet.not_applicable
        )

    def assessed(self) -> Assessment:
        """Score by the library."""
        catalogue = library_catalogue(self.plan)
        responses = library_responses(catalogue, self.sheet)
        return assess(responses, catalogue, library_method(self.method, self.override))


def nodes_of(found: Assessment) -> dict[str, NodeScore]:
    """Return every node by its id."""
    return {**found.indicators, **found.areas, "overall": found.overall}


def fingerprint(found: Assessment) -> dict[str, object]:
    """Return every result by id, whatever the catalogue's order."""
    content: dict[str, object] = {}
    for id_, node in nodes_of(found).items():
        data = node.model_dump()
        data["weakest"] = sorted(data.get("weakest", ()))
        content[id_] = data
    content["dimensions"] = found.dimensions
    content["area_dimensions"] = found.area_dimensions
    content["findings"] = sorted((one.code, one.path) for one in found.findings)
    return content


def indicators_of(plan: OCatalogue) -> list[OIndicator]:
    """Return all indicators in catalogue order."""
    return [item for area in plan.areas for item in area.indicators]


def criteria_of(plan: OCatalogue) -> list[OCriterion]:
    """Return all criteria in catalogue order."""
    return [criterion for item in indicators_of(plan) for criterion in item.criteria]


def without_rules(plan: OCatalogue) -> OCatalogue:
    """Return the catalogue without what an overriding method replaces."""

    def kept(own: OSettings | None) -> OSettings | None:
        return None if own is None else replace(own, aggregation=None, power=None, missing=None)

    areas = tuple(replace(area, settings=kept(area.settings)) for area in plan.areas)
    return replace(plan, areas=areas, settings=kept(plan.settings))


# ---------------------------------------------------------------------------------------------
# The same data as models of the library
# ---------------------------------------------------------------------------------------------


def _settings(own: OSettings | None) -> dict[str, object] | None:
    if own is None:
        return None
    rounding = own.rounding
    return {
        "aggregation": own.aggregation,
        "power": None if own.power is None else float(own.power),
        "missing": own.missing,
        "plus": float(own.plus) if own.aggregation == "weakest_link" else None,
        "table": None if own.table is None else _table_name(own),
        "takes": own.takes,
        "minimum_present": own.minimum_present,
        "minimum_share": float(own.minimum_share),
        "grades": _grades_name(own) if own.grades else None,
        "rounding": None
        if rounding is None
        else {
            "digits": rounding.digits,
            "mode": rounding.mode,
            "feeds_parent": rounding.feeds_parent,
        },
    }


def _table_name(own: OSettings) -> str:
    return f"t{abs(hash(tuple(own.table.rows.items()))) if own.table else 0}"


def _grades_name(own: OSettings) -> str:
    return f"g{abs(hash(own.grades))}"


def _scale_name(points: tuple[Fraction, ...]) -> str:
    return f"s{abs(hash(points))}"


def _rules(plan: OCatalogue) -> dict[str, object]:
    """Return the scales of items, grades and tables that a plan uses."""
    settings = [own for own in (plan.settings, *(area.settings for area in plan.areas)) if own]
    scales = {
        _scale_name(item.points): {
            "levels": tuple({"code": at, "points": float(p)} for at, p in enumerate(item.points))
        }
        for item in indicators_of(plan)
        if item.points
    }
    grades = {
        _grades_name(own): tuple({"grade": g, "value": float(v)} for g, v in own.grades)
        for own in settings
        if own.grades
    }
    tables = {
        _table_name(own): {
            "rows": tuple(
                {"of": tuple(map(float, key)), "gives": float(gives)}
                for key, gives in own.table.rows.items()
            )
        }
        for own in settings
        if own.table
    }
    return {"scales": scales, "grades": grades, "tables": tables}


def _indicator(item: OIndicator) -> dict[str, object]:
    criteria: tuple[dict[str, object], ...] = tuple(
        {"id": one.id, "stage": one.stage, "dimension": one.dimension, "text": "Holds."}
        for one in item.criteria
    )
    content = {"id": item.id, "title": item.id, "weight": float(item.weight), "criteria": criteria}
    return {**content, "scale": _scale_name(item.points) if item.points else None}


def library_catalogue(plan: OCatalogue) -> Catalogue:
    """Return the library's model of a catalogue."""
    values: Sequence[Fraction | None] = plan.scale.values or [None] * len(plan.scale.stages)
    stages = tuple(
        {"stage": stage, "label": f"S{stage}", "value": None if value is None else float(value)}
        for stage, value in zip(plan.scale.stages, values, strict=True)
    )
    areas = tuple(
        {
            "id": area.id,
            "title": area.id,
            "weight": float(area.weight),
            "scoring": _settings(area.settings),
            "indicators": tuple(_indicator(item) for item in area.indicators),
        }
        for area in plan.areas
    )
    content = {
        "id": "drawn",
        "version": "1.0",
        "title": "Drawn",
        "scale": {"stages": stages, "unit": "share" if plan.scale.values is None else "own"},
        "scoring": _settings(plan.settings),
        "areas": areas,
        **_rules(plan),
    }
    return Catalogue.model_validate(content)


def library_method(method: OMethod, override: bool = False) -> ScoringMethod:
    """Return the library's model of a method."""
    content = {
        "aggregation": method.aggregation,
        "power": None if method.power is None else float(method.power),
        "missing": method.missing,
        "coverage_threshold": float(method.threshold),
        "override": override,
    }
    return ScoringMethod.model_validate(content)


def library_responses(catalogue: Catalogue, sheet: Sheet) -> Responses:
    """Return the library's model of a sheet."""
    values: dict[str, str | int] = {**sheet.answers, **sheet.declared}
    values |= dict.fromkeys(sorted(sheet.not_applicable), "not_applicable")
    needs_reason = ("not_applicable", "withheld")
    answers = {
        item: {"value": value, "reason": "by law" if value in needs_reason else ""}
        for item, value in values.items()
    }
    content = {
        "catalogue": catalogue.ref,
        "country": "XAA",
        "round": "2026",
        "answers": answers,
    }
    return Responses.model_validate(content)


# ---------------------------------------------------------------------------------------------
# Strategies
# ---------------------------------------------------------------------------------------------


@st.composite
def scales(draw: st.DrawFn) -> OScale:
    """Draw a scale of 2 to 7 stages, with default or with own values."""
    count = draw(st.integers(2, 7))
    first = draw(st.integers(0, 2))
    consecutive = tuple(range(first, first + count))
    apart = st.lists(st.integers(0, 20), min_size=count, max_size=count, unique=True)
    stages = draw(st.one_of(st.just(consecutive), apart.map(lambda found: tuple(sorted(found)))))
    unit, steps = draw(st.sampled_from([(1, 1000), (1, 20), (100, 100), (5, 50)]))
    own = st.lists(st.integers(0, steps), min_size=count, max_size=count).map(
        lambda found: tuple(Fraction(unit * step, steps) for step in sorted(found))
    )
    return OScale(stages, draw(st.one_of(st.none(), own)))


@st.composite
def settings_of_nodes(
    draw: st.DrawFn, policies: Sequence[str], rounding: bool, presence: bool
) -> OSettings | None:
    """Draw the settings of a node; most leave most things open."""
    if draw(st.booleans()):
        return None
    aggregation = draw(st.one_of(st.none(), st.sampled_from(AGGREGATIONS)))
    roundings = st.builds(
        ORounding, st.integers(0, 3), st.sampled_from(("half_up", "half_even")), st.booleans()
    )
    return OSettings(
        aggregation=aggregation,
        power=draw(st.sampled_from(POWERS)) if aggregation == "power" else None,
        missing=draw(st.one_of(st.none(), st.sampled_from(policies))),
        rounding=draw(st.one_of(st.none(), roundings)) if rounding else None,
        takes=draw(st.sampled_from(("low", "value"))) if presence else "low",
        minimum_present=draw(st.sampled_from((0, 0, 1, 2))) if presence else 0,
        minimum_share=Fraction(draw(st.sampled_from((0, 0, 1))), 2) if presence else Fraction(0),
    )


@st.composite
def _criteria(draw: st.DrawFn, scale: OScale, parent: str, most: int) -> tuple[OCriterion, ...]:
    letters = draw(st.permutations(string.ascii_lowercase[:most]))
    above = st.sampled_from(scale.stages[1:])
    pairs = draw(st.lists(st.tuples(above, st.sampled_from(DIMENSIONS)), max_size=most))
    return tuple(
        OCriterion(f"{parent}.{letter}", stage, dimension)
        for letter, (stage, dimension) in zip(letters, pairs, strict=False)
    )


@st.composite
def plans(
    draw: st.DrawFn,
    *,
    policies: Sequence[str] = LENIENT,
    rounding: bool = True,
    presence: bool = False,
    sizes: tuple[int, int, int] = (3, 4, 5),
) -> OCatalogue:
    """Draw a catalogue with at most so many areas, indicators an area, criteria an indicator.

    With `presence` nodes also say what they take of their children and how many must be there.
    """
    scale = draw(scales())
    most_areas, most_indicators, most_criteria = sizes
    weights = st.sampled_from(WEIGHTS)
    areas = []
    for name in draw(st.permutations("CAB"))[: draw(st.integers(1, most_areas))]:
        numbers = draw(st.permutations((10, 9, 2, 1)))[: draw(st.integers(1, most_indicators))]
        indicators = tuple(
            OIndicator(
                f"{name}-{number}",
                draw(weights),
                draw(_criteria(scale, f"{name}-{number}", most_criteria)),
            )
            for number in numbers
        )
        own = draw(settings_of_nodes(policies, rounding, presence))
        areas.append(OArea(name, draw(weights), indicators, own))
    return OCatalogue(scale, tuple(areas), draw(settings_of_nodes(policies, rounding, presence)))


@st.composite
def methods(draw: st.DrawFn, *, policies: Sequence[str] = LENIENT) -> OMethod:
    """Draw a method."""
    aggregation = draw(st.sampled_from(AGGREGATIONS))
    power = draw(st.sampled_from(POWERS)) if aggregation == "power" else None
    missing = draw(st.sampled_from(policies))
    return OMethod(aggregation, power, missing, draw(st.sampled_from(THRESHOLDS)))


@st.composite
def sheets(draw: st.DrawFn, plan: OCatalogue, *, words: Iterable[str] = WORDS) -> Sheet:
    """Draw answers (or none), declared stages and indicators that are not applicable."""
    found = {one.id: draw(st.sampled_from(("", *words))) for one in criteria_of(plan)}
    marks = st.sampled_from((None, None, None, "not_applicable", *plan.scale.stages))
    whole = {item.id: draw(marks) for item in indicators_of(plan)}
    return Sheet(
        answers={item: word for item, word in found.items() if word},
        declared={item: mark for item, mark in whole.items() if isinstance(mark, int)},
        not_applicable=frozenset(i for i, mark in whole.items() if mark == "not_applicable"),
    )


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    policies: Sequence[str] = LENIENT,
    rounding: bool = True,
    presence: bool = False,
    sizes: tuple[int, int, int] = (3, 4, 5),
) -> Case:
    """Draw a catalogue, a method and answers; see `plans`."""
    plan = draw(plans(policies=policies, rounding=rounding, presence=presence, sizes=sizes))
    method = draw(methods(policies=policies))
    return Case(plan, method, draw(st.booleans()), draw(sheets(plan)))


@st.composite
def plain_cases(draw: st.DrawFn) -> Case:
    """Draw a catalogue without rules of its own, and answers, for the default method."""
    plan = draw(plans())
    areas = tuple(replace(area, settings=None) for area in plan.areas)
    plan = replace(plan, areas=areas, settings=None)
    return Case(plan, sheet=draw(sheets(plan)))
