"""Explanations of a segmentation: each takes its data, and the last adds them to it."""
