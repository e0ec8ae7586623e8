"""Catalogue folders: what is read is checked, frozen, and known by its checksum."""

from __future__ import annotations

import copy
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from teia_indicators import (
    Catalogue,
    CatalogueError,
    Problems,
    check_catalogue,
    load_catalogue,
)
from teia_indicators.model import FrozenDict

SMALL: dict[str, Any] = {
    "id": "small",
    "version": "1",
    "title": "A small catalogue",
    "scale": {
        "default_target": 2,
        "stages": [
            {"stage": 1, "label": "Nothing", "value": 0.0},
            {"stage": 2, "label": "Done", "value": 1.0},
        ],
    },
    "scoring": {"aggregation": "power", "power": 2.0, "rounding": {"digits": 1}},
    "areas": ["one"],
}
AREA: dict[str, Any] = {
    "id": "ONE",
    "title": "Registers",
    "short_title": "Registers",
    "scoring": {"aggregation": "minimum"},
    "indicators": [
        {
            "id": "ONE-1",
            "title": "A register",
            "weight": 1.0,
            "references": ["Art. 4(1)"],
            "official_text": {"fr": "Un registre"},
            "criteria": [
                {
                    "id": "ONE-1.a",
                    "stage": 2,
                    "dimension": "legislation",
                    "text": "A legal act asks for a register.",
                    "references": ["Art. 4(1)"],
                },
                {
                    "id": "ONE-1.b",
                    "stage": 2,
                    "dimension": "institutional",
                    "text": "A named body keeps the register.",
                },
            ],
        }
    ],
}
PROVISIONS: list[Any] = [{"id": "Art. 4", "paragraphs": 4, "items": {"1": "b"}}]
FILES = ("catalogue.yaml", "areas/one.yaml", "provisions.yaml")


def write(folder: Path, *documents: Any) -> Path:
    """Write the documents given, and the small ones for the rest; JSON is YAML too."""
    (folder / "areas").mkdir(parents=True, exist_ok=True)
    given = (*documents, *(SMALL, AREA, PROVISIONS)[len(documents) :])
    for name, content in zip(FILES, given, strict=True):
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_files(folder: Path, **texts: str) -> Path:
    """Write the small catalogue with some files replaced by a text."""
    documents = dict(zip(("head", "area", "provisions"), (SMALL, AREA, PROVISIONS), strict=True))
    return write(folder, *{**documents, **texts}.values())


def codes(problems: Problems) -> list[str]:
    return [f"{found.place} {found.code}" for found in problems]


def refused(folder: Path) -> Problems:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert all(found.severity == "error" for found in caught.value.problems)
    assert caught.value.problems == check_catalogue(folder).errors
    return caught.value.problems


@pytest.fixture
def shipped() -> Catalogue:
    return load_catalogue()


