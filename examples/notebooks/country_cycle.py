# %% [markdown]
# # A country's cycle
#
# Form, answers, check, scores, gaps, plan, next round. XAA is an invented country.

# %%
import tempfile
from pathlib import Path

import teia_indicators as teia

catalogue = teia.load_catalogue()
catalogue

# %%
form = teia.build_questionnaire(catalogue, country="XAA", round="2026")
teia.write_workbook(form, Path(tempfile.mkdtemp()) / "xaa.xlsx")
form

# %%
responses = teia.read_responses("../xaa-2026.yaml", catalogue)
teia.check_responses(responses, catalogue)

# %%
assessment = teia.assess(responses, catalogue)
assessment

# %%
gaps = teia.find_gaps(assessment, target=5)
gaps

# %%
teia.draft_action_plan(gaps, catalogue)

# %% [markdown]
# ## The next round

# %%
later = teia.assess(teia.read_responses("../xaa-2028.yaml", catalogue), catalogue)
teia.compare_rounds(assessment, later, catalogue)
