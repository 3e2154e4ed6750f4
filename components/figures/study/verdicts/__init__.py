"""Figures of the verdicts of a study."""
