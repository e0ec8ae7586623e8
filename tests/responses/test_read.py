"""Filled questionnaires in: whatever was done to the file, each answer is found or its fault is."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from responses.surgery import ENCRYPTED, Rows, Workbook

from teia_indicators import (
    Answer,
    Catalogue,
    Evidence,
    Problems,
    Responses,
    ResponsesError,
    build_questionnaire,
    load_catalogue,
    read_responses,
    write_responses,
    write_workbook,
)
from teia_indicators.model import FrozenDict
from teia_indicators.responses.read import check_file
from teia_indicators.responses.write import responses_document

SHEET = "Identification"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def answers(catalogue: Catalogue) -> Responses:
    """Some of everything, in the catalogue's order."""
    law = Evidence(kind="law", title="Act 7", reference="Art. 3", date="2024-05", language="fr")
    plan = Evidence(kind="plan", title="Plan of sites", date="2023")
    found = {
        "IDN-1": Answer(value=4, comment="declared"),
        "IDN-1.a": Answer(value="yes", evidence=(law, plan), grade="documented"),
        "IDN-1.b": Answer(value="partly", comment="=SUM(A1:A9)"),
        "IDN-1.c": Answer(value="not_applicable", reason="+49 sites are abroad"),
        "IDN-2": Answer(value="not_applicable", reason="No data."),
        "NTF-1.a": Answer(value="no", correction=True),
        "PRP-2.a": Answer(value="unknown", comment="first line\nsecond line, naïve, Привет"),
        "PUB-1.a": Answer(value="withheld", reason="Secrecy Act, Art. 4", evidence=(plan,)),
    }
    return Responses(
        catalogue=catalogue.ref,
        country="XAA",
        round="2026",
        authority="Ministry of Examples",
        answers=FrozenDict({item: found[item] for item in catalogue.items if item in found}),
        challenges=FrozenDict({"IDN": "-few people", "PUB": "@home"}),
    )


@pytest.fixture
def form(answers: Responses, catalogue: Catalogue, tmp_path: Path) -> Path:
    questionnaire = build_questionnaire(catalogue, country="XAA", round="2026")
    return write_workbook(questionnaire, tmp_path / "form.xlsx", answers=answers)


def refused(path: Path) -> Problems:
    """Return what reading raises; checking finds the same, and no more."""
    with pytest.raises(ResponsesError) as caught:
        read_responses(path)
    assert caught.value.problems == check_file(path)[1]
    return caught.value.problems


def shown(problems: Problems) -> list[str]:
    return [f"{found.code} {found.place}" for found in problems]


