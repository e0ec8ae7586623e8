"""A bundle's document computed again from the answers in it."""

from __future__ import annotations

from teia_indicators.assessment import assess
from teia_indicators.export.bundle import build_document
from teia_indicators.export.read import Bundle
from teia_indicators.export.records import Document, FullRecord, PeerRecord
from teia_indicators.gaps import Target, TargetStep, find_gaps
from teia_indicators.model import FrozenDict
from teia_indicators.responses.model import NEEDS_REASON, Answer, Responses


def computed_again(bundle: Bundle) -> Document | None:
    """Return the document that a bundle's answers, method, mapping and targets give.

    It is of the current version. None at the level ``public``, which holds no answers; at the level
    ``peer`` the hash of the input is taken over, as the whole input is not there.
    """
    given = [found for found in bundle.records if isinstance(found, PeerRecord)]
    if not given:
        return None
    assessments = [
        assess(_responses(found, bundle), bundle.catalogue, bundle.document.method)
        for found in given
    ]
    gaps = [
        find_gaps(one, _target(found, bundle))
        for one, found in zip(assessments, given, strict=True)
    ]
    again = build_document(
        assessments, confidentiality=bundle.confidentiality, mapping=bundle.mapping, gaps=gaps
    )
    if bundle.confidentiality == "full":
        return again
    inputs = {(one.country, one.round): one.input for one in given}
    records = tuple(
        one.model_copy(update={"input": inputs[one.country, one.round]})
        for one in again.assessments
    )
    return again.model_copy(update={"assessments": records})


def _target(found: PeerRecord, bundle: Bundle) -> Target:
    """Return the target of the gaps; below ``full`` it is read from the gaps themselves."""
    if isinstance(found, FullRecord):
        return found.target
    steps = (TargetStep(of=gap.indicator, stage=gap.target, by=gap.target_by) for gap in found.gaps)
    return Target(default=bundle.catalogue.scale.floor, steps=tuple(steps))


def _responses(found: PeerRecord, bundle: Bundle) -> Responses:
    """Return the answers of a record; below ``full`` with a stand-in for each withheld reason."""
    if isinstance(found, FullRecord):
        return found.responses
    answers = {
        one.id: Answer(
            value=one.value,
            grade=one.grade,
            reason="not in this bundle" if one.value in NEEDS_REASON else "",
        )
        for one in found.answers
    }
    return Responses(
        catalogue=bundle.catalogue.ref,
        country=found.country,
        round=found.round,
        answers=FrozenDict(answers),
    )
