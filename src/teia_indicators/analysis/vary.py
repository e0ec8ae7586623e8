"""What an uncertainty analysis varies, as data: frozen, kept in the result, replayed from it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from teia_indicators.assessment.method import ScoringMethod
from teia_indicators.model import FrozenDict, Model

Probability = Annotated[float, Field(ge=0, le=1)]
Input = Literal["answers", "partly", "stages", "weights", "methods"]

#: The inputs, each with a stream of random numbers of its own: the position is part of the seed.
INPUTS: tuple[Input, ...] = ("answers", "partly", "stages", "weights", "methods")


class Vary(Model):
    """Which inputs are varied, and how; each is independent of the others.

    By default only the open answers are: then every draw lies within the exact bounds. The other
    inputs are assumptions of the analyst, switched on by giving their value.

    Parameters
    ----------
    answers : float or None
        Probability that an indeterminate answer (unanswered and not implied, unknown, withheld) is
        yes; else it is no. Default 0.5; None leaves them open. An indicator without criteria and
        without a declared stage takes every stage with the same probability.
    answer_probabilities : mapping of str to float
        Probability of yes by id of criterion, where it differs from `answers`.
    partly : float or None
        Probability that an answer ``partly`` is read as met; None (default) leaves it as it is.
    stages : float or None
        Probability that a stage that is only declared is one lower, and the same that it is one
        higher, at most 0.5; never outside the scale: at its ends the step outwards is not taken.
        Method, section 9, has 0.25. None (default) leaves it.
    weights : float or None
        Concentration of the weights, above 0: each weight is multiplied by a gamma variate of mean
        1 and this shape, then normalised within its group, so that its standard deviation is the
        weight divided by the root of the concentration (25: 20 %). The weights of a draw are the
        same for all countries; a weight 0 stays 0. None (default) leaves them.
    methods : tuple of ScoringMethod
        Methods of which each draw takes one, all with the same probability; empty (default) leaves
        the method given.

    References
    ----------
    Method, section 9. The defaults, and the law of a stage that is not declared, are the project's
    choice.
    """

    answers: Probability | None = 0.5
    answer_probabilities: FrozenDict[str, Probability] = FrozenDict()
    partly: Probability | None = None
    stages: Annotated[float, Field(ge=0, le=0.5)] | None = None
    weights: Annotated[float, Field(gt=0)] | None = None
    methods: tuple[ScoringMethod, ...] = ()

    @model_validator(mode="after")
    def _probabilities_need_answers(self) -> Vary:
        if self.answer_probabilities and self.answers is None:
            raise ValueError("answer_probabilities need answers=<probability of all others>")
        return self

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Names of the inputs that are varied."""
        return tuple(name for name in INPUTS if getattr(self, name) not in (None, ()))
