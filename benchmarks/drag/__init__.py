"""Sliders and circles dragged by a real mouse, in Cutlab and in a plain Dash app."""
