"""One traced chain: cell, answer, criterion, stage, gap, action, owner, cell of the next round.

Each arrow is followed through the library's own documents, from the cell as it stands in the
workbook of 2026 to the cell in that of 2028 which says that the action was carried out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from responses.surgery import Workbook

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place

EXAMPLES = Path(__file__).parents[2] / "examples"
CRITERION, INDICATOR = "NTF-2.b", "NTF-2"


@pytest.fixture(scope="module")
def rounds() -> tuple[teia.Responses, teia.Responses]:
    first, second = (teia.read_responses(EXAMPLES / f"xaa-{year}.xlsx") for year in (2026, 2028))
    return first, second


def written_in(place: Place | str) -> str:
    """Return the text of the cell that a place names."""
    file, _, cell = str(place).partition(":")
    sheet, _, address = cell.rpartition("!")
    return Workbook(EXAMPLES / file).texts(sheet)[address]


def planned(assessment: teia.Assessment) -> teia.ActionPlan:
    """Return the plan for the gap that the criterion makes, as it was carried out."""
    aim = teia.Target(default=1, indicators=FrozenDict({INDICATOR: 3}))
    (gap,) = teia.find_gaps(assessment, aim)
    assert (gap.indicator, [one.id for one in gap.criteria]) == (INDICATOR, [CRITERION])
    plan = teia.draft_action_plan(teia.find_gaps(assessment, aim))
    (action,) = plan.actions
    return plan.edit(action.id, status="done")


def test_from_the_cell_of_one_round_to_the_cell_of_the_next(
    rounds: tuple[teia.Responses, teia.Responses], catalogue: teia.Catalogue
) -> None:
    before, after = rounds

    # Cell of the workbook -> answer
    cell = before.places[CRITERION]
    assert (cell.file, cell.sheet) == ("xaa-2026.xlsx", "Notification")
    assert written_in(cell) == "no"
    assert before.answers[CRITERION].value == "no"

    # Answer -> criterion -> stage: it is the one that keeps the indicator at stage 2
    first = teia.assess(before)
    assert first.explain(str(cell)).id == CRITERION
    required = next(one.stage for one in catalogue.criteria if one.id == CRITERION)
    assert first.indicators[INDICATOR].stage_low == required - 1
    assert first.states[INDICATOR][CRITERION] == "no"
    assert INDICATOR in first.explain(CRITERION).above

    # Stage -> gap -> action -> owner
    plan = planned(first)
    (action,) = plan.actions
    assert action.causes == (CRITERION,)
    assert action.authority == "competent authority"
    assert plan.places[CRITERION] == str(cell)
    assert plan.responses == before.checksum
    simulated = plan.simulate(first).indicators[INDICATOR].stage_low
    assert simulated is not None
    assert simulated >= required

    # Action -> cell of the next round
    found = teia.compare_rounds(first, after, plan=plan)
    assert found.plan is not None
    review = found.plan.action(action.id)
    assert (review.verdict, review.turned) == ("done", (CRITERION,))
    (turn,) = review.criteria
    assert (turn.before, turn.after) == ("no", "yes")
    assert turn.place_before == str(cell)
    assert turn.place_after == str(after.places[CRITERION])
    assert written_in(turn.place_after) == "yes"
    assert found.indicators[INDICATOR].stage_low_later == simulated == 4


def test_and_back_from_the_later_cell_to_the_earlier_one(
    rounds: tuple[teia.Responses, teia.Responses],
) -> None:
    """The cell of 2028 names the criterion, the criterion its action, the action its cause."""
    before, after = rounds
    first, second = teia.assess(before), teia.assess(after)
    plan = planned(first)
    item = second.explain(str(after.places[CRITERION])).id
    (action,) = [one for one in plan.actions if item in one.criteria]
    assert [written_in(plan.places[cause]) for cause in action.causes] == ["no"]


def test_the_chain_names_the_files_by_their_content(
    rounds: tuple[teia.Responses, teia.Responses],
) -> None:
    """Another answer in the workbook is another checksum, and the plan does not fit it any more."""
    before, after = rounds
    first = teia.assess(before)
    plan = planned(first)
    other = teia.what_if(first, {CRITERION: "partly"})
    assert plan.responses != other.responses.checksum
    codes = {one.code for one in teia.compare_rounds(other, after, plan=plan).findings}
    assert codes == {"D013"}
    again = teia.read_responses(EXAMPLES / "xaa-2026.yaml")
    assert plan.responses == again.checksum
