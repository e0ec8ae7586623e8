# %% [markdown]
# # Taking a bundle into another tool
#
# Export, verify, and read back with pandas only. No ISMI file format is public: the bundle is a
# contract of this project's own. XAA and XAB are invented.

# %%
import json
import tempfile
from pathlib import Path

import pandas as pd

import teia_indicators as teia

catalogue = teia.load_catalogue()
files = ("../xaa-2026.yaml", "../xab-2026.yaml")
assessments = [teia.assess(teia.read_responses(one, catalogue), catalogue) for one in files]
folder = Path(tempfile.mkdtemp())
bundle = folder / "bundle"
teia.export_ismi(assessments, bundle)
print(len(teia.verify_ismi(bundle)), "problems")
teia.read_ismi(bundle)

# %% [markdown]
# ## What is in it
#
# The manifest names every file with its size and SHA-256.

# %%
manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
print({key: manifest[key] for key in ("schema_version", "official", "confidentiality")})
pd.DataFrame(manifest["files"])[["name", "bytes"]]

# %% [markdown]
# ## Without this library
#
# `keep_default_na=False`: a country may have the code `NA`.

# %%
observations = pd.read_csv(bundle / "observations.csv", keep_default_na=False, dtype=str)
observations[observations["CODE"].isin(["overall", "PRV"])].iloc[:8, :10]

# %% [markdown]
# ## Less for others
#
# `peer` leaves out free text, evidence and contacts; `public` keeps areas and indices only.

# %%
sizes = {}
for level in ("full", "peer", "public"):
    teia.export_ismi(assessments, folder / level, confidentiality=level)
    rows = pd.read_csv(folder / level / "observations.csv", keep_default_na=False, dtype=str)
    sizes[level] = {"rows": len(rows), "bytes": (folder / level / "assessment.json").stat().st_size}
pd.DataFrame(sizes)