class TestShipped:
    """The catalogue that comes with the library."""

    def test_it_has_no_problem_at_all(self) -> None:
        assert check_catalogue().to_text() == ""

    def test_its_size(self, shipped: Catalogue) -> None:
        assert len(shipped.areas) == 6
        assert len(shipped.indicators) == 24
        assert len(shipped.criteria) >= 170
        assert {item.id: len(item.criteria) for item in shipped.indicators} == {
            item.id: pytest.approx(8, abs=2) for item in shipped.indicators
        }

    def test_each_ladder_has_every_rung(self, shipped: Catalogue) -> None:
        assert shipped.scale.numbers == (1, 2, 3, 4, 5, 6)
        for indicator in shipped.indicators:
            assert {one.stage for one in indicator.criteria} == {2, 3, 4, 5, 6}, indicator.id
            dimensions = {one.dimension for one in indicator.criteria}
            assert dimensions >= {"legislation", "institutional"}, indicator.id
            stages = [one.stage for one in indicator.criteria]
            assert stages == sorted(stages), indicator.id

    def test_each_text_names_where_it_comes_from(self, shipped: Catalogue) -> None:
        """Read from the files themselves: a default would hide a forgotten key."""
        folder = Path(__file__).parents[2] / "indicators" / "teia"
        for stem in (folder / "areas").glob("*.yaml"):
            text = stem.read_text(encoding="utf-8")
            items = len(re.findall(r"^ +- id: ", text, re.MULTILINE))
            assert len(re.findall(r"^ +provenance: ", text, re.MULTILINE)) == items
        found = {one.provenance for one in shipped.criteria}
        found |= {one.provenance for one in shipped.indicators}
        assert found <= {"treaty", "benchmarks-unverified", "project"}

    def test_each_item_cites_the_convention(self, shipped: Catalogue) -> None:
        known = {name for provision in shipped.provisions for name in provision.references}
        cited = {one.id: one.references for one in shipped.indicators}
        cited |= {one.id: one.references for one in shipped.criteria}
        for item, references in cited.items():
            assert references, item
            assert set(references) <= known, item
            assert len(set(references)) == len(references), item

    def test_no_text_appears_twice(self, shipped: Catalogue) -> None:
        texts = [one.text for one in shipped.criteria]
        texts += [text for one in shipped.indicators for text in (one.title, one.question)]
        texts += [area.title for area in shipped.areas]
        counted = Counter(" ".join(text.casefold().split()) for text in texts)
        assert [text for text, count in counted.items() if count > 1] == []

    def test_it_says_that_it_is_unofficial(self, shipped: Catalogue) -> None:
        assert shipped.status == "unofficial"
        assert "unofficial" in shipped.statement.casefold()
        assert all(not one.official_text for one in shipped.criteria)
        assert all(not one.official_text for one in shipped.indicators)

    def test_short_titles_fit_a_sheet(self, shipped: Catalogue) -> None:
        assert all(1 <= len(area.short_title) <= 31 for area in shipped.areas)

    def test_it_is_read_once(self, shipped: Catalogue) -> None:
        assert load_catalogue() is shipped


Structure = dict[str, tuple[int, dict[str, str]]]
CONVENTION = Path(__file__).parents[3] / "shared" / "reference" / "convention.md"


