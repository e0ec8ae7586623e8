"""The core without any extra: the main job is done, and each missing extra is named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: The libraries of the extras, as they are imported.
EXTRAS = ("scipy", "matplotlib", "typst", "docx", "pysdmx", "dask", "distributed", "IPython")

CORE_ALONE = f"""
import json, sys
from importlib.machinery import PathFinder
from pathlib import Path

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        hidden = name.partition(".")[0] in {EXTRAS!r}
        return None if hidden else super().find_spec(name, path, target)

sys.meta_path[:] = [Without if one is PathFinder else one for one in sys.meta_path]
out, answers = Path(sys.argv[1]), sys.argv[2]

from teia_indicators.cli import main
sys.argv = ["teia-indicators", "demo", str(out / "demo")]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code

import teia_indicators as teia

assessment = teia.assess(teia.read_responses(answers))
report = teia.build_report(assessment)
asked = {{
    "plots": lambda: teia.plots.bars(assessment),
    "pdf": lambda: teia.write_report(report, out / "report.pdf"),
    "docx": lambda: teia.write_report(report, out / "report.docx"),
    "sdmx": lambda: teia.export_ismi([assessment], out / "bundle", sdmx=True),
    "stats": lambda: teia.describe_set([assessment]),
}}
said = {{}}
for extra, ask in asked.items():
    try:
        ask()
    except teia.MethodError as error:
        said[extra] = [one.line() for one in error.problems]
print(json.dumps(said))
"""


def test_the_core_does_the_main_job_and_names_each_missing_extra(tmp_path: Path) -> None:
    out = tmp_path / "out"
    answers = ROOT / "examples" / "xaa-2026.xlsx"
    command = [sys.executable, "-W", "error", "-c", CORE_ALONE, str(out), str(answers)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert list(said) == ["plots", "pdf", "docx", "sdmx", "stats"]
    for extra, lines in said.items():
        assert len(lines) == 1, lines
        assert f'pip install "teia-indicators[{extra}]"' in lines[0]
    assert [one.name for one in out.iterdir()] == ["demo"]
    assert (out / "demo" / "bundle" / "manifest.json").is_file()
