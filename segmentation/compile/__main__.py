"""Compile all kernels and keep the machine code: ``python -m segmentation.compile``."""

from __future__ import annotations

import os
import sys
import time

from segmentation.compile.compilation import compile_all, on_terminal, showing_progress
from segmentation.kernels import cache, compiled

__all__ = ["compile_all"]

LOWEST_PRIORITY = 19

if __name__ == "__main__":
    options = sys.argv[1:]
    if compiled.POLITELY in options and hasattr(os, "nice"):
        os.nice(LOWEST_PRIORITY)
    start = time.process_time()
    try:
        with showing_progress(on_terminal() and compiled.POLITELY not in options):
            compile_all(wait=compiled.IF_FREE not in options)
    except cache.BusyError:
        sys.exit(compiled.BUSY)
    print(f"Kernels compiled or loaded in {time.process_time() - start:.1f} s of CPU time.")
