"""What stands in the cells of a filled workbook: labels of answers, or raw texts as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from teia_indicators.catalogue.scale import Scale
from teia_indicators.catalogue.target import Target, TargetStep
from teia_indicators.catalogue.translation import say
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.responses.interpret import fold, known_words, read_value
from teia_indicators.responses.layout import COVER_KEYS
from teia_indicators.responses.model import EVIDENCE_KINDS, GRADES, Answer, Evidence, Responses
from teia_indicators.responses.raw import Cell
from teia_indicators.responses.targets import stage_in
from teia_indicators.text import texts

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """The texts of a workbook's yellow cells.

    Parameters
    ----------
    head : mapping of str to str
        ``authority``, ``focal_point``, ``date``.
    rows : mapping of str to mapping of str to str
        By id of the question, then by key of the column.
    more : tuple of mapping of str to str
        Further evidence, by key of the column, ``more.id`` among them.
    challenges : mapping of str to str
        By id of the working area.
    targets : tuple of mapping of str to str
        Rows of the sheet for targets, by key of the column, ``target.id`` among them.
    """

    head: Fields = field(default_factory=dict)
    rows: Mapping[str, Fields] = field(default_factory=dict)
    more: tuple[Fields, ...] = ()
    challenges: Fields = field(default_factory=dict)
    targets: tuple[Fields, ...] = ()


class Labels:
    """The words of closed lists and stages in a questionnaire's language."""

    def __init__(self, form: Questionnaire) -> None:
        self._form = form
        self._scale: Scale = form.catalogue.scale

    def of(self, group: str) -> Mapping[str, str]:
        """Return the words of a closed list by their codes."""
        return dict(texts(self._form.language)[group])

    def stage(self, number: int) -> str:
        """Return number and label of a stage."""
        label, catalogue = self._scale.stage_of(number).label, self._form.catalogue
        return f"{number} {say(catalogue, f'stage-{number}', 'label', label, self._form.language)}"

    def value(self, answer: Answer | None) -> str:
        """Return the word of an answer; an empty text where there is none."""
        if answer is None or answer.value == "unanswered":
            return ""
        if isinstance(answer.value, int):
            return self.stage(answer.value)
        return self.of("answers")[answer.value]

    def again(self, item: str, key: str, cell: Cell) -> str:
        """Return what stands in a cell of a file, a known word in the form's own language."""
        groups = {"evidence.kind": ("evidence_kinds", EVIDENCE_KINDS), "grade": ("grades", GRADES)}
        if key == "value" and cell.text:
            value: Any = read_value(cell, item, self._form.catalogue)
            return self.value(Answer(value=value)) if value else cell.text
        if key in groups:
            group, known = groups[key]
            code = known_words(group, known).get(fold(cell.text))
            return self.of(group)[code] if code else cell.text
        return cell.text

    def target_again(self, key: str, cell: Cell) -> str:
        """Return what stands in a cell of the sheet for targets, a stage with its label."""
        stage = stage_in(cell) if key == "stage" else None
        return self.stage(stage) if stage in self._scale.numbers else cell.text

    def evidence(self, evidence: Evidence) -> dict[str, str]:
        """Return the cells of an evidence item."""
        return {
            "evidence.title": evidence.title,
            "evidence.kind": self.of("evidence_kinds")[evidence.kind],
            "evidence.reference": evidence.reference,
            "evidence.date": evidence.date,
            "evidence.language": evidence.language,
        }

    def target(self, step: TargetStep) -> dict[str, str]:
        """Return the cells of an entry of the sheet for targets."""
        return {
            "target.id": step.of,
            "target.stage": self.stage(step.stage),
            "target.by": "" if step.by is None else step.by.isoformat(),
            "target.source": step.source,
        }

    def answer(self, answer: Answer) -> dict[str, str]:
        """Return the cells of an answer, with its first evidence item."""
        graded = answer.grade != "claimed" or bool(answer.evidence)
        return {
            "value": self.value(answer),
            "reason": answer.reason,
            "grade": self.of("grades")[answer.grade] if graded else "",
            "comment": answer.comment,
            "correction": "x" if answer.correction else "",
            **(self.evidence(answer.evidence[0]) if answer.evidence else {}),
        }


def filled_with(
    form: Questionnaire, answers: Responses | None, target: Target | None = None
) -> Filled:
    """Return the cells of a form with answers and targets; without them, of an empty one."""
    labels = Labels(form)
    targets = tuple(map(labels.target, target.spelt_out(form.catalogue) if target else ()))
    if answers is None:
        head = {key: getattr(form, key, "") for key in COVER_KEYS}
        return Filled(head=head, targets=targets)
    return Filled(
        head={key: getattr(answers, key) for key in COVER_KEYS},
        rows={item: labels.answer(answer) for item, answer in answers.answers.items()},
        more=tuple(_further(labels, answers)),
        challenges=answers.challenges,
        targets=targets,
    )


def _further(labels: Labels, answers: Responses) -> Iterator[Fields]:
    for item, answer in answers.answers.items():
        for evidence in answer.evidence[1:]:
            yield {"more.id": item, **labels.evidence(evidence)}
