"""A small stand-in for ODK and KoboToolbox: fills in the XForm that pyxform makes, and exports it.

It evaluates the form's own expressions: what is not relevant is emptied, what is required and
missing is named, what breaks a constraint is refused. Exports are headed and flattened by the rules
of ODK Central and KoboToolbox. It knows nothing of the library.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pyxform.xls2xform import convert

X = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"
Values = dict[str, str]

_TOKEN = re.compile(
    r"""(?P<text>'[^']*'|"[^"]*")|(?P<path>/[\w/]+)|(?P<name>[a-z][a-z-]*)(?=\()"""
    r"""|(?P<own>\.(?!\w))|(?P<sign>!=|<=|>=|=|[<>(),]|\d+|and\b|or\b|\s+)"""
)


def python_of(expression: str) -> str:
    """Return an XPath expression of the few kinds that forms use, as Python."""
    parts, at = [], 0
    while at < len(expression):
        token = _TOKEN.match(expression, at)
        assert token, f"cannot read {expression[at:]!r}"
        kind, text = token.lastgroup, token.group()
        shown = {"path": f"get({text!r})", "own": "own", "name": text.replace("-", "_")}
        parts.append(repr(text[1:-1]) if kind == "text" else shown.get(kind or "", text))
        if kind == "sign" and text == "=":
            parts[-1] = "=="
        at = token.end()
    return "".join(parts).strip()


_FUNCTIONS = {
    "concat": lambda *parts: "".join(parts),
    "string": str,
    "string_length": len,
    "normalize_space": lambda text: " ".join(text.split()),
    "regex": lambda text, pattern: re.search(pattern, text) is not None,
}


@dataclass(frozen=True)
class XForm:
    """A form as a client sees it."""

    xml: str
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, path: Path, *, validate: bool = False) -> XForm:
        """Convert an XLSForm; where there is Java, ODK Validate can look at it as well."""
        made = convert(path, validate=validate and shutil.which("java") is not None)
        return cls(made.xform, tuple(made.warnings))

    @cached_property
    def model(self) -> ElementTree.Element:
        found = ElementTree.fromstring(self.xml).find(f".//{X}model")
        assert found is not None
        return found

    @cached_property
    def body(self) -> ElementTree.Element:
        found = ElementTree.fromstring(self.xml).find("{http://www.w3.org/1999/xhtml}body")
        assert found is not None
        return found

    @cached_property
    def data(self) -> ElementTree.Element:
        """The instance that is filled in."""
        found = self.model.find(f"{X}instance")
        assert found is not None
        return found[0]

    @cached_property
    def leaves(self) -> Values:
        """Initial value of each question, by its path, in the form's order."""
        found: Values = {}

        def walk(node: ElementTree.Element, path: str) -> None:
            for child in node:
                name = child.tag.split("}")[-1]
                inner = f"{path}/{name}"
                if len(child):
                    walk(child, inner)
                else:
                    found[inner] = child.text or ""

        walk(self.data, f"/{self.data.tag.split('}')[-1]}")
        return found

    @cached_property
    def paths(self) -> Values:
        """Path of each question by its name; names are unique in the form."""
        found = {path.rpartition("/")[2]: path for path in self.leaves}
        assert len(found) == len(self.leaves)
        return found

    @cached_property
    def binds(self) -> dict[str, dict[str, str]]:
        return {one.attrib["nodeset"]: one.attrib for one in self.model.iter(f"{X}bind")}

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """Texts of each language by their ids."""
        return {
            one.attrib["lang"]: {
                text.attrib["id"]: text.find(f"{X}value").text or ""  # type: ignore[union-attr]
                for text in one
            }
            for one in self.model.iter(f"{X}translation")
        }

    @cached_property
    def options(self) -> dict[str, Values]:
        """Id of the label of each option, by the path of the question and the option's value."""
        lists = {
            instance.attrib["id"]: {
                item.find(f"{X}name").text or "": item.find(f"{X}itextId").text or ""  # type: ignore[union-attr]
                for item in instance.iter(f"{X}item")
            }
            for instance in self.model.iter(f"{X}instance")
            if "id" in instance.attrib
        }
        found = {}
        for select in self.body.iter(f"{X}select1"):
            (itemset,) = select.iter(f"{X}itemset")
            name = re.search(r"instance\('(\w+)'\)", itemset.attrib["nodeset"])
            assert name
            found[select.attrib["ref"]] = lists[name[1]]
        return found

    def evaluate(self, expression: str, values: Values, own: str = "") -> Any:
        scope = {**_FUNCTIONS, "get": lambda path: values[path], "own": own}
        return eval(python_of(expression), {"__builtins__": {}}, scope)

    def opened(self) -> Values:
        """Return the values of a form that was just opened."""
        values = dict(self.leaves)
        for one in self.model.iter(f"{X}setvalue"):
            values[one.attrib["ref"]] = self.evaluate(one.attrib["value"], values)
        for path, bind in self.binds.items():
            if "calculate" in bind:
                values[path] = self.evaluate(bind["calculate"], values)
        return values

    def filled(self, answers: Mapping[str, str]) -> Values:
        """Return the values after answers by name; a closed list takes its own values only."""
        values = self.opened()
        for name, text in answers.items():
            path = self.paths[name]
            assert path not in self.options or text in self.options[path], (name, text)
            values[path] = text
        while True:
            gone = [path for path in values if values[path] and not self.relevant(path, values)]
            if not gone:
                return values
            values |= dict.fromkeys(gone, "")

    def relevant(self, path: str, values: Values) -> bool:
        expression = self.binds.get(path, {}).get("relevant")
        return expression is None or bool(self.evaluate(expression, values))

    def missing(self, values: Values) -> list[str]:
        """Return the names of what keeps the form from being sent."""
        return [
            path.rpartition("/")[2]
            for path, bind in self.binds.items()
            if "required" in bind
            and not values[path]
            and self.relevant(path, values)
            and self.evaluate(bind["required"], values)
        ]

    def refused(self, values: Values) -> list[str]:
        """Return the names of what breaks a constraint."""
        return [
            path.rpartition("/")[2]
            for path, bind in self.binds.items()
            if "constraint" in bind
            and values[path]
            and not self.evaluate(bind["constraint"], values, values[path])
        ]


