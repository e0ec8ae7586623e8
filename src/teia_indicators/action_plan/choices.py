"""What can be chosen among: actions, what each needs first, and what has to be turned to yes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush


@dataclass(frozen=True)
class Candidate:
    """An action that could be chosen.

    Parameters
    ----------
    id : str
        Of the action.
    turns : frozenset of str
        Criteria that it turns to yes and that are not met now.
    requires : tuple of str
        Actions and criteria that come before.
    points : int
        Effort points.
    cost : Fraction or None
        Upper end of its amount; None where nobody has said.
    kept : bool
        True where it is in the plan in any case.
    done : bool
        True where nothing is left to do: whoever needs it need not wait.
    """

    id: str
    turns: frozenset[str]
    requires: tuple[str, ...] = ()
    points: int = 1
    cost: Fraction | None = None
    kept: bool = False
    done: bool = False


@dataclass(frozen=True)
class Choices:
    """Candidates in catalogue order; everything else speaks of them by their position.

    Parameters
    ----------
    candidates : tuple of Candidate
        Only such as can be carried out: nothing waits for itself, or for what nobody can do.
    needs : tuple of tuple of frozenset of int
        For each candidate: of each set, one has to come before.
    wanted : tuple of str
        Criteria to turn to yes, each turned by a candidate.
    without_action : tuple of str
        Criteria below a target that no candidate turns.
    """

    candidates: tuple[Candidate, ...]
    needs: tuple[tuple[frozenset[int], ...], ...]
    wanted: tuple[str, ...]
    without_action: tuple[str, ...]

    @cached_property
    def makers(self) -> Mapping[str, tuple[int, ...]]:
        """Who turns each criterion."""
        return _makers(self.candidates)

    @cached_property
    def kept(self) -> frozenset[int]:
        """Candidates that are in the plan in any case."""
        return frozenset(at for at, one in enumerate(self.candidates) if one.kept)

    def in_order(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """Return what can be carried out of some candidates: what comes before, first.

        Of several that could come next, the first in catalogue order does.
        """
        chosen = frozenset(chosen)
        waiting: dict[int, list[frozenset[int]]] = {}
        followers: dict[int, list[int]] = {}
        for at in chosen:
            waiting[at] = [need & chosen for need in self.needs[at]]
            for need in waiting[at]:
                for other in need:
                    followers.setdefault(other, []).append(at)
        ready = [at for at, needs in waiting.items() if not needs]
        heapify(ready)
        order: list[int] = []
        while ready:
            done = heappop(ready)
            order.append(done)
            for at in followers.get(done, ()):
                if waiting[at]:
                    waiting[at] = [need for need in waiting[at] if done not in need]
                    if not waiting[at]:
                        heappush(ready, at)
        return tuple(order)

    def turned(self, chosen: Iterable[int]) -> set[str]:
        """Return the criteria that some candidates turn."""
        return {criterion for at in chosen for criterion in self.candidates[at].turns}

    def serves(self, chosen: Collection[int]) -> bool:
        """Return whether all of these can be carried out and turn everything that is wanted."""
        return len(self.in_order(chosen)) == len(chosen) and self.turned(chosen) >= set(self.wanted)

    def without_each(
        self, order: tuple[int, ...], left_out: Iterable[int]
    ) -> Iterator[frozenset[int]]:
        """Yield what is left of an order without one of them and what depends on it."""
        chosen = frozenset(order)
        places = {at: place for place, at in enumerate(order)}
        for first in left_out:
            gone, queue, sure = {first}, [first], True
            while queue:
                lost = queue.pop()
                for at in self.followers.get(lost, ()):
                    if at in gone or at not in chosen:
                        continue
                    for need in self.needs[at]:
                        left = need & chosen - gone if lost in need else need
                        if not left:
                            gone.add(at)
                            queue.append(at)
                            break
                        if lost in need and all(places[other] > places[at] for other in left):
                            sure = False
            rest = chosen - gone
            yield rest if sure else frozenset(self.in_order(rest))

    @cached_property
    def followers(self) -> Mapping[int, tuple[int, ...]]:
        """Who can need each candidate."""
        found: dict[int, list[int]] = {}
        for at, needs in enumerate(self.needs):
            for other in frozenset().union(*needs):
                found.setdefault(other, []).append(at)
        return {at: tuple(others) for at, others in found.items()}


def choices(
    candidates: Iterable[Candidate],
    opened: Collection[str],
    wanted: Iterable[str],
    dropped: Collection[str] = (),
) -> Choices:
    """Return what can be chosen among.

    Parameters
    ----------
    candidates : iterable of Candidate
        In catalogue order; those that cannot be carried out are left out.
    opened : collection of str
        Criteria that apply and are not met now. All others need nobody.
    wanted : iterable of str
        Criteria to turn.
    dropped : collection of str
        Actions that nobody will carry out: what needs them, nobody can.

    References
    ----------
    Method, section 7. An action counts as done where all its criteria are met; what does not apply
    needs nobody (project's choice).
    """
    given = tuple(candidates)
    reach, needs = given, _needs(given, opened, dropped)
    everything = Choices(given, needs, (), ())
    possible = frozenset(everything.in_order(range(len(given))))
    if len(possible) < len(given):
        reach = tuple(one for at, one in enumerate(given) if at in possible)
        needs = _needs(reach, opened, dropped)
    makers = _makers(reach)
    wanted = tuple(wanted)
    return Choices(
        reach,
        needs,
        tuple(one for one in wanted if one in makers),
        tuple(one for one in wanted if one not in makers),
    )


def _makers(candidates: Iterable[Candidate]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for at, one in enumerate(candidates):
        for criterion in one.turns:
            found[criterion] = (*found.get(criterion, ()), at)
    return found


def _needs(
    candidates: tuple[Candidate, ...], opened: Collection[str], dropped: Collection[str]
) -> tuple[tuple[frozenset[int], ...], ...]:
    makers = _makers(candidates)
    positions = {one.id: at for at, one in enumerate(candidates)}

    def one_of(need: str, at: int) -> frozenset[int] | None:
        """Return who can serve a need; None where nobody has to."""
        if need in positions:
            done = candidates[positions[need]].done
            return None if done else frozenset((positions[need],))
        if need in opened:
            return frozenset(makers.get(need, ())) - {at}
        return frozenset() if need in dropped else None

    return tuple(
        tuple(
            need
            for need in (one_of(name, at) for name in dict.fromkeys(one.requires))
            if need is not None
        )
        for at, one in enumerate(candidates)
    )
