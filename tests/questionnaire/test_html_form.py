"""The HTML form as a file, without a browser: bytes, escaping, words, policy, refusals."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import teia_indicators as teia
from teia_indicators.catalogue.translation import MISSING_MARK, STALE_MARK, Translation
from teia_indicators.model import FrozenDict
from teia_indicators.questionnaire.html_data import form_data
from teia_indicators.questionnaire.html_form import SCRIPTS, script_json
from teia_indicators.text import LANGUAGES, texts

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(teia.questionnaire.html_form.__file__).parent / "templates"
HOSTILE = "</script><!--<script> \u2028\u2029 \"'& \\ 😀 \u202e\u05d0 \x00"


class Page(HTMLParser):
    """The elements of a page, and what stands in its scripts and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.inner: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.setdefault(tag, {}).update(attrs)

    def handle_data(self, data: str) -> None:
        self.inner.setdefault(self.tags[-1] if self.tags else "", []).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.inner["script"][0]))


def ask(catalogue: teia.Catalogue, **wanted: Any) -> teia.Questionnaire:
    return teia.build_questionnaire(catalogue, country="XAA", round="2026", **wanted)


def example(catalogue: teia.Catalogue, **changes: Any) -> teia.Responses:
    read = teia.read_responses(ROOT / "examples" / "xaa-2026.yaml", catalogue)
    return read.model_copy(update=changes)


def page(form: teia.Questionnaire, folder: Path, **given: Any) -> Page:
    return Page(teia.write_html_form(form, folder / "form.html", **given).read_text("utf-8"))


def test_same_input_same_bytes(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    given = example(catalogue)
    earlier = example(catalogue, round="2023")
    first = teia.write_html_form(ask(catalogue), tmp_path / "a.html", earlier, given).read_bytes()
    code = (
        "import sys, teia_indicators as teia; found = teia.load_catalogue();"
        "given = teia.read_responses(sys.argv[1], found);"
        "earlier = given.model_copy(update={'round': '2023'});"
        "form = teia.build_questionnaire(found, country='XAA', round='2026');"
        "teia.write_html_form(form, sys.argv[2], earlier, given)"
    )
    source, target = ROOT / "examples" / "xaa-2026.yaml", tmp_path / "b.html"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code, source, target], check=True, env=environment)
    assert target.read_bytes() == first
    assert len(first) < 900_000
    empty = teia.write_html_form(ask(catalogue), tmp_path / "c.html").read_text("utf-8")
    assert not re.search("https?://", empty), "nothing to be fetched or followed"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("depth", ["full", "quick"])
def test_every_question_is_there_in_every_language(
    tmp_path: Path, catalogue: teia.Catalogue, language: str, depth: Any
) -> None:
    form = ask(catalogue, language=language, depth=depth)
    made = page(form, tmp_path)
    assert made.attributes["html"]["lang"] == language
    areas = made.data["areas"]
    indicators = [one for area in areas for one in area["indicators"]]
    ids = {one["id"] for one in indicators}
    ids |= {one["id"] for indicator in indicators for one in indicator["criteria"]}
    assert ids == {question.id for question in form.questions}
    own = made.data["texts"][language]
    assert all(own[f"{question.id}/text"] == question.text for question in form.questions)
    assert [set(words) for words in made.data["texts"].values()] == [set(own)] * len(LANGUAGES)


