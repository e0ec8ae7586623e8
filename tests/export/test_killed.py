"""An export that is killed at any moment leaves the whole old bundle or the whole new one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from export.bundles import EXAMPLES, example, made

from teia_indicators import export_ismi, read_ismi, verify_ismi

#: Exports over an old bundle in child processes that die at or after the n-th rename.
SCRIPT = """
import os, shutil, sys
from pathlib import Path
import teia_indicators as teia
from teia_indicators.export import bundle, placing

root, later = Path(sys.argv[1]), teia.assess(teia.read_responses(sys.argv[2]))
teia.export_ismi(later, root / "warm-up")

def dying(real, at, after):
    calls = [0]
    def patched(*args, **options):
        calls[0] += 1
        if calls[0] == at and not after:
            os._exit(9)
        found = real(*args, **options)
        if calls[0] == at:
            os._exit(9)
        return found
    return patched

for target in sys.argv[3:]:
    name, at, after = Path(target).parent.name.split("-")[:3]
    child = os.fork()
    if child == 0:
        if name == "replace":
            Path.replace = dying(Path.replace, int(at), after == "after")
        elif name == "rmtree":
            shutil.rmtree = dying(shutil.rmtree, int(at), after == "after")
        else:
            os.fsync = dying(os.fsync, int(at), after == "after")
        teia.export_ismi(later, target)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
DEATHS = [
    f"{name}-{at}-{when}-{kind}"
    for name, times in (("replace", 3), ("fsync", 11), ("rmtree", 2))
    for at in range(1, times + 1)
    for when in ("before", "after")
    for kind in ("folder", "zip")
]


def target_of(folder: Path) -> Path:
    return folder / ("bundle.zip" if folder.name.endswith("zip") else "bundle")


@pytest.fixture(scope="module")
def ruins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ruins")
    targets = []
    for death in DEATHS:
        (root / death).mkdir()
        targets.append(str(made(target_of(root / death))))
    command = [sys.executable, "-c", SCRIPT, str(root), str(EXAMPLES / "xab-2026.yaml"), *targets]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
    assert "9" in done.stdout.split()
    return root


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("death", DEATHS)
def test_after_a_killed_export_the_bundle_is_whole(ruins: Path, death: str) -> None:
    target = target_of(ruins / death)
    found = read_ismi(target)
    assert found.records[0].country in ("XAA", "XAB")
    assert verify_ismi(target) == ()
    for role in ("new", "old"):
        assert not target.with_name(f".bundle.{role}").exists()
    third = export_ismi(example("xab-2026"), target)
    assert read_ismi(third).records[0].country == "XAB"
