"""Mistakes of the user: a message, the right exit code, nothing written, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Called
from cli.run import EXAMPLES, XAA, XAB

READERS = ("check", "assess", "gaps", "export")


def arguments(verb: str, *files: object) -> list[object]:
    """Return a verb on files, with a place to write to where it takes one."""
    return [verb, *files, *([] if verb == "check" else ["--out", "written"])]


def bad_files(folder: Path) -> dict[str, tuple[Path, int]]:
    """Return files that cannot be used, with the exit code of each."""
    workbook = (EXAMPLES / "xaa-2026.xlsx").read_bytes()
    text = XAA.read_text(encoding="utf-8")
    made = {
        "truncated.xlsx": (workbook[: len(workbook) // 2], 3),
        "nothing.xlsx": (b"", 3),
        "text.xlsx": (b"text", 3),
        "wrong.docx": (b"text", 3),
        "none": (b"text", 3),
        "latin.yaml": (text.encode().replace(b"Telvar", b"T\xe9lvar"), 3),
        "country.yaml": (text.replace("country: XAA", "country: Arandia").encode(), 1),
        "answer.yaml": (text.replace("IDN-1.b: yes", "IDN-1.b: mostly").encode(), 1),
        "unknown.yaml": (text.replace("IDN-1.b: yes", "IDN-99.b: yes").encode(), 1),
        "other.yaml": (text.replace("id: teia,", "id: other,").encode(), 1),
        "open.yaml": (b"answers: [", 1),
        "list.yaml": (b"- 1", 1),
        "broken.json": (b"{", 1),
        "twice.json": (b'{"a": 1, "a": 2}', 1),
    }
    for name, (content, _) in made.items():
        (folder / name).write_bytes(content)
    (folder / "folder.xlsx").mkdir()
    others = {"folder.xlsx": 3, "missing.xlsx": 3, "missing.yaml": 3}
    codes = {**{name: code for name, (_, code) in made.items()}, **others}
    return {name: (folder / name, code) for name, code in codes.items()}


@pytest.mark.parametrize("verb", READERS)
def test_a_bad_file_stops_before_anything_is_written(
    call: Called, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, verb: str
) -> None:
    for name, (path, expected) in bad_files(tmp_path_factory.mktemp("bad")).items():
        code, _, err = call(*arguments(verb, XAB, path))
        assert (name, code) == (name, expected)
        assert name in err
        assert "error" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", READERS)
@pytest.mark.parametrize("option", [["--format", "json"], ["--format=json"]])
def test_errors_as_json_are_json(
    call: Called, tmp_path_factory: pytest.TempPathFactory, verb: str, option: list[str]
) -> None:
    for name, (path, _) in bad_files(tmp_path_factory.mktemp("bad")).items():
        _, out, _ = call(*arguments(verb, path), *option)
        found = json.loads(out)
        assert found, name
        assert {"code", "place", "message", "fix", "severity"} <= set(found[0])


@pytest.mark.parametrize(
    "given",
    [
        ["assess", XAA, "--missing", "guess"],
        ["assess", XAA, "--aggregation", "mean"],
        ["assess", XAA, "--aggregation", "power"],
        ["assess", XAA, "--format", "xml"],
        ["assess", XAA, "--explain", "PRV-99"],
        ["assess", XAA, "--explain", ""],
        ["assess"],
        ["gaps", XAA, "--target", "9"],
        ["gaps", XAA, "--target", "five"],
        ["export", XAA, "--out", "written", "--confidentiality", "secret"],
        ["export", XAA, "--out", "written", "--target", "0"],
        ["export", XAA],
        ["catalogue", "show", "PRV-99"],
        ["catalogue", "show", "PRV-1.a"],
        ["catalogue", "show", "--format", "xml"],
        ["catalogue", "explode"],
        ["form", "--country", "xx", "--round", "2026", "--out", "written.xlsx"],
        ["form", "--country", "XAA", "--round", "", "--out", "written.xlsx"],
        ["form", "--country", "XAA", "--round", "1", "--language", "xx", "--out", "written.xlsx"],
        ["form", "--country", "XAA", "--round", "1", "--depth", "deep", "--out", "written.xlsx"],
        ["form", "--country", "XAA", "--out", "written.xlsx"],
        ["verify"],
        ["nonsense"],
        ["assess", XAA, "--nonsense"],
    ],
    ids=lambda given: " ".join(map(str, given[:1] + given[2:])),
)
def test_wrong_usage_is_code_2(call: Called, tmp_path: Path, given: list[object]) -> None:
    code, _, err = call(*given)
    assert code == 2
    assert err
    assert list(tmp_path.iterdir()) == []


def test_the_policy_error_lists_what_is_open(call: Called, tmp_path: Path) -> None:
    code, _, err = call("assess", XAA, "--missing", "error", "--out", "written")
    assert code == 2
    assert err.count("M002") > 5
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_id_to_explain_writes_nothing(call: Called, tmp_path: Path) -> None:
    code, _, err = call("assess", XAA, "--out", "written", "--explain", "PRV-99")
    assert code == 2
    assert "PRV-99" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", [["--format", "json"], ["--format=json"]])
def test_an_unknown_id_as_json(call: Called, option: list[str]) -> None:
    code, out, _ = call("catalogue", "show", "PRV-99", *option)
    assert code == 2
    assert json.loads(out)[0]["code"] == "M003"


@pytest.mark.parametrize(
    "given",
    [
        ["demo", "file"],
        ["demo", "file/sub"],
        ["assess", XAA, "--out", "file"],
        ["assess", XAA, "--out", "file/sub"],
        ["gaps", XAA, "--out", "file/gaps.csv"],
        ["gaps", XAA, "--out", "folder"],
        ["export", XAA, "--out", "file/bundle"],
        ["export", XAA, "--out", "file/bundle.zip"],
        ["form", "--country", "XAA", "--round", "1", "--out", "file/form.xlsx"],
        ["form", "--country", "XAA", "--round", "1", "--out", "folder"],
    ],
    ids=lambda given: " ".join(map(str, given[:1] + given[-1:])),
)
def test_what_cannot_be_written_is_code_3(
    call: Called, tmp_path: Path, given: list[object]
) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    code, _, err = call(*given)
    assert code == 3
    assert "F014" in err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "kept"
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_target_that_is_no_bundle_is_left(call: Called, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    code, _, err = call("export", XAA, "--out", "file")
    assert code == 1
    assert "B009" in err
    assert (tmp_path / "file").read_text() == "kept"


def test_a_country_given_twice_is_refused(call: Called, tmp_path: Path) -> None:
    code, _, err = call("export", XAA, XAA, "--out", "bundle")
    assert code == 1
    assert "B010" in err
    assert list(tmp_path.iterdir()) == []


def test_verify_says_what_is_no_bundle(call: Called, tmp_path: Path) -> None:
    assert call("verify", "missing")[0] == 3
    (tmp_path / "text.zip").write_text("text")
    assert call("verify", "text.zip")[0] == 3
    assert call("verify", tmp_path)[0] == 1


@pytest.mark.parametrize("verb", ["lint", "show"])
def test_a_bad_catalogue(call: Called, tmp_path: Path, verb: str) -> None:
    option = [] if verb == "lint" else ["--catalogue"]
    assert call("catalogue", verb, *option, "missing")[0] == 3
    (tmp_path / "catalogue.yaml").write_text("id: mine\nversion: 1\nextra: true\nareas: []\n")
    code, _, err = call("catalogue", verb, *option, tmp_path)
    assert code == 1
    assert "catalogue.yaml:2:" in err
    assert "catalogue.yaml:3:" in err


def test_a_mapping_with_mistakes(call: Called, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    head = 'id: m\nversion: "1"\nindices:\n  - id: a\n    title: A\n    select:\n'
    for line, code in (("      - {areas: PRV}", "F010"), ("      - {area: PRW}", "C017")):
        mapping.write_text(f"{head}{line}\n", encoding="utf-8")
        found, _, err = call("export", XAA, "--out", "bundle", "--mapping", mapping)
        assert (line, found) == (line, 1)
        assert code in err
        assert "mapping.yaml:7:" in err
    assert call("export", XAA, "--out", "bundle", "--mapping", tmp_path / "none.yaml")[0] == 3
    assert [one.name for one in tmp_path.iterdir()] == ["mapping.yaml"]
