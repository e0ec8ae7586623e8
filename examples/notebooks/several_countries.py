# %% [markdown]
# # Several countries
#
# Side by side, as neighbours, and as a group. All countries and answers are invented. Nothing here
# ranks countries: a stage says what a country can show, not how safe it is.

# %%
import pandas as pd

import teia_indicators as teia

catalogue = teia.load_catalogue()
files = ("xaa-2026", "xaa-2028", "xab-2026")
answers = [teia.read_responses(f"../{name}.yaml", catalogue) for name in files]
assessments = [teia.assess(one, catalogue) for one in answers]
teia.plots.chart("heatmap", assessments)

# %% [markdown]
# The same as a table, one row a node; `low` and `high` are exact bounds.

# %%
scores = pd.concat([teia.to_frame(one) for one in assessments])
areas = scores[scores["level"] == "area"]
areas.pivot(index="id", columns=["country", "round"], values=["low", "high"]).round(2)

# %% [markdown]
# ## Neighbours
#
# Pairs of answers that must agree across a border: a mismatch is a reason to talk.

# %%
teia.compare_neighbours(answers[0], answers[2], catalogue)

# %% [markdown]
# ## The group
#
# Too few countries for anything but a look at the form: figures of fewer than a set number are
# withheld.

# %%
teia.group_profile([assessments[0], assessments[2]])
