"""A plan as JSON: exact, the same bytes each time, problems by line and column."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from action_plan.plans import catalogue, small

import teia_indicators as teia
from teia_indicators.action_plan import Amount, PlannedAction
from teia_indicators.action_plan.file import check_plan_file


def test_it_comes_back_exactly_and_with_the_same_bytes(tmp_path: Path) -> None:
    money = Amount(low=0.1 + 0.2, high=1e300, currency="EUR")
    plan = small().edit("IDN-A01", amount=money, comment=" two\r\nlines\x00 ")
    one = teia.write_plan(plan, tmp_path / "a.json")
    other = teia.write_plan(plan, tmp_path / "b.json")
    assert one.read_bytes() == other.read_bytes()
    assert teia.read_plan(one) == plan


def test_people_can_read_it(tmp_path: Path) -> None:
    plan = small().edit("IDN-A01", authority="Министерство", comment="é")
    text = teia.write_plan(plan, tmp_path / "plan.json").read_text(encoding="utf-8")
    assert '\n   "authority": "Министерство",\n' in text
    assert '\n   "comment": "é",\n' in text


def _changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str]]:
    """Return code and text at the place of each problem of a changed document."""
    path = teia.write_plan(small(), folder / "plan.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    found = []
    for one in check_plan_file(path)[1]:
        assert one.place.line is not None
        assert one.place.column is not None
        line = text.splitlines()[one.place.line - 1]
        found.append((one.code, line[one.place.column - 1 :].rstrip(",")))
    return found


def _put(at: int, field: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["actions"][at].__setitem__(field, value)


EUR = {"low": 5.0, "high": 7.0, "currency": "EUR"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_put(1, "status", "maybe"), ("F012", '"maybe"')),
        (_put(1, "start", "spring"), ("F012", '"spring"')),
        (_put(1, "amount", EUR | {"low": -5.0}), ("F012", "-5.0")),
        (_put(1, "amount", EUR | {"low": 9.0}), ("P034", "7.0")),
        (_put(1, "amount", EUR | {"currency": "Euro"}), ("F012", '"Euro"')),
        (_put(1, "amount", EUR | {"currency": "CHF"}), ("P036", '"CHF"')),
        (_put(1, "criteria", ["IDN-1.x"]), ("P037", "[")),
        (_put(1, "requires", ["IDN-A999"]), ("P038", "[")),
        (_put(5, "requires", ["OWN-1"]), ("P039", "[")),
        (_put(1, "id", "IDN-B02"), ("P028", '"IDN-B02"')),
        (_put(1, "id", "IDN-A01"), ("P029", '"IDN-A01"')),
        (_put(1, "colour", "red"), ("F010", '"colour": "red"')),
        (lambda document: document["catalogue"].update(version="0.9"), ("P023", '"0.9"')),
        (lambda document: document.update(country="Xaa"), ("F012", '"Xaa"')),
    ],
)
def test_each_mistake_is_told_at_its_place(
    change: Callable[[dict[str, Any]], object], expected: tuple[str, str], tmp_path: Path
) -> None:
    assert _changed(tmp_path, change) == [expected]


def test_all_at_once(tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        _put(0, "amount", EUR | {"low": 9.0})(document)
        _put(1, "criteria", ["IDN-1.x"])(document)
        _put(2, "requires", ["IDN-A999"])(document)

    assert [code for code, _ in _changed(tmp_path, change)] == ["P034", "P037", "P038"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F003"),
        (b"{", "F008"),
        (b"[]", "F012"),
        (b"\xff{}", "F007"),
        (b'{"a":1,"a":2}', "F009"),
    ],
)
def test_what_is_no_plan_at_all(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    with pytest.raises(teia.PlanError) as caught:
        teia.read_plan(tmp_path / "plan.json")
    assert code in {one.code for one in caught.value.problems}


def test_another_catalogue_may_be_given(tmp_path: Path) -> None:
    other = catalogue().model_copy(update={"version": "0.9"})
    plan = small().model_copy(update={"catalogue": other.ref})
    assert teia.read_plan(teia.write_plan(plan, tmp_path / "plan.json"), other) == plan


def test_plans_by_hand_may_wait_for_criteria_that_nothing_turns(tmp_path: Path) -> None:
    own = PlannedAction(id="OWN-2", origin="own", title="Ask", requires=("PUB-1.a",))
    plan = small()
    plan = plan.model_copy(update={"actions": (*plan.actions, own)})
    assert teia.read_plan(teia.write_plan(plan, tmp_path / "plan.json")) == plan
