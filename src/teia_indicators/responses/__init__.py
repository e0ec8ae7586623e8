"""What was answered: models, readers, checks."""

from teia_indicators.responses.check import check_responses
from teia_indicators.responses.migrate import Migrated, migrate_responses
from teia_indicators.responses.model import Answer, Evidence, Responses
from teia_indicators.responses.read import read_responses, read_submissions
from teia_indicators.responses.write import write_responses

__all__ = [
    "Answer",
    "Evidence",
    "Migrated",
    "Responses",
    "check_responses",
    "migrate_responses",
    "read_responses",
    "read_submissions",
    "write_responses",
]
