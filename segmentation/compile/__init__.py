"""Compilation of all kernels: ``python -m segmentation.compile``, or a call that waits for it."""
