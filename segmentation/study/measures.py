"""Outputs of a trial that are functions of its result."""

from __future__ import annotations

from collections.abc import Callable

from segmentation.explain.result import Segmentation

__all__ = ["MEASURES"]


def _ncut_truth(result: Segmentation) -> float | None:
    return None if result.truth_cuts is None else result.truth_cuts.ncut


def _ncut_ratio(result: Segmentation) -> float | None:
    truth = _ncut_truth(result)
    return result.ncut / truth if truth else None


def _eigengap(result: Segmentation) -> float | None:
    k = result.method.n_clusters
    values = result.eigenvalues
    return float(values[k] - values[k - 1]) if len(values) > k else None


def _metric(name: str) -> Callable[[Segmentation], float | None]:
    return lambda result: None if result.metrics is None else getattr(result.metrics, name)


MEASURES: dict[str, Callable[[Segmentation], float | None]] = {
    **{name: _metric(name) for name in ("adjusted_rand", "mean_iou", "misclassified")},
    "ncut": lambda result: result.ncut,
    "ncut_truth": _ncut_truth,
    "ncut_ratio": _ncut_ratio,
    "eigengap": _eigengap,
    "components": lambda result: float(result.n_components),
    "components_minus_k": lambda result: float(result.n_components - result.method.n_clusters),
}
