"""The Gantt chart: what it shows, that nothing overlaps, the same bytes, and what it needs."""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from action_plan.plans import catalogue, dated, first, plan_of, small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import teia_indicators as teia
from teia_indicators.action_plan import PlannedAction
from teia_indicators.text import LANGUAGES, phrase


@pytest.fixture(scope="module")
def drawing() -> Any:
    return pytest.importorskip("matplotlib.figure", reason="matplotlib is not installed")


def _texts(figure: Any) -> list[Any]:
    """Return every text of a figure that is shown."""
    from matplotlib.text import Text

    return [one for one in figure.findobj(Text) if one.get_text().strip() and one.get_visible()]


def _boxes(figure: Any) -> list[tuple[str, Any]]:
    """Return what each text says and where it stands, in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.draw_without_rendering()  # puts the legend's parts in their places
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    return [(one.get_text(), one.get_window_extent(renderer)) for one in _texts(figure)]


def _assert_apart(figure: Any) -> None:
    """No two texts overlap, and each stands within the picture."""
    whole = figure.bbox
    boxes = sorted(_boxes(figure), key=lambda pair: -pair[1].y1)
    for said, box in boxes:
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, said
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, said
    for at, (said, box) in enumerate(boxes):
        for other, near in boxes[at + 1 :]:
            if near.y1 <= box.y0:
                break
            apart = box.x1 <= near.x0 or near.x1 <= box.x0 or box.y0 >= near.y1
            assert apart, (said, other)


@pytest.mark.parametrize(
    ("language", "by"), [("en", "authority"), ("fr", "area"), ("ru", "authority")]
)
def test_labels_of_150_actions_do_not_overlap(
    drawing: Any, language: str, by: teia.plots.Group
) -> None:
    plan = dated(plan_of(*first(242)[::2], *first(242)[1:58:2]))
    assert len(plan) == 150
    figure = teia.plots.gantt(plan, language, by=by)
    assert isinstance(figure, drawing.Figure)
    _assert_apart(figure)
    shown = "\n".join(one.get_text() for one in _texts(figure))
    assert all(action.id in shown for action in plan)


LETTERS = st.one_of(
    st.characters(categories=["L", "P", "N", "Sc"], max_codepoint=0x17F),
    st.characters(categories=["L"], min_codepoint=0x400, max_codepoint=0x45F),
)
WORD = st.text(LETTERS, max_size=60)
DAYS = st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31))


@given(
    st.lists(st.tuples(st.lists(WORD, min_size=1, max_size=12), WORD, DAYS, DAYS), max_size=4),
    st.sampled_from(LANGUAGES),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("drawing")
def test_whatever_is_written_nothing_overlaps(
    given_actions: list[tuple[list[str], str, Any, Any]], language: str
) -> None:
    own = tuple(
        PlannedAction(
            id=f"OWN-{at}",
            origin="own",
            title=" ".join(words).strip() or "x",
            authority=name,
            start=start,
            due=due,
        )
        for at, (words, name, start, due) in enumerate(given_actions, 1)
    )
    _assert_apart(teia.plots.gantt(plan_of("IDN-A01", own=own), language, by="authority"))


@pytest.mark.usefixtures("drawing")
def test_each_status_has_its_own_hatch_and_colour() -> None:
    from matplotlib.patches import Patch, Rectangle

    plan = dated(plan_of(*first(8))).edit(first(8)[0], status="set_aside")
    figure = teia.plots.gantt(plan)
    looks = {
        (one.get_facecolor(), one.get_hatch() or "")
        for one in figure.axes[0].patches
        if isinstance(one, Rectangle) and one.get_clip_on()
    }
    assert len(looks) == len({hatch for _, hatch in looks}) == 5
    handles = figure.legends[0].get_patches()
    assert {(one.get_facecolor(), one.get_hatch() or "") for one in handles} == looks
    assert all(isinstance(one, Patch) for one in handles)


@pytest.mark.usefixtures("drawing")
def test_bars_stand_where_their_days_are() -> None:
    from matplotlib.patches import Rectangle

    start, due = datetime.date(2027, 4, 1), datetime.date(2027, 9, 30)
    plan = plan_of("IDN-A01").edit("IDN-A01", start=start, due=due)
    axes = teia.plots.gantt(plan).axes[0]
    (bar,) = (one for one in axes.patches if isinstance(one, Rectangle) and one.get_clip_on())
    assert bar.get_x() == start.toordinal()
    assert bar.get_x() + bar.get_width() == due.toordinal() + 1
    low, high = axes.get_xlim()
    assert low == datetime.date(2027, 4, 1).toordinal()
    assert high == datetime.date(2031, 1, 1).toordinal()
    target = np.asarray(axes.lines[-1].get_xdata())
    assert target.tolist() == [high, high]


@pytest.mark.usefixtures("drawing")
def test_every_date_of_a_target_has_its_line() -> None:
    days = [datetime.date(2027, 12, 31), datetime.date(2029, 6, 30)]
    steps = tuple(teia.TargetStep(of="IDN", stage=4, by=day) for day in days)
    plan = dated(plan_of("IDN-A01")).model_copy(update={"target": teia.Target(steps=steps)})
    axes = teia.plots.gantt(plan).axes[0]
    lines = [np.asarray(one.get_xdata()) for one in axes.lines if one.get_linestyle() == "--"]
    assert [line.tolist()[0] for line in lines] == [day.toordinal() + 1 for day in days]


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize(
    ("start", "due", "key"),
    [
        (None, None, "unscheduled"),
        (datetime.date(2028, 1, 1), None, "from"),
        (None, datetime.date(2028, 1, 1), "until"),
        (datetime.date(2029, 1, 1), datetime.date(2028, 1, 1), "reversed"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_and_reversed_days_are_said(start: Any, due: Any, key: str, language: str) -> None:
    plan = small().edit("IDN-A01", start=start, due=due)
    said = [one.get_text() for one in _texts(teia.plots.gantt(plan, language))]
    assert said.count(phrase(f"gantt.{key}", language)) == 1


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_same_plan_same_bytes(kind: str, tmp_path: Path) -> None:
    alt = teia.plots.alt_text(small())
    one, other = (
        teia.plots.save(teia.plots.gantt(small(), "ru"), tmp_path / f"{at}.{kind}", alt)
        for at in range(2)
    )
    assert one.read_bytes() == other.read_bytes()
    if kind == "svg":
        text = one.read_text(encoding="utf-8")
        assert alt in text
        assert not re.search(r"\d{4}-\d\d-\d\dT", text)
    elif kind == "png":
        assert alt.encode() in one.read_bytes()


@pytest.mark.usefixtures("drawing")
def test_a_dollar_sign_begins_no_formula(tmp_path: Path) -> None:
    title = r"Pay $\frac{broken$ more <b>&"
    plan = small().edit("IDN-A01", title=title)
    figure = teia.plots.gantt(plan)
    assert title in " ".join(one.get_text() for one in _texts(figure))
    teia.plots.save(figure, tmp_path / "a.svg", "5 < 6 & $x$")
    assert "5 &lt; 6 &amp; $x$" in (tmp_path / "a.svg").read_text(encoding="utf-8")


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_plan_and_far_dates(language: str, tmp_path: Path) -> None:
    first_day, last_day = datetime.date.min, datetime.date.max
    far = plan_of("IDN-A01").edit("IDN-A01", start=first_day, due=last_day)
    late = plan_of("IDN-A01").edit("IDN-A01", start=last_day)
    for plan in (plan_of(), plan_of("IDN-A01"), far, late):
        figure = teia.plots.gantt(plan, language)
        _assert_apart(figure)
        teia.plots.save(figure, tmp_path / "a.png")


@pytest.mark.usefixtures("drawing")
def test_pictures_need_a_known_kind_of_file(tmp_path: Path) -> None:
    with pytest.raises(teia.FileError, match="F004"):
        teia.plots.save(teia.plots.gantt(small()), tmp_path / "a.gif")


def test_the_picture_in_words() -> None:
    plan = dated(plan_of(*first(5), "PUB-A01"))
    said = teia.plots.alt_text(plan)
    assert "XAA 2026" in said
    assert "Actions: 6, in groups: 2; with dates: 6" in said
    assert "planned 2, started 2, done 1, dropped 1" in said
    assert "IDN Identification: 5." in said
    assert "none has a date" in teia.plots.alt_text(plan_of("IDN-A01"))
    for language in LANGUAGES:
        by_owner = teia.plots.alt_text(plan, language, by="authority")
        assert phrase("plan_statuses.done", language) in by_owner


def test_actions_without_a_group_come_last() -> None:
    own = PlannedAction(id="OWN-1", origin="own", title="Ask")
    plan = plan_of("IDN-A01", own=(own,))
    plan = plan.model_copy(update={"actions": plan.actions[::-1]})
    assert teia.plots.alt_text(plan).endswith("No working area: 1.")
    assert teia.plots.alt_text(plan, by="authority").endswith("No authority named: 1.")


def test_wrong_use_is_told_without_matplotlib() -> None:
    with pytest.raises(teia.MethodError, match="M012"):
        teia.plots.gantt(small(), "de")
    with pytest.raises(teia.MethodError, match="P044"):
        teia.plots.gantt(small(), by="colour")  # type: ignore[arg-type]


def test_without_matplotlib_the_pip_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [one for one in sys.modules if one.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(teia.MethodError, match=r"teia-indicators\[plots\]"):
        teia.plots.gantt(small())


def test_titles_are_those_of_the_catalogue_given() -> None:
    area = catalogue().areas[0].model_copy(update={"short_title": "Renamed"})
    other = catalogue().model_copy(update={"areas": (area, *catalogue().areas[1:])})
    assert "IDN Renamed: 5." in teia.plots.alt_text(plan_of(*first(5)), catalogue=other)
