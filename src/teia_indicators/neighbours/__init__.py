"""Neighbours: what two countries say of the same border."""
