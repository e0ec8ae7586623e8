"""Files that the HTML form opens: whole, or not at all and with every reason."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from browser.form_page import HOSTILE, Opener, ask, empty, example, written
from playwright.sync_api import expect

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import ANSWER_WORDS, EVIDENCE_KINDS, GRADES, Source
from teia_indicators.responses.write import responses_document
from teia_indicators.text import phrase


@pytest.mark.parametrize("name", ["xaa", "xab"])
def test_every_part_of_a_document_survives(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue, name: str
) -> None:
    """Loaded and saved again, the file has the same bytes."""
    given = example(catalogue, name).model_copy(update={"country": "XAA"})
    answers = dict(given.answers)
    answers["IDN-1.a"] = answers["IDN-1.a"].model_copy(
        update={"correction": True, "comment": HOSTILE, "reason": "line\nline"}
    )
    sources = (Source(file="a.xlsx", authority="A"),)
    changes = {
        "answers": FrozenDict(answers),
        "focal_point": "Ann",
        "date": "2026",
        "sources": sources,
    }
    path = written(given, tmp_path, **changes)
    form = opener()
    form.load(path)
    expect(form.control("status")).to_contain_text("answers.json")
    saved = form.save(tmp_path)
    assert saved.read_bytes() == path.read_bytes()
    assert teia.read_responses(saved, catalogue).sources == sources


AWKWARD = "aé Ж\n\t\"'\\<&>{}/=-\u05d0\u202e\u2028😀"


def drawn(catalogue: teia.Catalogue, seed: int) -> teia.Responses:
    """Return answers to everything, of awkward texts and every word there is."""
    pick = random.Random(seed)

    def text() -> str:
        return "".join(pick.choices(AWKWARD, k=pick.randrange(9))).strip()

    def evidence() -> teia.Evidence:
        dates, languages = ("", "2024", "2024-05", "2024-02-29"), ("", "en", "rus")
        return teia.Evidence(
            kind=pick.choice(EVIDENCE_KINDS),  # type: ignore[arg-type]
            title=text() or "title",
            reference=text(),
            date=pick.choice(dates),
            language=pick.choice(languages),
        )

    def answer(item: str) -> teia.Answer:
        whole = ("unanswered", "not_applicable", *catalogue.scale.numbers)
        criteria = {one.id for one in catalogue.criteria}
        return teia.Answer(
            value=pick.choice(ANSWER_WORDS if item in criteria else whole),  # type: ignore[arg-type]
            reason=text() or "reason",
            evidence=tuple(evidence() for _ in range(pick.randrange(4))),
            grade=pick.choice(GRADES),  # type: ignore[arg-type]
            comment=text(),
            correction=pick.random() < 0.5,
        )

    answers = {item: answer(item) for item in catalogue.parents}
    given = {"authority": text(), "focal_point": text(), "date": "2026-11", "language": "fr"}
    challenges = FrozenDict({area.id: text() or "x" for area in catalogue.areas})
    return empty(catalogue).model_copy(
        update={**given, "answers": FrozenDict(answers), "challenges": challenges}
    )


@pytest.mark.parametrize("seed", range(3))
def test_any_answers_survive(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue, seed: int
) -> None:
    """Loaded, shown in another language and in their own, kept as a draft, and saved again."""
    responses = drawn(catalogue, seed)
    path = written(responses, tmp_path)
    form = opener("IDN", ask(catalogue, language="fr"))
    form.load(path)
    expect(form.control("status")).to_contain_text("answers.json")
    form.page.reload()
    form.language("ru")
    form.language("fr")
    assert form.save(tmp_path).read_bytes() == path.read_bytes()
    as_given = opener("PUB", ask(catalogue, language="fr"), answers=responses)
    assert as_given.save(tmp_path).read_bytes() == path.read_bytes()


def test_words_of_any_language_are_understood(
    opener: Opener, tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    document = responses_document(empty(catalogue))
    document["answers"] = {
        "IDN-1.a": "Oui",
        "IDN-1.b": "частично",
        "IDN-1": "4 Adopted",
        "IDN-2": "3",
    }
    path = tmp_path / "given.json"
    path.write_text("\ufeff" + json.dumps(document), encoding="utf-8")
    form = opener("IDN")
    form.load(path)
    saved = teia.read_responses(form.save(tmp_path / "out"), catalogue)
    assert saved == teia.read_responses(path, catalogue)
    assert saved.value("IDN-1") == 4


def changed(document: dict[str, Any], *path: str, to: Any) -> str:
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return json.dumps(copy)


REFUSED = [
    (("format",), "teia.workbook/1", ["F012"]),
    (("catalogue", "checksum"), "0" * 64, ["R004"]),
    (("catalogue", "version"), "0.9", ["R003"]),
    (("catalogue", "id"), "other", ["R002"]),
    (("country",), "XAB", ["M015"]),
    (("round",), "2025", ["M015"]),
    (("colour",), "red", ["F010"]),
    (("answers", "IDN-9.z"), "yes", ["R005"]),
    (("answers", "__proto__"), "yes", ["R005"]),
    (("answers", "IDN-1.a"), "mostly", ["R007"]),
    (("answers", "IDN-1.a"), True, ["R007"]),
    (("answers", "IDN-1"), 9, ["R011"]),
    (("answers", "IDN-1"), "yes", ["R011"]),
    (("answers", "IDN-1.a"), {"value": "yes", "why": "x"}, ["F010"]),
    (
        ("answers", "IDN-1.a"),
        {"evidence": [{"kind": "rumour"}, {"page": 2}, 3]},
        ["R012", "F010", "F012"],
    ),
    (
        ("answers", "IDN-1.a"),
        {"evidence": "none", "grade": "best", "comment": ["x"]},
        ["F012", "R012", "F012"],
    ),
    (("answers",), ["yes"], ["F012"]),
    (("challenges", "XXX"), "text", ["R005"]),
]


@pytest.mark.parametrize(("path", "to", "codes"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_file_that_does_not_fit_changes_nothing(
    opener: Opener,
    tmp_path: Path,
    catalogue: teia.Catalogue,
    path: tuple[str, ...],
    to: Any,
    codes: list[str],
) -> None:
    text = changed(responses_document(example(catalogue)), *path, to=to)
    form = opener("IDN")
    form.choose("IDN-1.a", "unknown")
    before = form.save(tmp_path).read_bytes()
    form.load_text(text)
    expect(form.control("panel-head")).to_be_focused()
    assert len(form.problems()) == len(codes)
    for code in codes:
        start = phrase(f"problems.{code}.fix").split("{")[0]
        assert any(start in line for line in form.problems()), (code, form.problems())
    assert form.save(tmp_path).read_bytes() == before


@pytest.mark.parametrize("text", ["", "answers", "[1, 2]", "null", '{"format": '])
def test_what_is_no_document_is_refused(opener: Opener, text: str) -> None:
    form = opener()
    form.load_text(text, "no.json")
    expect(form.control("panel-head")).to_contain_text("no.json")
    assert len(form.problems()) == 1
