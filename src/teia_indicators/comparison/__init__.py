"""Comparison of rounds: step 3 of the cycle."""
