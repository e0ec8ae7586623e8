"""One seeded defect for every code of action plans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from action_plan.plans import catalogue, small
from responses.surgery import Value, Workbook

import teia_indicators as teia
from teia_indicators.action_plan.file import check_plan_file

Make = Callable[[Path, teia.Catalogue], teia.Problems]
Edit = Callable[[Workbook], object]

SHEET = "Plan"


def _edited(*edits: Edit) -> Make:
    """Return what writes a plan, edits it as a user does, and checks it."""

    def make(folder: Path, _: teia.Catalogue) -> teia.Problems:
        book = Workbook(teia.write_plan(small(), folder / "plan.xlsx"))
        for edit in edits:
            edit(book)
        return check_plan_file(book.save(folder / "plan.xlsx"))[1]

    return make


def _set(item: str, key: str, value: Value) -> Edit:
    return lambda book: book.answer(SHEET, item, key, value)


def _put(address: str, value: Value, sheet: str = SHEET) -> Edit:
    return lambda book: book.put(sheet, address, value)


def _without(row: str) -> Edit:
    return lambda book: book.change_rows(
        SHEET, lambda rows: [one for one in rows if one.attrib["r"] != row]
    )


def _of(**change: str) -> Make:
    """Return what reads a plan of a catalogue that differs from the shipped one."""

    def make(folder: Path, _: teia.Catalogue) -> teia.Problems:
        other = catalogue().model_copy(update=change)
        plan = small().model_copy(update={"catalogue": other.ref})
        return check_plan_file(teia.write_plan(plan, folder / "plan.json"))[1]

    return make


def _long(folder: Path, _: teia.Catalogue) -> teia.Problems:
    with pytest.raises(teia.FileError) as caught:
        teia.write_plan(small().edit("IDN-A01", comment="x" * 32_768), folder / "plan.xlsx")
    return caught.value.problems


#: Code, how the defect is made, and its place.
PLANS: list[tuple[str, Make, str]] = [
    ("P020", _edited(lambda book: book.rename("_meta", "other")), "plan.xlsx"),
    ("P021", _edited(_put("A1", "{}", "_plan")), "plan.xlsx:_plan!A1"),
    ("P022", _of(id="other"), "plan.json:6:9"),
    ("P023", _of(version="0.9"), "plan.json:7:14"),
    ("P024", _of(title="Changed"), "plan.json:8:15"),
    ("P025", _edited(_put("C5", "XAB", "About this plan")), "plan.xlsx:About this plan!C5"),
    ("P026", _edited(_put("R1", None)), "plan.xlsx:Plan"),
    ("P027", _edited(_put("A1", None)), "plan.xlsx"),
    ("P028", _edited(_put("A11", "IDN-B01")), "plan.xlsx:Plan!A11"),
    ("P029", _edited(_put("A11", "IDN-A01")), "plan.xlsx:Plan!A11"),
    ("P030", _edited(_put("B5", None)), "plan.xlsx:Plan!B5"),
    ("P031", _edited(_set("IDN-A01", "status", "perhaps")), "plan.xlsx:Plan!N5"),
    ("P032", _edited(_set("IDN-A01", "due", "2027-05")), "plan.xlsx:Plan!M5"),
    ("P033", _edited(_set("IDN-A01", "high", "2,500")), "plan.xlsx:Plan!P5"),
    ("P034", _edited(_set("IDN-A01", "high", 10.0)), "plan.xlsx:Plan!P5"),
    ("P035", _edited(_set("IDN-A01", "currency", None)), "plan.xlsx:Plan!Q5"),
    ("P036", _edited(_put("P6", 5.0), _put("Q6", "CHF")), "plan.xlsx:Plan!Q6"),
    ("P037", _edited(_set("IDN-A01", "criteria", "IDN-1a")), "plan.xlsx:Plan!F5"),
    ("P038", _edited(_set("IDN-A01", "requires", "IDN-A999")), "plan.xlsx:Plan!H5"),
    ("P039", _edited(_set("OWN-1", "requires", "OWN-1")), "plan.xlsx:Plan!H10"),
    ("P040", _edited(_without("6")), "plan.xlsx:Plan"),
    ("P041", _edited(_set("IDN-A01", "effort", "large")), "plan.xlsx:Plan!V5"),
    ("P042", _edited(_set("IDN-A02", "currency", "EUR")), "plan.xlsx:Plan!Q6"),
    ("P043", _long, "plan.xlsx"),
]
