"""Read a bundle with pandas alone; nothing of teia-indicators is needed.

It checks the hashes, computes the scores of the areas again from those of the indicators (at the
level ``public``, which has no indicators: the overall score from those of the areas), and prints
the indices with their bounds. Unpack a .zip first.

    python read_bundle.py BUNDLE

Exit codes: 0 fine, 1 a hash or a score is not what it should be, 2 wrong usage.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

#: Two scores are the same within this, in their own unit.
SAME = 1e-9
#: Columns of texts that could look like numbers, such as a round, or be empty.
TEXTS = ("TIME_PERIOD", "CODE", "iCode", "iName", "Parent")
#: What the levels do not hold.
LACKS = {"peer": "no free text, no evidence", "public": "no answers, no indicators"}


def table(bundle: Path, name: str, null: str = "") -> pd.DataFrame:
    """Read a table of a bundle."""
    types = dict.fromkeys(TEXTS, str)
    return pd.read_csv(bundle / name, keep_default_na=False, na_values=[null], dtype=types)


def changed_files(bundle: Path) -> list[str]:
    """Return the files whose SHA-256 is not the one listed, or that are missing."""
    rows = (bundle / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (row.split("  ", 1) for row in rows)}
    return [name for name, digest in listed.items() if sha256(bundle / name) != digest]


def sha256(file: Path) -> str | None:
    """Return the SHA-256 of a file; None where there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def recomputed(observations: pd.DataFrame, meta: pd.DataFrame) -> pd.DataFrame:
    """Return scores computed again beside those of the bundle, by country, round and code."""
    scores = observations[observations.MEASURE == "SCORE"].dropna(subset=["OBS_VALUE"])
    below = scores.merge(meta[meta.Level == 1], left_on="CODE", right_on="iCode")
    below["PART"] = below.OBS_VALUE * below.Weight
    sums = below.groupby(["REF_AREA", "TIME_PERIOD", "Parent"])[["PART", "Weight"]].sum()
    again = (sums.PART / sums.Weight).rename("AGAIN").rename_axis(index={"Parent": "CODE"})
    return scores.merge(again.reset_index(), on=["REF_AREA", "TIME_PERIOD", "CODE"])


def indices(observations: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the indices, with their titles as ``LABEL_EN``."""
    rows = observations[observations.LEVEL == "INDEX"]
    return rows.merge(codes[codes.CODELIST == "CL_CODE"][["CODE", "LABEL_EN"]], on="CODE")


def main(bundle: Path) -> int:
    """Print what a bundle holds; return the exit code."""
    manifest: dict[str, Any] = json.loads((bundle / "manifest.json").read_text("utf-8"))
    level = manifest["confidentiality"]
    more = f", {LACKS[level]}" if level in LACKS else ""
    print(f"Level {level}{more}; mapping {manifest['mapping']}; official: no")
    changed = changed_files(bundle)
    print(f"SHA-256: {', '.join(changed)} changed or missing" if changed else "SHA-256: as listed")

    observations = table(bundle, "observations.csv")
    found = recomputed(observations, table(bundle, "coin/iMeta.csv", "NA"))
    worst = float((found.OBS_VALUE - found.AGAIN).abs().max()) if len(found) else 0.0
    print(f"Scores computed again: {len(found)}, {'the same' if worst <= SAME else 'NOT the same'}")
    sure = all(one["reproduces"] for one in manifest["coin"]["assessments"])
    if not sure:
        print("The bundle was scored by rules that a mean of what is below does not give.")

    shown = indices(observations, table(bundle, "codelists.csv"))
    for (country, time), rows in shown.groupby(["REF_AREA", "TIME_PERIOD"], sort=False):
        print(f"{country} {time}")
        for one in rows.to_dict("records"):
            figures = (one["OBS_VALUE"], one["OBS_LOW"], one["OBS_HIGH"])
            value, low, high = ("none" if pd.isna(x) else f"{x:.4f}" for x in figures)
            print(f"  {one['LABEL_EN']}: {value} ({low} to {high})")
    return 1 if changed or (sure and worst > SAME) else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(Path(sys.argv[1])))
