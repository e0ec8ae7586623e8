"""A real spreadsheet program without a window."""

from __future__ import annotations

import subprocess
from pathlib import Path

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
 </item>
</oor:items>
"""


def convert(soffice: str, source: Path, kind: str, out: Path, *, recalculate: bool = False) -> Path:
    """Open a file and save it as another kind; return the new file."""
    return convert_all(soffice, [source], kind, out, recalculate=recalculate)[0]


def convert_all(
    soffice: str, sources: list[Path], kind: str, out: Path, *, recalculate: bool = False
) -> list[Path]:
    """Open files and save them as another kind; return the new files.

    With `recalculate`, formulas are computed anew on opening, as they are when somebody types.
    """
    own = out / ("profile-calc" if recalculate else "profile")
    if recalculate and not own.exists():
        (own / "user").mkdir(parents=True)
        (own / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    (out / "saved").mkdir(exist_ok=True)
    command = [soffice, f"-env:UserInstallation=file://{own}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(out / "saved"), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    ending = kind.split(":")[0]
    return [out / "saved" / f"{source.stem}.{ending}" for source in sources]
