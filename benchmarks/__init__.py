"""Measurements: a real mouse against Cutlab and against a plain Dash app, side by side."""
