# %% [markdown]
# # Several countries
#
# All countries and answers are invented. A heat map as a table, neighbours, the group.

# %%
import pandas as pd

import teia_indicators as teia

catalogue = teia.load_catalogue()
answers = [teia.read_responses(f"../{name}-2026.yaml", catalogue) for name in ("xaa", "xab")]
assessments = [teia.assess(one, catalogue) for one in answers]
scores = pd.concat([teia.to_frame(one) for one in assessments])
areas = scores[scores["level"] == "area"]
print(areas.pivot(index="id", columns="country", values="low").round(2))

# %%
teia.compare_neighbours(answers[0], answers[1], catalogue)

# %%
teia.group_profile(assessments)
