"""The questions of an XLSForm: every question of a questionnaire, with what stands beside it.

Nothing is required of a draft: what is required follows the first question, "Is this the final
submission?".
"""

from __future__ import annotations

from collections.abc import Iterator

from teia_indicators.catalogue.model import Criterion, Indicator, WorkingArea, shown_text
from teia_indicators.catalogue.translation import say
from teia_indicators.questionnaire.build import Questionnaire
from teia_indicators.questionnaire.rows import Row, Texts, literal, row, said, stage_text, word
from teia_indicators.responses.model import Responses
from teia_indicators.responses.survey import (
    COVER_GROUP,
    FORMAT,
    Slot,
    question_label,
    question_name,
    survey_names,
)
from teia_indicators.text import LANGUAGES

_SUBMIT = "${submit} = 'yes'"
_DATE = r"regex(., '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$')"
_SOMETHING = "string-length(normalize-space(.)) > 0"


class Survey:
    """Yields the rows of the sheet ``survey``."""

    def __init__(self, form: Questionnaire, previous: Responses | None) -> None:
        self.form = form
        self.catalogue = form.catalogue
        self.previous = previous
        self.names = survey_names(form.catalogue)

    def rows(self) -> Iterator[Row]:
        """Yield every row."""
        yield from self._hidden()
        yield from self._cover()
        for area in self.form.areas:
            yield row("begin_group", self.names[area.id], self._title(area))
            for indicator in area.indicators:
                yield from self._indicator(indicator)
            yield row("text", *self._question(area.id, "value"), appearance="multiline")
            yield row("end_group", self.names[area.id])

    def _name(self, item: str, part: str) -> str:
        return question_name(self.catalogue, Slot(item, part))

    def _question(self, item: str, part: str) -> tuple[str, Texts]:
        """Return name and label of a question."""
        slot = Slot(item, part)
        return self._name(item, part), lambda language: question_label(
            self.catalogue, slot, language
        )

    def _hidden(self) -> Iterator[Row]:
        values = {
            "format": FORMAT,
            **{f"catalogue_{key}": text for key, text in self.catalogue.ref.model_dump().items()},
            "country": self.form.country,
            "round": self.form.round,
            "depth": self.form.depth,
            "asked": " ".join(self.form.asked),
        }
        for key, text in values.items():
            if text:
                yield row("calculate", self._name("", key), calculation=literal(text))

    def _cover(self) -> Iterator[Row]:
        yield row("begin_group", COVER_GROUP, said("cover.group"), appearance="field-list")
        hint = said("cover_hints.submit")
        yield row("select_one yes_no", *self._question("", "submit"), hint=hint, default="no")
        language = {"default": self.form.language} if self.form.language in LANGUAGES else {}
        yield row("select_one languages", *self._question("", "language"), **language)
        for key, text in (
            ("authority", self.form.authority),
            ("focal_point", self.form.focal_point),
        ):
            own = {"default": f"string({literal(text)})"} if text else {}
            yield row("text", *self._question("", key), **own)
        yield row("date", *self._question("", "date"))
        yield row("end_group", COVER_GROUP)

    def _title(self, item: WorkingArea | Indicator) -> Texts:
        def text(language: str) -> str:
            if isinstance(item, Indicator):
                return f"{item.id} {shown_text(item, language, self.catalogue)}"
            return f"{item.id} {say(self.catalogue, item.id, 'title', item.title, language)}"

        return text

    def _indicator(self, indicator: Indicator) -> Iterator[Row]:
        criteria = indicator.criteria if self.form.depth == "full" else ()
        stage = self._name(indicator.id, "value")
        required = "" if criteria else _SUBMIT
        yield row("begin_group", self.names[indicator.id], self._title(indicator))
        yield row(
            "select_one stages",
            *self._question(indicator.id, "value"),
            hint=self._hint(indicator.id, said("stage_optional" if criteria else "stage_alone")),
            guidance_hint=self._guidance(indicator),
            **_required(required),
        )
        yield from self._beside(indicator.id, ("not_applicable",))
        for criterion in criteria:
            yield row(
                "select_one answers",
                *self._question(criterion.id, "value"),
                hint=self._hint(criterion.id, self._demand(criterion)),
                guidance_hint=self._counts(criterion),
                relevant=f"${{{stage}}} != 'not_applicable'",
                **_required(f"{_SUBMIT} and ${{{stage}}} = ''"),
            )
            yield from self._beside(criterion.id, ("not_applicable", "withheld"))
        yield row("end_group", self.names[indicator.id])

    def _beside(self, item: str, reasoned: tuple[str, ...]) -> Iterator[Row]:
        """Yield what is asked beside an answer, and only when it is called for."""
        value = f"${{{self._name(item, 'value')}}}"
        yield row(
            "text",
            *self._question(item, "reason"),
            hint=said("reason"),
            relevant=" or ".join(f"{value} = '{word}'" for word in reasoned),
            constraint=_SOMETHING,
            constraint_message=said("reason_empty"),
            **_required(_SUBMIT),
        )
        yield row("select_one yes_no", *self._question(item, "more"), relevant=f"{value} != ''")
        called = {"relevant": f"${{{self._name(item, 'more')}}} = 'yes'"}
        yield row("text", *self._question(item, "title"), **called)
        yield row("select_one kinds", *self._question(item, "kind"), **called)
        yield row("text", *self._question(item, "reference"), **called)
        yield row(
            "text",
            *self._question(item, "date"),
            hint=said("date"),
            constraint=_DATE,
            constraint_message=said("date_wrong"),
            **called,
        )
        yield row("select_one grades", *self._question(item, "grade"), **called)
        yield row("text", *self._question(item, "comment"), appearance="multiline", **called)
        if self.previous is not None:
            yield row("select_one yes_no", *self._question(item, "correction"), **called)

    def _hint(self, item: str, first: Texts) -> Texts:
        """Return a hint with last round's answer after it."""
        before = self.previous.value(item) if self.previous else "unanswered"
        if before == "unanswered":
            return first
        answer = (
            stage_text(self.catalogue, before)
            if isinstance(before, int)
            else word("answers", before)
        )
        last = said("previous", answer=answer)
        return lambda language: f"{first(language)} {last(language)}"

    def _demand(self, criterion: Criterion) -> Texts:
        return said(
            "criterion",
            stage=stage_text(self.catalogue, criterion.stage),
            dimension=word("dimensions", criterion.dimension),
        )

    def _counts(self, criterion: Criterion) -> str | Texts:
        """Return what counts as yes and as partly."""
        given = [
            (key, source)
            for key, source in (
                ("yes", criterion.guidance.yes),
                ("partly", criterion.guidance.partly),
            )
            if source
        ]

        def text(language: str) -> str:
            return "\n".join(
                said(
                    "counts",
                    answer=word("answers", key),
                    text=say(self.catalogue, criterion.id, f"guidance.{key}", source, language),
                )(language)
                for key, source in given
            )

        return text if given else ""

    def _guidance(self, indicator: Indicator) -> str | Texts:
        given = [
            (key, source)
            for key in ("why", "evidence", "difficulty")
            if (source := getattr(indicator.guidance, key))
        ]

        def text(language: str) -> str:
            return "\n".join(
                say(self.catalogue, indicator.id, f"guidance.{key}", source, language)
                for key, source in given
            )

        return text if given else ""


def _required(when: str) -> dict[str, str | Texts]:
    """Return the columns that make an answer required, if anything does."""
    return {"required": when, "required_message": said("required")} if when else {}
