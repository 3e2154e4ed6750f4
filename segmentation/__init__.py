"""Normalized cuts: the service. Knows nothing of browsers."""
