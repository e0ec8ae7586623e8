# %% [markdown]
# # Taking a bundle into another tool
#
# Export, verify, and read back with pandas only. No ISMI file format is public: the bundle is a
# contract of this project's own, and XAA is invented.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import teia_indicators as teia

catalogue = teia.load_catalogue()
assessment = teia.assess(teia.read_responses("../xaa-2026.yaml", catalogue), catalogue)
bundle = Path(tempfile.mkdtemp()) / "bundle"
teia.export_ismi([assessment], bundle)
print(len(teia.verify_ismi(bundle)), "problems")
teia.read_ismi(bundle)

# %%
for path in sorted(bundle.rglob("*.csv"))[:4]:
    frame = pd.read_csv(path, keep_default_na=False)
    print(path.relative_to(bundle).as_posix(), frame.shape)
