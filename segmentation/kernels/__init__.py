"""Compiled code: how it is compiled, the vector registers, passes over a pixel graph."""
