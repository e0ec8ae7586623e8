# %% [markdown]
# # Two neighbours, one round
#
# The countries XAA and XAB are invented. Open this file as a notebook (the cells are marked with
# `# %%`), or run it as a script.

# %%
from __future__ import annotations

from pathlib import Path

import pandas as pd

import teia_indicators as teia

catalogue = teia.load_catalogue()
catalogue

# %% [markdown]
# ## Read and score

# %%
here = Path(__file__).parent if "__file__" in globals() else Path("examples")
assessments = [
    teia.assess(teia.read_responses(here / name, catalogue), catalogue)
    for name in ("xaa-2026.xlsx", "xab-2026.xlsx")
]
assessments[0]

# %% [markdown]
# ## The profile first, the single figure last
#
# Each area has bounds: the low counts only what is shown, the high what is still possible.

# %%
scores = pd.concat([teia.to_frame(one) for one in assessments])
profile = scores[scores["level"] == "area"].pivot_table(
    index="id", columns="country", values=["low", "high"], sort=False
)
print(profile.round(2))

# %% [markdown]
# ## Why is it so?

# %%
print(assessments[1].explain("NTF-2"))

# %% [markdown]
# ## What if the point of contact were staffed around the clock?

# %%
better = teia.what_if(assessments[1], {"NTF-2.a": "yes", "NTF-2.b": "yes"})
print(assessments[1].overall.low, "->", better.overall.low)

# %% [markdown]
# ## Where are the gaps?

# %%
gaps = teia.find_gaps(assessments[1])
print(teia.to_frame(gaps)[["rank", "indicator", "distance", "real", "information"]].head())

# %% [markdown]
# ## The provisional ISMI indices

# %%
for one in assessments:
    print(one.country, teia.compute_indices(one))
