"""The scripts for the JRC: workbooks to a bundle, and readers that need none of our code."""

from __future__ import annotations

import ast
import json
import math
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from export.bundles import LEVELS, both, contents, document, example, made, sealed

import teia_indicators as teia
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import Answer
from teia_indicators.testing import uniform_responses

EXAMPLES = Path(__file__).parents[2] / "examples"
HERE = EXAMPLES / "jrc_ismi"
WRITERS = ("bundle.py", "bundle.sh")
READERS = ("read_bundle.py", "read_bundle.R")
CLI = "from teia_indicators.cli import main; main()"


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the command, as an installation has it."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "teia-indicators"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{CLI}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


def run(script: str, *words: str | Path, at: Path, command: Path | None = None) -> Any:
    """Run a script somewhere else, in an environment with nothing but what it needs."""
    names = {".py": sys.executable, ".sh": "sh", ".R": "Rscript"}
    program = shutil.which(names[Path(script).suffix])
    if program is None:
        pytest.skip(f"nothing here runs {script}")
    paths = [str(command)] if command else []
    given = {"PATH": os.pathsep.join([*paths, os.defpath, "/usr/local/bin"])}
    if "PYTHONPATH" in os.environ and command:
        given["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return subprocess.run(
        [program, str(HERE / script), *map(str, words)],
        cwd=at,
        env=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def parts(
    folder: Path, country: str = "xab", changed: dict[str, Answer] | None = None
) -> list[Path]:
    """Write the workbooks of three authorities of one country; one of them may be changed."""
    catalogue = teia.load_catalogue()
    only = runpy.run_path(str(EXAMPLES / "share_among_authorities.py"))["only"]
    answered = teia.read_responses(EXAMPLES / f"{country}-2026.yaml", catalogue)
    form = teia.build_questionnaire(
        catalogue, country=answered.country, round=answered.round, authority="Ministry of Works"
    )
    written = []
    for at, part in enumerate(teia.assign(form, {"PRV": "Labour", "PUB": "Environment"}).values()):
        own = only(answered, part)
        if at == 1:
            own = own.model_copy(update={"answers": FrozenDict({**own.answers, **(changed or {})})})
        file = folder / f"{country}-2026-{at + 1}-the ministry.xlsx"
        written.append(teia.write_workbook(part, file, answers=own))
    return written


@pytest.fixture
def workbooks(tmp_path: Path) -> Path:
    """Give a folder with one workbook of XAA, three of XAB, and what a spreadsheet left open."""
    folder = tmp_path / "the ministries"
    folder.mkdir()
    shutil.copy(EXAMPLES / "xaa-2026.xlsx", folder)
    (folder / "~$xaa-2026.xlsx").write_bytes(b"open")
    parts(folder)
    return folder


@pytest.mark.parametrize("level", LEVELS)
def test_both_scripts_give_the_same_verified_bundle(
    tmp_path: Path, workbooks: Path, command: Path, level: str
) -> None:
    made = []
    for script in WRITERS:
        target = tmp_path / f"{script} {level}"
        done = run(script, workbooks, target, level, at=tmp_path, command=command)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert teia.verify_ismi(target) == ()
        assert str(target) in done.stdout
        found = document(target)
        assert found["confidentiality"] == level
        assert [(one["country"], one["round"]) for one in found["assessments"]] == [
            ("XAA", "2026"),
            ("XAB", "2026"),
        ]
        made.append(target)
    one, other = map(contents, made)
    if level == "full":
        # Only the places of merged answers differ: cells of the workbooks, or the merged file.
        whole = [json.loads(files.pop("assessment.json")) for files in (one, other)]
        for each in whole:
            assert len(each["assessments"][1]["responses"].pop("places")) > 100
            assert len(each["assessments"][1]["responses"]["sources"]) == 3
        assert whole[0] == whole[1]
        for files in (one, other):
            del files["manifest.json"], files["SHA256SUMS"]
    assert one == other


def test_workbooks_that_stand_alone_give_what_the_library_gives(
    tmp_path: Path, command: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("xaa-2026", "xaa-2028", "xab-2026"):
        shutil.copy(EXAMPLES / f"{name}.xlsx", folder)
    catalogue = teia.load_catalogue()
    read = [teia.read_responses(file, catalogue) for file in sorted(folder.iterdir())]
    expected = teia.export_ismi([teia.assess(one, catalogue) for one in read], tmp_path / "b.zip")
    for script in WRITERS:
        done = run(script, folder, tmp_path / f"{script}.zip", at=tmp_path, command=command)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"{script}.zip").read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("script", WRITERS)
def test_every_problem_of_every_file_is_told_and_nothing_written(
    tmp_path: Path, workbooks: Path, command: Path, script: str
) -> None:
    bad = Answer(value="not_applicable")
    parts(workbooks, "xaa", {"PRV-1.a": bad})
    parts(workbooks, "xab", {"PRV-2.b": bad})
    (workbooks / "xaa-2026.xlsx").unlink()
    old = made(tmp_path / "old")
    before = contents(old)
    for target in (tmp_path / "new", tmp_path / "new.zip", old):
        done = run(script, workbooks, target, at=tmp_path, command=command)
        assert done.returncode == 1
        said = done.stdout + done.stderr
        assert "Traceback" not in said
        for name, item in (("xaa", "PRV-1.a"), ("xab", "PRV-2.b")):
            assert any(
                f"{name}-2026-2-the ministry.xlsx:" in line and "error R0" in line and item in line
                for line in said.splitlines()
            ), said
    assert contents(old) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["old", "the ministries"]


@pytest.mark.parametrize("script", WRITERS)
@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("xac-2026.xlsx", b"no workbook", 3, "xac-2026.xlsx"),
        ("xab-2026-4.xlsx", "conflict", 1, "PRV-1.a"),
        ("", "empty", 1, ""),
    ],
)
def test_what_else_is_refused(
    tmp_path: Path,
    workbooks: Path,
    command: Path,
    script: str,
    name: str,
    content: bytes | str,
    code: int,
    told: str,
) -> None:
    if content == "empty":
        for file in workbooks.iterdir():
            file.unlink()
    elif content == "conflict":
        said = teia.read_responses(EXAMPLES / "xab-2026.yaml").value("PRV-1.a")
        other = Answer(value="no" if said == "yes" else "yes")
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        parts(elsewhere, "xab", {"PRV-1.a": other})[1].rename(workbooks / name)
        shutil.rmtree(elsewhere)
    else:
        assert isinstance(content, bytes)
        (workbooks / name).write_bytes(content)
    done = run(script, workbooks, tmp_path / "bundle", at=tmp_path, command=command)
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert said.strip()
    assert told in said
    assert "Traceback" not in said
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("script", [*WRITERS, *READERS])
def test_how_to_call_it_is_told(tmp_path: Path, command: Path, script: str) -> None:
    done = run(script, at=tmp_path, command=command)
    assert done.returncode == 2
    assert script in done.stderr


