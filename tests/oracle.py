"""Independent oracle of the scoring method, written from the method page alone.

It shares no code and no data structure with the library. It is slow and plain on purpose: exact
fractions, one function per sentence of the page, `Decimal` with 50 digits only where a root or a
logarithm has no rational value. Section numbers in the comments are those of the method page.
Where the page leaves a choice, the most literal reading is taken: see the end of this file.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor, gcd, lcm, prod
from typing import TypeAlias

Number: TypeAlias = Fraction | Decimal
Term: TypeAlias = tuple[Number, Fraction]  # value, weight
ExactTerm: TypeAlias = tuple[Fraction, Fraction]

ZERO = Fraction(0)
ONE = Fraction(1)
HALF = Fraction(1, 2)
DEFAULT_THRESHOLD = Fraction(65, 100)
DIGITS = 50
GUARD_DIGITS = 15
LARGEST_EXACT_EXPONENT = 1000

ANSWERS = ("yes", "partly", "no", "unanswered", "unknown", "not_applicable", "withheld")
INDETERMINATE = ("unanswered", "unknown", "withheld")
MET = ("yes", "implied_met")
IMPLIED = ("implied_met", "implied_unmet")
COUNT_KEYS = (
    "yes",
    "partly",
    "no",
    "implied",
    "unanswered",
    "unknown",
    "withheld",
    "not_applicable",
)
AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "power", "minimum", "median", "sum")
POLICIES = ("lower", "upper", "midpoint", "skip", "error", "zero", "strict")


# ---------------------------------------------------------------------------------------------
# What is scored
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OScale:
    """Ascending stages, floor first, and one non-decreasing value per stage."""

    stages: tuple[int, ...]
    values: tuple[Fraction, ...] | None = None

    @property
    def floor(self) -> int:
        """Return the stage that requires nothing."""
        return self.stages[0]

    @property
    def top(self) -> int:
        """Return the highest stage."""
        return self.stages[-1]

    def value(self, stage: int) -> Fraction:
        """Return the value of a stage, by default its relative position."""
        if self.values is not None:
            return self.values[self.stages.index(stage)]
        return Fraction(stage - self.floor, self.top - self.floor)

    def before(self, stage: int) -> int:
        """Return the predecessor on the scale."""
        return self.stages[self.stages.index(stage) - 1]

    def after(self, stage: int) -> int:
        """Return the successor on the scale."""
        return self.stages[self.stages.index(stage) + 1]


@dataclass(frozen=True)
class OCriterion:
    """One checkable statement."""

    id: str
    stage: int
    dimension: str = "practice"


@dataclass(frozen=True)
class ORounding:
    """Rounding of a node in its own unit."""

    digits: int
    mode: str = "half_up"
    feeds_parent: bool = False


@dataclass(frozen=True)
class OTable:
    """A lookup table: any order of the children's figures stands for the sorted one."""

    rows: Mapping[tuple[Fraction, ...], Fraction]


@dataclass(frozen=True)
class OSettings:
    """Settings of a node; None leaves the choice to the method."""

    aggregation: str | None = None
    power: Fraction | None = None
    missing: str | None = None
    rounding: ORounding | None = None
    plus: Fraction = ZERO
    table: OTable | None = None
    takes: str = "low"
    minimum_present: int = 0
    minimum_share: Fraction = ZERO
    grades: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True)
class OIndicator:
    """An indicator; without criteria it knows only a declared stage."""

    id: str
    weight: Fraction = ONE
    criteria: tuple[OCriterion, ...] = ()
    points: tuple[Fraction, ...] = ()  # an item's own scale, ascending; declared: its place there


@dataclass(frozen=True)
class OArea:
    """A working area."""

    id: str
    weight: Fraction = ONE
    indicators: tuple[OIndicator, ...] = ()
    settings: OSettings | None = None


@dataclass(frozen=True)
class OCatalogue:
    """A scale and its areas; the settings are those of the overall node."""

    scale: OScale
    areas: tuple[OArea, ...]
    settings: OSettings | None = None


@dataclass(frozen=True)
class OMethod:
    """What the catalogue leaves open."""

    aggregation: str = "arithmetic"
    power: Fraction | None = None
    missing: str = "lower"
    threshold: Fraction = DEFAULT_THRESHOLD


# ---------------------------------------------------------------------------------------------
# What comes out
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ONode:
    """Bounds, point value and coverage; all None where the node is not applicable."""

    low: Number | None
    value: Number | None
    high: Number | None
    coverage: Fraction | None


@dataclass(frozen=True)
class ODimension:
    """Criteria met, at least and at most, among the applicable ones of a dimension."""

    met_low: int
    met_high: int
    applicable: int

    @property
    def low(self) -> Fraction | None:
        """Return the smallest share met, None where nothing is applicable."""
        return Fraction(self.met_low, self.applicable) if self.applicable else None

    @property
    def high(self) -> Fraction | None:
        """Return the largest share met, None where nothing is applicable."""
        return Fraction(self.met_high, self.applicable) if self.applicable else None


@dataclass(frozen=True)
class OIndicatorResult(ONode):
    """Result of an indicator; `states` holds the reading of each criterion."""

    id: str
    applicable: bool
    stage_low: int | None
    stage_high: int | None
    basis: str
    progress: Fraction | None
    counts: dict[str, int]
    declared_outside: bool
    states: dict[str, str]


