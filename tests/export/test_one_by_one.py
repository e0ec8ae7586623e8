"""Assessments that come one by one: the same bundle, and nothing left of one that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from export.bundles import KINDS, LEVELS, both, contents, dumped, example, other_catalogue, renamed

from teia_indicators import Assessment, BundleError, assess, export_ismi, verify_ismi


def rounds() -> Iterator[Assessment]:
    for name in ("2028", "2026", "2030", "2027"):
        yield renamed(example(), round=name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_a_generator_gives_the_bundle_of_a_list(tmp_path: Path, kind: str, level: str) -> None:
    first = export_ismi(rounds(), tmp_path / f"a{kind}", confidentiality=level)  # type: ignore[arg-type]
    given = sorted(rounds(), key=lambda one: one.round)
    second = export_ismi(given, tmp_path / f"b{kind}", confidentiality=level)  # type: ignore[arg-type]
    assert contents(first) == contents(second)
    assert verify_ismi(first) == ()
    text = contents(first)["assessment.json"]
    assert dumped(json.loads(text)) == text


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_go_together_is_told_at_the_end_and_nothing_is_left(
    tmp_path: Path, kind: str
) -> None:
    def given() -> Iterator[Assessment]:
        yield from both()
        yield example()
        catalogue = other_catalogue()
        responses = example("xab-2026").responses
        yield assess(responses.model_copy(update={"catalogue": catalogue.ref}), catalogue)

    with pytest.raises(BundleError) as caught:
        export_ismi(given(), tmp_path / kind)
    assert [one.code for one in caught.value.problems] == ["B010", "B010", "B015"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("error", [OSError("the share is gone"), KeyboardInterrupt()])
def test_an_error_of_the_one_who_gives_them_is_his(
    tmp_path: Path, kind: str, error: BaseException
) -> None:
    def given() -> Iterator[Assessment]:
        yield example()
        raise error

    with pytest.raises(type(error)) as caught:
        export_ismi(given(), tmp_path / kind)
    assert caught.value is error
    assert list(tmp_path.iterdir()) == []


def test_nothing_given_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError) as caught:
        export_ismi(iter(()), tmp_path / "bundle")
    assert [one.code for one in caught.value.problems] == ["B014"]
    assert list(tmp_path.iterdir()) == []
