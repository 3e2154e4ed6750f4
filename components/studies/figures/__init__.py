"""Figures of a study: what they show, their drawing, and their cache."""
