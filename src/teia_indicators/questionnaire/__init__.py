"""How it is asked: a questionnaire of a country and a round, and its workbook."""

from teia_indicators.questionnaire.build import Question, Questionnaire, build_questionnaire
from teia_indicators.questionnaire.workbook import write_workbook

__all__ = ["Question", "Questionnaire", "build_questionnaire", "write_workbook"]
