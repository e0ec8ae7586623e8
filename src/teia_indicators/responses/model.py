"""The models of a filled questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import Field
from pydantic_core import to_json

from teia_indicators.catalogue.load import load_catalogue
from teia_indicators.catalogue.model import Catalogue, CatalogueRef
from teia_indicators.html import html_table
from teia_indicators.model import FrozenDict, Model, canonical_json, checksum
from teia_indicators.problems import Place, ResponsesError, problem

if TYPE_CHECKING:
    from teia_indicators.responses.progress import Progress

AnswerWord = Literal["yes", "partly", "no", "unanswered", "unknown", "not_applicable", "withheld"]
EvidenceKind = Literal[
    "law", "procedure", "plan", "agreement", "record", "exercise", "statistic", "interview", "other"
]
Grade = Literal["claimed", "documented", "demonstrated"]
Depth = Literal["quick", "full"]
PartialDate = Annotated[str, Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]
LanguageCode = Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")]

ANSWER_WORDS: tuple[str, ...] = get_args(AnswerWord)
EVIDENCE_KINDS: tuple[str, ...] = get_args(EvidenceKind)
GRADES: tuple[str, ...] = get_args(Grade)

#: Answers that need a reason (method, section 2): why it does not apply; the legal ground.
NEEDS_REASON = ("not_applicable", "withheld")


class Evidence(Model):
    """One item of evidence.

    Parameters
    ----------
    kind : str
        ``law``, ``procedure``, ``plan``, ``agreement``, ``record``, ``exercise``, ``statistic``,
        ``interview`` or ``other``.
    title : str
        Name of the document.
    reference : str
        Number, page or link.
    date : str
        Date as YYYY-MM-DD, or YYYY-MM or YYYY where no more is known; may be empty.
    language : str
        Language of the document as a two- or three-letter code; may be empty.
    """

    kind: EvidenceKind = "other"
    title: str = ""
    reference: str = ""
    date: PartialDate = ""
    language: LanguageCode = ""


class Answer(Model):
    """The answer to a criterion, or what was said of an indicator as a whole.

    Parameters
    ----------
    value : str or int
        For a criterion: ``yes``, ``partly``, ``no``, ``unanswered``, ``unknown``,
        ``not_applicable`` or ``withheld``. For an indicator: its declared stage,
        ``not_applicable`` for all its criteria, or ``unanswered``.
    reason : str
        Why it does not apply, or the legal ground for withholding; else may be empty.
    evidence : tuple of Evidence
        In the order given.
    grade : {"claimed", "documented", "demonstrated"}
        How strong the evidence is; never changes a score.
    comment : str
        Free text.
    correction : bool
        True where it corrects an answer of an earlier round.
    """

    value: AnswerWord | int = "unanswered"
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    grade: Grade = "claimed"
    comment: str = ""
    correction: bool = False


class Source(Model):
    """One of the files that a merged questionnaire was made of: who answered what, and when.

    Parameters
    ----------
    file : str
        Name of the file.
    authority, focal_point : str
        Who answered, and who can be asked about it; may be empty.
    date : str
        When, as YYYY-MM-DD; may be empty.
    language : str
        Language it was filled in.
    asked : tuple of str
        Indicators that it was asked; empty for all.
    answers : mapping of str to str or int
        What it said, by id of criterion or indicator; the words themselves are in the answers.
    places : mapping of str to str
        Where it said so, such as ``a.xlsx:Prevention!F9``.
    """

    file: str = ""
    authority: str = ""
    focal_point: str = ""
    date: PartialDate = ""
    language: LanguageCode = "en"
    asked: tuple[str, ...] = ()
    answers: FrozenDict[str, AnswerWord | int] = FrozenDict()
    places: FrozenDict[str, str] = FrozenDict()


class Responses(Model):
    """A filled questionnaire of one country and round.

    Parameters
    ----------
    format : str
        Name and version of this document's format.
    catalogue : CatalogueRef
        The catalogue it answers.
    country : str
        ISO 3166-1 alpha-3; ``XAA`` to ``XZZ`` are user-assigned codes for invented examples.
    round : str
        Name of the round, such as ``2026``.
    language : str
        Language it was filled in; ``mul`` for parts in several.
    authority, focal_point : str
        Who filled it in, and who can be asked about it; may be empty.
    date : str
        When it was filled in, as YYYY-MM-DD; may be empty.
    depth : {"full", "quick"}
        Whether every criterion was asked, or one declared stage an indicator.
    asked : tuple of str
        Indicators that were asked, where the form held only a part; empty for all.
    answers : mapping of str to Answer
        By id of criterion or indicator, in catalogue order; what is absent is unanswered.
    challenges : mapping of str to str
        Free text by id of working area: step 1 of the cycle asks for them.
    sources : tuple of Source
        The files that it was merged from; empty where it is one file.
    places : mapping of str to Place
        Where each answer stands in the file it was read from. No part of the content: two
        questionnaires with the same answers are equal.
    """

    format: Literal["teia.responses/1"] = "teia.responses/1"
    catalogue: CatalogueRef
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    round: Annotated[str, Field(min_length=1, max_length=40)]
    language: str = "en"
    authority: str = ""
    focal_point: str = ""
    date: PartialDate = ""
    depth: Depth = "full"
    asked: tuple[str, ...] = ()
    answers: FrozenDict[str, Answer] = FrozenDict()
    challenges: FrozenDict[str, str] = FrozenDict()
    sources: tuple[Source, ...] = ()
    places: FrozenDict[str, Place] = FrozenDict()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Responses):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash((self.country, self.round, self.answers))

    def _content(self) -> tuple[object, ...]:
        fields = set(type(self).model_fields) - {"places"}
        return tuple(getattr(self, name) for name in sorted(fields))

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the canonical JSON of the answers, without the places they stood at.

        Answers hold texts and whole numbers only; of these pydantic writes canonical JSON itself,
        and fast, once the keys are sorted.
        """
        rest = self.model_dump(mode="json", exclude={"answers", "places"}, exclude_defaults=True)
        if not self.answers:
            return checksum(rest)
        first = b'{"answers":' + to_json(_lean_answers(self.answers))
        return sha256(first + b"," + canonical_json(rest)[1:]).hexdigest()

    @cached_property
    def values(self) -> FrozenDict[str, AnswerWord | int]:
        """The values of the answers, by id."""
        return FrozenDict({item: answer.value for item, answer in self.answers.items()})

    def value(self, item: str) -> AnswerWord | int:
        """Return the answer's value by id; ``unanswered`` where there is none."""
        return self.values.get(item, "unanswered")

    def progress(self, catalogue: Catalogue | None = None) -> Progress:
        """Return how much is answered: overall, by area, by authority and by language.

        Parameters
        ----------
        catalogue : Catalogue or None
            The catalogue that was asked; None for the shipped one.

        Raises
        ------
        ResponsesError
            If the answers belong to another catalogue.
        """
        from teia_indicators.responses.progress import measure_progress

        return measure_progress(self, own_catalogue(self, catalogue))

    def __repr__(self) -> str:
        return f"<Responses {self.country} {self.round}: {len(self.answers)} answers>"

    def _repr_html_(self) -> str:
        rows = (
            (item, answer.value, answer.reason, len(answer.evidence))
            for item, answer in self.answers.items()
        )
        caption = f"{self.country} {self.round}: {len(self.answers)} answers"
        return html_table(caption, ("Id", "Answer", "Reason", "Evidence items"), rows)


