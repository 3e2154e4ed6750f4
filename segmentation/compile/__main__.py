"""Compile all kernels and keep the machine code: ``python -m segmentation.compile``."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from segmentation.compile.compilation import compile_all, on_terminal, showing_progress
from segmentation.kernels import cache, compiled

__all__ = ["compile_all"]

LOWEST_PRIORITY = 19
AUTOGROUP = Path("/proc/self/autogroup")


def give_way() -> None:
    """Give the lowest priority to this process, and to its session.

    Where Linux shares the processor among sessions (sched_autogroup), priorities count only within
    each; the web browser of a drag is in another one than its server.
    """
    if hasattr(os, "nice"):
        os.nice(LOWEST_PRIORITY)
    with suppress(OSError):  # there are none, or they may not be changed
        AUTOGROUP.write_text(str(LOWEST_PRIORITY))


def end_with_parent() -> None:
    """End when the standard input is closed, as it is in whichever way the parent process ends."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    options = sys.argv[1:]
    if compiled.POLITELY in options:
        give_way()
        Thread(target=end_with_parent, daemon=True).start()
    start = time.process_time()
    try:
        with showing_progress(on_terminal() and compiled.POLITELY not in options):
            compile_all(wait=compiled.IF_FREE not in options)
    except cache.BusyError:
        sys.exit(compiled.BUSY)
    print(f"Kernels compiled or loaded in {time.process_time() - start:.1f} s of CPU time.")
