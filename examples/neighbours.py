"""Two neighbours, compared on what the Convention asks them to answer alike.

Arandia (XAA) and Borovia (XAB) are invented. Run it from anywhere; it writes into a folder:

    python examples/neighbours.py neighbours
"""

from __future__ import annotations

import sys
from pathlib import Path

import teia_indicators as teia

HERE = Path(__file__).parent


def main(folder: Path) -> None:
    """Compare the two workbooks, print what to ask about, and write every pair as a page."""
    arandia = teia.read_responses(HERE / "xaa-2026.xlsx")
    borovia = teia.read_responses(HERE / "xab-2026.xlsx")
    found = teia.compare_neighbours(arandia, borovia)
    print(found)
    for problem in found.problems:
        print(problem)
    for pair in found.of("mismatch", "weak_mismatch"):
        print(f"\n{pair.pair}, {pair.result.replace('_', ' ')}: {pair.reason()}")
        for side in pair.answers:
            role = "" if side.role == "both" else f" ({side.role})"
            print(f"  {side.criterion} of {side.country}{role}: {side.place}")
        print(f"  {pair.text()} ({', '.join(pair.references)})")
    undecided = found.of("undecidable")
    print(f"\nUndecidable: {len(undecided)}")
    for pair in undecided:
        print(f"  {pair.pair}: {pair.reason()}")
    matrix = teia.compare_subregion([arandia, borovia], [("XAA", "XAB")])
    page = '<!doctype html><html lang="en"><meta charset="utf-8"><title>XAA and XAB</title>'
    folder.mkdir(parents=True, exist_ok=True)
    tables = f"{matrix.to_html()}{found._repr_html_()}"
    (folder / "neighbours.html").write_text(f"{page}{tables}</html>", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("neighbours"))
