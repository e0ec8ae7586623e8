"""Plain data with the place of every key and value in its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from teia_indicators.problems import Place, Problem, did_you_mean, problem
from teia_indicators.text import later, texts

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Tree:
    """A parsed file.

    Parameters
    ----------
    name : str
        Name of the file for messages.
    data : object
        Plain data: dict, list, str, int, float, bool, None.
    places : dict
        Place of each value, by its path of keys and positions.
    keys : dict
        Place of each key, by the path of its value.
    written : dict
        Numbers as they were written, by their path: 1.10 is not 1.1.
    """

    name: str
    data: Any
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    written: dict[Path, str] = field(default_factory=dict)

    def place(self, *path: str | int) -> Place:
        """Return the place of a value, or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Place(file=self.name)

    def at(self, *path: str | int) -> Any:
        """Return what stands at a path; None where nothing does."""
        data = self.data
        for part in path:
            try:
                data = data[part]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    def branch(self, *path: str | int) -> Tree:
        """Return what stands at a path as a tree of its own, with the same places."""
        cut = len(path)
        places, keys, written = (
            {at[cut:]: found for at, found in given.items() if at[:cut] == path}
            for given in (self.places, self.keys, self.written)
        )
        name = self.place(*path).file
        return Tree(name, self.at(*path), places, keys, written)  # type: ignore[arg-type]

    def key_place(self, *path: str | int) -> Place:
        """Return the place of the key of a value, or of the nearest thing around it."""
        return self.keys.get(path) or self.place(*path)


def shape_problems(tree: Tree, model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    """Turn what pydantic refused into problems with places.

    Parameters
    ----------
    tree : Tree
        The file that was validated.
    model : type of BaseModel
        The model it was validated against, for the names of its keys.
    error : ValidationError
        What pydantic found.
    """
    for found in error.errors(include_url=False, include_context=True):
        loc, is_key = found["loc"], found["loc"][-1:] == ("[key]",)
        loc = loc[:-1] if is_key else loc
        path = tuple(part for part in loc if _is_real(tree, part, loc))
        dotted = ".".join(str(part) for part in path)
        if is_echo(found["type"], found["input"], found.get("ctx", {})):
            continue
        if found["type"] == "extra_forbidden":
            key = str(path[-1])
            hint = did_you_mean(key, _keys_near(model, path[:-1]))
            yield problem("F010", tree.key_place(*path), dotted, key, key=key, hint=hint)
        elif found["type"] == "missing":
            yield problem("F011", tree.place(*path), dotted, key=path[-1])
        else:
            context = found.get("ctx", {})
            expected = _expected(found["type"], context)
            value = found["input"]
            shown = type(value).__name__ if isinstance(value, dict | list) else value
            place = tree.key_place(*path) if is_key else tree.place(*path)
            yield problem("F012", place, dotted, shown, key=dotted, value=shown, expected=expected)


def is_echo(kind: str, value: Any, context: dict[str, Any]) -> bool:
    """Tell a list that is "too short" only because pydantic dropped its faulty entries."""
    return kind == "too_short" and isinstance(value, list) and len(value) >= context["min_length"]


def _is_real(tree: Tree, part: str | int, loc: tuple[str | int, ...]) -> bool:
    """Tell a key from a tag that pydantic adds for branches of a union."""
    return part == loc[-1] or any(part in path for path in tree.places) or isinstance(part, int)


def _expected(kind: str, context: dict[str, Any]) -> str:
    if kind == "literal_error":  # pydantic joins the values in English
        context = {"expected": ", ".join(context["expected"].rsplit(" or ", 1))}
    if kind in texts("en")["expected"]:
        return later(f"expected.{kind}", **context)
    return later("expected.other", kind=kind.replace("_", " "))


def _keys_near(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that the model knows where an unknown key stands."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        found = current.model_fields.get(part) if current else None
        current = _inner_model(found.annotation) if found else None
    return list(current.model_fields) if current else []


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found:
            return found
    return None
