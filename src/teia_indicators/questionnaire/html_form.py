"""The questionnaire as one HTML file: it works from a local disk and sends nothing anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.questionnaire.fit import refuse_misfits
from teia_indicators.questionnaire.html_data import form_data
from teia_indicators.responses.model import Responses
from teia_indicators.sources.files import check_target, write_atomic
from teia_indicators.text import LANGUAGES, phrase

#: The page's script in the order in which its parts build on each other.
SCRIPTS = (
    *("data", "document", "checks", "draft", "dom", "items", "pages", "paper"),
    *("edits", "files", "main"),
)

#: What could end a script element or a line, and halves of characters that UTF-8 cannot hold.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def write_html_form(
    form: Questionnaire,
    path: str | Path,
    previous: Responses | None = None,
    answers: Responses | None = None,
) -> Path:
    """Write a questionnaire as one .html file for a browser; same input, same bytes.

    The page holds its questions in every language, checks the answers, keeps a draft in the browser
    and saves the JSON that `read_responses` takes. It needs no network and makes no request.

    Parameters
    ----------
    form : Questionnaire
        What is asked of whom; its language is the first one shown.
    path : str or Path
        Target; replaced as a whole.
    previous : Responses or None
        Last round's answers, shown beside the empty ones, each to be taken over by one mark.
    answers : Responses or None
        Answers to begin with, such as those read from another file.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FileError
        If the file is no .html or cannot be written.
    MethodError
        If answers are of another country, round or catalogue, or hold what the form does not ask.
    """
    path = Path(path)
    check_target(path, (".html", ".htm"))
    refuse_misfits(form, answers, previous)
    write_atomic(path, _page(form, form_data(form, previous, answers)).encode("utf-8"))
    return path


def _page(form: Questionnaire, data: dict[str, Any]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("teia_indicators.questionnaire"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    style = _source("form.css")
    parts = "".join(f"\n// {name}.js\n{_source(f'{name}.js')}" for name in SCRIPTS)
    script = f'(() => {{\n"use strict";\n{parts}}})();\n'
    return environment.get_template("form.html").render(
        language=form.language,
        title=f"{phrase('workbook.title', form.language)}, {form.country} {form.round}",
        statement=data["texts"][form.language].get("catalogue/statement", ""),
        without_script={one: phrase("html_form.without_script", one) for one in LANGUAGES},
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(script_json(data)),
    )


def _source(name: str) -> str:
    folder = resources.files("teia_indicators.questionnaire") / "templates"
    return (folder / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def script_json(data: object) -> str:
    """Return JSON that stays inside its script element, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _policy(style: str, script: str) -> str:
    """Return a content security policy: this style, this script, and no request at all."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")

    return (
        "default-src 'none'; connect-src 'none'; img-src data:; "
        f"style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
