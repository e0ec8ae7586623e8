"""Random choices of actions, and what of them can be carried out, found slowly."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from hypothesis import strategies as st

from teia_indicators.action_plan.choices import Candidate, Choices, choices

CRITERIA = "abcdef"
#: Upper ends of what actions cost; None where nobody has said.
COSTS = (None, Fraction(0), Fraction(1, 10), Fraction(1), Fraction(5, 2))


@st.composite
def libraries(draw: st.DrawFn) -> Choices:
    """Draw some actions; what one needs is another action, or a criterion others turn.

    Several turn each criterion, and most need little: so there is something to choose.
    """
    count = draw(st.integers(2, 10))
    needs = st.sampled_from((*CRITERIA, *(f"X{at}" for at in range(count))))
    candidates = [
        Candidate(
            id=f"X{at}",
            turns=frozenset(draw(st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=3))),
            requires=tuple(
                draw(st.lists(needs, max_size=draw(st.sampled_from((0, 0, 1, 2))), unique=True))
            ),
            points=draw(st.sampled_from((1, 1, 3, 9))),
            kept=draw(st.integers(0, 12)) == 12,
            cost=draw(st.sampled_from(COSTS)),
        )
        for at in range(count)
    ]
    wanted = draw(st.permutations(CRITERIA[:5]))[: draw(st.integers(2, 5))]
    return choices(candidates, CRITERIA, wanted)


def library(*actions: tuple[str, int, str], wanted: str, opened: str = CRITERIA) -> Choices:
    """Return what can be chosen among actions; each is what it turns, its points, what it needs."""
    given = [
        Candidate(id=f"X{at}", turns=frozenset(turns), points=points, requires=tuple(needs))
        for at, (turns, points, needs) in enumerate(actions)
    ]
    return choices(given, opened, wanted)


def carried_out(found: Choices, chosen: Collection[int]) -> set[int]:
    """Return what can be carried out of some actions: each when all it needs is done."""
    done: set[int] = set()
    for _ in chosen:
        done |= {at for at in chosen if all(need & done for need in found.needs[at])}
    return done


def turned(found: Choices, chosen: Collection[int]) -> set[str]:
    return {criterion for at in chosen for criterion in found.candidates[at].turns}


def subsets(found: Choices) -> Iterator[set[int]]:
    """Yield every set of actions that can be carried out whole and holds what is kept."""
    count = len(found.candidates)
    for bits in range(2**count):
        chosen = {at for at in range(count) if bits >> at & 1}
        if found.kept <= chosen and carried_out(found, chosen) == chosen:
            yield chosen


def serving(found: Choices) -> Iterator[set[int]]:
    """Yield those of them that turn everything wanted."""
    wanted = set(found.wanted)
    yield from (chosen for chosen in subsets(found) if turned(found, chosen) >= wanted)
