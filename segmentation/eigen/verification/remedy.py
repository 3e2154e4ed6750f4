"""Changes of the method with which a refused picture has an answer. Each is tried beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from segmentation.errors import ConvergenceError, ResolutionError

__all__ = ["LARGEST_TRIED", "offer_change"]

FLOORS = (1e-6, 1e-5, 1e-4, 1e-3)
PLAIN = 1.0  # a beta at which hardly any picture is refused
# Pixels up to which changes are tried, which takes about two seconds, as any answer at that size.
LARGEST_TRIED = 300_000


def offer_change(
    error: ConvergenceError,
    n_nodes: int,
    asked: Mapping[str, Any],
    answer: Callable[[dict[str, Any]], object],
) -> ConvergenceError:
    """Return a refusal that names a change with which there is an answer.

    Parameters
    ----------
    error : ConvergenceError
        The refusal.
    n_nodes : int
        Number of nodes. Beyond 300,000 nothing is tried, and the refusal says so.
    asked : mapping
        The refused eigen_solver, eps and beta.
    answer : callable
        Solves the same problem with some of these changed, or raises `ConvergenceError`.
    """
    changes = list(_changes(error, asked))
    if not changes:
        return error
    if n_nodes > LARGEST_TRIED:
        fields = " and ".join(f"{name}={value!r}" for name, value in changes[0].items())
        return type(error)(error.problem, f"Try {fields}, which was not tried on so many pixels.")
    for change in changes:
        try:
            answer(change)
        except ConvergenceError:
            continue
        return type(error)(error.problem, error.remedy, change)
    return error


def _changes(error: ConvergenceError, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the changes to try, the least first."""
    if asked["eigen_solver"] != "auto" and not isinstance(error, ResolutionError):
        yield {"eigen_solver": "auto"}
    if "eps" not in error.remedy:
        return
    for floor in FLOORS:
        if floor > asked["eps"]:
            yield {"eps": floor}
    if asked["beta"] > PLAIN:
        yield {"beta": PLAIN}
