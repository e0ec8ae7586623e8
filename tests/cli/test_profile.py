"""A national profile on the command line: figures and bundles that say what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Called
from cli.run import EXAMPLES

import teia_indicators as teia
from teia_indicators.testing import uniform_responses
from teia_indicators.text import LANGUAGES

PROFILE = EXAMPLES / "profile" / "xaa-profile.yaml"


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    base = teia.load_catalogue()
    national = teia.apply_profile(base, teia.load_profile(PROFILE, base))
    return teia.write_responses(uniform_responses(national, "yes"), tmp_path / "national.yaml")


@pytest.mark.parametrize("level", ["full", "peer", "public"])
def test_a_national_bundle_names_its_base(
    call: Called, answers: Path, tmp_path: Path, level: str
) -> None:
    options = ("--profile", PROFILE, "--confidentiality", level, "--out", "bundle")
    code, out, err = call("export", answers, *options)
    assert (code, err) == (0, "")
    assert "not comparable with those of teia 1.0" in out
    base = teia.load_catalogue().ref.model_dump()
    for name in ("assessment.json", "manifest.json"):
        found = json.loads((tmp_path / "bundle" / name).read_bytes())
        assert found["profile_of"] == base
        assert found["catalogue"]["id"] == "teia-xaa"
    assert call("verify", "bundle")[0] == 0
    assert teia.read_ismi(tmp_path / "bundle").catalogue.profile_of is not None


def test_a_comparable_bundle_is_one_of_the_base(
    call: Called, answers: Path, tmp_path: Path
) -> None:
    code, out, _ = call("export", answers, "--profile", PROFILE, "--comparable", "--out", "bundle")
    assert (code, "comparable" in out) == (0, False)
    found = json.loads((tmp_path / "bundle" / "assessment.json").read_bytes())
    assert (found["profile_of"], found["catalogue"]["id"]) == (None, "teia")
    assert call("verify", "bundle")[0] == 0


def test_a_bundle_that_denies_its_base_is_found(
    call: Called, answers: Path, tmp_path: Path
) -> None:
    call("export", answers, "--profile", PROFILE, "--confidentiality", "public", "--out", "bundle")
    path = tmp_path / "bundle" / "assessment.json"
    document = json.loads(path.read_bytes())
    path.write_text(json.dumps({**document, "profile_of": None}), encoding="utf-8")
    code, _, err = call("verify", "bundle")
    assert code == 1
    assert "profile_of" in err


@pytest.mark.parametrize("language", LANGUAGES)
def test_export_says_so_in_every_language(call: Called, answers: Path, language: str) -> None:
    options = ("--profile", PROFILE, "--out", "bundle", "--language", language)
    code, out, _ = call("export", answers, *options)
    assert code == 0
    assert {"en": "National", "fr": "nationaux", "ru": "Национальные"}[language] in out


def test_national_answers_without_the_profile_are_refused(call: Called, answers: Path) -> None:
    code, _, err = call("export", answers, "--out", "bundle")
    assert (code, "R002" in err) == (1, True)


def test_lint_checks_a_profile(call: Called, tmp_path: Path) -> None:
    assert call("catalogue", "lint", "--profile", PROFILE) == (0, "", "")
    text = PROFILE.read_text(encoding="utf-8").replace("turns: [XAA:PRV-N1.a]", "turns: [PRV-1.zz]")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    code, _, err = call("catalogue", "lint", "--profile", "own.yaml")
    assert (code, "C017" in err, "own.yaml:" in err) == (1, True, True)
