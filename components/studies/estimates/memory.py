"""Memory that the trials of a plan may take, by the budgets of their solvers."""

from __future__ import annotations

from components.studies.estimates.samples import most_nodes, sampled_trials
from segmentation.eigen import BUDGETS
from segmentation.eigen.verification.budget import machine_memory
from segmentation.study import Study
from segmentation.study.design.trials import Trial

__all__ = ["describe_shortage", "trial_bytes"]


def describe_shortage(study: Study, n_workers: int) -> str:
    """Return a sentence if the trials of a study may need more memory than there is, or nothing.

    Parameters
    ----------
    study : Study
    n_workers : int
        Trials that run at the same time, on this machine.
    """
    each, there = trial_bytes(study), machine_memory()
    if n_workers * each <= there:
        return ""
    together = f", {n_workers} at a time" if n_workers > 1 else ""
    return (
        f"Its trials may need up to {each / 1e9:.1f} GB of memory each{together}; this machine has "
        f"{there / 1e9:.1f} GB. Those that find too little fail. Fewer pixels need less."
    )


def trial_bytes(study: Study) -> float:
    """Return the memory that the largest of sampled trials of a study may take, in bytes."""
    if study.evaluator == "ishigami":
        return 0.0
    return max(_bytes(now) for now in sampled_trials(study))


def _bytes(now: Trial | None) -> float:
    if now is None:
        return 0.0
    # "auto" factorizes where multigrid is not enough, and "dense" refuses what is large.
    solver = {"auto": "direct", "dense": "direct"}.get(now.method.eigen_solver)
    budget = BUDGETS[solver or now.method.eigen_solver]
    return float(budget(int(most_nodes(now)), now.method.n_cut + 1).memory)
