"""One assessment of plain means takes its own way through the engine, to the same bits."""

import numpy as np
from hypothesis import given, settings
from strategies import Case, library_catalogue, library_method, library_responses, plain_cases

from teia_indicators.assessment.evaluate import evaluate
from teia_indicators.assessment.few import FEW
from teia_indicators.assessment.kernel import Scores
from teia_indicators.assessment.method import compile_structure
from teia_indicators.assessment.score import encode

PLACES = ("stage_low", "stage_high", "determinate", "asked")
FIGURES = ("low", "value", "high", "coverage")


def bits(scores: Scores) -> list[bytes]:
    """Return the first column of every result as it lies in memory."""
    places = [getattr(scores, name)[:, 0].astype(int).tobytes() for name in PLACES]
    return places + [getattr(scores, name)[:, 0].tobytes() for name in FIGURES]


@settings(deadline=None)
@given(plain_cases())
def test_one_assessment_has_the_bits_of_one_among_many(case: Case) -> None:
    catalogue = library_catalogue(case.plan)
    structure = compile_structure(catalogue, library_method(case.method))
    assert structure.plain
    codes, declared = encode(library_responses(catalogue, case.sheet), catalogue)
    alone = bits(evaluate(codes, declared, structure))
    for count in (2, FEW + 1):
        many = evaluate(np.tile(codes, count), np.tile(declared, count), structure)
        assert bits(many) == alone