@dataclass(frozen=True)
class OGroupResult(ONode):
    """Result of an area or of the whole; low, value and high are rounded where so set."""

    id: str
    applicable: bool
    insufficient: bool
    median_stage: int | None
    weakest: tuple[str, ...]
    counts: dict[str, int]
    dimensions: dict[str, ODimension]


@dataclass(frozen=True)
class OResult:
    """Results by id."""

    indicators: dict[str, OIndicatorResult]
    areas: dict[str, OGroupResult]
    overall: OGroupResult


@dataclass(frozen=True)
class OBounds:
    """Smallest and largest results over all completions; None where not applicable."""

    stages: dict[str, tuple[int, int] | None]
    indicators: dict[str, tuple[Number, Number] | None]
    areas: dict[str, tuple[Number, Number] | None]
    overall: tuple[Number, Number] | None


class OIndeterminateError(ValueError):
    """Policy `error`: the sorted ids of everything indeterminate are in `ids`."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__("indeterminate: " + ", ".join(ids))
        self.ids = ids


# ---------------------------------------------------------------------------------------------
# Exact numbers and aggregation (section 4)
# ---------------------------------------------------------------------------------------------


def exact(number: Number) -> Fraction:
    """Return the same number as a fraction (every decimal is one)."""
    return Fraction(number)


def to_decimal(number: Fraction, digits: int = DIGITS) -> Decimal:
    """Return a fraction as a decimal with so many significant digits."""
    with localcontext() as context:
        context.prec = digits
        return Decimal(number.numerator) / Decimal(number.denominator)


def whole_weights(weights: Sequence[Fraction]) -> list[int]:
    """Scale weights to the smallest integers in the same proportion."""
    common = lcm(*(weight.denominator for weight in weights))
    scaled = [int(weight * common) for weight in weights]
    divisor = gcd(*scaled)
    return [number // divisor for number in scaled]


def weighted_mean(terms: Sequence[ExactTerm]) -> Fraction:
    """Return the arithmetic mean."""
    return sum((v * w for v, w in terms), ZERO) / sum((w for _, w in terms), ZERO)


def lower_median(terms: Sequence[ExactTerm]) -> Fraction:
    """Return the smallest value whose cumulative weight reaches half."""
    total = sum((weight for _, weight in terms), ZERO)
    reached = ZERO
    for value, weight in sorted(terms):
        reached += weight
        if 2 * reached >= total:
            return value
    raise AssertionError("unreachable: the weights sum to the total")


def recognised(root: Decimal, holds: Callable[[Fraction], bool]) -> Number:
    """Return the rational number behind a root where one is proved, else the root."""
    candidate = Fraction(root).limit_denominator(10**6)
    if abs(candidate - Fraction(root)) < Fraction(1, 10**40) and holds(candidate):
        return candidate
    return to_decimal(Fraction(root))


def harmonic(terms: Sequence[ExactTerm]) -> Fraction:
    """Return the harmonic mean, zero where a term is zero."""
    if any(value == 0 for value, _ in terms):
        return ZERO
    return ONE / weighted_mean([(ONE / value, weight) for value, weight in terms])


def geometric(terms: Sequence[ExactTerm]) -> Number:
    """Return the geometric mean, zero where a term is zero."""
    if any(value == 0 for value, _ in terms):
        return ZERO
    weights = whole_weights([weight for _, weight in terms])
    total = sum(weights)
    with localcontext() as context:
        context.prec = DIGITS + GUARD_DIGITS
        logs = (
            n * to_decimal(v, context.prec).ln() for (v, _), n in zip(terms, weights, strict=True)
        )
        root = (sum(logs, Decimal(0)) / total).exp()

    def holds(candidate: Fraction) -> bool:
        product = prod((v**n for (v, _), n in zip(terms, weights, strict=True)), start=ONE)
        return candidate**total == product

    return recognised(root, holds if total <= LARGEST_EXACT_EXPONENT else lambda _: False)


def power_mean(terms: Sequence[ExactTerm], power: Fraction) -> Number:
    """Return the power mean; at 0 it is the geometric mean, below 0 a zero gives zero."""
    if power == 0:
        return geometric(terms)
    if power < 0 and any(value == 0 for value, _ in terms):
        return ZERO
    if power == 1:
        return weighted_mean(terms)
    if power == -1:
        return harmonic(terms)
    with localcontext() as context:
        context.prec = DIGITS + GUARD_DIGITS
        exponent = to_decimal(power, context.prec)
        raised = [(Fraction(to_decimal(v, context.prec) ** exponent), w) for v, w in terms]
        root = to_decimal(weighted_mean(raised), context.prec) ** (1 / exponent)

    def holds(candidate: Fraction) -> bool:
        whole = int(power)
        return candidate**whole == weighted_mean([(v**whole, w) for v, w in terms])

    provable = power.denominator == 1 and abs(power) <= LARGEST_EXACT_EXPONENT
    return recognised(root, holds if provable else lambda _: False)


def combine(rule: str, power: Fraction | None, terms: Sequence[ExactTerm]) -> Number:
    """Apply one rule to terms that all have weight."""
    if rule in ("geometric", "harmonic", "power") and any(value < 0 for value, _ in terms):
        raise ValueError(f"{rule} needs values of at least 0")
    if rule == "arithmetic":
        return weighted_mean(terms)
    if rule == "geometric":
        return geometric(terms)
    if rule == "harmonic":
        return harmonic(terms)
    if rule == "minimum":
        return min(value for value, _ in terms)
    if rule == "median":
        return lower_median(terms)
    if rule == "sum":
        return sum((value * weight for value, weight in terms), ZERO)
    if rule == "power" and power is not None:
        return power_mean(terms, power)
    raise ValueError(f"no such aggregation: {rule} with power {power}")


def clipped(number: Number, low: Number, high: Number) -> Number:
    """Return the number, or the bound that it passes."""
    if exact(number) < exact(low):
        return low
    if exact(number) > exact(high):
        return high
    return number


def aggregate(rule: str, power: Fraction | None, terms: Iterable[Term]) -> Number | None:
    """Return the weighted aggregate, None where nothing has weight.

    The result is a `Fraction` where it is exact and a `Decimal` of 50 digits where it, or a
    term, is not rational or not proved to be.
    """
    kept = [(exact(value), weight, value) for value, weight in terms if weight > 0]
    if not kept:
        return None
    values = [value for value, _, _ in kept]
    result = combine(rule, power, [(value, weight) for value, weight, _ in kept])
    if rule != "sum":
        result = clipped(result, min(values), max(values))
    if any(isinstance(given, Decimal) for _, _, given in kept):
        return to_decimal(exact(result))
    return result


def rounded(number: Number | None, rounding: ORounding | None) -> Number | None:
    """Round exactly; half up goes towards plus infinity."""
    if number is None or rounding is None:
        return number
    unit = Fraction(10) ** rounding.digits
    scaled = exact(number) * unit
    if rounding.mode == "half_even":
        return Fraction(round(scaled)) / unit
    if rounding.mode == "half_up":
        return Fraction(floor(scaled + HALF)) / unit
    raise ValueError(f"no such rounding: {rounding.mode}")


# ---------------------------------------------------------------------------------------------
# Criteria and indicators (sections 2 and 3)
# ---------------------------------------------------------------------------------------------


def criterion_state(answer: str, required: int, declared: int | None) -> str:
    """Return the reading of an answer; only `unanswered` can be implied."""
    if answer != "unanswered" or declared is None:
        return answer
    return "implied_met" if required <= declared else "implied_unmet"


def stage_of(scale: OScale, ladder: Sequence[tuple[int, bool]]) -> int:
    """Return the stage that (required stage, met) pairs of applicable criteria give."""
    return min(scale.top if met else scale.before(required) for required, met in ladder)


def stage_bounds(
    scale: OScale, indicator: OIndicator, states: Mapping[str, str], declared: int | None
) -> tuple[int, int]:
    """Return the stages with everything indeterminate read as unmet, then as met."""
    if indicator.points:
        last = len(indicator.points) - 1
        return (0, last) if declared is None else (declared, declared)
    if not indicator.criteria:
        return (scale.floor, scale.top) if declared is None else (declared, declared)
    found = [(c.stage, states[c.id]) for c in indicator.criteria]
    applicable = [(stage, state) for stage, state in found if state != "not_applicable"]
    low = stage_of(scale, [(stage, state in MET) for stage, state in applicable])
    readings = [(stage, state in MET or state in INDETERMINATE) for stage, state in applicable]
    return low, stage_of(scale, readings)


def progress_of(
    scale: OScale, indicator: OIndicator, states: Mapping[str, str], stage_low: int
) -> Fraction:
    """Return the low stage plus the share met of the next stage's applicable criteria."""
    if stage_low == scale.top:
        return Fraction(scale.top)
    following = scale.after(stage_low)
    found = [states[c.id] for c in indicator.criteria if c.stage == following]
    applicable = [state for state in found if state != "not_applicable"]
    if not applicable:  # only an indicator without criteria
        return Fraction(stage_low)
    points = sum((ONE if s in MET else HALF if s == "partly" else ZERO for s in applicable), ZERO)
    return stage_low + points / len(applicable)


