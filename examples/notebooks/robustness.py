# %% [markdown]
# # How robust is the figure?
#
# An index analyst's check of invented answers.

# %%
import teia_indicators as teia

catalogue = teia.load_catalogue()
answers = [teia.read_responses(f"../{name}-2026.yaml", catalogue) for name in ("xaa", "xab")]
assessments = [teia.assess(one, catalogue) for one in answers]
better = teia.what_if(assessments[1], {"NTF-2.a": "yes"})
print(f"{assessments[1].overall.low:.4f} -> {better.overall.low:.4f}")

# %%
teia.simulate_uncertainty(answers[0], catalogue, draws=200, seed=0)

# %% [markdown]
# Effective weights: what really moves the overall figure.

# %%
teia.describe_set(assessments)
