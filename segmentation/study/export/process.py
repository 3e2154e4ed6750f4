"""Process that writes the trials of a study to its standard output, beside a server.

It reads a `FilePlan` from its standard input, and the address of the database from its environment,
which others cannot read. The whole service takes seconds and 300 MB to import, and it needs little
of it: so packages are bare folders here, whose `__init__` does not run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["command", "main"]

LOWER = 10  # nice: frames have precedence
ROOT = Path(__file__).parents[3]
START = """
import sys, types
root, number, suffix = sys.argv[1:]
sys.path.insert(0, root)
for name in ("segmentation", "segmentation.study", "segmentation.study.design"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = ["/".join((root, *name.split(".")))]
from segmentation.study.export.process import main
main(int(number), suffix)
"""


def command(number: int, suffix: str) -> list[str]:
    """Return the command for the trials of a study as ``".csv"`` or ``".parquet"``."""
    return [sys.executable, "-c", START, str(ROOT), str(number), suffix]


def main(number: int, suffix: str) -> None:
    """Write the trials of a study."""
    from segmentation.study.export.columns import write_trials  # not in the server
    from segmentation.study.export.plan import FilePlan
    from segmentation.study.store.reader import StudyReader

    os.nice(LOWER)
    plan = FilePlan.from_bytes(sys.stdin.buffer.read())
    with os.fdopen(os.dup(1), "wb", buffering=2**18) as sink:
        os.dup2(2, 1)  # what a library prints does not mix with the file
        write_trials(plan, StudyReader(public=True).pages(number), suffix, sink)