def basis_of(states: Iterable[str], declared: int | None) -> str:
    """Return what the stage rests on; anything but `unanswered` is an explicit answer."""
    states = tuple(states)
    implied = any(state in IMPLIED for state in states)
    explicit = any(state not in IMPLIED and state != "unanswered" for state in states)
    if declared is not None and not explicit:
        return "declared"
    return "mixed" if implied else "criteria"


def coverage_of(states: Iterable[str], declared: int | None) -> Fraction:
    """Return the share of applicable criteria that are determinate."""
    applicable = [state for state in states if state != "not_applicable"]
    if not applicable:
        return ZERO if declared is None else ONE
    return Fraction(sum(state not in INDETERMINATE for state in applicable), len(applicable))


def counts_of(states: Iterable[str]) -> dict[str, int]:
    """Count the readings; `all` is counted by itself, not summed."""
    states = tuple(states)
    counts = {key: states.count(key) for key in COUNT_KEYS}
    counts["implied"] = sum(state in IMPLIED for state in states)
    counts["all"] = len(states)
    return counts


def indicator_value(
    policy: str, low: Fraction, high: Fraction, coverage: Fraction
) -> Number | None:
    """Return the point value of an indicator."""
    if policy == "upper":
        return high
    if policy == "midpoint":
        return (low + high) / 2
    if policy == "skip":
        return low if coverage > 0 else None
    if policy == "strict":
        return low if coverage == 1 else None
    return low  # lower; zero: low is never below the scale's lowest value; error: low is high


