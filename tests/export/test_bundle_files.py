"""What an export writes: every file, its hashes, the same bytes for the same input."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from export.bundles import (
    EXAMPLES,
    FILES,
    KINDS,
    LEVELS,
    both,
    contents,
    document,
    example,
    made,
    other_catalogue,
    renamed,
)

from teia_indicators import (
    Assessment,
    BundleError,
    Target,
    assess,
    compute_indices,
    export_ismi,
    find_gaps,
    read_ismi,
    verify_ismi,
)
from teia_indicators.indices import IndexMapping
from teia_indicators.testing import uniform_responses

SCRIPT = """
import importlib.util, sys, teia_indicators as teia
for name in sys.argv[2:4]:
    responses = [teia.read_responses(file) for file in sys.argv[4:]]
    given = [teia.assess(one) for one in responses]
    has = importlib.util.find_spec("pysdmx") is not None
    teia.export_ismi(given, sys.argv[1] + "/" + name, sdmx=has)
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_file_is_there_and_hashed(tmp_path: Path, kind: str, level: str) -> None:
    found = contents(made(tmp_path / kind, level))
    assert tuple(sorted(found)) == FILES
    manifest = json.loads(found["manifest.json"])
    listed = {one["name"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    assert listed == {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in found.items()
        if name not in ("manifest.json", "SHA256SUMS")
    }
    assert manifest["official"] is False
    assert manifest["confidentiality"] == level
    assert verify_ismi(tmp_path / kind) == ()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the program sha256sum is missing")
def test_sha256sum_accepts_the_sums(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=made(tmp_path / "bundle"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(FILES) - 1


def test_a_zip_holds_the_files_of_the_folder(tmp_path: Path) -> None:
    folder, archive = made(tmp_path / "bundle"), made(tmp_path / "bundle.zip")
    assert contents(folder) == contents(archive)
    with zipfile.ZipFile(archive) as opened:
        assert {one.date_time for one in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bundle", "bundle.zip"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_read_and_written_again_gives_the_same_bytes(tmp_path: Path, kind: str, level: str) -> None:
    export_ismi(both(), tmp_path / f"a-{kind}", confidentiality=level)  # type: ignore[arg-type]
    bundle = read_ismi(tmp_path / f"a-{kind}")
    export_ismi(bundle, tmp_path / f"b-{kind}")
    assert contents(tmp_path / f"a-{kind}") == contents(tmp_path / f"b-{kind}")
    if kind == "bundle.zip":
        first, second = (tmp_path / f"{one}-{kind}" for one in "ab")
        assert first.read_bytes() == second.read_bytes()


def test_hash_order_and_time_zone_change_no_byte(tmp_path: Path) -> None:
    files = [str(EXAMPLES / "xaa-2026.yaml"), str(EXAMPLES / "xab-2026.yaml")]
    settings = (("0", "UTC", "C"), ("4711", "Pacific/Kiritimati", "C.UTF-8"))
    running = []
    for at, (seed, zone, locale) in enumerate(settings):
        (tmp_path / str(at)).mkdir()
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / str(at)), *KINDS, *files]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        running.append(subprocess.Popen(command, env=environment))
    assert [one.wait(timeout=60) for one in running] == [0, 0]
    assert contents(tmp_path / "0" / "bundle") == contents(tmp_path / "1" / "bundle")
    first, second = (tmp_path / name / "bundle.zip" for name in "01")
    assert first.read_bytes() == second.read_bytes()


def test_the_order_in_which_countries_are_given_changes_no_byte(tmp_path: Path) -> None:
    export_ismi(both(), tmp_path / "a")
    export_ismi(both()[::-1], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_reading_gives_equal_assessments_and_gaps(tmp_path: Path) -> None:
    target = Target(default=4, source="Programme")
    export_ismi(both(), tmp_path / "bundle", target=target)
    bundle = read_ismi(tmp_path / "bundle")
    assert list(bundle.assessments) == both()
    assert list(bundle.gaps) == [find_gaps(one, target) for one in both()]
    assert bundle.catalogue == both()[0].catalogue
    assert bundle.confidentiality == "full"
    found = [record.indices for record in bundle.records]
    assert found == [compute_indices(one).indices for one in both()]


@pytest.mark.parametrize("missing", ["upper", "midpoint", "skip", "zero", "strict"])
def test_every_policy_survives_and_verifies(tmp_path: Path, missing: str) -> None:
    assessment = example("xab-2026", missing)
    made(tmp_path / "bundle", "full", assessment)
    assert read_ismi(tmp_path / "bundle").assessments == (assessment,)
    assert verify_ismi(tmp_path / "bundle") == ()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("word", ["unanswered", "withheld", "not_applicable", "yes"])
def test_extreme_answers_survive_and_verify(tmp_path: Path, word: str, level: str) -> None:
    catalogue = example().catalogue
    responses = uniform_responses(catalogue, word)  # type: ignore[arg-type]
    made(tmp_path / "bundle", level, assess(responses, catalogue))
    assert verify_ismi(tmp_path / "bundle") == ()
    if level == "full":
        assert read_ismi(tmp_path / "bundle").assessments[0].responses == responses


def test_texts_of_any_script_survive(tmp_path: Path) -> None:
    text = "Ж \u2028 \u0000 \ud83d\ude00 é\u0301 \"' \\ </script>".encode("utf-16", "surrogatepass")
    assessment = renamed(example(), authority=text.decode("utf-16"))
    made(tmp_path / "bundle", "full", assessment)
    assert read_ismi(tmp_path / "bundle").assessments == (assessment,)


def test_every_export_states_mapping_and_that_it_is_not_official(tmp_path: Path) -> None:
    mapping = IndexMapping.model_validate_json(
        '{"id": "m", "version": "7", "assumptions": ["One."], "indices": '
        '[{"id": "a", "title": "A", "select": [{"area": "PRV"}]},'
        ' {"id": "b", "title": "B", "select": [{"indicator": "PRV-1"}]}]}'
    )
    export_ismi(example(), tmp_path / "bundle", mapping=mapping)
    found = document(tmp_path / "bundle")
    assert found["official"] is False
    assert found["catalogue_status"] == "unofficial"
    assert found["mapping"]["version"] == "7"
    assert found["mapping"]["assumptions"] == ["One."]
    criteria = [one.id for one in example().catalogue.criteria]
    assert found["unmapped"] == [id_ for id_ in criteria if not id_.startswith("PRV-")]
    assert found["multiple"] == [id_ for id_ in criteria if id_.startswith("PRV-1.")]
    assert verify_ismi(tmp_path / "bundle") == ()


def refused(given: list[Assessment], path: Path, **options: str) -> set[str]:
    with pytest.raises(BundleError) as caught:
        export_ismi(given, path, **options)  # type: ignore[arg-type]
    assert list(path.parent.iterdir()) == []
    return {one.code for one in caught.value.problems}


def test_what_does_not_go_together_is_refused_and_nothing_written(tmp_path: Path) -> None:
    twice = [example(), renamed(example(), authority="Another")]
    assert refused(twice, tmp_path / "bundle") == {"B010"}
    mixed = [example(), example("xab-2026", "upper")]
    assert refused(mixed, tmp_path / "bundle") == {"B015"}
    catalogue = other_catalogue()
    foreign = assess(uniform_responses(catalogue, "no", country="XAC"), catalogue)
    assert refused([example(), foreign], tmp_path / "bundle.zip") == {"B015"}
    assert refused([], tmp_path / "bundle") == {"B014"}
    assert refused([example()], tmp_path / "bundle", confidentiality="secret") == {"B013"}


def test_two_rounds_of_one_country_go_together(tmp_path: Path) -> None:
    given = [example(), renamed(example(), round="2028")]
    export_ismi(given, tmp_path / "bundle")
    assert [one.round for one in read_ismi(tmp_path / "bundle").records] == ["2026", "2028"]
