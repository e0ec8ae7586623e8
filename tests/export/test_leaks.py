"""Confidentiality: what a level must not hold is in no byte of any file."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from export.bundles import KINDS, both, contents, document, example, made, renamed

from teia_indicators import (
    Answer,
    Assessment,
    Evidence,
    Target,
    TargetStep,
    assess,
    export_ismi,
    merge_responses,
    read_ismi,
    read_responses,
    verify_ismi,
    write_responses,
)
from teia_indicators.model import FrozenDict
from teia_indicators.problems import Place
from teia_indicators.responses.model import Source

FIRST, SECOND = (one.responses for one in both())


def private_texts(assessment: Assessment) -> set[str]:
    """Return every free text of an assessment, but those that the catalogue holds as well."""
    responses = assessment.responses
    found = [responses.authority, responses.focal_point, responses.date]
    found += responses.challenges.values()
    for source in responses.sources:
        found += [source.file, source.authority, source.focal_point, source.date]
        found += source.places.values()
    for answer in responses.answers.values():
        found += [answer.reason, answer.comment]
        for item in answer.evidence:
            found += [item.title, item.reference, item.date]
    public = assessment.catalogue.model_dump_json()
    return {text for text in found if len(text) > 5 and text not in public}


def secretive() -> Assessment:
    """Return an assessment with a marker in every text that a person can write."""
    catalogue = example().catalogue
    marks = iter(f"SECRET{number:04}" for number in range(9999))
    answers = {}
    words = ("yes", "partly", "no", "unanswered", "unknown", "not_applicable", "withheld")
    for at, criterion in enumerate(catalogue.criteria):
        evidence = Evidence(
            kind="law", title=next(marks), reference=next(marks), date="1901-02-03", language="qzz"
        )
        answers[criterion.id] = Answer.model_validate(
            {
                "value": words[at % 7],
                "reason": next(marks),
                "comment": next(marks),
                "evidence": (evidence,),
            }
        )
    for indicator in catalogue.indicators[::3]:
        answers[indicator.id] = Answer(value="not_applicable", reason=next(marks))
    for indicator in catalogue.indicators[1::3]:
        answers[indicator.id] = Answer(value=6, comment=next(marks))
    responses = FIRST.model_copy(
        update={
            **{key: next(marks) for key in ("authority", "focal_point")},
            "date": "1901-02-03",
            "sources": tuple(_source(marks, answers) for _ in range(2)),
            "challenges": FrozenDict({area.id: next(marks) for area in catalogue.areas}),
            "answers": FrozenDict(answers),
            "places": FrozenDict({id_: Place(file=next(marks), line=1) for id_ in answers}),
        }
    )
    return assess(responses, catalogue)


def _source(marks: Iterator[str], answers: Mapping[str, Answer]) -> Source:
    """Return one of the files it was merged from, with a marker in every text."""
    return Source(
        file=next(marks),
        authority=next(marks),
        focal_point=next(marks),
        date="1901-02-03",
        language="qzz",
        answers=FrozenDict({item: one.value for item, one in answers.items()}),
        places=FrozenDict({item: next(marks) for item in answers}),
    )


def every_byte(path: Path) -> bytes:
    """Return all bytes: of the files, of their names, of a .zip as it is, and of what is in one."""
    raw = b"" if path.is_dir() else path.read_bytes()
    if raw:
        with zipfile.ZipFile(path) as archive:
            raw += archive.comment + b"".join(one.comment + one.extra for one in archive.infolist())
    found = contents(path)
    for name, content in {**found}.items():
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found |= {f"{name}/{one}": archive.read(one) for one in archive.namelist()}
    return raw + b"".join(name.encode() + content for name, content in found.items())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["peer", "public"])
def test_no_private_text_of_the_examples_leaves(tmp_path: Path, kind: str, level: str) -> None:
    export_ismi(both(), tmp_path / kind, confidentiality=level)  # type: ignore[arg-type]
    found = every_byte(tmp_path / kind)
    escaped = found.decode("utf-8", "replace")
    texts = {text for one in both() for text in private_texts(one)}
    assert len(texts) > 100
    for text in texts:
        assert text not in escaped, text
        assert json.dumps(text)[1:-1] not in escaped, text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["peer", "public"])
def test_no_text_that_a_person_can_write_leaves(tmp_path: Path, kind: str, level: str) -> None:
    found = every_byte(made(tmp_path / kind, level, secretive()))
    for mark in (b"SECRET", b"1901-02-03", b"qzz"):
        assert mark not in found


def test_a_full_bundle_holds_them_all(tmp_path: Path) -> None:
    """So that the searches above cannot pass because they look for the wrong thing."""
    one = secretive()
    found = every_byte(made(tmp_path / "bundle", "full", one)).decode("utf-8", "replace")
    for mark in ("SECRET0000", "1901-02-03", "qzz"):
        assert mark in found
    texts = private_texts(one)
    assert {one.responses.focal_point, one.responses.sources[1].file} < texts
    assert {text for text in texts if text not in found} == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["peer", "public"])
def test_who_said_what_of_merged_files_does_not_leave(
    tmp_path: Path, kind: str, level: str
) -> None:
    """Files read and merged as a coordinator does it: their names, places and contacts stay."""
    names = ("labour-ministry.yaml", "fire-service.yaml")
    for name in names:
        contact = f"contact of {name}"
        part = FIRST.model_copy(update={"authority": f"Body {name}", "focal_point": contact})
        write_responses(part, tmp_path / name)
    merged = merge_responses([read_responses(tmp_path / name) for name in names])
    assert f"{names[0]}:" in merged.sources[0].places["IDN-1.a"]
    one = assess(merged, example().catalogue)
    found = every_byte(made(tmp_path / kind, level, one))
    for mark in (b"labour-ministry", b"fire-service", b"contact of", b"Body "):
        assert mark not in found


def test_a_public_bundle_names_no_answer_and_no_indicator(tmp_path: Path) -> None:
    folder = export_ismi(both(), tmp_path / "bundle", confidentiality="public")
    files = contents(folder)
    catalogue = example().catalogue
    ids = [*(one.id for one in catalogue.indicators), *(one.id for one in catalogue.criteria)]
    for name in ("assessment.json", "observations.csv", "manifest.json"):
        text = files[name].decode("utf-8")
        assert not [id_ for id_ in ids if id_ in text], name
    for record in document(folder)["assessments"]:
        assert set(record) == {"country", "round", "input", "overall", "areas", "indices"}


def test_the_source_of_a_target_leaves_at_the_level_full_only(tmp_path: Path) -> None:
    """A peer sees stages and dates, and can compute every gap again; not who set the target."""
    step = TargetStep(of="NTF", stage=4, by=datetime.date(2027, 12, 31), source="SECRET plan")
    last = step.model_copy(update={"stage": 6, "by": datetime.date(2029, 12, 31)})
    target = Target(default=5, source="SECRET programme", steps=(step, last))
    for level, leaves in (("full", True), ("peer", False), ("public", False)):
        out = tmp_path / level
        export_ismi(both(), out, confidentiality=level, target=target)  # type: ignore[arg-type]
        assert (b"SECRET" in every_byte(out)) == leaves
        assert verify_ismi(out) == ()
    gaps = document(tmp_path / "peer")["assessments"][0]["gaps"]
    assert {gap["target_by"] for gap in gaps if gap["area"] == "NTF"} == {"2029-12-31"}


@pytest.mark.parametrize("level", ["peer", "public"])
def test_below_full_no_assessment_can_be_read_back(tmp_path: Path, level: str) -> None:
    bundle = read_ismi(made(tmp_path / "bundle", level))
    assert bundle.assessments == ()
    assert bundle.gaps == ()


@pytest.mark.parametrize("level", ["full", "peer", "public"])
def test_of_a_withheld_answer_only_that_it_is_withheld_leaves(tmp_path: Path, level: str) -> None:
    folder = made(tmp_path / "bundle", level, example("xab-2026"))
    record = document(folder)["assessments"][0]
    held = [id_ for id_, one in SECOND.answers.items() if one.value == "withheld"]
    assert record["overall"]["counts"]["withheld"] == len(held) == 3
    if level == "public":
        return
    values = {one["id"]: one["value"] for one in record["answers"]}
    assert {values[id_] for id_ in held} == {"withheld"}
    listed = [one for gap in record["gaps"] for one in gap["criteria"] if one["id"] in held]
    assert {one["answer"] for one in listed} <= {"withheld"}
    grounds = [SECOND.answers[id_].reason for id_ in held]
    text = (folder / "assessment.json").read_text(encoding="utf-8")
    assert all((ground in text) == (level == "full") for ground in grounds)


def test_the_legal_ground_does_not_show_in_a_peer_bundles_hashes(tmp_path: Path) -> None:
    """A short ground could be guessed from a hash; the input's hash is over all the texts."""
    one = example("xab-2026")
    other = renamed(one, authority="Another authority")
    first, second = (made(tmp_path / name, "peer", it) for name, it in (("a", one), ("b", other)))
    left, right = document(first)["assessments"][0], document(second)["assessments"][0]
    assert left.pop("input") != right.pop("input")
    assert left == right