def save(folder: Path, document: dict[str, Any], name: str = "answers.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    """Return the number of the only line with a text, so that an expected place is no copy."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if text in line]
    assert len(found) == 1, text
    return found[0]


class TestHandling:
    """What people do to a workbook does not move an answer to another question."""

    @pytest.fixture
    def book(self, form: Path) -> Workbook:
        return Workbook(form)

    def read(self, book: Workbook, tmp_path: Path) -> Responses:
        return read_responses(book.save(tmp_path / "changed.xlsx"))

    def test_opened_and_saved(self, book: Workbook, answers: Responses, tmp_path: Path) -> None:
        assert self.read(book, tmp_path) == answers

    @pytest.mark.parametrize("seed", range(3))
    def test_sorted_rows(
        self, seed: int, book: Workbook, answers: Responses, tmp_path: Path
    ) -> None:
        def shuffle(rows: Rows) -> Rows:
            numbers = [row.attrib["r"] for row in rows]
            body = [row for row in rows if int(row.attrib["r"]) > 4]
            random.Random(seed).shuffle(body)
            changed = [row for row in rows if int(row.attrib["r"]) <= 4] + body
            for row, number in zip(changed, numbers, strict=True):
                row.set("r", number)
            return changed

        for area in (SHEET, "Notification", "More evidence"):
            book.change_rows(area, shuffle)
        read = self.read(book, tmp_path)
        assert read == answers.model_copy(update={"answers": read.answers})
        assert dict(read.answers) == dict(answers.answers)
        assert list(read.answers) == list(answers.answers)

    def test_inserted_rows(self, book: Workbook, answers: Responses, tmp_path: Path) -> None:
        def move(rows: Rows) -> Rows:
            for row in rows:
                number = int(row.attrib["r"])
                row.set("r", str(number + (2 if number > 1 else 0) + (3 if number > 7 else 0)))
            return rows

        for area in (SHEET, "More evidence"):
            book.change_rows(area, move)
        assert self.read(book, tmp_path) == answers

    def test_hidden_rows(self, book: Workbook, answers: Responses, tmp_path: Path) -> None:
        def hide(rows: Rows) -> Rows:
            for row in rows:
                row.set("hidden", "1")
            return rows

        book.change_rows(SHEET, hide)
        assert self.read(book, tmp_path) == answers

    def test_renamed_sheets(self, book: Workbook, answers: Responses, tmp_path: Path) -> None:
        book.rename(SHEET, "Моя работа")
        book.rename("More evidence", "x")
        book.rename("Instructions", "y")
        read = self.read(book, tmp_path)
        assert read == answers
        assert str(read.places["IDN-1.a"]).startswith("changed.xlsx:Моя работа!G")

    def test_retyped_headings(self, book: Workbook, answers: Responses, tmp_path: Path) -> None:
        """People see the labels; the hidden keys are what counts."""
        for address in ("G4", "H4"):
            book.put(SHEET, address, "changed")
        assert self.read(book, tmp_path) == answers

    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("YES", "yes"),
            (" yes ", "yes"),
            ("Not  Applicable", "not_applicable"),
            ("NOT_APPLICABLE", "not_applicable"),
            ("not\napplicable", "not_applicable"),
            ("Unanswered", "unanswered"),
            ("\N{NO-BREAK SPACE}no", "no"),
        ],
    )
    def test_words_in_odd_case(
        self, written: str, value: str, book: Workbook, tmp_path: Path
    ) -> None:
        book.answer(SHEET, "IDN-1.e", "value", written)
        book.answer(SHEET, "IDN-1.e", "reason", "because")
        assert self.read(book, tmp_path).value("IDN-1.e") == value

    @pytest.mark.parametrize("written", [3, 3.0, "3", "3 Under design", "3 under DESIGN"])
    def test_stages_as_numbers_and_texts(
        self, written: str | float, book: Workbook, tmp_path: Path
    ) -> None:
        book.answer(SHEET, "IDN-3", "value", written)
        assert self.read(book, tmp_path).value("IDN-3") == 3

    def test_the_language_of_a_document_in_capitals(self, book: Workbook, tmp_path: Path) -> None:
        book.answer(SHEET, "IDN-1.e", "evidence.language", "FR ")
        evidence = self.read(book, tmp_path).answers["IDN-1.e"].evidence
        assert evidence == (Evidence(language="fr"),)

    def test_years_and_references_as_numbers(self, book: Workbook, tmp_path: Path) -> None:
        book.answer(SHEET, "IDN-1.e", "value", "yes")
        book.answer(SHEET, "IDN-1.e", "evidence.date", 2024.0)
        book.answer(SHEET, "IDN-1.e", "evidence.reference", 17.0)
        evidence = self.read(book, tmp_path).answers["IDN-1.e"].evidence
        assert evidence == (Evidence(reference="17", date="2024"),)