def _csv(header: list[str], rows: Iterable[list[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    if delimiter == ";":
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    else:
        writer = csv.writer(stream)
    writer.writerows([header, *rows])
    return stream.getvalue()


def _identity(at: int) -> str:
    return f"uuid:{uuid.UUID(int=at + 1)}"


def central(form: XForm, submissions: list[Values], *, groups: bool = True) -> str:
    """Export as ODK Central does: group paths with hyphens, or split off."""
    paths = [path for path in form.leaves if "/meta/" not in path]
    names = ["-".join(path.split("/")[2:]) for path in paths]
    if not groups:
        names = [path.rpartition("/")[2] for path in paths]
    header = [
        *("SubmissionDate", *names, "meta-instanceID", "meta-instanceName", "KEY"),
        *("SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected"),
        *("Status", "ReviewState", "DeviceID", "Edits", "FormVersion"),
    ]
    rows = [
        [
            *("2026-03-01T10:00:00.000Z", *(values[path] for path in paths), _identity(at)),
            *("", _identity(at), "7", "Clerk", "0", "0", "", "", "device", "0", "1"),
        ]
        for at, values in enumerate(submissions)
    ]
    return _csv(header, rows)


def kobo(
    form: XForm,
    submissions: list[Values],
    *,
    groups: bool = True,
    language: str | None = None,
) -> str:
    """Export as KoboToolbox does: names or labels, alone or after their groups."""
    texts = form.texts[language] if language else {}

    def shown(path: str) -> str:
        parts = path.split("/")[2:]
        steps = ["/".join(["", "data", *parts[: at + 1]]) for at in range(len(parts))]
        labels = [texts.get(f"{step}:label", step.rpartition("/")[2]) for step in steps]
        return "/".join(labels if groups else labels[-1:])

    def value(path: str, text: str) -> str:
        return (
            texts[form.options[path][text]]
            if texts and text in form.options.get(path, {})
            else text
        )

    paths = [path for path in form.leaves if "/meta/" not in path]
    header = [
        *("start", "end", *map(shown, paths), "__version__", "_id", "_uuid", "_submission_time"),
        *("_validation_status", "_notes", "_status", "_submitted_by", "_tags", "_index"),
    ]
    rows = [
        [
            *("2026-03-01", "2026-03-01", *(value(path, values[path]) for path in paths), "v1"),
            *(str(at), _identity(at), "2026-03-01T10:00:00", "", "", "submitted_via_web"),
            *("clerk", "", str(at + 1)),
        ]
        for at, values in enumerate(submissions)
    ]
    return _csv(header, rows, ";")
