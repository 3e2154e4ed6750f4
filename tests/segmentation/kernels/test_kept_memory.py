"""Memory kept between solves."""

import subprocess
import sys

CODE = """
import resource
import numpy as np
from segmentation.kernels.kept_memory import keep_freed_memory

def pages(n_arrays):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(n_arrays):
        np.ones(2**20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

if keep_freed_memory():
    pages(1)
    assert pages(20) < 1000, "an array of 8 MB takes 2,048 pages, and they were to be kept"
"""


def test_pages_are_kept_where_the_allocator_can():
    """In a process of its own, because it changes a process for good."""
    subprocess.run([sys.executable, "-c", CODE], check=True)
