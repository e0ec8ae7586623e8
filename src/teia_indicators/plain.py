"""Documents as plain data: what ``model_dump(mode="json")`` gives, in half the time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import to_jsonable_python

from teia_indicators.model import Model

_Dump = Callable[[Any], Any]
_DumpAll = Callable[[Iterable[Any]], list[dict[str, Any]]]


def plain_data(model: Model) -> Any:
    """Return what ``model_dump(mode="json")`` does.

    Most of a bundle are small models of texts and numbers. Those are copied as a whole, all of a
    class that stand together; pydantic looks at each of their fields.
    """
    return _of_models(type(model))((model,))[0]


@cache
def _of_models(kind: type[Model]) -> _DumpAll:
    """Return what writes models of a class."""
    names = tuple(kind.model_fields)
    written = {name: _of_type(field.annotation) for name, field in kind.model_fields.items()}
    deep = [(name, write) for name, write in written.items() if write is not None]
    derives = any(
        isinstance(own, cached_property) for one in kind.mro() for own in vars(one).values()
    )

    def write_models(models: Iterable[Model]) -> list[dict[str, Any]]:
        if derives:
            found = [{name: one.__dict__[name] for name in names} for one in models]
        else:
            found = [one.__dict__.copy() for one in models]
        for name, write in deep:
            for own in found:
                own[name] = write(own[name])
        return found

    return write_models


def _of_type(kind: Any) -> _Dump | None:
    """Return what writes a value of a type; None where it stays as it is."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind in (str, int, float, bool, NoneType) or origin is Literal:
        return None
    if origin is Annotated:
        return _of_type(parts[0])
    if origin in (Union, UnionType):
        return None if all(_of_type(part) is None for part in parts) else to_jsonable_python
    if origin is tuple and parts[1:] == (...,):
        if _is_model(parts[0]):
            return _of_models(parts[0])
        write = _of_type(parts[0])
        return list if write is None else lambda given: [write(one) for one in given]
    if isinstance(origin, type) and issubclass(origin, dict) and parts[0] is str:
        if _is_model(parts[1]):
            write_all = _of_models(parts[1])
            return lambda given: dict(zip(given, write_all(given.values()), strict=True))
        inner = _of_type(parts[1])
        if inner is None:
            return dict
        return lambda given: {name: inner(one) for name, one in given.items()}
    if _is_model(kind):
        write_one = _of_models(kind)
        return lambda given: write_one((given,))[0]
    return to_jsonable_python


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)
