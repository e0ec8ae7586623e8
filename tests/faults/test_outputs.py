"""What is written is the same wherever it is written, and tells nothing of the place."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from faults.writers import EXTRAS, WRITERS, contents, material, write

import teia_indicators as teia

TESTS = Path(__file__).parents[1]
SECRET = "SecretMark"

#: Before all else: no network, and a clock that stands at another day.
_CLOSED = """
import sys, time

def refuse(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")):
        raise AssertionError(f"the network was tried: {event} {arguments}")

sys.addaudithook(refuse)
time.time = lambda: 4_000_000_000.0
time.localtime = lambda *_: time.struct_time((2096, 10, 2, 7, 6, 40, 1, 276, 0))
time.gmtime = time.localtime
"""
_WRITE = "import sys; from pathlib import Path; from faults.writers import write_all;"
_WRITE += "write_all(sys.argv[2:], Path(sys.argv[1]))"
_DEMO = "from teia_indicators.cli import main; sys.argv[1:] = ['demo', 'demo']; main()"


def names() -> list[str]:
    return [one for one in WRITERS if one not in EXTRAS or find_spec(EXTRAS[one])]


def in_a_process(
    folder: Path, script: str, *options: str, **settings: str
) -> subprocess.Popen[str]:
    """Start a process that writes everything into ``out`` of the folder it stands in."""
    path = os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    kept = {name: value for name, value in os.environ.items() if name != "HOME"}
    folder.mkdir()
    return subprocess.Popen(
        [sys.executable, *options, "-c", script, "out", *names()],
        cwd=folder,
        env={**kept, "PYTHONPATH": path, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return three folders in which the same was written under different circumstances."""
    root = tmp_path_factory.mktemp("places")
    (root / "taken").write_text("no folder")
    elsewhere = {"HOME": str(root / "taken" / "home"), "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    secret = {f"{name}": SECRET for name in ("USER", "LOGNAME", "HOSTNAME", "API_TOKEN", "EMAIL")}
    secret |= {"MPLCONFIGDIR": str(root / f"{SECRET}-pictures")}
    running = [
        in_a_process(root / "plain", _WRITE, PYTHONHASHSEED="0"),
        in_a_process(root / "bare", _WRITE, "-O", PYTHONHASHSEED="1", **elsewhere),
        in_a_process(
            root / f"{SECRET}-folder",
            f"{_CLOSED}{_WRITE}\n{_DEMO}",
            *("-W", "error"),
            PYTHONHASHSEED="2",
            HOME=str(root / f"{SECRET}-home"),
            LC_ALL="ru_RU.UTF-8",
            **secret,
        ),
    ]
    for process in running:
        told = process.communicate(timeout=200)
        assert process.returncode == 0, told[1][-3000:]
        assert SECRET not in told[0]
    return [root / "plain", root / "bare", root / f"{SECRET}-folder"]


def test_clock_locale_home_hash_seed_and_switches_change_no_byte(places: list[Path]) -> None:
    first, *others = (contents(place / "out") for place in places)
    assert {one.split("/")[0] for one in first} >= set(names())
    for other in others:
        assert set(other) == set(first)
        assert [one for one in first if first[one] != other[one]] == []


def every_part(content: bytes) -> Iterator[bytes]:
    """Yield a file, and what is packed in it."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for one in archive.namelist():
                yield from every_part(archive.read(one))
    if content.startswith(b"%PDF"):
        for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            yield zlib.decompressobj().decompress(packed) if packed[:1] == b"\x78" else packed


def test_nothing_tells_who_wrote_it_and_where(places: list[Path]) -> None:
    marks = {SECRET, str(places[0].parent), str(TESTS.parent), sys.prefix}
    encoded = [mark.encode(kind) for mark in marks for kind in ("utf-8", "utf-16-le", "utf-16-be")]
    written = contents(places[2] / "out") | contents(places[2] / "demo")
    assert len(written) > 30
    for name, content in written.items():
        for part in every_part(content):
            assert not [mark for mark in encoded if mark in part], name


def test_the_search_finds_what_is_said(places: list[Path]) -> None:
    """So that the search above cannot pass because it looks in the wrong place."""
    written = contents(places[0] / "out")
    for name in ("form.xlsx/form.xlsx", "plan.xlsx/plan.xlsx", "bundle.zip/bundle.zip"):
        assert any(b"Said plainly" in part for part in every_part(written[name])), name


def test_fifty_threads_give_what_one_gives() -> None:
    given = [
        material().assessment.responses.model_copy(update={"country": f"X{a}{b}"})
        for a in "ABCDEFGHIJ"
        for b in "ABCDE"
    ]
    catalogue = material().form.catalogue
    drawn = find_spec("matplotlib") is not None

    def done(responses: teia.Responses) -> tuple[str, ...]:
        assessment = teia.assess(responses, catalogue)
        gaps = teia.find_gaps(assessment)
        page = teia.render_report(assessment, gaps=gaps, language="fr")
        return (assessment.model_dump_json(), page)

    def picture(responses: teia.Responses) -> str:
        chart = teia.plots.radar(teia.assess(responses, catalogue))
        return teia.plots.svg(chart, "chart")

    start = threading.Barrier(50)

    def together(responses: teia.Responses) -> tuple[str, ...]:
        start.wait()
        return done(responses)

    one_by_one = [done(one) for one in given]
    switches = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(50) as pool:
            assert list(pool.map(together, given)) == one_by_one
        if drawn:
            with ThreadPoolExecutor(6) as pool:
                assert len(set(pool.map(picture, given[:1] * 6))) == 1
    finally:
        sys.setswitchinterval(switches)


def test_the_settings_of_pictures_are_left_alone_by_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    figure = teia.plots.radar(material().assessment)
    inside = threading.Lock()
    overlaps = []

    def draw(stream: BytesIO, **_: object) -> None:
        overlaps.append(not inside.acquire(blocking=False))
        threading.Event().wait(0.01)
        if not overlaps[-1]:
            inside.release()
        stream.write(b"<svg></svg>")

    before = matplotlib.rcParams["svg.hashsalt"]
    monkeypatch.setattr(figure, "savefig", draw)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: teia.plots.svg(figure, "chart"), range(8)))
    assert not any(overlaps)
    assert matplotlib.rcParams["svg.hashsalt"] == before


STARTS = ("=1+1", "@SUM(1,1)", "\t=1+1", "\r-1+1")
TABLES = [name for name in WRITERS if name.endswith((".xlsx", ".csv"))] + ["bundle"]


def formulas(content: bytes) -> list[str]:
    """Return the formulas and links of a workbook."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(one).decode() for one in archive.namelist() if "sheet" in one]
    return [
        one for sheet in sheets for one in re.findall(r"<f>.*?</f>|<f |<hyperlink [^>]*", sheet)
    ]


@pytest.mark.parametrize("text", STARTS)
def test_no_text_becomes_a_formula_of_a_workbook(tmp_path: Path, text: str) -> None:
    for name in (one for one in TABLES if one != "texts.xlsx"):
        for folder, said in (("plain", "Said plainly"), ("hostile", text)):
            write(name, tmp_path / folder / name, said)
        plain, hostile = (contents(tmp_path / one / name) for one in ("plain", "hostile"))
        for file in plain:
            if file.endswith(".xlsx"):
                assert formulas(hostile[file]) == formulas(plain[file]), file


HOSTILE = {
    "markup": "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)>",
    "typst": '#read("/etc/passwd") #import "@preview/x:1.0.0" $ x $ ] } `',
    "word": ']]></w:t><w:fldSimple w:instr="INCLUDEPICTURE http://x"/>{ DDEAUTO c:\\x }',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_becomes_part_of_a_document(tmp_path: Path, text: str) -> None:
    """The documents have the same elements whatever is said; tests/browser opens the pages."""
    for name in ("form.html", "report.html", "chart.svg", "report.docx", "report.pdf"):
        if name in EXTRAS and not find_spec(EXTRAS[name]):
            continue
        plain, hostile = (
            write(name, tmp_path / folder, said).read_bytes()
            for folder, said in (("plain", "Said plainly"), ("hostile", text))
        )
        if name == "report.pdf":
            assert b"root:" not in b"".join(every_part(hostile))
            continue
        assert tags(plain) == tags(hostile), name


def tags(content: bytes) -> dict[str, int]:
    """Return how often each tag begins in a page, or in the parts of a document."""
    found: dict[str, int] = {}
    for part in every_part(content) if content.startswith(b"PK") else [content]:
        for tag in re.findall(rb"<[A-Za-z!/][\w:-]*", part) if not part.startswith(b"PK") else ():
            found[tag.decode()] = found.get(tag.decode(), 0) + 1
    return found
