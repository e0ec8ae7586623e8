"""One questionnaire, three authorities, three languages: share it, collect it, put it together.

The country and its answers are invented. Run it from anywhere; it writes into a folder:

    python examples/share_among_authorities.py parts
"""

from __future__ import annotations

import sys
from pathlib import Path

import teia_indicators as teia

HERE = Path(__file__).parent
AUTHORITIES = {"PRV": "Inspection du travail", "PUB": "Агентство по охране среды"}
LANGUAGES = {"Inspection du travail": "fr", "Агентство по охране среды": "ru"}


def main(folder: Path) -> None:
    """Write a form for each authority, fill each in, and merge what comes back."""
    catalogue = teia.load_catalogue()
    form = teia.build_questionnaire(
        catalogue, country="XAA", round="2026", authority="Ministry of Environment"
    )
    answered = teia.read_responses(HERE / "xaa-2026.yaml", catalogue)
    returned = []
    for number, (authority, part) in enumerate(teia.assign(form, AUTHORITIES).items(), 1):
        own = part.model_copy(update={"language": LANGUAGES.get(authority, "en")})
        path = folder / f"xaa-2026-{number}.xlsx"
        teia.write_workbook(own, path, answers=only(answered, own))  # here people would fill it in
        returned.append(teia.read_responses(path, catalogue))
    merged = teia.merge_responses(returned, catalogue)
    teia.write_responses(merged, folder / "xaa-2026.json")
    for row in merged.progress(catalogue).of("authority"):
        print(f"{row.name}: {row.answered + row.implied} of {row.asked}")
    print(merged)


def only(answered: teia.Responses, part: teia.Questionnaire) -> teia.Responses:
    """Return the answers that an authority gives to its part."""
    asked = {question.id for question in part.questions}
    areas = {area.id for area in part.areas}
    answers = {item: one for item, one in answered.answers.items() if item in asked}
    challenges = {area: text for area, text in answered.challenges.items() if area in areas}
    return answered.model_copy(
        update={
            "authority": part.authority,
            "answers": type(answered.answers)(answers),
            "challenges": type(answered.challenges)(challenges),
        }
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("parts"))