class TestFaults:
    """Everything wrong in a file is said at once, each at its cell or line."""

    def test_eight_faults_in_one_workbook(self, form: Path) -> None:
        book = Workbook(form)
        put = book.answer
        places = [
            ("R004", "_meta", book.meta("catalogue_checksum")),
            ("R007", SHEET, put(SHEET, "IDN-1.d", "value", "mostly")),
            ("R008", SHEET, put(SHEET, "IDN-1.c", "reason", None)),
            ("R012", SHEET, put(SHEET, "IDN-1.a", "evidence.date", "last May")),
            ("R005", "Notification", put("Notification", "NTF-1.b", "id", "NTF-1.bb")),
            ("R011", "Notification", put("Notification", "NTF-1", "value", "7 Perfect")),
            ("R006", "Preparedness", put("Preparedness", "PRP-1.b", "id", "PRP-1.a")),
            ("R009", "Response", book.cell_of("Response", "RSP-1.a", "reason")),
        ]
        book.put("_meta", book.meta("catalogue_checksum"), "0" * 64)
        put("Response", "RSP-1.a", "value", "withheld")

        problems = refused(book.save(form))

        expected = [f"{code} form.xlsx:{sheet}!{cell}" for code, sheet, cell in places]
        assert sorted(shown(problems)) == sorted(expected)
        assert [str(found.place) for found in problems] != [], "sorted by sheet, row and column"
        assert 'Did you mean "NTF-1.b"?' in problems.to_text()

    @pytest.mark.parametrize(
        ("key", "value", "code"),
        [
            ("catalogue_id", "another", "R002"),
            ("catalogue_version", "0.9", "R003"),
            ("catalogue_checksum", "f" * 64, "R004"),
            ("country", "Xanadu", "R015"),
            ("country", None, "R015"),
            ("round", None, "R016"),
            ("round", "x" * 41, "R016"),
            ("format", "teia.workbook/9", "R001"),
        ],
    )
    def test_identity(self, key: str, value: str | None, code: str, form: Path) -> None:
        book = Workbook(form)
        book.put("_meta", book.meta(key), value)
        problems = refused(book.save(form))
        assert shown(problems) == [f"{code} form.xlsx:_meta!{book.meta(key)}"]

    def test_an_id_twice_in_two_sheets(self, form: Path) -> None:
        book = Workbook(form)
        book.answer("Notification", "NTF-1.b", "id", "IDN-1.a")
        problems = refused(book.save(form))
        assert [found.code for found in problems] == ["R006"]
        assert f"first at form.xlsx:{SHEET}!" in problems.to_text()

    @pytest.mark.parametrize("value", ["maybe", 1.0, True, "4 Adopted", "#N/A", "yes no"])
    def test_what_is_no_answer(self, value: str | float, form: Path) -> None:
        book = Workbook(form)
        address = book.answer(SHEET, "IDN-1.a", "value", value)
        assert shown(refused(book.save(form))) == [f"R007 form.xlsx:{SHEET}!{address}"]

    @pytest.mark.parametrize("value", ["yes", "0", 7.0, 4.5, True, "unknown", "4th"])
    def test_what_is_no_stage(self, value: str | float, form: Path) -> None:
        book = Workbook(form)
        address = book.answer(SHEET, "IDN-1", "value", value)
        assert shown(refused(book.save(form))) == [f"R011 form.xlsx:{SHEET}!{address}"]

    @pytest.mark.parametrize(("value", "code"), [("not applicable", "R008"), ("withheld", "R009")])
    def test_a_missing_reason_is_told_but_does_not_block(
        self, value: str, code: str, form: Path
    ) -> None:
        book = Workbook(form)
        book.answer(SHEET, "IDN-1.e", "value", value)
        cell = book.cell_of(SHEET, "IDN-1.e", "reason")
        path = book.save(form)
        assert read_responses(path).value("IDN-1.e") == value.replace(" ", "_")
        assert shown(check_file(path)[1]) == [f"{code} form.xlsx:{SHEET}!{cell}"]

    def test_a_mark_that_is_none_is_not_passed_over(self, form: Path) -> None:
        """A correction is either marked or not: another word is no silent "no"."""
        book = Workbook(form)
        address = book.answer(SHEET, "IDN-1.a", "correction", "perhaps")
        assert shown(refused(book.save(form))) == [f"R012 form.xlsx:{SHEET}!{address}"]


class TestDocuments:
    """The same answers as .json and .yaml, and their faults."""

    @pytest.fixture
    def document(self, answers: Responses) -> dict[str, Any]:
        return copy.deepcopy(responses_document(answers))

    def test_every_format_holds_the_same(
        self, form: Path, answers: Responses, tmp_path: Path
    ) -> None:
        read = {read_responses(form)}
        for kind in ("json", "yaml", "yml"):
            read.add(read_responses(write_responses(answers, tmp_path / f"answers.{kind}")))
        assert read == {answers}

    def test_a_missing_reason_in_json_has_its_line(
        self, document: dict[str, Any], tmp_path: Path
    ) -> None:
        document["answers"]["IDN-1.d"] = "withheld"
        path = save(tmp_path, document)
        number = line_of(path, '"IDN-1.d"')
        assert shown(check_file(path)[1]) == [f"R009 answers.json:{number}:14"]

    def test_a_key_twice_in_json(self, document: dict[str, Any], tmp_path: Path) -> None:
        path = save(tmp_path, document)
        text = path.read_text(encoding="utf-8").replace(
            '"IDN-1.b": {', '"IDN-1.a": "no",\n"IDN-1.b": {'
        )
        path.write_text(text, encoding="utf-8")
        number = line_of(path, '"IDN-1.a": "no"')
        assert shown(refused(path)) == [f"F009 answers.json:{number}:3"]

    def test_an_answer_to_a_working_area_is_refused(
        self, document: dict[str, Any], tmp_path: Path
    ) -> None:
        document["answers"]["IDN"] = 4
        path = save(tmp_path, document)
        assert "answers.json" in refused(path).to_text()

    def test_a_challenge_of_a_criterion_is_not_lost(
        self, document: dict[str, Any], tmp_path: Path
    ) -> None:
        document["challenges"]["IDN-1.a"] = "Nobody would read this."
        path = save(tmp_path, document)
        assert check_file(path)[1].errors, "a text was dropped without a word"

    def test_problems_in_a_file_leave_its_texts_alone(
        self, document: dict[str, Any], tmp_path: Path
    ) -> None:
        """JSON may write a sign beyond the basic plane as two escapes."""
        document["answers"]["IDN-1.d"] = {"value": "mostly", "comment": "\N{FACTORY}"}
        path = save(tmp_path, document)
        assert "\\ud83c\\udfed" in path.read_text(encoding="utf-8")
        responses = check_file(path)[0]
        assert responses is not None
        assert responses.answers["IDN-1.d"].comment == "\N{FACTORY}"

    @pytest.mark.parametrize(
        "shape", ["yes", 3, {"IDN-1.a": [["yes"]]}, {"IDN-1.a": {"value": {}}}, ["IDN-1.a"]]
    )
    def test_shapes_that_are_none(
        self, shape: object, document: dict[str, Any], tmp_path: Path
    ) -> None:
        document["answers"] = shape
        assert [found.code for found in refused(save(tmp_path, document))] == ["F012"]

    @pytest.mark.parametrize("key", ["catalogue", "country", "round", "format"])
    def test_a_missing_key(self, key: str, document: dict[str, Any], tmp_path: Path) -> None:
        del document[key]
        codes = {found.code for found in refused(save(tmp_path, document))}
        assert codes == {"catalogue": {"F011"}, "country": {"R015"}, "round": {"R016"}}.get(
            key, {"F012"}
        )

    def test_an_unknown_key_has_a_suggestion(
        self, document: dict[str, Any], tmp_path: Path
    ) -> None:
        document["authorty"] = document.pop("authority")
        problems = refused(save(tmp_path, document))
        assert [found.code for found in problems] == ["F010"]
        assert 'Did you mean "authority"?' in problems.to_text()


