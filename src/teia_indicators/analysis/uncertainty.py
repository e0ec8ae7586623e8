"""How sure a figure is: Monte Carlo over what is open, and over the method's own choices."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from teia_indicators.analysis.cluster import Client, spread
from teia_indicators.analysis.draws import (
    BLOCK,
    Plan,
    Source,
    log_of,
    make_plan,
    node_order,
    run_blocks,
)
from teia_indicators.analysis.sensitivity import sobol_sensitivity
from teia_indicators.analysis.sets import number, repeated
from teia_indicators.analysis.tally import Shares, rank_counts, rank_summary, summary, weakest_sums
from teia_indicators.analysis.tree import WEIGHTED
from teia_indicators.analysis.uncertain import (
    RankInterval,
    UncertainFigure,
    Uncertainty,
    VariedInput,
    WeakestShare,
)
from teia_indicators.analysis.vary import Vary
from teia_indicators.assessment.kernel import Floats
from teia_indicators.assessment.method import ScoringMethod, compile_structure
from teia_indicators.assessment.score import assess, refuse_misfits, refusing_rows
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.problems import MethodError, Place, Problem, did_you_mean, problem
from teia_indicators.responses.check import check_responses
from teia_indicators.responses.model import Responses

_FIGURES = ("mean", "mean_error", "deviation")
_QUANTILES = tuple(f"{n}{e}" for n in ("lower", "median", "upper") for e in ("", "_error"))


def simulate_uncertainty(
    responses: Responses | Sequence[Responses],
    catalogue: Catalogue | None = None,
    method: ScoringMethod | None = None,
    draws: int = 10_000,
    seed: int = 0,
    *,
    vary: Vary | None = None,
    interval: float = 0.95,
    sobol: int | None = None,
    client: Client | None = None,
    partitions: int | None = None,
) -> Uncertainty:
    """Vary what is uncertain many times and return how the figures spread.

    The exact bounds come first: `assess` gives them. Where only answers are varied, every draw
    lies within them.

    Parameters
    ----------
    responses : Responses or sequence of Responses
        One country, or several, each once.
    catalogue : Catalogue or None
        The catalogue that they answer; None for the shipped one.
    method : ScoringMethod or None
        None for the default method. Its policy gives the point value of what is left open.
    draws : int
        1 or more. Memory: 8 bytes a draw, country and node, and one block of 512 draws.
    seed : int
        0 or more. The same seed gives the same bits, however the draws are spread over processes;
        more draws extend fewer.
    vary : Vary or None
        What is varied; None for the open answers only.
    interval : float
        Share of the draws between the ends of the intervals, in (0, 1).
    sobol : int or None
        Size of the samples for Sobol indices, a power of two, 16 or more; None for none. Needs
        scipy, the extra ``stats``. It takes (number of inputs + 2) times as many draws.
    client : dask.distributed.Client or None
        Where to compute, with the extra ``dask``; None for this process.
    partitions : int or None
        Into how many parts the work goes to the client; None for one a thread of the cluster.

    Returns
    -------
    Uncertainty
        Figures, shares of draws in which an area is the weakest, ranks and sensitivity, each with
        its standard error, and a log of what was varied.

    Raises
    ------
    ResponsesError
        If responses do not belong to the catalogue.
    MethodError
        If an argument is out of its range, a country stands twice, weights cannot be varied with
        an aggregation, the policy refuses open answers, or scipy is needed and missing.

    References
    ----------
    Method, section 9. Sobol indices: Saltelli et al. (2010), by ``scipy.stats.sobol_indices``.

    Examples
    --------
    >>> import teia_indicators as teia
    >>> from teia_indicators.testing import uniform_responses
    >>> draft = uniform_responses(teia.load_catalogue(), "unanswered")
    >>> found = teia.simulate_uncertainty(draft, draws=1000)
    >>> figure = found.figure("overall")
    >>> figure.low <= figure.lower <= figure.median <= figure.upper <= figure.high
    True
    """
    catalogue, method, vary = (
        catalogue or load_catalogue(),
        method or ScoringMethod(),
        vary or Vary(),
    )
    given = [responses] if isinstance(responses, Responses) else list(responses)
    _check_numbers(draws=(draws, 1), seed=(seed, 0), partitions=(partitions, 1))
    _check(catalogue, method, vary, interval, sobol)
    _check_responses(given, catalogue, method)
    plan = make_plan(given, catalogue, method, vary, seed)
    source: Source = dict.fromkeys(vary.inputs, 0)
    blocks = -(-draws // BLOCK)
    jobs = [(block, source) for block in range(blocks)]
    tally = _Tally(plan, catalogue, draws)
    for values in _results(plan, jobs, client, partitions):
        tally.add(values)
    shares = ((1 - interval) / 2, 0.5, (1 + interval) / 2)
    sensitivity = (
        ()
        if sobol is None
        else sobol_sensitivity(
            plan, catalogue, sobol, lambda work: _results(plan, work, client, partitions)
        )
    )
    return Uncertainty(
        catalogue=catalogue.ref,
        method=method,
        unit=catalogue.scale.unit,
        vary=vary,
        seed=seed,
        draws=draws,
        interval=interval,
        sobol=sobol,
        countries=tuple(one.country for one in given),
        log=tuple(
            VariedInput(input=name, country=country, items=items)
            for name, country, items in log_of(plan, catalogue)
        ),
        figures=tuple(tally.figures(shares)),
        weakest=tuple(tally.weakest()),
        ranks=tuple(tally.ranks(shares)),
        sensitivity=tuple(sensitivity),
    )


def _results(
    plan: Plan,
    jobs: Sequence[tuple[int, Source]],
    client: Client | None,
    partitions: int | None,
) -> Iterable[Floats]:
    """Return the figures of each block, in the order of the jobs, here or on a cluster."""
    if client is None:
        return (values for job in jobs for values in run_blocks(plan, [job]))
    return spread(client, run_blocks, plan, jobs, partitions)


def _check_numbers(**given: tuple[int | None, int]) -> None:
    """Refuse what is no whole number, or below its least; None is an optional one left out."""
    found = [
        problem("M047", Place(), name, value, value=value, name=name, least=least)
        for name, (value, least) in given.items()
        if value is not None and (not _whole(value) or value < least)
    ]
    if found:
        raise MethodError(found)


def _check(
    catalogue: Catalogue, method: ScoringMethod, vary: Vary, interval: float, sobol: int | None
) -> None:
    """Refuse arguments out of their range, all at once."""
    found: list[Problem] = []
    if not 0 < interval < 1:
        found.append(problem("M046", Place(), "interval", interval, value=interval))
    if sobol is not None and (not _whole(sobol) or sobol < 16 or sobol & (sobol - 1)):
        found.append(problem("M048", Place(), "sobol", sobol, value=sobol))
    criteria = {one.id for one in catalogue.criteria}
    for item in vary.answer_probabilities:
        if item not in criteria:
            hint = did_you_mean(item, criteria)
            found.append(problem("M003", Place(), item, item, id=item, hint=hint))
    if vary.weights is not None:
        nodes = (
            node
            for one in vary.methods or (method,)
            for node in compile_structure(catalogue, one).nodes
        )
        refused = {node.id: node.aggregation for node in nodes if node.aggregation not in WEIGHTED}
        found += [
            problem("M049", Place(), item, name, value=name, id=item, known=", ".join(WEIGHTED))
            for item, name in refused.items()
        ]
    if found:
        raise MethodError(found)


def _check_responses(
    given: Sequence[Responses], catalogue: Catalogue, method: ScoringMethod
) -> None:
    """Refuse responses as `assess` does, and a country that stands twice."""
    found = repeated([one.country for one in given])
    if found:
        raise MethodError(found)
    for one in given:
        refuse_misfits(one, catalogue, check_responses(one, catalogue))
    if refusing_rows(catalogue, compile_structure(catalogue, method)):
        for one in given:
            assess(one, catalogue, method)


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


class _Tally:
    """What is kept of the draws, block after block in their order."""

    def __init__(self, plan: Plan, catalogue: Catalogue, draws: int) -> None:
        values = [float(value) for value in catalogue.scale.exact_values]
        self._floor, self._span = values[0], (values[-1] - values[0]) or 1.0
        self._nodes = node_order(catalogue)
        self._weighted = [at for at, area in enumerate(catalogue.areas) if area.weight > 0]
        self._countries = [one.country for one in plan.countries]
        self._base, self._leaves = plan.base, len(catalogue.indicators)
        count = len(self._countries)
        self._draws = np.empty((len(self._nodes), count, draws))
        self._ranks = np.zeros((count, count), dtype=np.int64)
        self._weakest = np.zeros((len(self._weighted), count))
        self._done = 0

    def add(self, values: Floats) -> None:
        """Take the figures of one block; of the last one what is still missing."""
        values = values[:, :, : self._draws.shape[2] - self._done]
        self._draws[:, :, self._done : self._done + values.shape[2]] = values
        self._done += values.shape[2]
        if len(self._ranks) > 1:
            self._ranks += rank_counts(values[-1], self._floor, self._span)
        if self._weighted:
            areas = (
                values[:-1] if len(self._weighted) == len(values) - 1 else values[self._weighted]
            )
            self._weakest += weakest_sums(areas, self._span)

    def figures(self, shares: Shares) -> Iterator[UncertainFigure]:
        """Sort the draws of each node; they are gone afterwards."""
        for column, country in enumerate(self._countries):
            for at, item in self._nodes:
                low, value, high = (
                    number(figure[self._leaves + at, column])
                    for figure in (self._base.low, self._base.value, self._base.high)
                )
                found = _complete(summary(self._draws[at, column], shares), _FIGURES)
                yield UncertainFigure(
                    country=country, id=item, low=low, value=value, high=high, **found
                )

    def weakest(self) -> Iterator[WeakestShare]:
        """Return shares of the draws in which the country has any area's figure."""
        areas = dict(self._nodes)
        for column, country in enumerate(self._countries):
            total = round(float(self._weakest[:, column].sum()))
            for at, row in enumerate(self._weighted):
                share = float(self._weakest[at, column]) / total if total else None
                spread = None if share is None else max(share * (1 - share), 0.0) / total
                yield WeakestShare(
                    country=country,
                    area=areas[row],
                    share=share,
                    share_error=None if spread is None else math.sqrt(spread),
                )

    def ranks(self, shares: Shares) -> Iterator[RankInterval]:
        """Return rank intervals; nothing for a single country."""
        if len(self._countries) == 1:
            return
        own = rank_counts(self._base.value[-1][:, None], self._floor, self._span)
        for column, country in enumerate(self._countries):
            found = _complete(rank_summary(self._ranks[column], shares), _FIGURES[:2])
            rank = int(own[column].argmax()) + 1 if own[column].any() else None
            yield RankInterval(country=country, rank=rank, **found)


def _complete(found: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {**dict.fromkeys((*names, *_QUANTILES)), **found}