def score_indicator(
    scale: OScale,
    indicator: OIndicator,
    policy: str,
    answers: Mapping[str, str],
    *,
    declared: int | None,
    not_applicable: bool,
) -> OIndicatorResult:
    """Score one indicator."""
    states = {
        c.id: "not_applicable"
        if not_applicable
        else criterion_state(answers.get(c.id, "unanswered"), c.stage, declared)
        for c in indicator.criteria
    }
    counts = counts_of(states.values())
    all_removed = bool(states) and counts["not_applicable"] == counts["all"]
    if not_applicable or all_removed:
        return OIndicatorResult(
            *(None, None, None, None),
            id=indicator.id,
            applicable=False,
            stage_low=None,
            stage_high=None,
            basis="criteria",
            progress=None,
            counts=counts,
            declared_outside=False,
            states=states,
        )
    stage_low, stage_high = stage_bounds(scale, indicator, states, declared)
    worth = indicator.points.__getitem__ if indicator.points else scale.value
    low, high = worth(stage_low), worth(stage_high)
    coverage = coverage_of(states.values(), declared)
    return OIndicatorResult(
        low=low,
        value=indicator_value(policy, low, high, coverage),
        high=high,
        coverage=coverage,
        id=indicator.id,
        applicable=True,
        stage_low=None if indicator.points else stage_low,
        stage_high=None if indicator.points else stage_high,
        basis=basis_of(states.values(), declared),
        progress=None if indicator.points else progress_of(scale, indicator, states, stage_low),
        counts=counts,
        declared_outside=declared is not None and not stage_low <= declared <= stage_high,
        states=states,
    )


# ---------------------------------------------------------------------------------------------
# Nodes above: areas and the whole (sections 4 and 11)
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """What holds at a node once settings and method are put together."""

    aggregation: str
    power: Fraction | None
    missing: str
    rounding: ORounding | None
    own: OSettings

    def of(self, terms: Iterable[Term]) -> Number | None:
        """Aggregate by this rule."""
        if self.aggregation == "weakest_link":
            return weakest_link([exact(v) for v, w in terms if w > 0], self.own.plus)
        if self.aggregation == "table" and self.own.table is not None:
            return looked_up([exact(v) for v, w in terms if w > 0], self.own.table)
        return aggregate(self.aggregation, self.power, terms)

    def grade(self, figure: Number | None) -> str | None:
        """Return the last grade whose value the figure reaches, or the first."""
        if figure is None or not self.own.grades:
            return None
        reached = [name for name, value in self.own.grades if value <= exact(figure)]
        return reached[-1] if reached else self.own.grades[0][0]


def weakest_link(values: Sequence[Fraction], plus: Fraction) -> Fraction | None:
    """Return the lowest value, plus something where another is higher, never above the highest."""
    return min(min(values) + plus, max(values)) if values else None


def looked_up(values: Sequence[Fraction], table: OTable) -> Fraction | None:
    """Return what the table gives for these values in any order; a single one is itself."""
    if len(values) < 2:
        return values[0] if values else None
    return table.rows[tuple(sorted(values))]


@dataclass(frozen=True)
class Child:
    """A child with weight and bounds, as its parent sees it."""

    weight: Fraction
    low: Number
    value: Number | None
    high: Number
    coverage: Fraction
    nought: bool = False  # an item, or only items below: worth 0 where a rule says so

    @property
    def missing(self) -> bool:
        """Tell whether nothing of it is determinate."""
        return self.coverage == 0


def rule_at(settings: OSettings | None, method: OMethod) -> Rule:
    """Return the node's own settings, completed from the method."""
    own = settings if settings is not None else OSettings()
    return Rule(
        own.aggregation if own.aggregation is not None else method.aggregation,
        own.power if own.power is not None else method.power,
        own.missing if own.missing is not None else method.missing,
        own.rounding,
        own if own.aggregation is not None else replace(own, plus=ZERO, table=None),
    )


def children_of(pairs: Iterable[tuple[Fraction, ONode, bool]]) -> list[Child]:
    """Keep the applicable children that have weight."""
    return [
        Child(weight, node.low, node.value, node.high, node.coverage, nought)
        for weight, node, nought in pairs
        if weight > 0
        and node.low is not None
        and node.high is not None
        and node.coverage is not None
    ]


def only_items(area: OArea) -> bool:
    """Tell whether everything below that counts is an item with a scale of its own."""
    return all(bool(item.points) for item in area.indicators if item.weight > 0)


def is_gone(rule: Rule, child: Child) -> bool:
    """Tell whether a child is missing: nothing known, or no value where values are taken."""
    return child.missing or (rule.own.takes == "value" and child.value is None)


def taken(rule: Rule, child: Child) -> Number:
    """Return what the node takes of a child that is there."""
    return child.value if rule.own.takes == "value" and child.value is not None else child.low


