"""What is wrong with the actions of a plan, among themselves and with the catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from teia_indicators import load_catalogue
from teia_indicators.action_plan import Amount, Limits, PlannedAction
from teia_indicators.action_plan.rules import check_actions, check_reference
from teia_indicators.problems import Place


def own(name: str, **more: Any) -> PlannedAction:
    return PlannedAction(id=name, origin="own", title=name, **more)


def euros(low: float, high: float, currency: str = "EUR") -> Amount:
    return Amount(low=low, high=high, currency=currency)


def found(*actions: PlannedAction, currency: str | None = None) -> list[tuple[str, str]]:
    """Return the code of each problem, and the action it is told of."""
    placed = [(one, lambda _: Place()) for one in actions]
    told = check_actions(placed, Limits(currency=currency), load_catalogue())
    return [(one.code, one.path) for one in told]


def test_amounts_are_looked_at_in_every_action() -> None:
    first, wrong, other = (
        own("A"),
        own("B", amount=euros(9, 1)),
        own("C", amount=euros(1, 2, "CHF")),
    )
    assert found(first, wrong, other) == [("P034", "B"), ("P036", "C")]
    assert found(first, other, wrong) == [("P034", "B"), ("P036", "B")]
    assert found(own("A", amount=euros(1, 1))) == []
    assert found(other, currency="CHF") == []
    assert found(other, currency="EUR") == [("P036", "C")]


@pytest.mark.parametrize(
    ("actions", "rings"),
    [
        ([own("A", requires=("B",)), own("B", requires=("A",))], ["A → B → A"]),
        ([own("A", requires=("A",))], ["A → A"]),
        ([own("A", requires=("B",)), own("B", requires=("A",), status="dropped")], []),
        ([own("A", requires=("B",), status="dropped"), own("B", requires=("A",))], []),
        ([own("A", requires=("B",)), own("B")], []),
        # What an action turns itself, it does not wait for; unless it is the only one.
        ([own("A", criteria=("IDN-1.a",), requires=("IDN-1.a",)), own("B")], []),
        (
            [
                own("A", criteria=("IDN-1.a",), requires=("IDN-1.b",)),
                own("B", criteria=("IDN-1.b",), requires=("IDN-1.a",)),
                own("C", requires=("A",)),
            ],
            ["A → B → A"],
        ),
        (
            [
                own("A", criteria=("IDN-1.a",), requires=("IDN-1.a", "B")),
                own("B", requires=("A",)),
            ],
            ["A → B → A"],
        ),
        # What waits for nobody is in no ring.
        ([own("D"), own("A", requires=("D", "B")), own("B", requires=("A",))], ["A → B → A"]),
        # Two rings are told, each once.
        (
            [
                own("A", requires=("B",)),
                own("B", requires=("A",)),
                own("C", requires=("D", "A")),
                own("D", requires=("C",)),
            ],
            ["A → B → A", "C → D → C"],
        ),
        # A third can turn what two wait for.
        (
            [
                own("A", criteria=("IDN-1.a",), requires=("IDN-1.b",)),
                own("B", criteria=("IDN-1.b",), requires=("IDN-1.a",)),
                own("C", criteria=("IDN-1.b",)),
            ],
            [],
        ),
    ],
)
def test_actions_that_wait_for_themselves(actions: list[PlannedAction], rings: list[str]) -> None:
    placed = [(one, lambda _: Place()) for one in actions]
    told = list(check_actions(placed, Limits(), load_catalogue()))
    assert [one.params["ids"] for one in told if one.code == "P039"] == rings
    assert {one.code for one in told} <= {"P039"}


def test_another_catalogue_is_named_by_the_beginning_of_its_checksum() -> None:
    catalogue = load_catalogue()
    changed = catalogue.model_copy(update={"title": "Another"})
    told = check_reference(changed.ref, catalogue, lambda _: Place())
    assert told is not None
    assert told.code == "P024"
    assert told.params["found"] == changed.ref.checksum[:12]
    assert told.params["own"] == catalogue.ref.checksum[:12]
    assert check_reference(catalogue.ref, catalogue, lambda _: Place()) is None
