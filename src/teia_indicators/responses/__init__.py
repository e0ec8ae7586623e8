"""What was answered: models, readers, checks."""

from teia_indicators.responses.check import check_responses
from teia_indicators.responses.merge import Conflict, merge_responses
from teia_indicators.responses.migrate import Migrated, migrate_responses
from teia_indicators.responses.model import Answer, Evidence, Responses, Source
from teia_indicators.responses.progress import Progress
from teia_indicators.responses.read import read_responses, read_submissions
from teia_indicators.responses.targets import load_target
from teia_indicators.responses.write import write_responses

__all__ = [
    "Answer",
    "Conflict",
    "Evidence",
    "Migrated",
    "Progress",
    "Responses",
    "Source",
    "check_responses",
    "load_target",
    "merge_responses",
    "migrate_responses",
    "read_responses",
    "read_submissions",
    "write_responses",
]
