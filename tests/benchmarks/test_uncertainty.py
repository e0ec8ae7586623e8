"""How fast draws are: against bare numpy in the same process, so that the machine is no matter."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import teia_indicators as teia
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.model import FrozenDict

COUNTRIES, SIZES, DRAWS, CONCENTRATION = 51, (7, 6, 6, 6, 6, 6, 6, 6), 10_000, 25.0


def catalogue_of_points() -> Catalogue:
    areas = tuple(
        {
            "id": f"G{at}",
            "title": f"Group {at}",
            "indicators": tuple({"id": f"G{at}-{k}", "title": "Item"} for k in range(size)),
        }
        for at, size in enumerate(SIZES)
    )
    stages = tuple({"stage": one, "label": str(one)} for one in range(101))
    content = {"id": "points", "version": "1", "title": "Points", "scale": {"stages": stages}}
    return Catalogue.model_validate({**content, "areas": areas})


def answers_to(catalogue: Catalogue) -> list[teia.Responses]:
    rng = np.random.default_rng(1)
    found = []
    for at in range(COUNTRIES):
        stages = rng.integers(0, 101, size=len(catalogue.indicators))
        answers = {
            one.id: teia.Answer(value=int(stage))
            for one, stage in zip(catalogue.indicators, stages, strict=True)
        }
        found.append(
            teia.Responses(
                catalogue=catalogue.ref,
                country=f"X{chr(65 + at // 26)}{chr(65 + at % 26)}",
                round="2026",
                answers=FrozenDict(answers),
            )
        )
    return found


def bare() -> None:
    """The same study in numpy alone, of the overall figure only, without checks or areas."""
    rng = np.random.default_rng(0)
    groups = []
    for size in SIZES:
        weights = rng.standard_gamma(CONCENTRATION, size=(DRAWS, size))
        weights /= weights.sum(axis=1, keepdims=True)
        groups.append(weights @ rng.random((size, COUNTRIES)))
    weights = rng.standard_gamma(CONCENTRATION, size=(DRAWS, len(SIZES)))
    weights /= weights.sum(axis=1, keepdims=True)
    overall = np.zeros((DRAWS, COUNTRIES))
    for at, group in enumerate(groups):
        overall += weights[:, at, None] * group
    np.argsort(np.argsort(-overall, axis=1), axis=1)
    np.quantile(overall, [0.025, 0.5, 0.975], axis=0)


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of five runs."""
    found = []
    for _ in range(5):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def test_a_draw_of_weights_with_ranks_costs_at_most_six_times_bare_numpy() -> None:
    """25 microseconds a draw where bare numpy needs 4: 51 countries, 49 indicators, 8 groups."""
    catalogue = catalogue_of_points()
    responses = answers_to(catalogue)
    vary = teia.Vary(answers=None, weights=CONCENTRATION)
    found = seconds(lambda: teia.simulate_uncertainty(responses, catalogue, draws=DRAWS, vary=vary))
    assert found < 6 * seconds(bare)
