# %% [markdown]
# # How robust is the figure?
#
# An index analyst's check of invented answers: bounds, one changed answer, other methods, draws,
# and what really moves the figure.

# %%
import pandas as pd

import teia_indicators as teia

catalogue = teia.load_catalogue()
answers = [teia.read_responses(f"../{name}-2026.yaml", catalogue) for name in ("xaa", "xab")]
assessments = [teia.assess(one, catalogue) for one in answers]
teia.plots.chart("bars", assessments[0])

# %% [markdown]
# ## One answer more

# %%
better = teia.what_if(assessments[1], {"NTF-2.a": "yes"})
print(f"{assessments[1].overall.low:.4f} -> {better.overall.low:.4f}")

# %% [markdown]
# The open answers that narrow the bounds most:

# %%
teia.next_answers(assessments[0])

# %% [markdown]
# ## Other methods
#
# Low, value and high of the whole under other ways to aggregate and to count what is open.

# %%
rows = {}
for aggregation in ("arithmetic", "geometric", "minimum"):
    for missing in ("lower", "midpoint", "upper"):
        method = teia.ScoringMethod(aggregation=aggregation, missing=missing)
        whole = teia.assess(answers[0], catalogue, method=method).overall
        rows[aggregation, missing] = {"low": whole.low, "value": whole.value, "high": whole.high}
pd.DataFrame.from_dict(rows, orient="index").round(3)

# %% [markdown]
# ## Draws
#
# Weights and open answers varied together, seeded: the same each time.

# %%
draws = teia.simulate_uncertainty(answers[0], catalogue, draws=2_000, seed=0)
draws

# %%
teia.plots.chart("intervals", draws)

# %% [markdown]
# ## Effective weights
#
# What really moves the overall figure, of a set of assessments; two are too few to conclude from.

# %%
teia.describe_set(assessments)
