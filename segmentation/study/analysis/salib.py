"""Adapter for SALib, which undoes its effects on the process: seeds, warnings, their format."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from segmentation.errors import AnalysisError

__all__ = ["call_salib"]

_one_at_a_time = threading.Lock()  # the global generator is one for all threads


def call_salib(analyze: Callable[..., Any], *args: Any, seed: int, **settings: Any) -> Any:
    """Call one of SALib's `analyze`, without its output, and restore NumPy's global generator.

    It takes a seed of 0 for none, so it gets one more.
    """
    # It resets the filters of warnings; its many small products are slower on several threads.
    with _one_at_a_time, warnings.catch_warnings(record=True), threadpool_limits(1):
        state, form = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
        np.random.seed(seed + 1)  # noqa: NPY002
        try:
            return analyze(*args, seed=seed + 1, print_to_console=False, **settings)
        except (ValueError, RuntimeError, np.linalg.LinAlgError) as error:
            raise AnalysisError(f"The indices cannot be computed: {error}") from None
        finally:
            np.random.set_state(state)  # noqa: NPY002
            warnings.formatwarning = form
