"""The charts: what they hold, that nothing overlaps, the same bytes, and use without matplotlib."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from invented import group_of
from plots.test_gantt import _assert_apart

import teia_indicators as teia
from teia_indicators.testing import uniform_responses
from teia_indicators.text import LANGUAGES, phrase

KINDS = ("radar", "bars", "heatmap", "progress", "intervals", "waterfall")


@pytest.fixture
def drawing() -> Any:
    return pytest.importorskip("matplotlib.figure", reason="matplotlib is not installed")


@cache
def _own(round_: str = "2026") -> teia.Assessment:
    responses = group_of(teia.load_catalogue(), 1)[0]
    return teia.assess(responses.model_copy(update={"round": round_}))


@cache
def _none() -> teia.Assessment:
    """An assessment without a figure in one area and with everything open in another."""
    own = _own()
    answers = dict(own.responses.answers)
    for one in own.catalogue.criteria:
        if one.id.startswith("NTF"):
            answers[one.id] = teia.Answer(value="not_applicable", reason="none")
        elif one.id.startswith("PUB"):
            answers[one.id] = teia.Answer(value="unknown")
    update = {"answers": type(own.responses.answers)(answers), "round": "2028"}
    return teia.assess(own.responses.model_copy(update=update))


@cache
def _chart(kind: str) -> teia.plots.Chart:
    match kind:
        case "heatmap":
            group = group_of(teia.load_catalogue())
            return teia.plots.chart(kind, [_none(), *map(teia.assess, group)])
        case "progress":
            return teia.plots.chart(kind, _own(), _none())
        case "intervals":
            vary = teia.Vary(weights=25)
            found = teia.simulate_uncertainty(_none().responses, draws=60, vary=vary)
            return teia.plots.chart(kind, found)
        case "waterfall":
            return teia.plots.chart(kind, teia.find_gaps(_own(), 5))
    return teia.plots.chart(kind, _none())


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_texts_overlap_and_the_status_is_said(kind: str, language: str) -> None:
    figure = _chart(kind).figure(language)
    _assert_apart(figure)
    said = " ".join(one.get_text() for one in figure.texts)
    status = phrase("charts.unofficial", language)
    assert status.split()[0] in said
    assert re.search(r"\bn\b", said)


@pytest.mark.parametrize("kind", KINDS)
def test_table_and_words_need_no_matplotlib(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [one for one in sys.modules if one.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    chart = _chart(kind)
    assert len(chart.data)
    assert len({chart.alt(language) for language in LANGUAGES}) == 3
    with pytest.raises(teia.MethodError, match=r"teia-indicators\[plots\]"):
        chart.figure()


@pytest.mark.parametrize("kind", ["radar", "bars", "progress", "heatmap"])
def test_what_is_missing_is_missing(kind: str) -> None:
    data = _chart(kind).data
    column = {"progress": "value_later", "heatmap": "stage_low"}.get(kind, "value")
    rows = data[data["id"].str.startswith("NTF")]
    if kind == "heatmap":
        rows = rows[rows["round"] == "2028"]
    assert len(rows)
    assert rows[column].isna().all()


def test_the_waterfall_adds_up() -> None:
    gaps = teia.find_gaps(_own(), 5)
    data = teia.plots.chart("waterfall", gaps, top=3).data
    assert list(data["step"]) == ["now", "gap", "gap", "gap", "rest", "reached"]
    assert data["start"][1:5].tolist() == data["end"][0:4].tolist()
    assert data["end"].iloc[-1] == data["end"].iloc[-2]
    assert data["gain"][1] == pytest.approx(gaps.gaps[0].gain_overall)
    assert int(data["n"][1:5].sum()) == len(gaps)


@pytest.mark.usefixtures("drawing")
def test_two_svg_in_a_page_share_no_id() -> None:
    figure = _chart("bars").figure()
    one, other = (teia.plots.svg(figure, name, "a < b") for name in ("one", "two"))
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (one, other)]
    assert not ids[0] & ids[1]
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', one)) <= ids[0]
    assert one.startswith("<svg")
    assert ET.fromstring(one).attrib["id"] == "one"


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize("kind", ["radar", "bars", "progress", "intervals", "waterfall"])
def test_figures_of_a_scale_of_its_own_stay_in_its_unit(kind: str) -> None:
    catalogue = teia.load_catalogue()
    stages = tuple(
        one.model_copy(update={"value": 1.5 * one.stage}) for one in catalogue.scale.stages
    )
    scale = catalogue.scale.model_copy(update={"unit": "own", "stages": stages})
    own = catalogue.model_copy(update={"scale": scale})
    answers = uniform_responses(own, "partly")
    assessed = teia.assess(answers, own)
    later = teia.assess(answers.model_copy(update={"round": "2028"}), own)
    given: dict[str, Any] = {
        "progress": (assessed, later),
        "waterfall": (teia.find_gaps(assessed),),
        "intervals": (teia.simulate_uncertainty(answers, own, draws=20),),
    }
    chart = teia.plots.chart(kind, *given.get(kind, (assessed,)))
    assert "1.5" in chart.alt("en")
    assert "1,5" in chart.alt("ru")
    said = [one.get_text() for one in chart.figure("en").texts]
    assert phrase("charts.unit_own", "en") in said or kind == "radar"
    assert phrase("charts.unit_share", "en") not in said


@pytest.mark.usefixtures("drawing")
def test_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys, teia_indicators as teia\n"
        "from teia_indicators.testing import uniform_responses as made\n"
        "own = teia.assess(made(teia.load_catalogue(), 'unknown'))\n"
        "later = own.responses.model_copy(update={'round': '2028'})\n"
        "for kind, given in (('radar', own), ('bars', own), ('heatmap', [own]),"
        " ('waterfall', teia.find_gaps(own)), ('progress', teia.compare_rounds(own, later)),"
        " ('intervals', teia.simulate_uncertainty(own.responses, draws=40))):\n"
        "    figure = teia.plots.chart(kind, given).figure('fr')\n"
        "    for end in ('svg', 'png'): teia.plots.save(figure, f'{sys.argv[1]}-{kind}.{end}')\n"
    )
    for seed in ("1", "2"):
        where = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / seed)], check=True, env=where)
    first = sorted(tmp_path.glob("1-*"))
    assert len(first) == 12
    for path in first:
        assert path.read_bytes() == (tmp_path / f"2{path.name[1:]}").read_bytes(), path.name


def test_wrong_use_is_told() -> None:
    own = teia.assess(uniform_responses(teia.load_catalogue(), "no"))
    with pytest.raises(teia.MethodError, match="M091"):
        teia.plots.chart("radr", own)
    with pytest.raises(teia.MethodError, match="M092"):
        teia.plots.chart("heatmap", [])
    with pytest.raises(teia.MethodError, match="M047"):
        teia.plots.chart("waterfall", teia.find_gaps(own), top=0)
    with pytest.raises(teia.MethodError, match="M012"):
        teia.plots.chart("bars", own).alt("de")


def test_a_notebook_shows_the_picture_where_it_can_be_drawn(
    drawing: Any,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = teia.plots.chart("bars", _own())
    shown = chart._repr_png_()
    assert shown is not None
    assert shown.startswith(b"\x89PNG")
    assert shown == chart._repr_png_()
    monkeypatch.setattr("teia_indicators.plots.described.find_spec", lambda _: None)
    assert chart._repr_png_() is None
