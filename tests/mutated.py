"""Documents with one thing changed: a key deleted, a value of another type, a key too many."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Keys = tuple[str | int, ...]

#: One value of each type of JSON, and some more.
OTHERS: tuple[Any, ...] = (None, True, "x", "", -1, 0.5, 7.25, [], {}, ["x"], {"x": 1})


def paths(data: Any, here: Keys = ()) -> Iterator[Keys]:
    """Yield the path of everything below the root."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        yield (*here, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*here, key))


def at(data: Any, *keys: str | int) -> Any:
    """Return what stands at a path."""
    for key in keys:
        data = data[key]
    return data


def drawn_paths(found: tuple[Keys, ...]) -> st.SearchStrategy[Keys]:
    """Draw a path; those near the root are as likely as the many below."""
    shallow = [path for path in found if len(path) <= 4]
    return st.one_of(st.sampled_from(shallow), st.sampled_from(found))


def without(data: Any, path: Keys) -> Any:
    """Return the document without what stands at a path."""
    found = copy.deepcopy(data)
    del at(found, *path[:-1])[path[-1]]
    return found


def replaced(data: Any, path: Keys, value: Any) -> Any:
    """Return the document with another value at a path."""
    found = copy.deepcopy(data)
    at(found, *path[:-1])[path[-1]] = value
    return found


def surprised(data: Any, path: Keys, value: Any) -> Any:
    """Return the document with one more key in the object at a path."""
    found = copy.deepcopy(data)
    at(found, *path)["surprise"] = value
    return found
