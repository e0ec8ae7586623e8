"""The one fixed path from an earlier round to a later one, each step with its exact figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from teia_indicators.assessment import Assessment, ScoringMethod
from teia_indicators.assessment.assemble import INDETERMINATE_WORDS, states_of
from teia_indicators.assessment.columns import CODES
from teia_indicators.assessment.compiling import level_positions
from teia_indicators.assessment.evaluate import exact_tree
from teia_indicators.assessment.exact_tree import ExactTree
from teia_indicators.assessment.kernel import INDICATOR_NOT_APPLICABLE, UNDECLARED
from teia_indicators.assessment.method import OVERALL, compile_structure
from teia_indicators.assessment.structure import Structure
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.comparison.change import largest_figure
from teia_indicators.comparison.links import Links, Migrations, corrections, link, replaced
from teia_indicators.responses.migrate import migrate_responses
from teia_indicators.responses.model import Responses

#: How a criterion is read, or what was said of an indicator that has none.
State = str | int
States = Mapping[str, State]

#: What an implied criterion is worth.
_READ = {"implied_met": "yes", "implied_unmet": "no"}


def reading(state: State) -> State:
    """Return a state as an explicit answer: an implied one is worth what it implies."""
    return _READ.get(state, state) if isinstance(state, str) else state


def open_(state: State) -> bool:
    """Tell whether a state is indeterminate."""
    return state in INDETERMINATE_WORDS


@dataclass(frozen=True)
class Step:
    """One station of the path: what is known there, and what it is worth.

    Parameters
    ----------
    catalogue : Catalogue
        What the states answer.
    method : ScoringMethod
        How they are scored.
    states : mapping of str to str or int
        By id of criterion, and of indicator where it has no criteria.
    """

    catalogue: Catalogue
    method: ScoringMethod
    states: States

    @cached_property
    def tree(self) -> ExactTree:
        """The exact figures."""
        words = [CODES[str(reading(self.states[one.id]))] for one in self.catalogue.criteria]
        codes = np.array(words, dtype=np.uint8).reshape(-1, 1)
        declared = [self._declared(row) for row in range(len(self.catalogue.indicators))]
        stages = np.array(declared, dtype=np.int16).reshape(-1, 1)
        return exact_tree(codes, stages, self.structure)

    @property
    def structure(self) -> Structure:
        """The catalogue and the method, compiled."""
        return compile_structure(self.catalogue, self.method)

    def _declared(self, row: int) -> int:
        indicator = self.catalogue.indicators[row]
        if indicator.criteria:
            return UNDECLARED
        state = self.states[indicator.id]
        if state == "not_applicable":
            return INDICATOR_NOT_APPLICABLE
        positions = level_positions(indicator, self.catalogue)
        return positions[state] if isinstance(state, int) else UNDECLARED

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of each node in the tree."""
        names = [one.id for one in self.catalogue.indicators]
        names += [one.id for one in self.catalogue.areas]
        names += [OVERALL] if self.catalogue.overall else []
        return {name: row for row, name in enumerate(names)}

    def figure(self, node: str | None, which: str) -> Fraction | None:
        """Return ``low``, ``value`` or ``high`` of a node, as shown; None where it has none."""
        if node is None or node not in self.rows:
            return None
        return self.tree.shown(self.rows[node], which)


@dataclass(frozen=True)
class Path:
    """An earlier round, the stations on the way, and the later round.

    Parameters
    ----------
    earlier, later : Assessment
        The two ends.
    links : Links
        How their catalogues belong together.
    corrected, carried, known : Step
        Corrected, still in the earlier catalogue; carried to the later one; and with the answers
        that became determinate or indeterminate.
    placed, left : tuple of str
        Earlier items that are corrected; later items whose correction has no place there.
    """

    earlier: Assessment
    later: Assessment
    links: Links
    corrected: Step
    carried: Step
    known: Step
    placed: tuple[str, ...]
    left: tuple[str, ...]

    @cached_property
    def start(self) -> Step:
        """The earlier round."""
        return _step(self.earlier.responses, self.earlier.catalogue, self.earlier.method)

    @cached_property
    def end(self) -> Step:
        """The later round."""
        return _step(self.later.responses, self.later.catalogue, self.later.method)

    @property
    def steps(self) -> tuple[Step, Step, Step, Step, Step]:
        """All stations, the two ends among them."""
        return self.start, self.corrected, self.carried, self.known, self.end

    def figures(self, node: str, which: str) -> tuple[Fraction | None, ...]:
        """Return the figure of a later node at each station; None where it has none there."""
        before = OVERALL if node == OVERALL else self.links.single(node)
        names = (before, before, node, node, node)
        return tuple(step.figure(name, which) for step, name in zip(self.steps, names, strict=True))

    @property
    def sizes(self) -> tuple[Fraction, ...]:
        """What no figure exceeds in the catalogues of the two ends."""
        return tuple(largest_figure(step.structure) for step in (self.start, self.end))


def walk(earlier: Assessment, later: Assessment, migration: Migrations = None) -> Path:
    """Return the path between two rounds that are scored by one method.

    Raises
    ------
    ResponsesError, CatalogueError
        If no migration leads from the earlier catalogue to the later one, or it does not fit.
    """
    before, after, method = earlier.catalogue, later.catalogue, later.method
    links = link(before, after, earlier.country, migration)
    placed, left = corrections(before, later.responses, links)
    corrected = replaced(earlier.responses, placed, before.items)
    carried = corrected
    if before.ref != after.ref:
        carried = migrate_responses(corrected, after, migration, before).responses
    at_carried, at_end = (states(one, after) for one in (carried, later.responses))
    known = {
        item: state if open_(state) != open_(at_carried[item]) else at_carried[item]
        for item, state in at_end.items()
    }
    return Path(
        earlier=earlier,
        later=later,
        links=links,
        corrected=_step(corrected, before, method),
        carried=Step(after, method, at_carried),
        known=Step(after, method, known),
        placed=tuple(placed),
        left=left,
    )


def states(responses: Responses, catalogue: Catalogue) -> dict[str, State]:
    """Return how each criterion is read, and what was said of indicators that have none."""
    found: dict[str, State] = {}
    for indicator in catalogue.indicators:
        found |= states_of(indicator, responses)
        if not indicator.criteria:
            found[indicator.id] = responses.value(indicator.id)
    return found


def _step(responses: Responses, catalogue: Catalogue, method: ScoringMethod) -> Step:
    return Step(catalogue, method, states(responses, catalogue))
