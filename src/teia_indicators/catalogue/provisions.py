"""How the Convention is divided, so that references to it can be checked."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field

from teia_indicators.catalogue.scale import Text
from teia_indicators.model import FrozenDict, Model

#: Last item of a list: a letter, or a number up to 99.
LastItem = Annotated[str, Field(pattern=r"^([a-z]|[1-9]\d?)$")]


class Provision(Model):
    """What an article or annex of the Convention is divided into, so that references are checked.

    Parameters
    ----------
    id : str
        Such as ``Art. 16`` or ``Annex V``.
    paragraphs : int
        Number of numbered paragraphs; 0 where it has none.
    items : mapping of str to str
        Last item of a paragraph's list: a letter or a number; key "" for the provision itself.
    """

    id: Text
    paragraphs: Annotated[int, Field(ge=0, le=99)] = 0
    items: FrozenDict[str, LastItem] = FrozenDict()

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Every reference that may be made to it, in the treaty's order."""
        found = [self.id]
        for paragraph in ["", *map(str, range(1, self.paragraphs + 1))]:
            here = f"{self.id}({paragraph})" if paragraph else self.id
            if paragraph:
                found.append(here)
            last = self.items.get(paragraph, "")
            if last.isdigit():
                found += [f"{here}({number})" for number in range(1, int(last) + 1)]
            elif last:
                found += [f"{here}({chr(code)})" for code in range(ord("a"), ord(last) + 1)]
        return tuple(found)
