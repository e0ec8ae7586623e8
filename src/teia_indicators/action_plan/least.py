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


def greedy(choices: Choices, start: frozenset[int]) -> frozenset[int]:
    """Return a set that serves and is minimal by inclusion.

    What is wanted is turned one criterion after the other, each in the way that costs least for
    what it turns; then whatever turns out to be superfluous is taken out, the most effort first.

    Parameters
    ----------
    choices : Choices
        What can be chosen among.
    start : frozenset of int
        Candidates that stand in every set that serves, see `forced`.
    """
    chosen = set(choices.in_order(start))
    for at in sorted(start):
        chosen |= _ways((at,), chosen, choices)[0]
    for criterion in choices.wanted:
        turned = choices.turned(chosen)
        if criterion not in turned:
            missing = set(choices.wanted) - turned
            ways = _ways(choices.makers[criterion], chosen, choices)
            chosen |= min(ways, key=lambda way: (*_price(way, missing, choices), min(way)))
    return _thinned(frozenset(chosen), start, choices)


def _price(more: Collection[int], missing: set[str], choices: Choices) -> tuple[float, int]:
    """Return the points for each wanted criterion that is turned, and the number of actions."""
    points = sum(choices.candidates[at].points for at in more)
    return points / max(len(choices.turned(more) & missing), 1), len(more)


def _thinned(chosen: frozenset[int], start: frozenset[int], choices: Choices) -> frozenset[int]:
    """Take out what is superfluous, with what depends on it."""
    for at in sorted(chosen - start, key=lambda at: (-choices.candidates[at].points, -at)):
        if at not in chosen:
            continue
        (left,) = choices.without_each(choices.in_order(chosen), (at,))
        if left >= start and choices.turned(left) >= set(choices.wanted):
            chosen = left
    return chosen


def _ways(goals: Iterable[int], chosen: set[int], choices: Choices) -> list[frozenset[int]]:
    """Return each of some candidates with all that has to come before it, beyond what is chosen.

    Each need is served by the candidate that can be had for the fewest points, counted as if
    nothing were shared: Dijkstra's search over sets (Knuth 1977). Nothing can wait for itself.
    """
    left = set(goals) - chosen
    prices = _prices(left, chosen, choices) if left else {}
    ways = []
    for goal in goals:
        way: set[int] = set()
        queue = [goal]
        while queue:
            at = queue.pop()
            if at not in way and at not in chosen:
                way.add(at)
                queue += [
                    min((other for other in need if other in prices), key=prices.__getitem__)
                    for need in choices.needs[at]
                ]
        ways.append(frozenset(way))
    return ways


def _prices(goals: set[int], free: set[int], choices: Choices) -> Mapping[int, tuple[int, int]]:
    """Return the points to have each candidate, and when the search came to it.

    It ends when all goals are found: what can be had for less stands in it, too.
    """
    found: dict[int, tuple[int, int]] = {}
    left = set(goals)
    waiting: dict[int, list[frozenset[int]]] = {}
    costs: dict[int, int] = {}
    queue = [(0, at) for at in free]
    for at, needs in enumerate(choices.needs):
        if at not in free:
            costs[at], waiting[at] = choices.candidates[at].points, list(needs)
            if not needs:
                queue.append((costs[at], at))
    heapify(queue)
    while left:
        price, at = heappop(queue)
        found[at] = price, len(found)
        left.discard(at)
        for other in choices.followers.get(at, ()):
            needs_left = waiting.get(other)
            if not needs_left:
                continue
            served = [need for need in needs_left if at in need]
            if served:
                costs[other] += price * len(served)
                waiting[other] = [need for need in needs_left if at not in need]
                if not waiting[other]:
                    heappush(queue, (costs[other], other))
    return found
