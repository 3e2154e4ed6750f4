"""Verification of what a solver returns, and refusal of what has no verified answer."""
