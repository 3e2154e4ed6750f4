"""Workers of this machine give way to a page on it."""

import os
import subprocess
import sys
from pathlib import Path

from segmentation.study.runner import cluster

SCRIPT = Path(cluster.__file__).with_name("local_cluster.py")
ASK = """
import os, runpy
runpy.run_path({script!r})["give_way"]()
print(os.nice(0))
"""


def test_workers_give_way_within_their_session_and_as_a_session():
    """Beside others, a session of its own has its share whatever the priorities within it are."""
    path = "/proc/self/autogroup"
    code = (
        ASK.format(script=str(SCRIPT))
        + f"print(os.path.exists({path!r}) and open({path!r}).read())"
    )
    environment = {name: x for name, x in os.environ.items() if name != "CUTLAB_WORKERS_NICE"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        start_new_session=True,  # as the workers' process
    )
    priority, group = done.stdout.split("\n", 1)
    assert int(priority) == 19
    assert group.strip() == "False" or group.strip().endswith("nice 19")
