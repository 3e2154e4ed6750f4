"""Run what is hard on a server, and print a table of what was promised and kept.

``python -m benchmarks.hard`` runs all steps, ``python -m benchmarks.hard floods disks`` some of
them. The exit code is 0 if every promise was kept. Each step starts servers of its own on loopback.
File systems are mounted in namespaces of their own, which end with the server.
"""

import argparse
import os
import platform
import sys
import time

from benchmarks.hard import clocks, connections, disks, floods, kills, load, memory, studies
from benchmarks.hard.report import Report
from segmentation.compile import compilation
from segmentation.cores import available_cores

MINUTES = 15
STEPS = {
    "load": load.measure,
    "floods": floods.measure,
    "connections": connections.measure,
    "disks": disks.measure,
    "kills": kills.measure,
    "memory": memory.measure,
    "studies": studies.measure,
    "clocks": clocks.measure,
}


def main() -> None:
    """Run the steps."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hard", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(STEPS))
    wanted = parser.parse_args().steps or [*STEPS]
    if unknown := {*wanted} - {*STEPS}:
        parser.error(f"There is no step {', '.join(sorted(unknown))}.")
    compilation.compile_kernels()
    report, begin = Report(), time.monotonic()
    load_before = os.getloadavg()[0]
    # Its six minutes pass while the others run, and it does nothing meanwhile.
    asleep = clocks.Stopped(clocks.SIX_MINUTES) if "clocks" in wanted else None
    for name in STEPS:
        if name in wanted:
            with report.step(name):
                if name == "clocks":
                    clocks.measure(report, asleep)
                else:
                    STEPS[name](report)
    minutes = (time.monotonic() - begin) / 60
    report.most("all steps", minutes, MINUTES, "min")
    print(f"\n{report.table()}\n")
    print(f"{available_cores()} cores, {platform.machine()}, Python {platform.python_version()}.")
    print(f"Load average {load_before:.1f} before.")
    sys.exit(not report.all_kept())


if __name__ == "__main__":
    main()
