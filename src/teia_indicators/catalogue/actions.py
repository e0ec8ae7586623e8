"""The action library: what turns a criterion to yes, who usually does it, and what comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Literal

from pydantic import Field

from teia_indicators.catalogue.scale import Text
from teia_indicators.model import Model

ActionType = Literal[
    "law",
    "institution",
    "procedure",
    "method",
    "data",
    "plan",
    "training",
    "exercise",
    "agreement",
    "information",
    "inspection",
    "means",
    "review",
]
Effort = Literal["small", "medium", "large"]
Duration = Literal["up to 6 months", "6 to 18 months", "over 18 months"]

#: Effort points of each class (method, section 6).
EFFORT_POINTS: Mapping[str, int] = {"small": 1, "medium": 3, "large": 9}


class Action(Model):
    """One action of the library; amounts of money are the user's, none is here.

    Parameters
    ----------
    id : str
        Such as ``IDN-A01``; never reused.
    type : str
        From a closed list: ``law``, ``institution``, ``procedure``, ``method``, ``data``, ``plan``,
        ``training``, ``exercise``, ``agreement``, ``information``, ``inspection``, ``means``,
        ``review``.
    title, text : str
        What to do, in a few words and in full.
    turns : tuple of str
        Criteria that become yes: the completion test that a program can check.
    requires : tuple of str
        Actions to be done, or criteria to be met, before.
    owner : str
        Role that usually carries it out.
    effort : {"small", "medium", "large"}
        1, 3 or 9 effort points.
    duration : {"up to 6 months", "6 to 18 months", "over 18 months"}
        Usual time.
    completion : str
        The completion test for people.
    references : tuple of str
        Provisions of the Convention.

    References
    ----------
    Method, section 7. The texts are the project's own.
    """

    id: Text
    type: ActionType
    title: Text
    text: Text
    turns: Annotated[tuple[str, ...], Field(min_length=1)]
    requires: tuple[str, ...] = ()
    owner: Text
    effort: Effort
    duration: Duration
    completion: Text
    references: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """Effort points."""
        return EFFORT_POINTS[self.effort]


class Planning(Model):
    """From where on a plan asks for too much; what a planner is warned of.

    Parameters
    ----------
    authority_load : int
        Actions that one authority carries out at once, at most.
    same_type : int
        Actions of one type in a plan, at most.

    References
    ----------
    Project's choice.
    """

    authority_load: Annotated[int, Field(ge=1)] = 10
    same_type: Annotated[int, Field(ge=1)] = 25


def unreachable(
    requires: Mapping[str, Iterable[str]], turns: Mapping[str, Iterable[str]]
) -> set[str]:
    """Return the actions that no order makes possible, because they wait for each other.

    Parameters
    ----------
    requires, turns : mapping of action id to ids
        Prerequisites (actions or criteria), and the criteria that each action turns.
    """
    makers: dict[str, set[str]] = {}
    for action, criteria in turns.items():
        for criterion in criteria:
            makers.setdefault(criterion, set()).add(action)
    done: set[str] = set()
    waiting = dict(requires)
    while True:
        ready = {
            action
            for action, needs in waiting.items()
            if all(
                need in done
                or (need not in requires and not makers.get(need, set()) - {action})
                or bool(makers.get(need, set()) & done)
                for need in needs
            )
        }
        if not ready:
            return set(waiting)
        done |= ready
        for action in ready:
            del waiting[action]


#: Of so many criteria that share actions every combination is worked out beforehand.
_FEW = 8

#: A set of criteria by its bits, to the least points.
_Least = Callable[[int], int]


@dataclass(frozen=True)
class Makers:
    """The action library by criterion; criteria that share actions stand together in a group.

    Parameters
    ----------
    places : mapping of str to (int, int)
        By criterion the number of its group, and its bit there.
    least : tuple of callable
        Of each group the least points for a set of its criteria, given by its bits.
    """

    places: Mapping[str, tuple[int, int]]
    least: tuple[_Least, ...]


def makers_of(actions: Iterable[Action]) -> Makers:
    """Return the actions by the criteria that they turn."""
    groups: dict[str, list[Action]] = {}
    for action in actions:
        joined = {id(one): one for one in map(groups.get, action.turns) if one is not None}
        group = [*(other for one in joined.values() for other in one), action]
        groups |= dict.fromkeys((name for one in group for name in one.turns), group)
    places: dict[str, tuple[int, int]] = {}
    least: list[_Least] = []
    for group in {id(one): one for one in groups.values()}.values():
        names = dict.fromkeys(name for one in group for name in one.turns)
        places |= {name: (len(least), 1 << at) for at, name in enumerate(names)}
        least.append(_least_of(group, places))
    return Makers(places, tuple(least))


def _least_of(group: list[Action], places: Mapping[str, tuple[int, int]]) -> _Least:
    """Return the least points for each set of criteria: some action has to turn the lowest bit."""
    options: dict[int, list[tuple[int, int]]] = {}
    for action in group:
        turned = sum({places[criterion][1] for criterion in action.turns})
        for criterion in set(action.turns):
            options.setdefault(places[criterion][1], []).append((turned, action.points))

    @lru_cache(maxsize=1 << 16)
    def search(left: int) -> int:
        if not left:
            return 0
        return min(points + search(left & ~turned) for turned, points in options[left & -left])

    if len(options) > _FEW:
        return search
    return [search(left) for left in range(1 << len(options))].__getitem__


def least_effort(criteria: Iterable[str], makers: Makers) -> int | None:
    """Return the effort points of the cheapest set of actions that turns all criteria.

    Parameters
    ----------
    criteria : iterable of str
        Ids; a handful: the search is exact.
    makers : Makers
        The library by criterion, see `makers_of`.

    Returns
    -------
    int or None
        0 for no criteria; None where an action is missing for one of them.
    """
    places, least = makers.places, makers.least
    wanted: dict[int, int] = {}
    for criterion in criteria:
        if criterion not in places:
            return None
        group, bit = places[criterion]
        wanted[group] = wanted.get(group, 0) | bit
    return sum([least[group](bits) for group, bits in wanted.items()])


def least_actions(criteria: Iterable[str], actions: Sequence[Action]) -> tuple[Action, ...]:
    """Return the cheapest set of actions that turns all criteria which any action turns.

    Parameters
    ----------
    criteria : iterable of str
        Ids; a handful: the search is exact.
    actions : sequence of Action
        The library; prerequisites are not followed.

    Returns
    -------
    tuple of Action
        Of several sets of least effort one with the fewest actions, those that come first in the
        library; in its order. Its points are those of `least_effort`, where that is a number.
    """
    wanted = frozenset(criteria)
    useful = [(at, one, wanted.intersection(one.turns)) for at, one in enumerate(actions)]
    useful = [(at, one, turned) for at, one, turned in useful if turned]
    covered = frozenset().union(*(turned for _, _, turned in useful))

    @cache
    def search(left: frozenset[str]) -> tuple[int, int, tuple[int, ...]]:
        """Return points, number and places of the best set: some action turns the first of it."""
        if not left:
            return 0, 0, ()
        first = min(left)
        found = []
        for at, one, turned in useful:
            if first in turned:
                points, count, others = search(left - turned)
                found.append((points + one.points, count + 1, tuple(sorted((at, *others)))))
        return min(found)

    return tuple(actions[at] for at in search(covered)[2])