class TestFiles:
    """What is no questionnaire at all says so; nothing ends in a traceback."""

    def test_empty(self, tmp_path: Path) -> None:
        for name in ("a.xlsx", "a.json", "a.yaml", "a.ods"):
            (tmp_path / name).touch()
            assert shown(refused(tmp_path / name)) == [f"F003 {name}"]

    def test_two_hundred_megabytes(self, tmp_path: Path) -> None:
        for name in ("a.xlsx", "a.json", "a.yaml"):
            with (tmp_path / name).open("wb") as file:
                file.truncate(200_000_000)
            problems = refused(tmp_path / name)
            assert shown(problems) == [f"F002 {name}"]
            assert "200 MB" in problems.to_text()

    def test_encrypted(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(ENCRYPTED)
        assert shown(refused(tmp_path / "a.xlsx")) == ["F006 a.xlsx"]

    @pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99, 0.9999])
    def test_cut_off(self, share: float, form: Path) -> None:
        content = form.read_bytes()
        form.write_bytes(content[: int(len(content) * share)])
        assert shown(refused(form)) == ["F005 form.xlsx"]

    def test_a_bit_flipped_anywhere(self, form: Path) -> None:
        """Damage is reported or harmless; it never crashes."""
        content = form.read_bytes()
        chance = random.Random(1992)
        for _ in range(40):
            damaged = bytearray(content)
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            form.write_bytes(damaged)
            check_file(form)

    def test_another_kind_renamed(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_text("IDN-1.a;yes", encoding="utf-8")
        assert shown(refused(tmp_path / "a.xlsx")) == ["F004 a.xlsx"]
        (tmp_path / "a.txt").write_text("IDN-1.a;yes", encoding="utf-8")
        assert shown(refused(tmp_path / "a.txt")) == ["F004 a.txt"]

    def test_a_folder_and_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").mkdir()
        assert shown(refused(tmp_path / "a.xlsx")) == ["F004 a.xlsx"]
        assert shown(refused(tmp_path / "b.xlsx")) == ["F001 b.xlsx"]

    def test_a_workbook_of_someone_else(self, tmp_path: Path) -> None:
        import xlsxwriter

        book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
        book.add_worksheet().write_string(0, 0, "Budget")
        book.close()
        assert shown(refused(tmp_path / "a.xlsx")) == ["R001 a.xlsx"]

    @pytest.mark.parametrize("cell", ["XFD1048576", "ZZ200000"])
    def test_a_cell_far_off_does_not_take_the_memory(self, cell: str, form: Path) -> None:
        """Read in a process of its own: a stray cell may not eat its 1 GB or ten seconds."""
        pytest.importorskip("resource")
        book = Workbook(form)
        number = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        row = f'<row r="{number}"><c r="{cell}"><v>1</v></c></row></sheetData>'
        name = book.parts[SHEET]
        book.members[name] = book.members[name].replace(b"</sheetData>", row.encode())
        script = (
            "import resource, sys\n"
            "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
            "from teia_indicators.responses.read import check_file\n"
            "print(check_file(sys.argv[1])[1].to_text())\n"
        )
        command = [sys.executable, "-c", script, str(book.save(form))]
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")[:300]
