"""Exit codes that all commands share, and messages on the standard error."""

from __future__ import annotations

from rich.console import Console

__all__ = [
    "DONE", "FAULT", "INTERRUPTED", "NO_STORAGE", "REFUSED", "SOME_FAILED", "err", "say"
]  # fmt: skip

DONE, SOME_FAILED, REFUSED, NO_STORAGE = 0, 1, 2, 3
FAULT, INTERRUPTED = 70, 130

err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(code: int, sentence: str) -> int:
    """Print a sentence on the standard error, and return the exit code that goes with it."""
    err.print(sentence, markup=False)
    return code