def without_missing(rule: Rule, children: Sequence[Child]) -> Number | None:
    """Return the aggregate under `skip`, `zero` or `strict`, unclipped."""
    if rule.missing == "zero":
        worth = [
            (ZERO if c.nought else c.low) if is_gone(rule, c) else taken(rule, c) for c in children
        ]
        return rule.of((v, c.weight) for v, c in zip(worth, children, strict=True))
    if rule.missing == "strict" and any(is_gone(rule, c) or c.value is None for c in children):
        return None
    return rule.of((taken(rule, c), c.weight) for c in children if not is_gone(rule, c))


def widens(rule: Rule, children: Sequence[Child]) -> bool:
    """Tell whether something missing is worth the number 0, which no answer may be."""
    as_zero = rule.missing == "zero" or (rule.missing == "skip" and rule.aggregation == "sum")
    return as_zero and any(c.nought for c in children)


def point_value(rule: Rule, children: Sequence[Child], low: Number, high: Number) -> Number | None:
    """Return the unrounded point value of a node, inside its bounds or None."""
    present = [c for c in children if not is_gone(rule, c)]
    if len(present) < rule.own.minimum_present:
        return None
    if len(present) < rule.own.minimum_share * len(children):
        return None
    if rule.missing == "upper":
        return high
    if rule.missing == "midpoint":
        return aggregate("arithmetic", None, [(low, ONE), (high, ONE)])
    if rule.missing in ("skip", "zero", "strict"):
        value = without_missing(rule, children)
        return value if value is None or widens(rule, children) else clipped(value, low, high)
    return low


def raw_node(rule: Rule, children: Sequence[Child]) -> ONode:
    """Return a node before rounding."""
    low = rule.of((c.low, c.weight) for c in children)
    high = rule.of((c.high, c.weight) for c in children)
    if low is None or high is None:
        return ONode(None, None, None, None)
    value = point_value(rule, children, low, high)
    worth = without_missing(rule, children) if widens(rule, children) else None
    if worth is not None:
        low, high = min(low, worth, key=exact), max(high, worth, key=exact)
    coverage = weighted_mean([(c.coverage, c.weight) for c in children])
    return ONode(low, value, high, coverage)


def rounded_node(node: ONode, rounding: ORounding | None) -> ONode:
    """Round low, value and high alike."""
    return ONode(
        rounded(node.low, rounding),
        rounded(node.value, rounding),
        rounded(node.high, rounding),
        node.coverage,
    )


def median_stage(terms: Iterable[tuple[int | None, Fraction]]) -> int | None:
    """Return the weighted lower median of stages, None where nothing counts."""
    kept = [
        (Fraction(stage), weight) for stage, weight in terms if stage is not None and weight > 0
    ]
    return int(lower_median(kept)) if kept else None


def weakest_of(results: Iterable[OIndicatorResult]) -> tuple[str, ...]:
    """Return the ids of all indicators that tie at the smallest point value, sorted."""
    valued = [(exact(r.value), r.id) for r in results if r.value is not None]
    least = min((value for value, _ in valued), default=None)
    return tuple(sorted(id_ for value, id_ in valued if value == least))


