"""Pairs: part of the catalogue and its checksum, checked, translated, compared, kept."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import teia_indicators as teia
from teia_indicators.catalogue.model import Catalogue, WorkingArea
from teia_indicators.catalogue.pairs import Pair, kept_pairs
from teia_indicators.catalogue.profile import ProfileBase
from teia_indicators.exchange.write import _homes

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "indicators" / "teia"
SUBJECTS = ("IDN-4", "NTF-1", "NTF-2", "NTF-3", "PRP-4", "RSP-2", "RSP-4", "PUB-4")
LESS_SURE = re.compile(r"third country|not a contradiction|no contradiction|not yet|further|half")


def changed(catalogue: Catalogue, pairs: tuple[Pair, ...]) -> Catalogue:
    """Return a catalogue whose notification area has other pairs."""
    areas = tuple(
        area.model_copy(update={"pairs": pairs}) if area.id == "NTF" else area
        for area in catalogue.areas
    )
    return catalogue.model_copy(update={"areas": areas})


def own(catalogue: Catalogue, area: str) -> WorkingArea:
    return next(one for one in catalogue.areas if one.id == area)


def test_the_shipped_pairs_span_what_the_convention_asks_of_two_parties(
    catalogue: Catalogue,
) -> None:
    assert len(catalogue.pairs) >= 12
    assert {pair.kind for pair in catalogue.pairs} == {"symmetric", "directed"}
    named = {catalogue.parents[item] for pair in catalogue.pairs for item in pair.criteria}
    assert set(SUBJECTS) <= named


def test_a_pair_says_how_sure_its_mismatch_is(catalogue: Catalogue) -> None:
    """Only a criterion on each Party or neighbour gives a contradiction; others are marked."""
    for pair in catalogue.pairs:
        texts = [catalogue.items[item].text for item in pair.criteria]  # type: ignore[union-attr]
        if any("at least one" in text or "a neighbouring country" in text for text in texts):
            assert "third country" in pair.text or "further neighbour" in pair.text, pair.id
        if "contradict each other" in pair.text:
            assert pair.kind == "symmetric", pair.id
            assert re.search(r"\beach (other|neighbouring)|every consultation", texts[0]), pair.id
        else:
            assert (
                LESS_SURE.search(pair.text)
                or "loses the letter" in pair.text
                or ("not compared" in pair.text)
            ), pair.id


def test_a_directed_pair_has_a_criterion_for_each_role(catalogue: Catalogue) -> None:
    wrong = {"origin": "As affected Party", "affected": "As Party of origin"}
    for pair in catalogue.pairs:
        if pair.kind == "directed":
            for role, words in wrong.items():
                criterion = catalogue.items[getattr(pair, role)]
                assert not criterion.text.startswith(words), pair.id  # type: ignore[union-attr]


def test_pairs_are_part_of_the_checksum_and_defaults_are_not(catalogue: Catalogue) -> None:
    fewer = changed(catalogue, own(catalogue, "NTF").pairs[:-1])
    assert fewer.checksum != catalogue.checksum
    assert fewer != catalogue
    none = changed(catalogue, ())
    assert "pairs" not in next(one for one in none.document()["areas"] if one["id"] == "NTF")
    again = Catalogue.model_validate_json(catalogue.model_dump_json())
    assert again.pairs == catalogue.pairs
    assert again.checksum == catalogue.checksum


def test_a_diff_shows_pairs(catalogue: Catalogue) -> None:
    first, second, *rest = own(catalogue, "NTF").pairs
    other = first.model_copy(update={"criteria": ("NTF-1.i",), "text": "Other words."})
    newer = changed(
        catalogue,
        (other, *rest, Pair(id="NTF-P99", kind="symmetric", criteria=("NTF-1.g",), text="New.")),
    )
    found = teia.diff_catalogues(catalogue, newer)
    assert (found.added, found.removed) == (("NTF-P99",), (second.id,))
    assert [(one.id, one.field, one.before, one.after) for one in found.pair_changed] == [
        ("NTF-P1", "criteria", "NTF-1.d", "NTF-1.i")
    ]
    assert [(one.id, one.field) for one in found.text_changed] == [("NTF-P1", "text")]
    assert len(found.changes) == 2
    assert "NTF-P99" in found._repr_html_()


def test_a_profile_keeps_the_pairs_whose_criteria_stay(catalogue: Catalogue) -> None:
    reason = "Assessed elsewhere."
    profile = teia.Profile(
        id="own",
        version="1",
        country="XAA",
        title="Our own",
        base=ProfileBase(id=catalogue.id, version=catalogue.version),
        exclude=({"id": "PRP-2", "reason": reason}, {"id": "NTF", "reason": reason}),  # type: ignore[arg-type]
    )
    national = teia.apply_profile(catalogue, profile)
    left = {pair.id for pair in catalogue.pairs} - {pair.id for pair in national.pairs}
    assert left == {f"NTF-P{number}" for number in range(1, 9)} | {"PRP-P3"}
    for language in national.translations:
        assert "PRP-P3" not in language.entries
        assert "PRP-P2" in language.entries


def test_kept_pairs() -> None:
    pair = Pair(id="A-P1", kind="directed", criteria=("A-1.a", "A-1.b"), text="Both.")
    assert kept_pairs([pair], ["A-1.b", "A-1.a"]) == (pair,)
    assert kept_pairs([pair], ["A-1.a"]) == ()
    assert (pair.origin, pair.affected) == ("A-1.a", "A-1.b")


def test_a_changed_text_makes_its_translations_stale(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "teia"))
    area = folder / "areas" / "response.yaml"
    text = area.read_text(encoding="utf-8")
    area.write_text(text.replace("The terms of mutual assistance bind", "Terms bind"), "utf-8")
    found = teia.check_catalogue(folder)
    assert [(one.code, one.path) for one in found] == [("C021", "RSP-P5")] * 2


def test_translators_find_pairs_on_the_sheet_of_their_area(catalogue: Catalogue) -> None:
    homes = _homes(catalogue)
    assert {homes[pair.id] for pair in own(catalogue, "PUB").pairs} == {"PUB"}


def test_a_pair_is_not_called_wrong_because_a_file_could_not_be_read(tmp_path: Path) -> None:
    """A pair across two areas, and the file of the other one has a tab."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "teia"))
    shutil.rmtree(folder / "translations")
    own, other = (folder / "areas" / f"{name}.yaml" for name in ("preparedness", "public"))
    row = "id: PRP-P9, kind: directed, criteria: [PRP-4.f, PUB-1.h], text: T, references: [Art. 3]"
    own.write_text(f"{own.read_text('utf-8')}  - {{{row}}}\n", "utf-8")
    assert [one.code for one in teia.check_catalogue(folder)] == []
    other.write_text(other.read_text("utf-8").replace("    title:", "\ttitle:", 1), "utf-8")
    assert [one.code for one in teia.check_catalogue(folder)] == ["F008"]


def test_no_pair_is_named_by_an_id_of_something_else(catalogue: Catalogue, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "tests" / "problems" / "_good", tmp_path / "small"))
    row = "{id: ONE-1.a, kind: symmetric, criteria: [ONE-1.a], text: T, references: [Art. 3]}"
    path = folder / "areas" / "one.yaml"
    path.write_text(f"{path.read_text('utf-8')}pairs: [{row}]\n", "utf-8")
    assert [one.code for one in teia.check_catalogue(folder)] == ["C001", "C095"]
    assert not set(catalogue.items) & {pair.id for pair in catalogue.pairs}