@pytest.fixture(scope="module")
def treaty() -> Structure:
    """Return paragraphs, and last items by paragraph, of each article and annex."""
    if not CONVENTION.is_file():
        pytest.skip("the Convention's text, shared/reference/convention.md, is not there")
    sections = re.split(r"^## ", CONVENTION.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        heading, _, body = section.partition("\n")
        name = heading.partition(":")[0].replace("Article", "Art.")
        found[name] = _structure(body)
    return found


def _structure(body: str) -> tuple[int, dict[str, str]]:
    """Return the number of paragraphs and the last item of each one's list."""
    paragraph, items = 0, dict[str, str]()
    for line in body.splitlines():
        number = re.match(r"\*{0,2}(\d+)\.", line)
        if number and int(number[1]) == paragraph + 1:
            paragraph += 1
        key = str(paragraph) if paragraph else ""
        # Items count in their order only: "paragraph 2d)" or "(i)" is none.
        for letter in re.findall(r"(?:^|; )([a-z])\)", line):
            if letter == chr(ord(items.get(key, "`")) + 1):
                items[key] = letter
        for figure in re.findall(r"\((\d+)\)", line) if line.startswith("|") else ():
            if int(figure) == int(items.get(key, "0")) + 1:
                items[key] = figure
    return paragraph, items


class TestTreaty:
    """`provisions.yaml` against the headings and numbering of the Convention's text."""

    def test_structure_is_that_of_the_treaty(self, treaty: Structure) -> None:
        own = {one.id: (one.paragraphs, dict(one.items)) for one in load_catalogue().provisions}
        annex = own.pop("Annex I")
        assert annex == (0, {})
        assert own == {name: treaty[name] for name in own}

    def test_every_substantive_provision_is_there_in_order(self, treaty: Structure) -> None:
        """Articles 26 to 32 are final clauses: nothing to assess."""
        final = {f"Art. {number}" for number in range(26, 33)}
        own = [one.id for one in load_catalogue().provisions]
        assert own == [name for name in treaty if name not in final]


HEAD_FAULTS = """\
id: small
version: 1.0
title: A small catalogue
scale:
  stages:
    - {stage: 1, label: Nothing}
    - {stage: 2, label: Done}
areas: [one]
"""
AREA_FAULTS = """\
id: ONE
title: Registers
weight: -1
colour: red
indicators:
  - id: ONE-1
    title: A register
    title: Another register
    references: [Art. 4(9)]
    criteria:
      - id: ONE-1.a
        stage: 7
        dimension: legislation
        text: A legal act asks for a register.
      - id: ONE-1.a
        stage: 2
        dimension: institutional
  - id: ONE-2
    title: An inspection
"""


class TestFaults:
    """Everything that is wrong is said at once, each at its place."""

    def test_eight_faults_at_once(self, tmp_path: Path) -> None:
        problems = refused(write_files(tmp_path, head=HEAD_FAULTS, area=AREA_FAULTS))
        assert set(codes(problems)) >= {
            "catalogue.yaml:2:10 C008",
            "areas/one.yaml:3:9 F012",
            "areas/one.yaml:4:1 F010",
            "areas/one.yaml:8:5 F009",
            "areas/one.yaml:9:18 C007",
            "areas/one.yaml:12:16 C012",
            "areas/one.yaml:15:9 F011",
            "areas/one.yaml:15:13 C001",
        }
        lines = problems.to_text().splitlines()
        assert len(lines) == len(problems)
        assert "areas/one.yaml:12:16: error C012: " in problems.to_text()

    def test_no_problem_is_told_that_is_none(self, tmp_path: Path) -> None:
        """A list whose only entry is wrong has an entry all the same."""
        area = copy.deepcopy(AREA)
        area["indicators"][0]["criteria"][0]["colour"] = "red"
        problems = refused(write(tmp_path, SMALL, area))
        assert [found.code for found in problems] == ["F010"]

    def test_an_unreadable_area_is_the_only_problem(self, tmp_path: Path) -> None:
        problems = refused(write_files(tmp_path, area="id: [\n"))
        assert [found.code for found in problems] == ["F008"]

    def test_a_refused_anchor_is_the_only_problem(self, tmp_path: Path) -> None:
        area = json.dumps(AREA, indent=1).replace('"text": "A legal', '"text": &same "A legal')
        problems = refused(write_files(tmp_path, area=area))
        assert [found.code for found in problems] == ["F013"]

    def test_a_missing_list_of_areas_is_a_missing_key(self, tmp_path: Path) -> None:
        head = {key: value for key, value in SMALL.items() if key != "areas"}
        problems = refused(write(tmp_path, head))
        assert "catalogue.yaml:1:1 F011" in codes(problems)

    def test_the_version_is_quoted_as_it_was_written(self, tmp_path: Path) -> None:
        head = json.dumps(SMALL).replace('"version": "1"', '"version": 1.10')
        problems = refused(write_files(tmp_path, head=head))
        found = next(found for found in problems if found.code == "C008")
        assert found.fix() == 'Put it in quotes: "1.10".'

    def test_warnings_do_not_prevent_loading(self, tmp_path: Path) -> None:
        area = copy.deepcopy(AREA)
        area["indicators"][0]["criteria"][1]["dimension"] = "practice"
        folder = write(tmp_path, SMALL, area)
        assert [found.code for found in check_catalogue(folder)] == ["C014"]
        assert check_catalogue(folder).errors == ()
        assert len(load_catalogue(folder).criteria) == 2

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        problems = refused(tmp_path / "nowhere")
        assert codes(problems) == ["catalogue.yaml F001"]

    def test_problems_survive_a_pickle(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogueError) as caught:
            load_catalogue(tmp_path)
        again = pickle.loads(pickle.dumps(caught.value))
        assert again.problems == caught.value.problems
        assert str(again) == str(caught.value)


class TestStrictYaml:
    """YAML's clever parts are refused; none of them ends in a traceback."""

    @pytest.mark.parametrize(
        ("provisions", "expected"),
        [
            ("- &a {id: Art. 4}\n- *a\n", "provisions.yaml:1:3 F013"),
            ("- {id: Art. 4, <<: {paragraphs: 4}}\n", "provisions.yaml:1:16 F013"),
            ("- !article {id: Art. 4}\n", "provisions.yaml:1:3 F013"),
            ("- {id: !!binary QXJ0}\n", "provisions.yaml:1:8 F013"),
            ("- id: Art. 4\n\tparagraphs: 4\n", "provisions.yaml:2:1 F008"),
            ("- id: Art. 4\n---\n- id: Art. 5\n", "provisions.yaml:2:1 F008"),
            ("- {&key id: Art. 4}\n", "provisions.yaml:1:4 F013"),
            ("# nothing but a comment\n", "provisions.yaml F003"),
            ("\n\n", "provisions.yaml F003"),
        ],
        ids=["anchor", "merge", "tag", "binary", "tab", "second", "key anchor", "comment", "blank"],
    )
    def test_refused(self, provisions: str, expected: str, tmp_path: Path) -> None:
        problems = refused(write_files(tmp_path, provisions=provisions))
        assert expected in codes(problems)

    def test_latin_1(self, tmp_path: Path) -> None:
        folder = write(tmp_path)
        text = "id: ONE\ntitle: Pr\xe9vention\n"
        (folder / "areas" / "one.yaml").write_bytes(text.encode("latin-1"))
        assert "areas/one.yaml:2:10 F007" in codes(refused(folder))

    def test_a_byte_order_mark_is_no_fault(self, tmp_path: Path) -> None:
        folder = write(tmp_path)
        path = folder / "catalogue.yaml"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert load_catalogue(folder).checksum == load_catalogue(write(tmp_path / "b")).checksum

    def test_windows_line_ends_are_no_fault(self, tmp_path: Path) -> None:
        folder = write(tmp_path)
        for name in FILES:
            content = (folder / name).read_bytes()
            (folder / name).write_bytes(content.replace(b"\n", b"\r\n"))
        assert load_catalogue(folder).checksum == load_catalogue(write(tmp_path / "b")).checksum

    def test_thirty_megabytes(self, tmp_path: Path) -> None:
        folder = write(tmp_path)
        with (folder / "areas" / "one.yaml").open("wb") as file:
            file.truncate(30_000_000)
        problems = refused(folder)
        assert "areas/one.yaml F002" in codes(problems)
        assert "30 MB" in problems.to_text()

    def test_an_alias_bomb_is_cheap(self, tmp_path: Path) -> None:
        bomb = 'a: &a ["x", "x"]\n'
        for last, name in zip("abcdefghijklmnopqrstuvwx", "bcdefghijklmnopqrstuvwxy", strict=True):
            bomb += f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n"
        problems = refused(write_files(tmp_path, head=bomb))
        assert "catalogue.yaml:1:4 F013" in codes(problems)
        assert len(problems) < 100

    @pytest.mark.parametrize("depth", [60, 500])
    def test_deep_nesting(self, depth: int, tmp_path: Path) -> None:
        deep = "[" * depth + "]" * depth
        problems = refused(write_files(tmp_path, provisions=deep))
        assert "F015" in {found.code for found in problems}

    def test_a_country_is_no_falsehood(self, tmp_path: Path) -> None:
        area = json.dumps(AREA).replace('"A register"', "NO")
        catalogue = load_catalogue(write_files(tmp_path, area=area))
        assert catalogue.indicators[0].title == "NO"

    def test_a_directive_of_yaml_1_1_does_not_turn_yes_into_false(self, tmp_path: Path) -> None:
        head = "%YAML 1.1\n---\n" + json.dumps(SMALL).replace(
            '{"digits": 1}', "{digits: 1, feeds_parent: yes}"
        )
        folder = write_files(tmp_path, head=head)
        try:
            scoring = load_catalogue(folder).scoring
        except CatalogueError:
            return
        assert scoring is not None
        assert scoring.rounding is not None
        assert scoring.rounding.feeds_parent is True


def _paths(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(document, dict):
        for key, value in document.items():
            yield from _paths(value, (*at, key))
    elif isinstance(document, list):
        for position, value in enumerate(document):
            yield from _paths(value, (*at, position))


def _replaced(document: Any, at: tuple[Any, ...], value: Any) -> Any:
    if not at:
        return value
    changed = copy.deepcopy(document)
    inner = changed
    for part in at[:-1]:
        inner = inner[part]
    inner[at[-1]] = value
    return changed


WRONG: tuple[Any, ...] = (None, [], [1], {}, {"a": 1}, "text", -3, 2.5, True, [["a"]])
WHERE = [
    pytest.param(which, at, id=f"{FILES[which]} {'.'.join(map(str, at))}")
    for which, document in enumerate((SMALL, AREA, PROVISIONS))
    for at in _paths(document)
]


@pytest.mark.parametrize(("which", "at"), WHERE)
def test_whatever_stands_there_no_traceback(
    which: int, at: tuple[Any, ...], tmp_path: Path
) -> None:
    """A value of any wrong type anywhere is a problem in the data, never a crash."""
    for wrong in WRONG:
        documents = [SMALL, AREA, PROVISIONS]
        documents[which] = _replaced(documents[which], at, wrong)
        for found in check_catalogue(write(tmp_path, *documents)):
            assert found.place.file in FILES
            assert found.line()


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
import teia_indicators as teia
print(teia.check_catalogue(sys.argv[1]).to_text())
"""


def test_a_billion_paragraphs_are_refused_and_not_counted_out(tmp_path: Path) -> None:
    """In a process of its own with 1 GB: the memory of the machine is not put at risk."""
    pytest.importorskip("resource")
    folder = write(tmp_path, SMALL, AREA, [{"id": "Art. 4", "paragraphs": 10**9}])
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder)], capture_output=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert "provisions.yaml:" in done.stdout.decode()


class TestChecksum:
    """The checksum names the content: not its spelling, order or place."""

    @pytest.fixture
    def plain(self, tmp_path: Path) -> str:
        return load_catalogue(write(tmp_path / "plain")).checksum

    def test_it_is_the_same_in_every_process(self) -> None:
        script = "import teia_indicators as t; print(t.load_catalogue().checksum)"
        environment = {**os.environ, "PYTHONHASHSEED": "7"}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True
        )
        assert done.stdout.decode().strip() == load_catalogue().checksum
        assert re.fullmatch(r"[0-9a-f]{64}", load_catalogue().checksum)

    def test_a_copied_folder_has_the_same(self, tmp_path: Path) -> None:
        folder = Path(__file__).parents[2] / "indicators" / "teia"
        shutil.copytree(folder, tmp_path / "copy")
        again = load_catalogue(tmp_path / "copy")
        assert again == load_catalogue()
        assert again.checksum == load_catalogue().checksum

    @pytest.mark.parametrize(
        "at",
        [
            ("indicators", 0, "criteria", 0, "text"),
            ("indicators", 0, "title"),
            ("title",),
            ("indicators", 0, "official_text", "fr"),
        ],
    )
    def test_a_text_changes_it(self, at: tuple[Any, ...], plain: str, tmp_path: Path) -> None:
        area = _replaced(AREA, at, "Another text.")
        assert load_catalogue(write(tmp_path, SMALL, area)).checksum != plain

    def test_the_order_of_criteria_changes_it(self, plain: str, tmp_path: Path) -> None:
        area = copy.deepcopy(AREA)
        area["indicators"][0]["criteria"].reverse()
        assert load_catalogue(write(tmp_path, SMALL, area)).checksum != plain

    def test_the_order_of_keys_does_not(self, plain: str, tmp_path: Path) -> None:
        def turned(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: turned(value[key]) for key in reversed(value)}
            return [turned(one) for one in value] if isinstance(value, list) else value

        folder = write(tmp_path, *map(turned, (SMALL, AREA, PROVISIONS)))
        assert load_catalogue(folder).checksum == plain

    def test_writing_a_default_does_not(self, plain: str, tmp_path: Path) -> None:
        head = {
            **SMALL,
            "status": "unofficial",
            "statement": "",
            "language": "en",
            "licence": "",
            "publication_date": "1992-03-17",
            "scale": {**SMALL["scale"], "unit": "share"},
        }
        area = copy.deepcopy(AREA)
        area["weight"] = 1.0
        indicator = area["indicators"][0]
        del indicator["weight"]
        indicator.update(question="", provenance="project")
        indicator["criteria"][1].update(references=[], provenance="project", official_text={})
        provisions = [{"id": "Art. 4", "paragraphs": 4, "items": {"1": "b"}}]
        assert load_catalogue(write(tmp_path, head, area, provisions)).checksum == plain

    def test_neither_does_a_whole_number_for_a_weight(self, plain: str, tmp_path: Path) -> None:
        area = _replaced(AREA, ("indicators", 0, "weight"), 1)
        assert load_catalogue(write(tmp_path, SMALL, area)).checksum == plain

    def test_a_changed_copy_has_its_own(self, tmp_path: Path) -> None:
        catalogue = load_catalogue(write(tmp_path))
        before = catalogue.checksum
        changed = catalogue.model_copy(update={"title": "Another title"})
        assert catalogue.checksum == before
        assert changed.checksum != before

    def test_a_pickled_catalogue_is_the_same(self) -> None:
        again: Catalogue = pickle.loads(pickle.dumps(load_catalogue()))
        assert again == load_catalogue()
        assert again.checksum == load_catalogue().checksum
        assert isinstance(again.criteria[0].official_text, FrozenDict)


class TestFrozen:
    """What was read stays as it was read."""

    @pytest.mark.parametrize(
        "path", [(), ("scale",), ("areas", 0), ("indicators", 0), ("criteria", 0)]
    )
    def test_assigning_raises(self, path: tuple[str | int, ...]) -> None:
        document: Any = load_catalogue()
        for part in path:
            document = document[part] if isinstance(part, int) else getattr(document, part)
        field = next(iter(type(document).model_fields))
        with pytest.raises(ValidationError, match="frozen"):
            setattr(document, field, getattr(document, field))
        with pytest.raises(ValidationError, match="frozen"):
            delattr(document, field)

    def test_a_frozen_mapping_refuses_every_change(self) -> None:
        items: Any = load_catalogue().items
        before = dict(items)
        changes: list[Callable[[], object]] = [
            lambda: items.__setitem__("IDN", None),
            lambda: items.__delitem__("IDN"),
            lambda: items.__ior__({"IDN": None}),
            lambda: items.update(IDN=None),
            lambda: items.setdefault("new", None),
            lambda: items.pop("IDN"),
            lambda: items.popitem(),
            lambda: items.clear(),
        ]
        for change in changes:
            with pytest.raises(TypeError, match="frozen"):
                change()
        assert dict(items) == before

    def test_nothing_in_it_is_a_list_or_a_plain_dict(self) -> None:
        def walk(value: Any) -> Iterator[Any]:
            yield value
            if hasattr(type(value), "model_fields"):
                for name in type(value).model_fields:
                    yield from walk(getattr(value, name))
            elif isinstance(value, tuple):
                for one in value:
                    yield from walk(one)
            elif isinstance(value, dict):
                for one in value.values():
                    yield from walk(one)

        kinds = {type(value) for value in walk(load_catalogue())}
        assert not kinds & {list, set, dict, bytearray}
