"""verify_ismi never raises, whatever a bundle says whose hashes are right."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from export.bundles import at, copied, document, dumped, sealed
from export.test_schema import all_paths, small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teia_indicators import verify_ismi


@pytest.mark.parametrize("value", [3, "yes"])
@pytest.mark.parametrize("id_", ["PRV-1.a", "PRV-1", "PRV-99"])
def test_a_sealed_answer_that_is_none_is_a_problem(tmp_path: Path, id_: str, value: object) -> None:
    folder = copied(tmp_path / "bundle", "peer")
    data = document(folder)
    data["assessments"][0]["answers"].append({"id": id_, "value": value, "grade": "claimed"})
    sealed(folder, "assessment.json", dumped(data))
    assert verify_ismi(folder)


@settings(
    deadline=None,
    max_examples=30,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
@pytest.mark.parametrize("level", ["full", "peer"])
def test_nothing_is_raised_whatever_a_sealed_document_says(
    tmp_path: Path, level: str, data: st.DataObject
) -> None:
    folder = tmp_path / "bundle"
    if not folder.exists():
        copied(folder, level)
    found = copy.deepcopy(small(level))
    computed = {"gaps", "indicators", "areas", "overall", "indices", "dimensions"}
    paths = [path for path in all_paths(level) if computed.isdisjoint(path[:3])]
    path = data.draw(st.sampled_from(paths), label="path")
    new: object = data.draw(
        st.sampled_from(
            ["x", "", "XYZ", "unknown", "PRV-1", "PRV-1.a", 3, 0, -1, 99, 0.5, None, [], {}]
        ),
        label="new",
    )
    at(found, *path[:-1])[path[-1]] = new
    sealed(folder, "assessment.json", dumped(found))
    verify_ismi(folder)
