"""The least set of actions that turns everything wanted: by necessity, or greedily."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from heapq import heapify, heappop, heappush

from teia_indicators.action_plan.choices import Choices


def forced(choices: Choices) -> frozenset[int]:
    """Return the candidates that stand in every set that serves: each is the only way to a need."""
    found: set[int] = set()
    queue = [*choices.kept]
    queue += [choices.makers[one][0] for one in choices.wanted if len(choices.makers[one]) == 1]
    while queue:
        at = queue.pop()
        if at not in found:
            found.add(at)
            queue += [next(iter(need)) for need in choices.needs[at] if len(need) == 1]
    return frozenset(found)


def greedy(choices: Choices, start: Iterable[int]) -> frozenset[int]:
    """Return a set that serves and is minimal by inclusion.

    What is wanted is turned one criterion after the other, each in the way that costs least for
    what it turns; then whatever turns out to be superfluous is taken out, the most effort first.
    """
    chosen = set(start)
    for at in sorted(chosen):
        chosen |= _way(at, chosen, choices)
    for criterion in choices.wanted:
        turned = choices.turned(chosen)
        if criterion in turned:
            continue
        missing = set(choices.wanted) - turned
        ways = {at: _way(at, chosen, choices) for at in choices.makers[criterion]}
        chosen |= min(
            ways.values(), key=lambda way: (*_price(way - chosen, missing, choices), min(way))
        )
    return _thinned(frozenset(chosen), choices)


def _price(more: Collection[int], missing: set[str], choices: Choices) -> tuple[float, int]:
    """Return the points for each wanted criterion that is turned, and the number of actions."""
    points = sum(choices.candidates[at].points for at in more)
    return points / max(len(choices.turned(more) & missing), 1), len(more)


def _thinned(chosen: frozenset[int], choices: Choices) -> frozenset[int]:
    """Take out what is superfluous, with what depends on it; what is kept stays."""
    by_effort = sorted(chosen, key=lambda at: (-choices.candidates[at].points, -at))
    for at in by_effort:
        if at not in chosen:
            continue
        left = choices.without(choices.in_order(chosen), at)
        if left >= choices.kept and choices.serves(left):
            chosen = left
    return chosen


def _way(goal: int, chosen: Iterable[int], choices: Choices) -> frozenset[int]:
    """Return a candidate with all that has to come before it, beyond what is chosen.

    Each need is served by the candidate that can be had for the fewest points, counted as if
    nothing were shared: Dijkstra's search over sets (Knuth 1977). Nothing can wait for itself.
    """
    free = frozenset(choices.in_order(chosen))
    prices = _prices(free, choices)
    way, queue = set(), [goal]
    while queue:
        at = queue.pop()
        if at in way or at in free:
            continue
        way.add(at)
        queue += [min(need, key=lambda other: prices[other]) for need in choices.needs[at]]
    return frozenset(way) | ({goal} if goal in free else frozenset())


def _prices(free: frozenset[int], choices: Choices) -> Mapping[int, tuple[int, int]]:
    """Return the points to have each candidate, and when the search came to it."""
    found: dict[int, tuple[int, int]] = {}
    open_needs = {at: list(needs) for at, needs in enumerate(choices.needs)}
    costs = {at: choices.candidates[at].points for at in open_needs}
    queue = [(0, at) for at in free] + [
        (costs[at], at) for at, needs in open_needs.items() if not needs and at not in free
    ]
    heapify(queue)
    while queue:
        price, at = heappop(queue)
        if at in found:
            continue
        found[at] = price, len(found)
        for other in choices.followers.get(at, ()):
            needs = open_needs[other]
            served = [need for need in needs if at in need]
            if other in found or not served:
                continue
            costs[other] += price * len(served)
            open_needs[other] = [need for need in needs if at not in need]
            if not open_needs[other]:
                heappush(queue, (costs[other], other))
    return found
