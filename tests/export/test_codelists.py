"""codelists.csv: labels in three languages, and a row for every code."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from export.bundles import LEVELS, both, contents, example, renamed
from export.test_coin import deep

from teia_indicators import assess, export_ismi
from teia_indicators.export.codelists import CODE_LISTS


def rows_of(path: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contents(path)[name].decode("utf-8"), newline="")))


@pytest.mark.parametrize("level", LEVELS)
def test_every_code_has_a_label_in_each_language(tmp_path: Path, level: str) -> None:
    given = [*both(), renamed(example(), country="MDA")]
    export_ismi(given, tmp_path / "b", confidentiality=level)  # type: ignore[arg-type]
    codes = rows_of(tmp_path / "b", "codelists.csv")
    known = {(row["CODELIST"], row["CODE"]) for row in codes}
    assert len(known) == len(codes)
    for row in rows_of(tmp_path / "b", "observations.csv"):
        for name, column in CODE_LISTS.items():
            assert (name, row[column]) in known
    for row in codes:
        assert all(row[f"LABEL_{language}"] for language in ("EN", "FR", "RU"))
    labels = {(row["CODELIST"], row["CODE"]): row for row in codes}
    assert labels["CL_CODE", "PRP"]["LABEL_FR"] == "Préparation"
    assert labels["CL_REF_AREA", "MDA"]["LABEL_EN"] == "Republic of Moldova"
    assert labels["CL_REF_AREA", "XAA"]["LABEL_RU"] == "XAA"
    assert labels["CL_CODE", "programme_elements"]["LABEL_RU"] == "Элементы программы"
    russian = [row["LABEL_RU"] for row in codes if row["CODELIST"] == "CL_OBS_STATUS"]
    assert all("а" <= text[1].lower() <= "я" for text in russian)


def test_an_area_may_be_part_of_another(tmp_path: Path) -> None:
    catalogue = deep(example().catalogue)
    responses = example().responses.model_copy(update={"catalogue": catalogue.ref})
    export_ismi(assess(responses, catalogue), tmp_path / "bundle")
    codes = rows_of(tmp_path / "bundle", "codelists.csv")
    parents = {row["CODE"]: row["PARENT"] for row in codes if row["CODELIST"] == "CL_CODE"}
    first, second, third = (one.id for one in catalogue.areas[:3])
    assert (parents[first], parents[second], parents[third]) == ("overall", first, second)
