"""How it is asked: a questionnaire of a country and a round, and its workbook."""

from teia_indicators.questionnaire.build import Question, Questionnaire, build_questionnaire
from teia_indicators.questionnaire.workbook import write_workbook
from teia_indicators.questionnaire.xlsform import write_xlsform

__all__ = ["Question", "Questionnaire", "build_questionnaire", "write_workbook", "write_xlsform"]