def summed_counts(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add counts key by key."""
    counts = tuple(counts)
    return {key: sum(c[key] for c in counts) for key in (*COUNT_KEYS, "all")}


def dimension_profile(
    indicators: Iterable[OIndicator], results: Mapping[str, OIndicatorResult]
) -> dict[str, ODimension]:
    """Return criteria met and applicable per dimension; each criterion counts 1."""
    found: dict[str, list[str]] = {}
    for indicator in indicators:
        for c in indicator.criteria:
            found.setdefault(c.dimension, []).append(results[indicator.id].states[c.id])
    profile: dict[str, ODimension] = {}
    for dimension, states in sorted(found.items()):
        met = sum(state in MET for state in states)
        open_ = sum(state in INDETERMINATE for state in states)
        applicable = sum(state != "not_applicable" for state in states)
        profile[dimension] = ODimension(met, met + open_, applicable)
    return profile


@dataclass(frozen=True)
class Scored:
    """An area as shown, and the node that its parent takes."""

    shown: OGroupResult
    feed: ONode


def group_result(
    id_: str,
    shown: ONode,
    threshold: Fraction,
    *,
    stage: int | None,
    indicators: Sequence[tuple[OIndicator, bool]],
    results: Mapping[str, OIndicatorResult],
) -> OGroupResult:
    """Put together what an area and the whole have in common.

    `indicators` are all indicators below the node, each with whether it can count in its score.
    """
    return OGroupResult(
        low=shown.low,
        value=shown.value,
        high=shown.high,
        coverage=shown.coverage,
        id=id_,
        applicable=shown.low is not None,
        insufficient=shown.coverage is not None and shown.coverage < threshold,
        median_stage=stage,
        weakest=weakest_of(results[i.id] for i, weighs in indicators if weighs),
        counts=summed_counts(results[i.id].counts for i, _ in indicators),
        dimensions=dimension_profile([i for i, _ in indicators], results),
    )


def score_area(area: OArea, method: OMethod, results: Mapping[str, OIndicatorResult]) -> Scored:
    """Score one area from its indicators' results."""
    rule = rule_at(area.settings, method)
    children = children_of((i.weight, results[i.id], bool(i.points)) for i in area.indicators)
    raw = raw_node(rule, children)
    shown = rounded_node(raw, rule.rounding)
    stage = median_stage((results[i.id].stage_low, i.weight) for i in area.indicators)
    below = [(i, i.weight > 0) for i in area.indicators]
    result = group_result(
        area.id, shown, method.threshold, stage=stage, indicators=below, results=results
    )
    feeds = rule.rounding is not None and rule.rounding.feeds_parent
    return Scored(result, shown if feeds else raw)


def score_overall(
    catalogue: OCatalogue,
    method: OMethod,
    areas: Mapping[str, Scored],
    results: Mapping[str, OIndicatorResult],
) -> OGroupResult:
    """Score the whole from its areas' results."""
    rule = rule_at(catalogue.settings, method)
    children = children_of((a.weight, areas[a.id].feed, only_items(a)) for a in catalogue.areas)
    raw = raw_node(rule, children)
    shown = rounded_node(raw, rule.rounding)
    stage = median_stage((areas[a.id].shown.median_stage, a.weight) for a in catalogue.areas)
    below = [(i, a.weight > 0 and i.weight > 0) for a in catalogue.areas for i in a.indicators]
    return group_result(
        "overall", shown, method.threshold, stage=stage, indicators=below, results=results
    )


# ---------------------------------------------------------------------------------------------
# Entry points
# ---------------------------------------------------------------------------------------------


def score(
    catalogue: OCatalogue,
    method: OMethod,
    answers: Mapping[str, str],
    declared: Mapping[str, int] | None = None,
    not_applicable: frozenset[str] = frozenset(),
) -> OResult:
    """Score answers.

    Raises
    ------
    OIndeterminateError
        Under policy `error`, with the ids of all indeterminate criteria, and of indicators
        that have neither criteria nor a declared stage.
    ValueError
        The input contradicts the method page (unknown ids, stages off the scale).
    """
    declared = {} if declared is None else declared
    check(catalogue, method, answers, declared, not_applicable)
    results = {
        i.id: score_indicator(
            catalogue.scale,
            i,
            method.missing,
            answers,
            declared=declared.get(i.id),
            not_applicable=i.id in not_applicable,
        )
        for area in catalogue.areas
        for i in area.indicators
    }
    refuse_indeterminate(catalogue, method, results)
    areas = {a.id: score_area(a, method, results) for a in catalogue.areas}
    overall = score_overall(catalogue, method, areas, results)
    return OResult(results, {id_: area.shown for id_, area in areas.items()}, overall)


def indeterminate_ids(results: Iterable[OIndicatorResult]) -> list[str]:
    """Return ids of indeterminate criteria and of indicators without any information."""
    ids: list[str] = []
    for r in results:
        ids += [id_ for id_, state in r.states.items() if state in INDETERMINATE]
        if r.applicable and not r.states and r.coverage == 0:
            ids.append(r.id)
    return sorted(ids)


def refuse_indeterminate(
    catalogue: OCatalogue, method: OMethod, results: Mapping[str, OIndicatorResult]
) -> None:
    """Raise for everything indeterminate below a node whose policy is `error`."""
    everywhere = "error" in (method.missing, rule_at(catalogue.settings, method).missing)
    below = [
        results[i.id]
        for a in catalogue.areas
        if everywhere or rule_at(a.settings, method).missing == "error"
        for i in a.indicators
    ]
    ids = indeterminate_ids(below)
    if ids:
        raise OIndeterminateError(tuple(ids))


def brute_force_bounds(
    catalogue: OCatalogue,
    method: OMethod,
    answers: Mapping[str, str],
    declared: Mapping[str, int] | None = None,
    not_applicable: frozenset[str] = frozenset(),
    *,
    limit: int = 1 << 14,
) -> OBounds:
    """Return the smallest and largest results over all completions of the answers.

    Every indeterminate criterion becomes `yes` or `no`, and every applicable indicator with
    neither criteria nor a declared stage gets each stage of the scale. Criteria implied by a
    declared stage are determinate and stay as they are, and so does applicability. Every
    completion is complete, so that its scores are points; policies play no part.

    Raises
    ------
    ValueError
        There are more than `limit` completions.
    """
    declared = {} if declared is None else declared
    plain = OMethod(method.aggregation, method.power, "lower", method.threshold)
    lenient = without_policies(catalogue)
    start = score(lenient, plain, answers, declared, not_applicable)
    open_ids = indeterminate_ids(start.indicators.values())
    choices: list[Sequence[str | int]] = [
        lenient.scale.stages if id_ in start.indicators else ("no", "yes") for id_ in open_ids
    ]
    if prod(len(options) for options in choices) > limit:
        raise ValueError(f"more than {limit} completions")
    scored = []
    for chosen in itertools.product(*choices):
        filled, stated = dict(answers), dict(declared)
        for id_, choice in zip(open_ids, chosen, strict=True):
            if isinstance(choice, int):
                stated[id_] = choice
            else:
                filled[id_] = choice
        scored.append(score(lenient, plain, filled, stated, not_applicable))
    return extremes(scored)


def without_policies(catalogue: OCatalogue) -> OCatalogue:
    """Return the catalogue with no policy of its own on what is missing."""

    def open_(own: OSettings | None) -> OSettings | None:
        return (
            None
            if own is None
            else replace(own, missing=None, minimum_present=0, minimum_share=ZERO)
        )

    areas = tuple(OArea(a.id, a.weight, a.indicators, open_(a.settings)) for a in catalogue.areas)
    return OCatalogue(catalogue.scale, areas, open_(catalogue.settings))


def span(numbers: Iterable[Number | None]) -> tuple[Number, Number] | None:
    """Return the smallest and largest number, None where there is none."""
    found = sorted((n for n in numbers if n is not None), key=exact)
    return (found[0], found[-1]) if found else None


def extremes(scored: Sequence[OResult]) -> OBounds:
    """Return the extremes of complete results, each of which must be a point."""
    first = scored[0]
    for result in scored:
        nodes = (*result.indicators.values(), *result.areas.values(), result.overall)
        if any(not node.low == node.value == node.high for node in nodes):
            raise AssertionError("a completed answer set left an interval")
    stages: dict[str, tuple[int, int] | None] = {}
    for id_ in first.indicators:
        seen = [s for r in scored if (s := r.indicators[id_].stage_low) is not None]
        stages[id_] = (min(seen), max(seen)) if seen else None
    return OBounds(
        stages,
        {id_: span(r.indicators[id_].value for r in scored) for id_ in first.indicators},
        {id_: span(r.areas[id_].value for r in scored) for id_ in first.areas},
        span(r.overall.value for r in scored),
    )


# ---------------------------------------------------------------------------------------------
# Input checks: the oracle refuses what the page does not define
# ---------------------------------------------------------------------------------------------


def require(condition: bool, message: str) -> None:
    """Raise where a condition does not hold."""
    if not condition:
        raise ValueError(message)


def check_scale(scale: OScale) -> None:
    """Check section 1's scale."""
    stages = scale.stages
    require(len(stages) >= 2, "a scale has at least two stages")
    require(all(a < b for a, b in itertools.pairwise(stages)), "stages ascend")
    if scale.values is not None:
        require(len(scale.values) == len(stages), "one value per stage")
        require(all(a <= b for a, b in itertools.pairwise(scale.values)), "values never decrease")


def check_rules(catalogue: OCatalogue, method: OMethod) -> None:
    """Check that aggregations and policies are known."""
    for settings in (catalogue.settings, *(a.settings for a in catalogue.areas)):
        rule = rule_at(settings, method)
        known = (*AGGREGATIONS, "weakest_link", "table")
        require(rule.aggregation in known, f"no such aggregation: {rule.aggregation}")
        require(rule.missing in POLICIES, f"no such policy: {rule.missing}")
    require(method.missing in POLICIES, f"no such policy: {method.missing}")


def check(
    catalogue: OCatalogue,
    method: OMethod,
    answers: Mapping[str, str],
    declared: Mapping[str, int],
    not_applicable: frozenset[str],
) -> None:
    """Check ids, stages, weights and words."""
    check_scale(catalogue.scale)
    check_rules(catalogue, method)
    indicators = [i for a in catalogue.areas for i in a.indicators]
    criteria = [c for i in indicators for c in i.criteria]
    area_ids = [a.id for a in catalogue.areas]
    ids = [*(i.id for i in indicators), *(c.id for c in criteria)]
    require(len(set(area_ids)) == len(area_ids), "ids of areas are unique")
    require(len(set(ids)) == len(ids), "ids of indicators and criteria are unique")
    weights = [*(a.weight for a in catalogue.areas), *(i.weight for i in indicators)]
    require(all(weight >= 0 for weight in weights), "weights are at least 0")
    above_floor = catalogue.scale.stages[1:]
    require(all(c.stage in above_floor for c in criteria), "criteria are above the floor")
    require(set(answers) <= {c.id for c in criteria}, "answers to unknown criteria")
    require(set(answers.values()) <= set(ANSWERS), "unknown answers")
    known = {i.id for i in indicators}
    require(set(declared) <= known and not_applicable <= known, "unknown indicators")
    for item in indicators:
        span = range(len(item.points)) if item.points else catalogue.scale.stages
        require(declared.get(item.id, span[0]) in span, "declared stages off the scale")


# ---------------------------------------------------------------------------------------------
# Readings chosen where the method page is ambiguous or contradicts itself
# ---------------------------------------------------------------------------------------------
# Examples use stages 1..6 with default values 0, .2, .4, .6, .8, 1 unless they say otherwise.
#
# A1  Declared stage, ladder with holes. Section 3's formula is applied to implied criteria too, so
#     a stage declared without any explicit answer can come out higher, with `declared_outside`.
#     Example: criteria for stages 2 and 5 only, declared 3 -> [4, 4], outside. Criteria for 2
#     only, declared 2 -> [6, 6], outside. (Alternative: the declared stage itself, [3, 3], [2, 2].)
# A2  Nothing known need not mean the floor. stage_low is the predecessor of the lowest applicable
#     required stage. Example: criteria for 4 and 6, no answer -> [3, 6], low .4, coverage 0.
#     Likewise all criteria for 2 answered not_applicable raises an indicator without any "yes".
# A3  skip against "always low <= value". Because of A2 skip can fall below low: A = 0 known, B
#     nothing known but low .4. Low is .2, skip says 0. The value is clipped to [low, high]: .2.
# A4  skip, everything left out. The value is None, bounds and coverage 0 are given; an indicator
#     of which nothing is determinate has value None too. Example: one area, no answer -> low 0,
#     value None, high 1. The node stays applicable and leaves its parent's denominator.
# A5  skip two levels up. "One known in part counts at its low" is taken literally at every node:
#     the overall takes an area's `low`, not its `value`. Example: area of A = 1 and B unknown has
#     value 1 and low .5; the overall of this one area is .5. (Alternative: 1.)
# A6  zero. "Missing" is a child of which nothing is determinate. Sections 4 and 10 ask low <= value
#     and bounds over all completions, and a stage is never worth less than its scale's floor: an
#     indicator on the catalogue's stages counts at its low, so that `zero` equals `lower` there.
#     Section 11 asks for published rules where missing = 0: an item with points of its own counts
#     as the number 0, though it may have no such level; the bounds then take the value in.
#     Example: two items on points 1 to 4, one of them missing, one 4: value 2, bounds [2, 4].
# A7  strict. An indicator's children are its criteria: any indeterminate one -> value None. At an
#     area or the whole, a child is missing where nothing of it is determinate or it has no value.
#     Example: method strict, A has one "unknown" of two -> A, its area and the overall None.
#     Section 11 may also mean "nothing determinate" (as in skip): then A counts at its low.
# A8  Which policy an indicator follows. Indicators have no settings here, so the method's, not
#     their area's. Example: method lower, area strict, A with one "unknown" of two -> A has a
#     value, so the area has one too; A with nothing determinate -> the area's value is None.
# A9  Mixed policies. lower, upper and midpoint look at the node's own bounds only. So under an
#     overall `lower` an area's own `upper` shows in that area and nowhere else.
# A10 error. Literally any indeterminate answer, so also below weight 0, and anywhere below a node
#     whose policy is error. Example: area weight 0 with an unanswered criterion -> error. It lists
#     criterion ids, and ids of indicators that have neither criteria nor a declared stage.
# A11 Basis. `unknown`, `withheld` and `not_applicable` are explicit answers (section 2 calls them
#     non-answers, but they prevail over a declared stage). Declared 3, one "unknown", rest empty
#     -> mixed. No declared stage and no answer fits two definitions -> criteria. Declared stage
#     and no criteria fits two -> declared. Not applicable -> criteria.
# A12 "Not applicable" for an indicator stands for all its criteria, so it overrides even explicit
#     "yes" answers and a declared stage; all its criteria count as not_applicable.
# A13 progress on scales with gaps adds the share itself, not the share of the gap. Stages 0, 4, 8,
#     floor, one of two met -> .5, not 2. Indicators without criteria: progress = stage_low.
#     Criteria that are met above the next stage add nothing.
# A14 Coverage without criteria: 1 where a stage is declared, else 0. Coverage of the whole is the
#     weighted mean of the areas' coverages (not of all criteria), also under skip, which leaves
#     out children from the value but not from the coverage. insufficient is strict: .65 is enough.
# A15 Weight 0 takes indicators out of value, bounds, coverage, median stage and weakest, but not
#     out of counts and dimension profile ("each counts 1", "counts add up at every node").
# A16 Indicators without criteria count nowhere in counts ("all" counts criteria).
# A17 Median stage: weighted lower median of stage_low, whatever the policy. Stages 2 and 5 with
#     equal weights -> 2. For the whole the page says nothing: median of the areas' median stages
#     by area weight, and weakest indicators over all areas with weight.
# A18 Weakest: by point value, so indicators whose value is None (skip, strict) are left out.
#     Under upper an indicator of which nothing is known has value 1 and is never the weakest.
# A19 Rounding is in the unit of the scale's values (0..1 by default), not of the 0..100 shown.
#     Digits 1: .25 half up -> .3, half even -> .2. Half up goes towards plus infinity: -.25 -> -.2.
#     The midpoint is taken from the unrounded bounds, then rounded: low 0, high 1/4, digits 1 half
#     up -> value .1; from the rounded bounds .15 -> .2. Clipping precedes rounding. Coverage and
#     thresholds never see rounding. The page's "method" has no rounding, only nodes have.
# A20 sum is the weighted sum of w * v, not clipped to its terms; multiplying all weights changes
#     it, so section 10's "Scale" and "Idempotent" hold only for the other methods.
# A21 Own power without own aggregation: each setting falls back by itself, so an area that sets
#     only power=2 uses it where the method says `power`.
# A22 Equal shares: a scale value need not distinguish stages, so bounds of the value can coincide
#     where the stages differ; coverage, not low == high, decides what is missing.
# A23 "An explicit answer that agrees changes nothing" can hold for stages, values, bounds and
#     coverage only: basis and counts change (declared -> mixed, implied -> yes), and `partly`, that
#     agrees with an implied unmet, adds to progress. Declared 3, "partly" at 4 -> progress 3.5.
# A24 Narrowing holds for the answers yes, partly and no. `not_applicable` can widen or move bounds,
#     since the bounds keep applicability as declared. Example: A in [0, 1], B in [.4, 1] because
#     only its criterion for 4 is open: area [.2, 1]; that criterion not applicable -> [0, 1].
# Not covered: transforms of numbers, ordered lookup tables, areas that are part of areas.
