"""The frozen model that every document of the library is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

K = TypeVar("K")
V = TypeVar("V")
#: The slots of a model, each set past its being frozen.
_SLOTS = ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
_set_fields, _set_names, _set_extra, _set_private = (
    BaseModel.__dict__[slot].__set__ for slot in _SLOTS
)


class Model(BaseModel):
    """A document or a part of one: frozen, strict, without unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    _names: ClassVar[set[str]] = set()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Note the names of the fields, for `made`."""
        cls._names = set(cls.model_fields)

    @classmethod
    def made(cls, **fields: Any) -> Self:
        """Return what validation would return of these fields, without validating them.

        For what the library itself worked out, many times over. Every field is given, in the order
        of the class and in the form that validation leaves it in; a test makes all of them in both
        ways. With a field left out, it is validated after all.
        """
        names = cls._names
        if len(fields) != len(names):
            return cls(**fields)
        model = object.__new__(cls)
        _set_fields(model, fields)
        _set_names(model, names)
        _set_extra(model, None)
        _set_private(model, None)
        return model

    def __str__(self) -> str:
        return repr(self)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; what was derived from the fields is derived anew, not copied."""
        copied = super().model_copy(update=update, deep=deep)
        for name in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[name]
        return copied


class FrozenDict(dict[K, V]):
    """A mapping that cannot be changed: what is read stays as it was read."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this mapping is frozen: make a new document instead of changing this one")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override,unused-ignore]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)

    def __deepcopy__(self, memo: object) -> FrozenDict[K, V]:
        return self

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        arguments = getattr(source, "__args__", (Any, Any))
        inner = handler.generate_schema(dict[arguments[0], arguments[1]])  # type: ignore[valid-type]
        return core_schema.no_info_after_validator_function(cls, inner)


def canonical_json(document: object) -> bytes:
    """Return the one byte form of a JSON document: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def checksum(document: object) -> str:
    """Return the SHA-256 of the canonical JSON of a document, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document)).hexdigest()