def test_a_part_holds_only_its_part(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    form = ask(catalogue).model_copy(update={"asked": ("PRV-1",)})
    text = teia.write_html_form(form, tmp_path / "form.html").read_text("utf-8")
    assert "PRV-1.a/text" in text
    assert "PRV-2" not in text
    assert "IDN-1" not in text


def test_every_word_of_the_page_is_there_and_used(catalogue: teia.Catalogue) -> None:
    source = "".join((TEMPLATES / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    source += (TEMPLATES / "form.html").read_text("utf-8")
    data = form_data(ask(catalogue), None, None)
    used = set(
        re.findall(r"[\"`@]((?:html_form|workbook|problems|expected)\.[a-z_.]*[a-z])\b", source)
    )
    for language in LANGUAGES:
        words = data["texts"][language]
        for key in used:
            assert key in words or any(one.startswith(f"{key}.") for one in words), key
        for code in set(re.findall(r'"([FRM]\d{3})"', source)):
            assert f"problems.{code}.message" in words, code
    named = set(re.findall(r"[a-z_]+", source))
    assert set(texts("en")["html_form"]) <= named


def test_the_policy_names_this_script_and_style(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    text = teia.write_html_form(ask(catalogue), tmp_path / "form.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    rules = policy.group(1).replace("&#39;", "'")
    script = text[text.rindex("<script>") + 8 : text.rindex("</script>")]
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    for inner in (script, style):
        digest = base64.b64encode(hashlib.sha256(inner.encode("utf-8")).digest()).decode("ascii")
        assert f"'sha256-{digest}'" in rules
    assert "default-src 'none'; connect-src 'none'" in rules
    assert "unsafe" not in rules


def test_texts_stay_inside_their_element(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    area = catalogue.areas[0].model_copy(update={"title": HOSTILE})
    changes = {"areas": (area, *catalogue.areas[1:]), "statement": HOSTILE, "title": HOSTILE}
    hostile = catalogue.model_copy(update=changes)
    answer = teia.Answer(value="yes", comment=HOSTILE)
    given = teia.Responses(
        catalogue=hostile.ref,
        country="XAA",
        round="<b>&amp;",
        answers=FrozenDict({"IDN-1.a": answer}),
    )
    form = teia.build_questionnaire(hostile, country="XAA", round="<b>&amp;", authority=HOSTILE)
    made = page(form, tmp_path, answers=given, previous=given)
    assert made.tags.count("script") == 2
    assert "b" not in made.tags
    assert made.data["authority"] == HOSTILE
    assert made.data["given"]["answers"]["IDN-1.a"]["comment"] == HOSTILE
    assert made.data["texts"]["en"]["IDN/title"] == HOSTILE


def test_halves_of_characters_are_written_as_codes() -> None:
    text = script_json({"a": "\ud800 & \u2028"})
    assert text == '{"a":"\\ud800 \\u0026 \\u2028"}'
    assert json.loads(text) == {"a": "\ud800 & \u2028"}


def test_missing_and_stale_translations_are_marked(
    tmp_path: Path, catalogue: teia.Catalogue
) -> None:
    entries = dict(next(one for one in catalogue.translations if one.language == "fr").entries)
    stale = entries["IDN-1.b"]["text"].model_copy(update={"source": "0" * 8})
    entries["IDN-1.b"] = FrozenDict({**entries["IDN-1.b"], "text": stale})
    del entries["IDN-1.a"]
    french = Translation(language="fr", entries=FrozenDict(entries))
    changed = catalogue.model_copy(update={"translations": (french,)})
    words = page(ask(changed), tmp_path).data["texts"]
    assert words["fr"]["IDN-1.a/text"].startswith(MISSING_MARK)
    assert words["fr"]["IDN-1.a/yes"].startswith(MISSING_MARK)
    assert words["fr"]["IDN-1.b/text"].startswith(STALE_MARK)
    assert words["ru"]["IDN-2/text"].startswith(MISSING_MARK)


def test_misfits_are_refused_all_at_once(tmp_path: Path, catalogue: teia.Catalogue) -> None:
    given = example(catalogue)
    other = given.catalogue.model_copy(update={"checksum": "0" * 64})
    form = teia.build_questionnaire(catalogue, country="XAB", round="2026", depth="quick")
    form = form.model_copy(update={"asked": ("PRV-1",)})
    with pytest.raises(teia.MethodError) as caught:
        teia.write_html_form(
            form, tmp_path / "form.html", given, given.model_copy(update={"catalogue": other})
        )
    codes = [found.code for found in caught.value.problems]
    assert set(codes) == {"M014", "M015", "M016", "M017"}
    assert {found.path for found in caught.value.problems} >= {
        "IDN-1.a",
        "IDN",
        "answers",
        "previous",
    }
    assert not (tmp_path / "form.html").exists()
    for language in LANGUAGES:
        assert "{" not in caught.value.problems.to_text(language)


def test_the_writer_is_light_until_it_is_used() -> None:
    code = "import sys, teia_indicators.questionnaire; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
