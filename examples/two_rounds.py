"""Two rounds and the plan between them: what changed, why, and what was done of the plan.

The country and its answers are invented. Run it from anywhere; with a folder, it writes the plan
and the tables there:

    python examples/two_rounds.py compared
"""

from __future__ import annotations

import sys
from pathlib import Path

import teia_indicators as teia
from teia_indicators.action_plan import ActionPlan, PlannedAction
from teia_indicators.model import FrozenDict

HERE = Path(__file__).parent

#: Actions of the library that Arandia chose in 2026, and what it said of each two years later.
CHOSEN = {
    "IDN-A24": "done",
    "IDN-A31": "done",
    "IDN-A33": "started",
    "NTF-A11": "done",
    "NTF-A14": "started",
    "NTF-A38": "done",
    "PRP-A31": "done",
    "RSP-A18": "planned",
    "RSP-A32": "done",
    "PUB-A02": "done",
    "PUB-A36": "dropped",
}


def plan_of(assessment: teia.Assessment) -> ActionPlan:
    """Return the plan of 2026, with the status that each action had in 2028."""
    library = {one.id: one for one in assessment.catalogue.actions}
    actions = []
    for name, status in CHOSEN.items():
        own = library[name]
        actions.append(
            PlannedAction.model_validate(
                {
                    **own.model_dump(include={"id", "type", "title", "text", "effort"}),
                    **own.model_dump(include={"duration", "completion", "requires"}),
                    "criteria": own.turns,
                    "authority": own.owner,
                    "status": status,
                }
            )
        )
    places = assessment.responses.places
    causes = {item for one in actions for item in one.criteria if item in places}
    return ActionPlan(
        country=assessment.country,
        round=assessment.round,
        catalogue=assessment.catalogue_ref,
        responses=assessment.responses.checksum,
        method=assessment.method,
        target=teia.Target(),
        chosen_by="greedy",
        actions=tuple(actions),
        places=FrozenDict({item: str(places[item]) for item in sorted(causes)}),
    )


def main(folder: Path | None) -> None:
    """Compare the rounds, and print what became of the areas and of the plan."""
    earlier, later = (
        teia.assess(teia.read_responses(HERE / f"xaa-{year}.xlsx")) for year in (2026, 2028)
    )
    plan = plan_of(earlier)
    found = teia.compare_rounds(earlier, later, plan=plan)
    for node in (*found.areas.values(), found.overall):
        parts = [f"{name} {100 * (part or 0):+.1f}" for name, part in node.low.parts.items()]
        print(f"{node.id}: {100 * (node.low.total or 0):+.1f} = {', '.join(parts)}")
    for action in found.plan or ():
        turned = ", ".join(action.turned) or "nothing"
        print(f"{action.id}, said to be {action.status}: {action.verdict}; turned {turned}")
    if folder is not None and found.plan is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plan.json").write_text(plan.model_dump_json(indent=1), encoding="utf-8")
        teia.to_frame(found).to_csv(folder / "nodes.csv", index=False)
        teia.to_frame(found.plan).to_csv(folder / "actions.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