def test_the_shell_script_is_posix_and_the_python_one_is_ten_lines() -> None:
    for shell in filter(None, map(shutil.which, ("sh", "dash", "bash"))):
        subprocess.run([shell, "-n", str(HERE / "bundle.sh")], check=True)
    tree = ast.parse((HERE / "bundle.py").read_text(encoding="utf-8"))
    (job,) = (one for one in tree.body if getattr(one, "name", "") == "bundle")
    assert isinstance(job, ast.FunctionDef)
    body = job.body[1:]
    assert (body[-1].end_lineno or 0) - body[0].lineno + 1 <= 10


def figures(folder: Path, reader: str) -> dict[tuple[str, ...], float]:
    """Return the scores that a reader computes again, and the indices, in full precision."""
    if reader.endswith(".py"):
        own = runpy.run_path(str(HERE / reader))
        tables = [own["table"](folder, name) for name in ("observations.csv", "codelists.csv")]
        again = own["recomputed"](tables[0], own["table"](folder, "coin/iMeta.csv", "NA"))
        keys = again[["REF_AREA", "TIME_PERIOD", "CODE"]].itertuples(index=False, name=None)
        found = dict(zip(keys, again.AGAIN, strict=True))
        for row in own["indices"](*tables).to_dict("records"):
            for name in ("VALUE", "LOW", "HIGH"):
                found[row["REF_AREA"], row["TIME_PERIOD"], row["CODE"], name] = row[f"OBS_{name}"]
        return found
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("nothing here runs R")
    code = f"""
        options(warn = 2)
        source("{(HERE / reader).as_posix()}")
        bundle <- "{folder.as_posix()}"
        rows <- read_table(bundle, "observations.csv")
        stopifnot(is.character(rows$CONF_STATUS), is.character(rows$TIME_PERIOD))
        again <- recomputed(rows, read_table(bundle, "coin/iMeta.csv", "NA"))
        cat(sprintf("%s,%s,%s,%.17g\\n", again$REF_AREA, again$TIME_PERIOD, again$CODE,
                    again$AGAIN), sep = "")
        own <- indices(rows, read_table(bundle, "codelists.csv"))
        for (name in c("VALUE", "LOW", "HIGH")) {{
          cat(sprintf("%s,%s,%s,%s,%.17g\\n", own$REF_AREA, own$TIME_PERIOD, own$CODE, name,
                      own[[paste0("OBS_", name)]]), sep = "")
        }}
    """
    done = subprocess.run(
        [rscript, "--vanilla", "-"], input=code, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in done.stdout.splitlines()]
    return {tuple(row[:-1]): float(row[-1]) for row in rows}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("reader", READERS)
def test_the_figures_of_the_readers_are_the_librarys(
    tmp_path: Path, reader: str, level: str
) -> None:
    folder = teia.export_ismi(both(), tmp_path / "bundle", confidentiality=level)  # type: ignore[arg-type]
    found = figures(folder, reader)
    expected: dict[tuple[str, ...], float | None] = {}
    for one in both():
        nodes = [one.overall] if level == "public" else one.areas.values()
        key = (one.country, one.round)
        for node in nodes:
            expected[*key, node.id] = node.value
        for index in teia.compute_indices(one):
            for name in ("value", "low", "high"):
                expected[*key, index.id, name.upper()] = getattr(index, name)
    assert set(found) == set(expected)
    for place, value in expected.items():
        assert value is not None
        assert math.isclose(found[place], value, rel_tol=0, abs_tol=1e-12), place


