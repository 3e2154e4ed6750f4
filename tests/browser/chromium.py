"""Which browser, and how it is started: for the tests, the benchmarks and the pictures."""

import os
import shutil

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium_path():
    """Debian's chromium, or the one that ``CUTLAB_CHROMIUM`` names."""
    path = os.environ.get("CUTLAB_CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise RuntimeError("No chromium found: install it, or name one in CUTLAB_CHROMIUM.")
    return path
