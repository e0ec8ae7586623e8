"""A plan's workbook: written, edited as people do, and read back with a problem a cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from action_plan.plans import HOSTILE, catalogue, dated, first, plan_of, small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from responses.surgery import ENCRYPTED, Rows, Workbook

import teia_indicators as teia
from teia_indicators.action_plan import Amount, Limits, PlannedAction
from teia_indicators.action_plan.file import check_plan_file
from teia_indicators.action_plan.layout import BLANK_ROWS, COLUMNS
from teia_indicators.model import FrozenDict
from teia_indicators.sources.tables import read_workbook
from teia_indicators.text import LANGUAGES, phrase, texts

SHEET = "Plan"
FIRST = 5


class Edited:
    """A written plan with cells changed in the file."""

    def __init__(
        self, folder: Path, plan: teia.ActionPlan | None = None, language: str = "en"
    ) -> None:
        self.plan = small() if plan is None else plan
        self.path = folder / "plan.xlsx"
        teia.write_plan(self.plan, self.path, language=language)
        self.book = Workbook(self.path)
        self.sheet = phrase("plan_sheet.sheet", language)

    def set(self, item: str, key: str, value: Any) -> str:
        return self.book.answer(self.sheet, item, key, value)

    def add(self, **cells: Any) -> int:
        """Write into the next empty row; return its number."""
        used = getattr(self, "used", 0)
        self.used = used + 1
        number = FIRST + len(self.plan.actions) + used
        for key, value in cells.items():
            column = list(COLUMNS).index("action.id" if key == "id" else key)
            letter = chr(ord("A") + column)
            self.book.put(self.sheet, f"{letter}{number}", value)
        return number

    def read(self) -> teia.ActionPlan:
        return teia.read_plan(self.book.save(self.path))

    def problems(self) -> list[tuple[str, str | None]]:
        _, found = check_plan_file(self.book.save(self.path))
        return [(one.code, one.place.cell) for one in found]

    def codes(self) -> list[str]:
        return [code for code, _ in self.problems()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_comes_back_as_it_was(language: str, tmp_path: Path) -> None:
    for plan in (small(), plan_of(), dated(plan_of(*first(242)))):
        path = teia.write_plan(plan, tmp_path / "plan.xlsx", language=language)
        assert teia.read_plan(path) == plan


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_plan_same_bytes(language: str, tmp_path: Path) -> None:
    one = teia.write_plan(small(), tmp_path / "a.xlsx", language=language).read_bytes()
    other = teia.write_plan(small(), tmp_path / "b.xlsx", language=language).read_bytes()
    assert one == other
    made = Workbook(tmp_path / "a.xlsx").members["docProps/core.xml"].decode()
    assert f"{catalogue().publication_date}T00:00:00Z" in made


def test_the_library_is_said_in_the_language_and_own_texts_stay(tmp_path: Path) -> None:
    edited = Edited(tmp_path, language="fr")
    shown = set(edited.book.texts(edited.sheet).values())
    assert "Désigner un organisme chef de file pour les données sur les substances dangereuses" in (
        shown
    )
    assert {"Agency for Safety", "Translate the register", "commencée"} <= shown
    assert {"ministère chargé de l'environnement", "IDN Identification des activités"} <= shown
    assert "IDN-4 Vérification préliminaire des effets au-delà de la frontière" in shown


TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], max_codepoint=0xFFFD)),
)
NAME = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12)
AMOUNT = st.floats(0, 1e12, allow_nan=False).flatmap(
    lambda low: st.builds(
        lambda more: Amount(low=low, high=low + more, currency="EUR"), st.floats(0, 1e12)
    )
)
DAY = st.dates()
EDIT = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXT.filter(str.strip),
        **dict.fromkeys(("text", "authority", "funding", "assistance", "comment"), TEXT),
        "partners": st.lists(NAME, max_size=3).map(tuple),
        "requires": st.sampled_from([(), ("IDN-A01",), ("IDN-1.a", "PRV-A01")]),
        "criteria": st.sampled_from([("IDN-1.a",), ("PRP-1.a", "IDN-1.b")]),
        "start": st.none() | DAY,
        "due": st.none() | DAY,
        "status": st.sampled_from(["planned", "started", "done", "dropped"]),
        "type": st.sampled_from(["law", "review"]),
        "amount": st.none() | AMOUNT,
    },
)


@given(EDIT, EDIT, st.sampled_from(LANGUAGES))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_edited_plan_comes_back_exactly(
    tmp_path: Path, one: dict[str, Any], other: dict[str, Any], language: str
) -> None:
    other.pop("requires", None)
    plan = small().edit("IDN-A02", **one).edit("IDN-A04", **other)
    path = teia.write_plan(plan, tmp_path / "plan.xlsx", language=language)
    assert teia.read_plan(path) == plan
    path = teia.write_plan(plan, tmp_path / "plan.json", language=language)
    assert teia.read_plan(path) == plan


# The surgery writes a text as it stands: these would mean others in the file.
SURE = [text for text in HOSTILE if not re.search(r"_x|\r|^\s|\s$", text)]
PLAIN_TEXT = st.sampled_from([*SURE, "Новый орган", "Autorité"])
TYPED = {
    "title": PLAIN_TEXT.map(lambda text: (text, text)),
    "comment": PLAIN_TEXT.map(lambda text: (text, text)),
    "authority": PLAIN_TEXT.map(lambda text: (text, text)),
    "partners": st.sampled_from([("A; B;;A", ("A", "B")), ("A,B\nC", ("A,B", "C"))]),
    "status": st.sampled_from(
        [
            (texts(one)["plan_statuses"][code].upper(), code)
            for one in LANGUAGES
            for code in ("done",)
        ]
        + [("dropped", "dropped")]
    ),
    "type": st.sampled_from([(texts(one)["action_types"]["law"], "law") for one in LANGUAGES]),
    "start": st.sampled_from(
        [
            (text, datetime.date(2027, 3, 5))
            for text in ("2027-03-05", "05.03.2027", " 5.3.2027 ", "2027-03-05 ")
        ]
    ),
    "requires": st.sampled_from([("IDN-1.a, IDN-A05;PRV-A01", ("IDN-1.a", "IDN-A05", "PRV-A01"))]),
}


@given(st.fixed_dictionaries({}, optional=TYPED), st.sampled_from(LANGUAGES), st.randoms())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_typed_into_cells_in_any_order_of_rows_is_read(
    tmp_path: Path, typed: dict[str, tuple[str, Any]], language: str, random: Any
) -> None:
    edited = Edited(tmp_path, language=language)
    for key, (text, _) in typed.items():
        edited.set("IDN-A03", key, text)

    def shuffle(rows: Rows) -> Rows:
        numbers = [row.attrib["r"] for row in rows]
        body = rows[4:]
        random.shuffle(body)
        for number, row in zip(numbers[4:], body, strict=True):
            row.set("r", number)
        return [*rows[:4], *body]

    edited.book.change_rows(edited.sheet, shuffle)
    changes = {key: value for key, (_, value) in typed.items()}
    assert edited.read() == edited.plan.edit("IDN-A03", **changes)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (1200.5, 1200.5),
        ("1200", 1200.0),
        ("1200,5", 1200.5),
        ("1 200 000,50", 1200000.5),
        ("1\N{NO-BREAK SPACE}200.25", 1200.25),
        ("1\N{NARROW NO-BREAK SPACE}200", 1200.0),
        ("0,125", 0.125),
        ("0", 0.0),
    ],
)
def test_amounts_as_people_type_them(typed: object, meant: float, tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.set("IDN-A02", "high", typed)
    edited.set("IDN-A02", "currency", "eur")
    amount = Amount(low=meant, high=meant, currency="EUR")
    assert edited.read() == edited.plan.edit("IDN-A02", amount=amount)


@pytest.mark.parametrize(
    "typed", ["1,200", "12.000", "-5", -5.0, "a lot", True, "1,200,000", "1e3", "9" * 400]
)
def test_an_unsure_or_negative_amount_is_refused(typed: object, tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    at = edited.set("IDN-A02", "low", typed)
    edited.set("IDN-A02", "currency", "EUR")
    assert edited.problems() == [("P033", at)]


def test_an_amount_of_many_digits_is_no_edit(tmp_path: Path) -> None:
    money = Amount(low=0.1 + 0.2, high=123456789.12345679, currency="EUR")
    plan = plan_of("IDN-A01").edit("IDN-A01", amount=money)
    assert teia.read_plan(teia.write_plan(plan, tmp_path / "plan.xlsx")) == plan


def test_a_day_as_a_real_date(tmp_path: Path) -> None:
    plan = small().edit("IDN-A01", start=datetime.date(1901, 1, 1), due=datetime.date(9999, 12, 31))
    sheets = read_workbook(teia.write_plan(plan, tmp_path / "plan.xlsx"), "plan.xlsx")
    assert isinstance(sheets, tuple)
    row = next(row for row in sheets[1].rows if row[0] == "IDN-A01")
    assert row[11:13] == (datetime.date(1901, 1, 1), datetime.date(9999, 12, 31))


def test_rows_of_the_users_own(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.add(title="Hire two people", criteria="IDN-1.c; PRV-1.a", requires="IDN-A01")
    edited.add(id="OWN-7", title="Buy a server", effort="grand", duration="до 6 месяцев")
    edited.set("OWN-1", "effort", "большой")
    edited.book.put(SHEET, f"V{FIRST + 7}", "important")
    found = edited.read()

    hired, bought = found.action("OWN-2"), found.action("OWN-7")
    assert (hired.origin, hired.title, hired.status) == ("own", "Hire two people", "planned")
    assert hired.criteria == ("IDN-1.c", "PRV-1.a")
    assert hired.areas == ("IDN", "PRV")
    assert hired.indicators == ("IDN-1", "PRV-1")
    assert hired.requires == ("IDN-A01",)
    assert hired.edited == ()
    assert (bought.effort, bought.duration) == ("large", "up to 6 months")
    assert found.action("OWN-1").effort == "large"
    assert found.actions[:-2] == (*edited.plan.actions[:-1], found.action("OWN-1"))
    again = teia.write_plan(found, tmp_path / "again.xlsx")
    assert teia.read_plan(again) == found


def test_an_action_of_the_library_is_added_by_its_id(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.add(id="PRV-A02", comment="Asked for by the parliament")
    found = edited.read().action("PRV-A02")
    library = next(one for one in catalogue().actions if one.id == "PRV-A02")
    assert (found.title, found.criteria) == (library.title, library.turns)
    assert (found.origin, found.edited) == ("library", ("comment",))


def _without(*numbers: int) -> Callable[[Rows], Rows]:
    gone = set(map(str, numbers))
    return lambda rows: [row for row in rows if row.attrib["r"] not in gone]


def test_a_deleted_row_is_a_dropped_action_or_an_own_one_gone(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.book.change_rows(SHEET, _without(FIRST + 1, FIRST + 5))
    plan, problems = check_plan_file(edited.book.save(edited.path))
    assert plan is not None
    expected = edited.plan.edit("IDN-A02", status="dropped")
    assert plan.actions == expected.actions[:-1]
    assert [(one.code, one.path, one.severity) for one in problems] == [
        ("P040", "IDN-A02", "warning")
    ]
    assert teia.read_plan(edited.path) == plan


def test_sheets_renamed_moved_and_information_columns_gone(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.book.rename(SHEET, "Mine")
    for letter in "DEGVW":
        edited.book.put(SHEET, f"{letter}1", None)
    assert edited.read() == edited.plan


def test_a_missing_column_leaves_what_it_held(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.book.put(SHEET, "U1", None)
    edited.set("IDN-A01", "title", "Other")
    plan, problems = check_plan_file(edited.book.save(edited.path))
    assert [one.code for one in problems] == ["P026"]
    assert plan == edited.plan.edit("IDN-A01", title="Other")


def test_all_problems_at_once_each_at_its_cell(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    at = [
        ("P030", edited.set("IDN-A01", "title", None)),
        ("P031", edited.set("IDN-A01", "status", "maybe")),
        ("P032", edited.set("IDN-A01", "start", "spring 2027")),
        ("P032", edited.set("IDN-A01", "due", "2027-02-30")),
        ("P033", edited.set("IDN-A01", "high", "much")),
        ("P034", edited.set("IDN-A02", "high", 10.0)),
        ("P035", edited.set("IDN-A03", "currency", "Euro")),
        ("P037", edited.set("IDN-A03", "criteria", "IDN-1.x")),
        ("P038", edited.set("IDN-A04", "requires", "IDN-A999")),
        ("P036", edited.set("IDN-A05", "currency", "CHF")),
        ("P028", edited.set("OWN-1", "action.id", "OWM-1")),
    ]
    edited.set("IDN-A02", "low", 20.0)
    edited.set("IDN-A02", "currency", "EUR")
    edited.set("IDN-A03", "low", 5.0)
    edited.set("IDN-A05", "low", 5.0)
    row = edited.add(id="IDN-A01", title="Again")
    at.append(("P029", f"A{row}"))
    assert sorted(edited.problems()) == sorted(at)
    with pytest.raises(teia.PlanError) as caught:
        teia.read_plan(edited.path)
    assert caught.value.exit_code == 1


def test_suggestions(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.set("IDN-A03", "criteria", "IDN-1a")
    edited.set("IDN-A04", "requires", "IDN-A1")
    edited.add(id="idn-a07")
    told = check_plan_file(edited.book.save(edited.path))[1].to_text()
    assert 'Did you mean "IDN-1.a"?' in told
    assert 'Did you mean "IDN-A07"?' in told


def test_an_action_that_waits_for_itself(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    at = edited.set("OWN-1", "requires", "OWN-1")
    assert edited.problems() == [("P039", at)]


def test_a_ring_is_told_once_with_its_members(tmp_path: Path) -> None:
    """IDN-A05 waits for IDN-1.a, which IDN-A01 turns."""
    edited = Edited(tmp_path)
    at = edited.set("IDN-A01", "requires", "OWN-1")
    edited.set("OWN-1", "requires", "IDN-A05")
    _, problems = check_plan_file(edited.book.save(edited.path))
    assert [(one.code, one.place.cell) for one in problems] == [("P039", at)]
    assert problems[0].params["ids"] == "IDN-A01 → OWN-1 → IDN-A05 → IDN-A01"
    edited.set("OWN-1", "status", "dropped")
    assert edited.codes() == []


@pytest.mark.parametrize("key", ["area", "indicator", "effort", "duration"])
def test_what_is_written_over_information_is_told(key: str, tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    at = edited.set("IDN-A01", key, "ours")
    assert edited.problems() == [("P041", at)]
    assert edited.read() == edited.plan


def test_a_currency_without_an_amount_is_told(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    at = edited.set("IDN-A02", "currency", "EUR")
    assert edited.problems() == [("P042", at)]
    assert edited.read() == edited.plan


def test_amounts_in_another_currency_than_the_budget(tmp_path: Path) -> None:
    limits = Limits(budget=1e6, currency="CHF")
    edited = Edited(tmp_path, small().model_copy(update={"limits": limits}))
    assert edited.codes() == ["P036"]


def test_start_after_due_is_not_for_the_reader(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.set("IDN-A01", "start", "2031-01-01")
    found = edited.read().action("IDN-A01")
    assert found.start is not None
    assert found.due is not None
    assert found.start > found.due


@pytest.mark.parametrize(("key", "row"), [("country", 5), ("round", 6)])
def test_the_cover_cannot_make_it_another_plan(key: str, row: int, tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    cover = phrase("plan_sheet.cover")
    edited.book.put(cover, f"C{row}", "XAB")
    assert edited.problems() == [("P025", f"C{row}")]
    assert key in check_plan_file(edited.path)[1][0].path


@pytest.mark.parametrize("key", ["country", "round", "catalogue_version", "plan", "language"])
def test_changed_identity_is_damage(key: str, tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.book.put("_meta", edited.book.meta(key), "XAB")
    assert edited.codes() == ["P021"]


@given(st.integers(0, 400), st.characters(codec="ascii", exclude_categories=["Cc"]))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_hidden_plan_is_damage(tmp_path: Path, at: int, sign: str) -> None:
    edited = Edited(tmp_path)
    text = edited.book.texts("_plan")["A1"]
    changed = text[:at] + sign + text[at + 1 :]
    edited.book.put("_plan", "A1", changed)
    assert edited.codes() == ([] if changed == text else ["P021"])


def test_without_hidden_sheets_it_is_no_plan(tmp_path: Path) -> None:
    for sheet in ("_meta", "_plan"):
        edited = Edited(tmp_path)
        edited.book.rename(sheet, "other")
        assert edited.codes() == ["P020"]
    form = teia.build_questionnaire(catalogue(), country="XAA", round="2026")
    path = teia.write_workbook(form, tmp_path / "form.xlsx")
    assert [one.code for one in check_plan_file(path)[1]] == ["P020"]
    with pytest.raises(teia.ResponsesError, match="R001"):
        teia.read_responses(teia.write_plan(small(), tmp_path / "plan.xlsx"))


def test_without_the_column_of_ids_there_are_no_rows(tmp_path: Path) -> None:
    edited = Edited(tmp_path)
    edited.book.put(SHEET, "A1", None)
    assert edited.codes() == ["P027"]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"id": "other"}, "P022"), ({"version": "0.9"}, "P023"), ({"title": "New"}, "P024")],
)
@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_another_catalogue(change: dict[str, str], code: str, kind: str, tmp_path: Path) -> None:
    other = catalogue().model_copy(update=change)
    plan = small().model_copy(update={"catalogue": other.ref})
    path = teia.write_plan(plan, tmp_path / f"plan.{kind}", other)
    with pytest.raises(teia.PlanError) as caught:
        teia.read_plan(path)
    assert [one.code for one in caught.value.problems] == [code]
    assert teia.read_plan(path, other) == plan
    if kind == "xlsx":
        with pytest.raises(teia.PlanError, match=code):
            teia.write_plan(plan, tmp_path / "plan.xlsx")
    if code == "P023":
        assert "teia-indicators migrate" in str(caught.value)


def test_files_that_are_no_workbooks(tmp_path: Path) -> None:
    (tmp_path / "locked.xlsx").write_bytes(ENCRYPTED)
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    expected = {"locked.xlsx": "F006", "text.xlsx": "F004", "gone.xlsx": "F001", "a.xlsm": "F004"}
    for name, code in expected.items():
        with pytest.raises(teia.PlanError) as caught:
            teia.read_plan(tmp_path / name)
        assert [one.code for one in caught.value.problems] == [code], name
        assert caught.value.exit_code == 3


def test_texts_are_never_formulas(tmp_path: Path) -> None:
    plan = small()
    for at, text in enumerate(HOSTILE):
        field = ("title", "authority", "comment", "funding")[at % 4]
        plan = plan.edit(plan.actions[at % 5].id, **{field: text})
    book = Workbook(teia.write_plan(plan, tmp_path / "plan.xlsx"))
    assert {text for text in HOSTILE if "\n" not in text and "_x" not in text} & set(book.shared)
    for sheet in book.parts:
        root = book.sheet(sheet)
        assert not [one for one in root.iter() if one.tag.endswith("}f")]
        assert not [one for one in root.iter() if one.tag.endswith("}hyperlink")]
    assert teia.read_plan(tmp_path / "plan.xlsx") == plan


def test_a_text_too_long_for_a_cell_is_refused_but_fits_json(tmp_path: Path) -> None:
    most = small().edit("IDN-A01", comment="x" * 32_767)
    assert teia.read_plan(teia.write_plan(most, tmp_path / "most.xlsx")) == most
    plan = small().edit("IDN-A01", comment="x" * 32_768)
    with pytest.raises(teia.FileError) as caught:
        teia.write_plan(plan, tmp_path / "plan.xlsx")
    assert [(one.code, one.path) for one in caught.value.problems] == [("P043", "IDN-A01")]
    assert not (tmp_path / "plan.xlsx").exists()
    assert teia.read_plan(teia.write_plan(plan, tmp_path / "plan.json")) == plan


def test_wrong_use_of_writing(tmp_path: Path) -> None:
    with pytest.raises(teia.FileError, match="F004"):
        teia.write_plan(small(), tmp_path / "plan.ods")
    with pytest.raises(teia.MethodError, match="M012"):
        teia.write_plan(small(), tmp_path / "plan.xlsx", language="de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_drop_downs_frozen_panes_and_marks_are_there(language: str, tmp_path: Path) -> None:
    edited = Edited(tmp_path, language=language)
    xml = edited.book.members[edited.book.parts[edited.sheet]].decode()
    names = edited.book.members["xl/workbook.xml"].decode()
    for group in ("plan_statuses", "action_types", "efforts", "durations"):
        assert f"<formula1>teia_{group}</formula1>" in xml
        assert f'name="teia_{group}"' in names
    assert "_xlnm.Print_Titles" in names
    assert xml.count("<cfRule") == 3
    for part in (
        'state="frozen"',
        "<autoFilter",
        "<sheetProtection",
        "<rowBreaks" * 0 + "<colBreaks",
    ):
        assert part in xml
    own = FIRST + len(edited.plan.actions)
    assert f'r="A{own + BLANK_ROWS - 1}"' in xml


def test_the_cover_says_what_is_reached(tmp_path: Path) -> None:
    plan = small().model_copy(
        update={"without_action": ("PUB-1.a",), "limits": Limits(budget=5000.0, currency="EUR")}
    )
    book = Workbook(teia.write_plan(plan, tmp_path / "plan.xlsx"))
    said = "\n".join(book.texts(phrase("plan_sheet.cover")).values())
    for part in (
        "IDN-1, IDN-2, IDN-3, IDN-4",
        "41.0 now, 72.5",
        "2030-12-31",
        "Programme 2030",
        "5000 EUR",
        "PUB-1.a",
        "XAA",
        "unofficial",
        "Stage 4 for every indicator",
    ):
        assert part in said, part


def test_an_own_action_of_the_plan_keeps_its_marks(tmp_path: Path) -> None:
    own = PlannedAction(id="OWN-3", origin="own", title="Ask", comment="a", edited=("comment",))
    edited = Edited(tmp_path, plan_of("IDN-A01", own=(own,)))
    edited.set("OWN-3", "funding", "State")
    edited.add(title="Next")
    found = edited.read()
    assert found.action("OWN-3").edited == ("funding", "comment")
    assert found.action("OWN-1").title == "Next"


@pytest.mark.parametrize("number", [1e300, -1e300, 1e17])
def test_a_number_that_is_no_day_ends_in_a_problem(tmp_path: Path, number: float) -> None:
    edited = Edited(tmp_path)
    edited.set("IDN-A01", "start", number)
    plan, problems = check_plan_file(edited.book.save(edited.path))
    assert plan is None or problems.errors
    assert {one.code for one in problems} <= {"F005", "P032"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_shows_every_target_with_its_date(tmp_path: Path, language: str) -> None:
    days = [datetime.date(year, 12, 31) for year in (2027, 2029)]
    steps = (
        teia.TargetStep(of="NTF", stage=4, by=days[0], source="Notification programme"),
        teia.TargetStep(of="NTF", stage=5, by=days[1]),
    )
    target = teia.Target(areas=FrozenDict({"PUB": 3}), steps=steps)
    plan = small().model_copy(update={"target": target, "on": days[0]})
    shown = Workbook(teia.write_plan(plan, tmp_path / "plan.xlsx", language=language))
    texts_ = shown.texts(phrase("plan_sheet.cover", language)).values()
    (said,) = [text for text in texts_ if "Notification programme" in text]
    lines = said.splitlines()
    default = phrase("plan_sheet.target_default", language, stage=5)
    assert lines[0] == default
    assert [("PUB" in line, "NTF" in line) for line in lines[1:4]] == [(1, 0), (0, 1), (0, 1)]
    assert [day.isoformat() in line for day, line in zip(days, lines[2:4], strict=True)] == [1, 1]
    assert lines[4] == phrase("plan_sheet.target_on", language, date=days[0])


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30),
    st.sampled_from(["IDN-A01", "OWN-1", "OWN-99", "IDN-1.a", "9" * 400, "0001-01-01", "EUR"]),
)
SPOT = st.tuples(
    st.sampled_from([*"ABCDEFGHIJKLMNOPQRSTUVW"]), st.integers(1, FIRST + 12), ANYTHING
)


@given(st.lists(SPOT, min_size=1, max_size=6), st.sampled_from(["Plan", "_meta", "_plan"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_cells_is_read_or_told_with_its_place(
    tmp_path: Path, spots: list[tuple[str, int, Any]], sheet: str
) -> None:
    edited = Edited(tmp_path)
    rows = {one.attrib["r"] for one in edited.book.sheet(sheet).iter() if one.tag.endswith("}row")}
    for letter, number, value in spots:
        if str(number) in rows:
            edited.book.put(sheet, f"{letter}{number}", value)
    plan, problems = check_plan_file(edited.book.save(edited.path))
    assert plan is not None or problems.errors
    for one in problems:
        assert one.place.file == "plan.xlsx"
        assert all(one.line(language) for language in LANGUAGES)
    if plan is not None and not problems.errors:
        again = teia.write_plan(plan, tmp_path / "again.xlsx")
        assert teia.read_plan(again) == plan
