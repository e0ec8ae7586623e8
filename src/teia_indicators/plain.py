"""Documents as plain data: what ``model_dump(mode="json")`` gives, in half the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import to_jsonable_python

from teia_indicators.model import Model

_Dump = Callable[[Any], Any]


def plain_data(model: Model) -> Any:
    """Return what ``model_dump(mode="json")`` does.

    Most of a bundle are small models of texts and numbers. Those are copied as a whole; pydantic
    looks at each of their fields.
    """
    return _of_model(type(model))(model)


@cache
def _of_model(kind: type[Model]) -> _Dump:
    """Return what writes a model of a class."""
    names = tuple(kind.model_fields)
    written = {name: _of_type(field.annotation) for name, field in kind.model_fields.items()}
    deep = [(name, write) for name, write in written.items() if write is not None]
    derives = any(
        isinstance(own, cached_property) for one in kind.mro() for own in vars(one).values()
    )

    def write_model(model: Model) -> dict[str, Any]:
        own = model.__dict__
        found = {name: own[name] for name in names} if derives else own.copy()
        for name, write in deep:
            found[name] = write(found[name])
        return found

    return write_model if deep or derives else _copy


def _copy(model: Model) -> dict[str, Any]:
    """Write a model whose fields all stay as they are."""
    return model.__dict__.copy()


def _copies(models: tuple[Model, ...]) -> list[dict[str, Any]]:
    return [model.__dict__.copy() for model in models]


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
        write = _of_type(parts[0])
        if write is None or write is _copy:
            return list if write is None else _copies
        return lambda given: [write(one) for one in given]
    if isinstance(origin, type) and issubclass(origin, dict) and parts[0] is str:
        inner = _of_type(parts[1])
        if inner is None:
            return dict
        return lambda given: {name: inner(one) for name, one in given.items()}
    if isinstance(kind, type) and issubclass(kind, Model):
        return _of_model(kind)
    return to_jsonable_python
