"""The main job in a few lines: a filled workbook becomes scores, gaps and an ISMI bundle."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import teia_indicators as teia

out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())

catalogue = teia.load_catalogue()
responses = teia.read_responses(Path(__file__).parent / "xaa-2026.xlsx", catalogue)
print(teia.check_responses(responses, catalogue))  # nothing to mend: an empty line

assessment = teia.assess(responses, catalogue)
prevention = assessment.areas["PRV"]
print(f"Prevention: {prevention.low:.2f} to {prevention.high:.2f}, weakest {prevention.weakest}")
print(assessment.explain("PRV-1"))

gaps = teia.find_gaps(assessment, target=5)
print(teia.to_frame(gaps)[["rank", "indicator", "stage_low", "target", "gain_overall"]].head())

teia.export_ismi([assessment], out / "bundle", confidentiality="full")
print(teia.verify_ismi(out / "bundle") or "The bundle is whole.")