def _lean_answers(answers: Mapping[str, Answer]) -> dict[str, dict[str, Any]]:
    """Return what is no default, all sorted by name: the answers' part in `Responses.checksum`."""
    lean: dict[str, dict[str, Any]] = {}
    for item in sorted(answers):
        own: dict[str, Any] = answers[item].__dict__
        lean[item] = found = {}
        if comment := own["comment"]:
            found["comment"] = comment
        if own["correction"]:
            found["correction"] = True
        if evidence := own["evidence"]:
            found["evidence"] = list(map(_lean_evidence, evidence))
        if (grade := own["grade"]) != "claimed":
            found["grade"] = grade
        if reason := own["reason"]:
            found["reason"] = reason
        if (value := own["value"]) != "unanswered":
            found["value"] = value
    return lean


def _lean_evidence(evidence: Evidence) -> dict[str, str]:
    """Return what is no default, sorted by name."""
    own: dict[str, str] = evidence.__dict__
    found = {}
    if date := own["date"]:
        found["date"] = date
    if (kind := own["kind"]) != "other":
        found["kind"] = kind
    if language := own["language"]:
        found["language"] = language
    if reference := own["reference"]:
        found["reference"] = reference
    if title := own["title"]:
        found["title"] = title
    return found


def own_catalogue(responses: Responses, catalogue: Catalogue | None) -> Catalogue:
    """Return the catalogue that was asked: the one given, or the shipped one; checked.

    Raises
    ------
    ResponsesError
        If the answers belong to another catalogue, version or checksum.
    """
    catalogue = catalogue or load_catalogue()
    for key, code in (("id", "R002"), ("version", "R003"), ("checksum", "R004")):
        theirs, ours = (str(getattr(ref, key)) for ref in (responses.catalogue, catalogue.ref))
        if theirs != ours:
            found, own = theirs[:12], ours[:12]
            place = responses.places.get("", Place())
            raise ResponsesError([problem(code, place, key, theirs, found=found, own=own)])
    return catalogue
