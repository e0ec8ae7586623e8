# %% [markdown]
# # A country's cycle
#
# Form, answers, check, scores, gaps, plan, report, next round. XAA is an invented country, and so
# are its answers; the catalogue is unofficial.

# %%
import datetime
import tempfile
from pathlib import Path

import teia_indicators as teia

catalogue = teia.load_catalogue()
catalogue

# %% [markdown]
# ## The form
#
# A workbook for Excel or LibreOffice, one sheet a working area. The answers come back from it; here
# they are read from a file that is already filled in.

# %%
folder = Path(tempfile.mkdtemp())
form = teia.build_questionnaire(catalogue, country="XAA", round="2026")
teia.write_workbook(form, folder / "xaa.xlsx")
responses = teia.read_responses("../xaa-2026.xlsx", catalogue)
responses

# %% [markdown]
# Whatever is wrong or worth a look, with its place:

# %%
teia.check_responses(responses, catalogue)

# %% [markdown]
# ## The profile
#
# Every figure has bounds: what the answers that are still open can change.

# %%
assessment = teia.assess(responses, catalogue)
assessment

# %%
teia.plots.chart("radar", assessment)

# %% [markdown]
# Why an indicator has its stage, down to the cells of the workbook:

# %%
print(assessment.explain("PRV-4"))

# %% [markdown]
# ## Gaps, and what closing each adds

# %%
gaps = teia.find_gaps(assessment, target=4)
gaps

# %%
teia.plots.chart("waterfall", gaps)

# %% [markdown]
# ## The plan
#
# The library proposes the least set of actions, prerequisites first. The country changes them.

# %%
plan = teia.draft_action_plan(gaps, catalogue, start=datetime.date(2027, 1, 1))
plan

# %%
teia.plots.chart("gantt", plan)

# %% [markdown]
# ## The next round

# %%
later = teia.assess(teia.read_responses("../xaa-2028.xlsx", catalogue), catalogue)
change = teia.compare_rounds(assessment, later, catalogue)
change

# %%
teia.plots.chart("progress", change)

# %% [markdown]
# ## The report
#
# One page to send around, with a summary in sentences. `short=True` keeps to two pages of A4.

# %%
report = teia.build_report(later, gaps=teia.find_gaps(later), comparison=change, short=True)
teia.write_report(report, folder / "xaa.html")
report
