"""Sphinx configuration; the catalogue's pages and the pictures are made before each build."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate_catalogue import generate
from generate_pictures import generate as draw

project = "teia-indicators"
author = "teia-indicators contributors"
copyright = "teia-indicators contributors"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["changelog/*", "_build"]
html_theme = "furo"
html_title = "teia-indicators"
html_static_path = ["_static"]
html_css_files = ["pages.css"]

napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_param = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_default_options = {"members": False}
nitpicky = True
nitpick_ignore_regex = [
    # Types in docstrings are words for people ("ndarray of uint8, shape (n,)"), not links.
    ("py:(class|obj|exc)", ".*"),
]

generate(Path(__file__).parent / "reference" / "catalogue")
draw(Path(__file__).parent / "pictures")
