"""Edits on a written workbook, made in its XML, so that no other writer than ours is needed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from teia_indicators.problems import split_cell
from teia_indicators.sources.tables import column_letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ElementTree.register_namespace("", MAIN)
ElementTree.register_namespace("r", _REL)

Value = str | float | bool | None
Rows = list[ElementTree.Element]


def _tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


class Workbook:
    """A workbook taken apart; sheets are named as they were when it was opened."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.members = {name: archive.read(name) for name in archive.namelist()}
        book = ElementTree.fromstring(self.members["xl/workbook.xml"])
        names = [sheet.attrib["name"] for sheet in book.iter(_tag("sheet"))]
        self.parts = {
            name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(names, 1)
        }
        shared = ElementTree.fromstring(self.members["xl/sharedStrings.xml"])
        self.shared = ["".join(item.itertext()) for item in shared.iter(_tag("si"))]

    def sheet(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.members[self.parts[name]])

    def _keep(self, name: str, root: ElementTree.Element) -> None:
        self.members[self.parts[name]] = ElementTree.tostring(root, encoding="utf-8")

    def texts(self, name: str) -> dict[str, str]:
        """Return the text cells of a sheet by their address."""
        found = {}
        for cell in self.sheet(name).iter(_tag("c")):
            value = cell.findtext(_tag("v"))
            if cell.get("t") == "s" and value is not None:
                found[cell.attrib["r"]] = self.shared[int(value)]
        return found

    def cell_of(self, name: str, item: str, key: str) -> str:
        """Return the address of a column's cell in the row of an id."""
        texts = self.texts(name)
        row = next(split_cell(at)[1] for at, text in texts.items() if text == item)
        column = next(split_cell(at)[0] for at, text in texts.items() if text == f"teia:{key}")
        return f"{column_letters(column - 1)}{row}"

    def meta(self, key: str) -> str:
        """Return the address of a value of the `_meta` sheet."""
        texts = self.texts("_meta")
        return next(f"B{at[1:]}" for at, text in texts.items() if at[0] == "A" and text == key)

    def put(self, name: str, address: str, value: Value) -> None:
        """Write one cell; None empties it."""
        root = self.sheet(name)
        cell = next((one for one in root.iter(_tag("c")) if one.get("r") == address), None)
        if cell is None:
            number = str(split_cell(address)[1])
            row = next(one for one in root.iter(_tag("row")) if one.get("r") == number)
            cell = ElementTree.SubElement(row, _tag("c"), {"r": address})
            row[:] = sorted(row, key=lambda one: split_cell(one.attrib["r"])[0])
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            inner = ElementTree.SubElement(cell, _tag("is"))
            ElementTree.SubElement(inner, _tag("t")).text = value
        elif value is not None:
            if isinstance(value, bool):
                cell.set("t", "b")
            ElementTree.SubElement(cell, _tag("v")).text = str(
                int(value) if isinstance(value, bool) else value
            )
        self._keep(name, root)

    def answer(self, name: str, item: str, key: str, value: Value) -> str:
        """Write one answer's field; return its address."""
        address = self.cell_of(name, item, key)
        self.put(name, address, value)
        return address

    def change_rows(self, name: str, change: Callable[[Rows], Rows]) -> None:
        """Put the rows of a sheet into another order or number; addresses follow."""
        root = self.sheet(name)
        data = next(root.iter(_tag("sheetData")))
        rows = change(list(data))
        for child in list(data):
            data.remove(child)
        for row in rows:
            number = row.attrib["r"]
            for cell in row:
                cell.set("r", re.sub(r"\d+", number, cell.attrib["r"]))
            data.append(row)
        self._keep(name, root)

    def rename(self, name: str, other: str) -> None:
        """Give a sheet's tab another name."""
        book = self.members["xl/workbook.xml"].decode()
        assert f'<sheet name="{name}"' in book
        self.members["xl/workbook.xml"] = book.replace(
            f'<sheet name="{name}"', f'<sheet name="{other}"'
        ).encode()

    def save(self, path: Path) -> Path:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.members.items():
                archive.writestr(name, content)
        path.write_bytes(stream.getvalue())
        return path


#: What an encrypted workbook looks like: an OLE container with a stream of this name.
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(504)
    + "EncryptedPackage".encode("utf-16-le")
    + bytes(1000)
)
