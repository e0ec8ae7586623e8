"""How sure a figure is: Monte Carlo over what is open, and over the method's own choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from teia_indicators.analysis.cluster import Client, spread
from teia_indicators.analysis.draws import (
    BLOCK,
    Plan,
    Source,
    log_of,
    make_plan,
    run_blocks,
    unweighable,
)
from teia_indicators.analysis.sensitivity import sobol_sensitivity
from teia_indicators.analysis.sets import repeated
from teia_indicators.analysis.tally import Tally
from teia_indicators.analysis.tree import WEIGHTED
from teia_indicators.analysis.uncertain import Uncertainty, VariedInput
from teia_indicators.analysis.vary import Vary
from teia_indicators.assessment.kernel import Floats
from teia_indicators.assessment.method import ScoringMethod, compile_structure
from teia_indicators.assessment.score import assess, refuse_misfits, refusing_rows
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.scale import exact
from teia_indicators.extras import require_extra
from teia_indicators.problems import MethodError, Place, Problem, did_you_mean, problem
from teia_indicators.responses.check import check_responses
from teia_indicators.responses.model import Responses

Run = Callable[[Sequence[tuple[int, Source]]], Iterable[Floats]]


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
    catalogue, method = catalogue or load_catalogue(), method or ScoringMethod()
    vary = vary or Vary()
    given = [responses] if isinstance(responses, Responses) else list(responses)
    _check_numbers(draws=(draws, 1), seed=(seed, 0), partitions=(partitions, 1))
    _check(catalogue, vary, interval, sobol)
    _check_responses(given, catalogue, method)
    plan = make_plan(given, catalogue, method, vary, seed)
    _check_weights(plan)

    def run(jobs: Sequence[tuple[int, Source]]) -> Iterable[Floats]:
        return _results(plan, jobs, client, partitions)

    tally = _drawn(plan, catalogue, draws, run)
    part = exact(float(interval))
    shares = ((1 - part) / 2, Fraction(1, 2), (1 + part) / 2)
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
        sensitivity=() if sobol is None else sobol_sensitivity(plan, sobol, run),
    )


def _drawn(plan: Plan, catalogue: Catalogue, draws: int, run: Run) -> Tally:
    """Return the tally of all draws, which takes the blocks in their order."""
    source: Source = dict.fromkeys(plan.vary.inputs, 0)
    tally = Tally(plan, catalogue, draws)
    for values in run([(block, source) for block in range(-(-draws // BLOCK))]):
        tally.add(values)
    return tally


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


def _check(catalogue: Catalogue, vary: Vary, interval: float, sobol: int | None) -> None:
    """Refuse arguments out of their range, all at once; then a library that is not there."""
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
    if found:
        raise MethodError(found)
    if sobol is not None:
        require_extra("scipy.stats", "stats")


def _check_weights(plan: Plan) -> None:
    """Refuse to vary weights where a node has other rules than a mean, a minimum or a median."""
    known = ", ".join(WEIGHTED)
    found = [
        problem(
            "M049", Place(), one.id, one.aggregation, value=one.aggregation, id=one.id, known=known
        )
        for one in (unweighable(plan) if plan.vary.weights is not None else ())
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
