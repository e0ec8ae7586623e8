"""JSON and YAML documents of answers to raw rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from teia_indicators.model import Model
from teia_indicators.problems import Problem, did_you_mean, problem
from teia_indicators.responses.model import Source
from teia_indicators.responses.raw import Cell, RawResponses, RawRow
from teia_indicators.sources.tree import Path, Tree, shape_problems
from teia_indicators.text import later

FORMAT = "teia.responses/1"
_HEAD = ("format", "country", "round", "language", "authority", "focal_point", "date", "depth")
_TOP = (*_HEAD, "catalogue", "asked", "answers", "challenges", "sources", "places")
_CATALOGUE = ("id", "version", "checksum")
_ANSWER = ("value", "reason", "grade", "comment", "correction", "evidence")
_EVIDENCE = ("kind", "title", "reference", "date", "language")


def raw_from_tree(tree: Tree) -> tuple[RawResponses | None, list[Problem]]:
    """Return the raw rows of a parsed document, and what is wrong with its shape."""
    problems: list[Problem] = []
    top = _Reader(tree, problems)
    if not isinstance(tree.data, dict):
        return None, [top.misfit((), tree.data, "dict_type")]
    top.refuse_unknown((), tree.data, _TOP)
    head = {key: top.cell((key,), tree.data[key]) for key in _HEAD if key in tree.data}
    written = head.pop("format", None)
    if written is None or written.text != FORMAT:
        shown = written.text if written else ""
        place = written.place if written else tree.place()
        problems.append(
            problem("F012", place, "format", shown, key="format", value=shown, expected=FORMAT)
        )
    catalogue = tree.data.get("catalogue")
    if isinstance(catalogue, dict):
        top.refuse_unknown(("catalogue",), catalogue, _CATALOGUE)
        for key in _CATALOGUE:
            if key in catalogue:
                head[f"catalogue_{key}"] = top.cell(("catalogue", key), catalogue[key])
    return (
        RawResponses(
            place=tree.place(),
            head=head,
            rows=tuple(top.rows()),
            challenges=tuple(top.challenges()),
            asked=tuple(top.asked()),
            sources=top.sources(),
        ),
        problems,
    )


class _Sources(Model):
    """The part of a document that only this library writes."""

    sources: tuple[Source, ...] = ()


class _Reader:
    """Takes cells out of a tree; notes what has a wrong shape."""

    def __init__(self, tree: Tree, problems: list[Problem]) -> None:
        self.tree = tree
        self.problems = problems

    def cell(self, path: Path, value: Any) -> Cell:
        if isinstance(value, dict | list):
            self.problems.append(self.misfit(path, value, "text"))
            value = ""
        return Cell(value, self.tree.place(*path))

    def misfit(self, path: Path, value: Any, expected: str) -> Problem:
        shown = "[…]" if isinstance(value, list) else str(value)
        shown = "{…}" if isinstance(value, dict) else shown
        key = ".".join(map(str, path)) or "the document"
        place = self.tree.place(*path)
        return problem(
            "F012", place, key, shown, key=key, value=shown, expected=later(f"expected.{expected}")
        )

    def refuse_unknown(self, path: Path, data: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                place = self.tree.key_place(*path, key)
                hint = did_you_mean(key, known)
                self.problems.append(problem("F010", place, key, key, key=key, hint=hint))

    def rows(self) -> Iterator[RawRow]:
        answers = self.tree.data.get("answers") or {}
        if not isinstance(answers, dict):
            self.problems.append(self.misfit(("answers",), answers, "dict_type"))
            return
        for item, answer in answers.items():
            path: Path = ("answers", item)
            own = Cell(item, self.tree.key_place(*path))
            if isinstance(answer, dict):
                self.refuse_unknown(path, answer, _ANSWER)
                fields = {
                    key: self.cell((*path, key), answer[key])
                    for key in _ANSWER[:-1]
                    if key in answer
                }
                yield RawRow(own, fields, tuple(self._evidence(path, answer.get("evidence"))))
            else:
                yield RawRow(own, {"value": self.cell(path, answer)})

    def _evidence(self, path: Path, items: Any) -> Iterator[dict[str, Cell]]:
        if items is None:
            return
        inner: Path = (*path, "evidence")
        if not isinstance(items, list):
            self.problems.append(self.misfit(inner, items, "list_type"))
            return
        for at, item in enumerate(items):
            if not isinstance(item, dict):
                self.problems.append(self.misfit((*inner, at), item, "dict_type"))
                continue
            self.refuse_unknown((*inner, at), item, _EVIDENCE)
            yield {key: self.cell((*inner, at, key), item[key]) for key in _EVIDENCE if key in item}

    def asked(self) -> Iterator[Cell]:
        found = self.tree.data.get("asked") or []
        if not isinstance(found, list):
            self.problems.append(self.misfit(("asked",), found, "list_type"))
            return
        yield from (self.cell(("asked", at), item) for at, item in enumerate(found))

    def sources(self) -> tuple[Source, ...]:
        part = {key: self.tree.data[key] for key in ("sources",) if key in self.tree.data}
        try:
            return _Sources.model_validate_json(json.dumps(part)).sources
        except ValidationError as error:
            self.problems += shape_problems(self.tree, _Sources, error)
            return ()

    def challenges(self) -> Iterator[RawRow]:
        found = self.tree.data.get("challenges") or {}
        if not isinstance(found, dict):
            self.problems.append(self.misfit(("challenges",), found, "dict_type"))
            return
        for area, text in found.items():
            path: Path = ("challenges", area)
            own = Cell(area, self.tree.key_place(*path))
            yield RawRow(own, {"value": self.cell(path, text)})