@pytest.mark.parametrize("reader", READERS)
def test_weights_are_those_of_the_tree(tmp_path: Path, reader: str) -> None:
    areas = list(example().catalogue.areas)
    first = areas[0].indicators
    weighted = tuple(
        one.model_copy(update={"weight": weight})
        for one, weight in zip(first, (0.0, 2.25, *(1.0 for _ in first[2:])), strict=True)
    )
    areas[0] = areas[0].model_copy(update={"indicators": weighted})
    catalogue = example().catalogue.model_copy(update={"areas": tuple(areas), "version": "own"})
    answers = example().responses.model_copy(update={"catalogue": catalogue.ref})
    one = teia.assess(answers, catalogue)
    found = figures(teia.export_ismi(one, tmp_path / "bundle"), reader)
    value = one.areas["IDN"].value
    assert value != example().areas["IDN"].value
    assert found["XAA", "2026", "IDN"] == pytest.approx(value, abs=1e-12)


def printed(folder: Path, reader: str, code: int) -> str:
    done = run(reader, folder.name, at=folder.parent)
    assert (done.returncode, done.stderr) == (code, ""), done.stdout
    return str(done.stdout)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("reader", READERS)
def test_what_the_readers_print(tmp_path: Path, reader: str, level: str) -> None:
    """They run where nothing of ours can be imported."""
    folder = teia.export_ismi(both(), tmp_path / "bundle", confidentiality=level)  # type: ignore[arg-type]
    said = printed(folder, reader, 0).splitlines()
    lacks = {"full": "", "peer": ", no free text, no evidence", "public": ", no answers, no"}
    assert said[0].startswith(f"Level {level}{lacks[level]}")
    assert said[1:3] == [
        "SHA-256: as listed",
        f"Scores computed again: {2 if level == 'public' else 12}, the same",
    ]
    expected = []
    for one in both():
        expected.append(f"{one.country} {one.round}")
        expected += [
            f"  {index.title}: {index.value:.4f} ({index.low:.4f} to {index.high:.4f})"
            for index in teia.compute_indices(one)
        ]
    assert said[3:] == expected


@pytest.mark.parametrize("reader", READERS)
def test_a_changed_byte_and_a_forged_figure_are_found(tmp_path: Path, reader: str) -> None:
    folder = made(tmp_path / "bundle")
    text = (folder / "observations.csv").read_text(encoding="utf-8")
    forged = text.replace(",AREA,IDN,_T,SCORE,0.5,", ",AREA,IDN,_T,SCORE,0.6,")
    assert forged != text
    (folder / "observations.csv").write_text(forged, encoding="utf-8")
    said = printed(folder, reader, 1)
    assert "observations.csv changed or missing" in said
    sealed(folder, "observations.csv", forged.encode("utf-8"))
    said = printed(folder, reader, 1)
    assert "SHA-256: as listed" in said
    assert "NOT the same" in said
    (folder / "catalogue.json").unlink()
    assert "catalogue.json changed or missing" in printed(folder, reader, 1)


@pytest.mark.parametrize("reader", READERS)
def test_bundles_without_figures_or_by_other_rules(tmp_path: Path, reader: str) -> None:
    catalogue = example().catalogue
    nothing = uniform_responses(catalogue, "not_applicable", country="XAC", round="first")
    teia.export_ismi(teia.assess(nothing, catalogue), tmp_path / "none")
    said = printed(tmp_path / "none", reader, 0)
    assert "Scores computed again: 0, the same" in said
    assert "Programme elements: none (none to none)" in said
    for options in ({"aggregation": "geometric"}, {"missing": "strict"}):
        method = teia.ScoringMethod.model_validate(options)
        teia.export_ismi(
            teia.assess(example("xab-2026").responses, catalogue, method), tmp_path / "other"
        )
        assert "by rules that a mean" in printed(tmp_path / "other", reader, 0)


def test_the_mapping_is_invented_and_says_so(tmp_path: Path) -> None:
    catalogue = teia.load_catalogue()
    mapping = teia.load_mapping(HERE / "mapping.yaml", catalogue)
    assert (mapping.status, len(mapping.indices)) == ("provisional", 5)
    assert "invented" in mapping.id
    assert "Invented" in mapping.assumptions[0]
    assert all(index.title.endswith("(invented)") for index in mapping.indices)
    folder = teia.export_ismi(both(), tmp_path / "bundle", mapping=mapping)
    assert teia.verify_ismi(folder) == ()
    table = pd.read_csv(folder / "observations.csv")
    assert set(table[table.LEVEL == "INDEX"].CODE) == {index.id for index in mapping.indices}
    assert document(folder)["unmapped"]
    assert document(folder)["multiple"]
