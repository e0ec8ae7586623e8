"""Bundles in: a folder or a .zip, strictly, without loss."""

from __future__ import annotations

import json
import math
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from teia_indicators.assessment import Assessment
from teia_indicators.assessment.result import show
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.catalogue.translation import Translation
from teia_indicators.export.bundle import ASSESSMENT, CATALOGUE, TRANSLATIONS, translations_json
from teia_indicators.export.placing import FOLDERS, FORMAT, MANIFEST, finish_swap, is_bundle_name
from teia_indicators.export.records import (
    SCHEMA_VERSION,
    Confidentiality,
    Document,
    FullDocument,
    FullRecord,
    Record,
)
from teia_indicators.export.versions import is_newer, is_oldest, is_readable, read_document
from teia_indicators.export.workbook import WORKBOOK
from teia_indicators.gaps import Gaps
from teia_indicators.html import html_table
from teia_indicators.indices import IndexMapping
from teia_indicators.model import FrozenDict
from teia_indicators.problems import BundleError, Place, Problem, collect, problem
from teia_indicators.sources.files import ZIP_FAULTS, decode
from teia_indicators.sources.json import parse_json
from teia_indicators.sources.tree import Tree, is_echo

#: Largest unpacked size of a bundle, in bytes (project's choice).
MAX_UNPACKED = 1_000_000_000
#: What a .zip of this unpacked size may be packed from: no bundle shrinks a hundred times.
_ALWAYS_UNPACKED, _MOST_PACKED = 100_000_000, 100
#: What a .zip may hold besides files.
_FOLDER_ENTRIES = {f"{name}/" for name in FOLDERS}
_FIGURES = ("low", "value", "high")
_TRANSLATIONS = TypeAdapter(tuple[Translation, ...])


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read; see `read_ismi`.

    Parameters
    ----------
    document : Document
        The content of assessment.json.
    catalogue : Catalogue
        The catalogue that travelled with it.
    sdmx : mapping of str to bytes
        The files of ``sdmx/`` by name, as they were read; empty where it has none.
    workbook : bytes
        ismi.xlsx as it was read; empty where it has none.
    """

    document: Document
    catalogue: Catalogue
    sdmx: FrozenDict[str, bytes] = field(default_factory=FrozenDict)
    workbook: bytes = b""

    @property
    def confidentiality(self) -> Confidentiality:
        """``full``, ``peer`` or ``public``."""
        return self.document.confidentiality

    @property
    def mapping(self) -> IndexMapping:
        """The mapping that its indices were computed with."""
        return self.document.mapping

    @property
    def records(self) -> tuple[Record, ...]:
        """What the level holds of each assessment."""
        return self.document.assessments

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """The assessments as they were exported; empty below the level ``full``."""
        if not isinstance(self.document, FullDocument):
            return ()
        return tuple(self._assessment(found) for found in self.document.assessments)

    @property
    def gaps(self) -> tuple[Gaps, ...]:
        """The gaps of each assessment; empty below the level ``full``."""
        if not isinstance(self.document, FullDocument):
            return ()
        return tuple(
            Gaps(
                country=found.country,
                round=found.round,
                catalogue=self.document.catalogue,
                target=found.target,
                gaps=found.gaps,
            )
            for found in self.document.assessments
        )

    def _assessment(self, found: FullRecord) -> Assessment:
        return Assessment(
            catalogue=self.catalogue,
            responses=found.responses,
            method=self.document.method,
            indicators=FrozenDict({score.id: score for score in found.indicators}),
            areas=FrozenDict({score.id: score for score in found.areas}),
            overall=found.overall,
            dimensions=FrozenDict({score.id: score for score in found.dimensions}),
            area_dimensions=FrozenDict(
                {
                    area: FrozenDict({score.id: score for score in scores})
                    for area, scores in found.area_dimensions.items()
                }
            ),
            findings=found.findings,
        )

    def __repr__(self) -> str:
        names = ", ".join(f"{found.country} {found.round}" for found in self.records)
        return f"<Bundle ({self.confidentiality}): {names}>"

    def _repr_html_(self) -> str:
        own, unit = self.document, self.catalogue.scale.unit
        rows = (
            (
                one.country,
                one.round,
                *(show(getattr(one.overall, name, None), unit) for name in _FIGURES),
                show(getattr(one.overall, "coverage", None)),
                len(one.indices),
            )
            for one in self.records
        )
        ref = f"catalogue {own.catalogue.id} {own.catalogue.version}, {own.catalogue_status}"
        caption = f"Bundle, level {self.confidentiality}: {len(self.records)} assessments ({ref})"
        heads = ("Country", "Round", "Low", "Value", "High", "Coverage", "Indices")
        return html_table(caption, heads, rows)


def read_ismi(path: str | Path) -> Bundle:
    """Read a bundle.

    Parameters
    ----------
    path : str or Path
        Folder or .zip.

    Returns
    -------
    Bundle
        Its `assessments` equal those that were exported. Of a newer minor version of the schema,
        what is not known here is left out.

    Raises
    ------
    BundleError
        If it is no bundle, of a newer major version of the schema than known, damaged, or does not
        fit the schema; with the place of every problem.
    """
    path = Path(path).resolve()
    files = bundle_content(path)
    problems: list[Problem] = []
    manifest = _tree(MANIFEST, files, path, problems)
    problems += [] if manifest is None else check_manifest(manifest, path)
    for name in (
        ASSESSMENT,
        CATALOGUE,
        *(() if manifest is None or is_oldest(manifest.data) else (TRANSLATIONS,)),
    ):
        _tree(name, files, path, problems)
    if problems:
        raise BundleError(collect(problems))
    return _bundle(files, path)


def _bundle(files: dict[str, bytes], path: Path) -> Bundle:
    problems: list[Problem] = []
    document = catalogue = None
    try:
        document = read_document(files[ASSESSMENT])
    except ValidationError as error:
        version = json.loads(files[MANIFEST])["schema_version"]
        if is_newer(version):
            place = Place(file=f"{path.name}/{ASSESSMENT}")
            problems.append(problem("B016", place, value=version, known=SCHEMA_VERSION))
        problems += list(_schema_problems(error, f"{path.name}/{ASSESSMENT}"))
    try:
        catalogue = _catalogue(files[CATALOGUE], files.get(TRANSLATIONS))
    except ValidationError as error:
        problems += list(_schema_problems(error, f"{path.name}/{CATALOGUE}"))
    if document and catalogue and document.catalogue != catalogue.ref:
        place = Place(file=f"{path.name}/{CATALOGUE}")
        given, found = document.catalogue.checksum, catalogue.checksum
        problems.append(problem("B011", place, given=given[:12], found=found[:12]))
    if problems or document is None or catalogue is None:
        raise BundleError(collect(problems))
    sdmx = {name: content for name, content in files.items() if name.startswith("sdmx/")}
    return Bundle(document, catalogue, FrozenDict(sdmx), files.get(WORKBOOK, b""))


def _catalogue(content: bytes, labels: bytes | None) -> Catalogue:
    """Return the catalogue of a bundle; the shipped one, with all its translations, where it is.

    Other translations than those in the bundle are left out, or its labels would change.
    """
    found, shipped = Catalogue.model_validate_json(content), load_catalogue()
    found = shipped if found == shipped else found
    if labels is None or labels == translations_json(found):
        return found
    translations = _TRANSLATIONS.validate_json(labels)
    return found.model_copy(update={"translations": translations})


def bundle_content(path: Path) -> dict[str, bytes]:
    """Return every file of a bundle by name.

    Raises
    ------
    BundleError
        If there is no bundle, or its .zip is damaged, too large, has names that lead elsewhere, or
        there is a link in it.
    """
    path = path.resolve()
    place = Place(file=path.name)
    with suppress(OSError):  # on a share that cannot be written, read what stands there
        finish_swap(path)
    try:
        if path.is_dir():
            found = _in_folder(path)
        elif path.exists():
            found = _unzip(path, place)
        else:
            raise BundleError([problem("F001", place, reason="No such file or directory")])
    except OSError as error:
        raise BundleError([problem("F001", place, reason=error.strerror or error)]) from error
    except ZIP_FAULTS as error:
        reason = str(error) or type(error).__name__
        raise BundleError([problem("F005", place, reason=reason)]) from error
    if MANIFEST not in found:
        raise BundleError([problem("B001", place)])
    return found


def _in_folder(path: Path) -> dict[str, bytes]:
    files = [
        file
        for folder in (path, *(path / name for name in FOLDERS))
        if folder.is_dir()
        for file in sorted(folder.iterdir())
    ]
    links = [file for file in files if file.is_symlink()]
    if links:
        names = [file.relative_to(path).as_posix() for file in links]
        place = Place(file=path.name)
        raise BundleError([problem("B017", place, value=name) for name in names])
    files = [file for file in files if file.is_file()]
    _check_size((file.stat().st_size for file in files), Place(file=path.name), MAX_UNPACKED)
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}


def _check_size(sizes: Iterable[int], place: Place, limit: int) -> None:
    size = sum(sizes)
    if size > limit:
        shown = {"size": size // 10**6, "limit": limit // 10**6}
        raise BundleError([problem("F002", place, **shown)])


def _unzip(path: Path, place: Place) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if one.filename not in _FOLDER_ENTRIES]
        likely = max(_ALWAYS_UNPACKED, path.stat().st_size * _MOST_PACKED)
        _check_size((member.file_size for member in members), place, min(likely, MAX_UNPACKED))
        names = Counter(member.filename for member in members)
        wrong = [name for name in names.elements() if not is_bundle_name(name) or names[name] > 1]
        if wrong:
            raise BundleError([problem("B008", place, value=name) for name in wrong])
        links = [one.filename for one in members if stat.S_ISLNK(one.external_attr >> 16)]
        if links:
            raise BundleError([problem("B017", place, value=name) for name in links])
        return {member.filename: archive.read(member) for member in members}


def _tree(name: str, files: dict[str, bytes], path: Path, problems: list[Problem]) -> Tree | None:
    place = Place(file=f"{path.name}/{name}")
    if name not in files:
        problems.append(problem("B002", place, name=name))
        return None
    text = decode(files[name], place.file)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    tree, found = parse_json(text, place.file, limit=math.inf)
    problems += found
    return tree


def check_manifest(manifest: Tree, path: Path) -> list[Problem]:
    """Return why a manifest's bundle cannot be read: another format, or a newer major version."""
    data = manifest.data if isinstance(manifest.data, dict) else {}
    if data.get("format") != FORMAT:
        return [problem("B001", Place(file=path.name))]
    version = data.get("schema_version")
    if not is_readable(version):
        place = Place(file=f"{path.name}/{MANIFEST}")
        return [problem("B005", place, value=version, known=SCHEMA_VERSION)]
    return []


def _schema_problems(error: ValidationError, name: str) -> list[Problem]:
    found = []
    for one in error.errors(include_url=False):
        if is_echo(one["type"], one["input"], one.get("ctx", {})):
            continue
        where = ".".join(str(part) for part in one["loc"])
        found.append(problem("B006", Place(file=name), where, where=where, detail=one["msg"]))
    return found
