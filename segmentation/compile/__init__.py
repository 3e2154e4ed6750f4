"""Compilation of all kernels, by ``python -m segmentation.compile`` or a call that waits for it."""
