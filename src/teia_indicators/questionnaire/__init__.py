"""How it is asked: a questionnaire of a country and a round, its parts, and its workbook."""

from teia_indicators.questionnaire.annotate import annotate_workbook
from teia_indicators.questionnaire.assign import assign
from teia_indicators.questionnaire.build import Question, Questionnaire, build_questionnaire
from teia_indicators.questionnaire.workbook import write_workbook

__all__ = [
    "Question",
    "Questionnaire",
    "annotate_workbook",
    "assign",
    "build_questionnaire",
    "write_workbook",
]
