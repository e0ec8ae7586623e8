"""How it is asked: a questionnaire of a country and a round, its parts, and its workbook."""

from teia_indicators.questionnaire.annotate import annotate_workbook
from teia_indicators.questionnaire.assign import assign
from teia_indicators.questionnaire.build import Question, Questionnaire, build_questionnaire
from teia_indicators.questionnaire.html_form import write_html_form
from teia_indicators.questionnaire.workbook import write_workbook
from teia_indicators.questionnaire.xlsform import write_xlsform

__all__ = [
    "Question",
    "Questionnaire",
    "annotate_workbook",
    "assign",
    "build_questionnaire",
    "write_html_form",
    "write_workbook",
    "write_xlsform",
]
