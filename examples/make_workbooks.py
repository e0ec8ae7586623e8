"""Make the filled example workbooks from their answers, through the library's own path.

The countries are invented; XAA and XAB are user-assigned codes. Run it from anywhere:

    python examples/make_workbooks.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import teia_indicators as teia

HERE = Path(__file__).parent


def make(folder: Path) -> list[Path]:
    """Write one workbook for each file of answers beside this script."""
    catalogue = teia.load_catalogue()
    made = []
    for source in sorted(HERE.glob("xa?-20*.yaml")):
        answers = teia.read_responses(source, catalogue)
        form = teia.build_questionnaire(catalogue, country=answers.country, round=answers.round)
        made.append(teia.write_workbook(form, folder / f"{source.stem}.xlsx", answers=answers))
    return made


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(path.name)
