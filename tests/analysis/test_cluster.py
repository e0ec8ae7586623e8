"""Work on a cluster of two processes gives the bits of one process, however it is parted."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import teia_indicators as teia
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
WORDS = ("yes", "partly", "no", "unanswered", "unknown", "not_applicable", "withheld")
PARTITIONS = (1, 3, 7)


@pytest.fixture(scope="module", autouse=True)
def dask_frames() -> Any:
    return pytest.importorskip("dask.dataframe", reason="Dask is not installed")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Start a cluster of two worker processes, on this machine's own address only."""
    distributed = pytest.importorskip("dask.distributed", reason="Dask is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a port that is taken, a slow start: not ours
        cluster = distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
        )
        with cluster, distributed.Client(cluster) as found:
            yield found


@pytest.fixture(scope="module")
def table(catalogue: teia.Catalogue) -> pd.DataFrame:
    """Return 101 rows of answers, with declared stages and gaps."""
    rng = np.random.default_rng(11)
    ids = [one.id for one in catalogue.criteria]
    frame = pd.DataFrame(rng.choice(WORDS, size=(101, len(ids))), columns=ids)
    frame[catalogue.indicators[0].id] = [None, *rng.integers(1, 7, size=100)]
    return frame.set_index(pd.Index(range(1000, 1101), name="site"))


@pytest.mark.parametrize("partitions", PARTITIONS)
def test_a_table_in_partitions_is_scored_to_the_same_bits(
    client: Any, dask_frames: Any, table: pd.DataFrame, catalogue: teia.Catalogue, partitions: int
) -> None:
    assert len(client.scheduler_info()["workers"]) == 2
    here = teia.assess_frame(table, catalogue)
    parts: Any = dask_frames.from_pandas(table, npartitions=partitions)
    assert parts.npartitions == partitions
    there: Any = teia.assess_frame(parts, catalogue)
    assert dict(there.dtypes) == dict(here.dtypes)
    pd.testing.assert_frame_equal(there.compute(), here, check_exact=True)


def test_a_column_that_is_no_id_is_refused_before_anything_runs(
    dask_frames: Any, table: pd.DataFrame, catalogue: teia.Catalogue
) -> None:
    parts = dask_frames.from_pandas(table.rename(columns={"PRV-1.a": "PRV-1.z"}), npartitions=3)
    with pytest.raises(teia.MethodError) as caught:
        teia.assess_frame(parts, catalogue)
    assert [one.code for one in caught.value] == ["M003"]


def test_a_cell_that_is_no_answer_is_refused_where_it_is(
    client: Any, dask_frames: Any, table: pd.DataFrame, catalogue: teia.Catalogue
) -> None:
    assert client.status == "running"
    wrong = table.astype(object)
    wrong.iloc[50, 3] = "mostly"
    lazy: Any = teia.assess_frame(dask_frames.from_pandas(wrong, npartitions=3), catalogue)
    with pytest.raises(teia.MethodError) as caught:
        lazy.compute()
    assert {one.code for one in caught.value} == {"M004"}


ALL = teia.Vary(
    answers=0.5,
    partly=0.5,
    stages=0.25,
    weights=25.0,
    methods=(teia.ScoringMethod(), teia.ScoringMethod(aggregation="geometric")),
)


@pytest.mark.parametrize("partitions", [*PARTITIONS, None])
@pytest.mark.parametrize("vary", [ALL, teia.Vary(answers=None, weights=25.0)], ids=["all", "fast"])
def test_draws_on_a_cluster_are_the_same_bits(
    client: Any, catalogue: teia.Catalogue, vary: teia.Vary, partitions: int | None
) -> None:
    answers = [teia.read_responses(EXAMPLES / f"{name}-2026.yaml") for name in ("xaa", "xab")]
    answers.append(uniform_responses(catalogue, "partly", country="XAC"))
    settings: dict[str, Any] = {"draws": 5000, "seed": 4, "vary": vary}
    here = teia.simulate_uncertainty(answers, catalogue, **settings)
    there = teia.simulate_uncertainty(
        answers, catalogue, **settings, client=client, partitions=partitions
    )
    assert there.model_dump_json() == here.model_dump_json()


def test_sensitivity_on_a_cluster_is_the_same_bits(client: Any, catalogue: teia.Catalogue) -> None:
    pytest.importorskip("scipy.stats", reason="scipy is not installed")
    answers = teia.read_responses(EXAMPLES / "xab-2026.yaml")
    settings: dict[str, Any] = {"draws": 100, "sobol": 256, "vary": ALL}
    here = teia.simulate_uncertainty(answers, catalogue, **settings)
    there = teia.simulate_uncertainty(answers, catalogue, **settings, client=client, partitions=3)
    assert there.model_dump_json() == here.model_dump_json()


def test_a_number_of_partitions_below_one_is_refused(catalogue: teia.Catalogue) -> None:
    answers = uniform_responses(catalogue, "unknown")
    with pytest.raises(teia.MethodError) as caught:
        teia.simulate_uncertainty(answers, catalogue, draws=5, partitions=0)
    assert [one.code for one in caught.value] == ["M047"]
