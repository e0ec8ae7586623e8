"""How it is asked: a questionnaire of a country and a round, as a workbook or a page."""

from teia_indicators.questionnaire.build import Question, Questionnaire, build_questionnaire
from teia_indicators.questionnaire.html_form import write_html_form
from teia_indicators.questionnaire.workbook import write_workbook

__all__ = [
    "Question",
    "Questionnaire",
    "build_questionnaire",
    "write_html_form",
    "write_workbook",
]
