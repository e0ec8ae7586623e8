"""Neighbours: what two countries say of the same border."""

from teia_indicators.neighbours.compare import compare_neighbours
from teia_indicators.neighbours.matrix import NeighbourMatrix
from teia_indicators.neighbours.model import NeighbourComparison, PairAnswer, PairFinding
from teia_indicators.neighbours.subregion import compare_subregion

__all__ = [
    "NeighbourComparison",
    "NeighbourMatrix",
    "PairAnswer",
    "PairFinding",
    "compare_neighbours",
    "compare_subregion",
]
