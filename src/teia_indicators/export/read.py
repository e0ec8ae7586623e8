"""Bundles in: a folder or a .zip, strictly, without loss."""

from __future__ import annotations

import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from teia_indicators.assessment import Assessment
from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue
from teia_indicators.export.bundle import ASSESSMENT, CATALOGUE
from teia_indicators.export.placing import FORMAT, MANIFEST, finish_swap
from teia_indicators.export.records import (
    DOCUMENT,
    SCHEMA_VERSION,
    Confidentiality,
    Document,
    FullDocument,
    FullRecord,
    Record,
)
from teia_indicators.gaps import Gaps
from teia_indicators.indices import IndexMapping
from teia_indicators.model import FrozenDict
from teia_indicators.problems import BundleError, Place, Problem, collect, problem
from teia_indicators.sources.files import decode
from teia_indicators.sources.json import parse_json
from teia_indicators.sources.tree import Tree, is_echo

#: Largest unpacked size of a bundle, in bytes (project's choice).
MAX_UNPACKED = 1_000_000_000


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read; see `read_ismi`.

    Parameters
    ----------
    document : Document
        The content of assessment.json.
    catalogue : Catalogue
        The catalogue that travelled with it.
    """

    document: Document
    catalogue: Catalogue

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


def read_ismi(path: str | Path) -> Bundle:
    """Read a bundle.

    Parameters
    ----------
    path : str or Path
        Folder or .zip.

    Returns
    -------
    Bundle
        Its `assessments` equal those that were exported.

    Raises
    ------
    BundleError
        If it is no bundle, of a newer schema version than known, damaged, or does not fit the
        schema; with the place of every problem.
    """
    path = Path(path).resolve()
    files = bundle_content(path)
    problems: list[Problem] = []
    trees = {name: _tree(name, files, path, problems) for name in (MANIFEST, ASSESSMENT, CATALOGUE)}
    manifest = trees[MANIFEST]
    if manifest is not None:
        problems += check_manifest(manifest, path)
    if problems:
        raise BundleError(collect(problems))
    return _bundle(files, path)


def _bundle(files: dict[str, bytes], path: Path) -> Bundle:
    problems: list[Problem] = []
    document = catalogue = None
    try:
        document = DOCUMENT.validate_json(files[ASSESSMENT])
    except ValidationError as error:
        problems += list(_schema_problems(error, f"{path.name}/{ASSESSMENT}"))
    try:
        catalogue = _catalogue(files[CATALOGUE])
    except ValidationError as error:
        problems += list(_schema_problems(error, f"{path.name}/{CATALOGUE}"))
    if document and catalogue and document.catalogue != catalogue.ref:
        place = Place(file=f"{path.name}/{CATALOGUE}")
        given, found = document.catalogue.checksum, catalogue.checksum
        problems.append(problem("B011", place, given=given[:12], found=found[:12]))
    if problems or document is None or catalogue is None:
        raise BundleError(collect(problems))
    return Bundle(document, catalogue)


def _catalogue(content: bytes) -> Catalogue:
    """Return the catalogue of a bundle; the shipped one, with its translations, where it is."""
    found, shipped = Catalogue.model_validate_json(content), load_catalogue()
    return shipped if found == shipped else found


def bundle_content(path: Path) -> dict[str, bytes]:
    """Return every file of a bundle by name.

    Raises
    ------
    BundleError
        If there is no bundle, or its .zip is damaged, too large, or has names with folders.
    """
    path = path.resolve()
    place = Place(file=path.name)
    with suppress(OSError):  # on a share that cannot be written, read what stands there
        finish_swap(path)
    try:
        if path.is_dir():
            found = {
                file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.is_file()
            }
        elif path.exists():
            found = _unzip(path, place)
        else:
            raise BundleError([problem("F001", place, reason="No such file or directory")])
    except OSError as error:
        raise BundleError([problem("F001", place, reason=error.strerror or error)]) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        EOFError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise BundleError([problem("F005", place, reason=error)]) from error
    if MANIFEST not in found:
        raise BundleError([problem("B001", place)])
    return found


def _unzip(path: Path, place: Place) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        size = sum(member.file_size for member in members)
        if size > MAX_UNPACKED:
            limit = MAX_UNPACKED // 10**6
            raise BundleError([problem("F002", place, size=size // 10**6, limit=limit)])
        names = [member.filename for member in members]
        wrong = [name for name in names if not is_plain_name(name) or names.count(name) > 1]
        if wrong:
            raise BundleError([problem("B008", place, value=name) for name in wrong])
        return {member.filename: archive.read(member) for member in members}


def is_plain_name(name: str) -> bool:
    """Tell the name of a file that lies in the bundle itself from a path to elsewhere."""
    return bool(name) and name not in (".", "..") and not set(name) & set("/\\:\0")


def _tree(name: str, files: dict[str, bytes], path: Path, problems: list[Problem]) -> Tree | None:
    place = Place(file=f"{path.name}/{name}")
    if name not in files:
        problems.append(problem("B002", place, name=name))
        return None
    text = decode(files[name], place.file)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    tree, found = parse_json(text, place.file)
    problems += found
    return tree


def check_manifest(manifest: Tree, path: Path) -> list[Problem]:
    """Return why a manifest's bundle cannot be read: another format, or a newer version."""
    data = manifest.data if isinstance(manifest.data, dict) else {}
    if data.get("format") != FORMAT:
        return [problem("B001", Place(file=path.name))]
    version = str(data.get("schema_version"))
    own = int(SCHEMA_VERSION.split(".")[0])
    major = version.split(".")[0]
    if not major.isdigit() or int(major) > own:
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
