"""Two rounds and the plan between them: what changed, why, and what was done of the plan.

The country and its answers are invented. Run it from anywhere; with a folder, it writes the plan
and the tables there:

    python examples/two_rounds.py compared
"""

from __future__ import annotations

import sys
from pathlib import Path

import teia_indicators as teia

HERE = Path(__file__).parent

#: What Arandia said two years later of actions that were drafted in 2026; of the others, nothing.
SAID = {
    "IDN-A24": "done",
    "IDN-A31": "done",
    "IDN-A33": "started",
    "NTF-A11": "done",
    "NTF-A14": "started",
    "PRP-A31": "done",
    "RSP-A32": "done",
    "PUB-A02": "done",
    "PUB-A36": "dropped",
}


def main(folder: Path | None) -> None:
    """Compare the rounds, and print what became of the areas and of the plan."""
    earlier, later = (
        teia.assess(teia.read_responses(HERE / f"xaa-{year}.xlsx")) for year in (2026, 2028)
    )
    plan = teia.draft_action_plan(teia.find_gaps(earlier))
    for name, status in SAID.items():
        plan = plan.edit(name, status=status)
    found = teia.compare_rounds(earlier, later, plan=plan)
    for node in (*found.areas.values(), found.overall):
        parts = [f"{name} {100 * (part or 0):+.1f}" for name, part in node.low.parts.items()]
        print(f"{node.id}: {100 * (node.low.total or 0):+.1f} = {', '.join(parts)}")
    for action in found.plan or ():
        if action.status == "planned" and not action.turned:
            continue
        turned = ", ".join(action.turned) or "nothing"
        print(f"{action.id}, said to be {action.status}: {action.verdict}; turned {turned}")
    if folder is not None and found.plan is not None:
        folder.mkdir(parents=True, exist_ok=True)
        teia.write_plan(plan, folder / "plan.json")
        teia.to_frame(found).to_csv(folder / "nodes.csv", index=False)
        teia.to_frame(found.plan).to_csv(folder / "actions.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
