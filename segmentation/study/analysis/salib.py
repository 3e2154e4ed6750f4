"""Adapter for SALib, which undoes its side effects: on the seed, warnings and their format."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from segmentation.errors import AnalysisError

__all__ = ["call_salib"]

_one_at_a_time = threading.Lock()  # all threads share the global generator


def call_salib(analyze: Callable[..., Any], *args: Any, seed: int, **settings: Any) -> Any:
    """Call one of SALib's `analyze` functions, and restore NumPy's global generator.

    SALib ignores a seed of 0, so it is called with `seed` + 1.
    """
    # SALib resets the warning filters; its many small products are slower on several threads.
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
