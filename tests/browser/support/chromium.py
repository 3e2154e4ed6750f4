"""Path and arguments of the browser, for the tests, the benchmarks and the pictures."""

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
    """Return the path in ``CUTLAB_CHROMIUM``, or that of Debian's chromium."""
    path = os.environ.get("CUTLAB_CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise RuntimeError("No chromium found: install it, or name one in CUTLAB_CHROMIUM.")
    return path
