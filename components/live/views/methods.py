"""View of all label assignments, side by side."""

from __future__ import annotations

import numpy as np

from components.live.views.base import Content, Tile, View, ViewContext, formula
from components.state.control_specs import control_specs
from components.state.numbers import short_number
from segmentation import MethodOutcome, match_labels

__all__ = ["VIEW"]


def _content(context: ViewContext) -> Content:
    result = context.result
    outcomes = result.by_method
    titles = control_specs()["assign_labels"].labels or {}
    least = min(outcome.ncut for outcome in outcomes)
    cheapest = [titles[outcome.name] for outcome in outcomes if outcome.ncut <= least * (1 + 1e-9)]
    if len(cheapest) == len(outcomes):
        sentence = f"All find a partition of Ncut {short_number(least)}."
    else:
        sentence = (
            f"The cheapest partition, Ncut {short_number(least)}, is found by {_listed(cheapest)}."
        )
    used = context.state.assign_labels
    tiles = tuple(
        Tile(
            _caption(
                outcome,
                titles[outcome.name],
                in_use=outcome.name == used,
                best=titles[outcome.name] in cheapest and len(cheapest) < len(outcomes),
            ),
            f"Labels by {titles[outcome.name]}",
            "labels",
            row=i,
            changes={"assign_labels": outcome.name},
            pressed=outcome.name == used,
        )
        for i, outcome in enumerate(outcomes)
    )
    nodes = result.graph.nodes
    found = [outcome.labels for outcome in outcomes]
    if context.state.picture:  # whose regions have no numbers by circles
        found = [match_labels(labels, result.labels) for labels in found]
    labels = np.stack([each.ravel()[nodes] for each in found])
    return Content(sentence, tiles=tiles, arrays={"labels": labels.astype(np.uint8)})


def _caption(outcome: MethodOutcome, title: str, in_use: bool, best: bool) -> str:
    agreement = f"ARI {outcome.metrics.adjusted_rand:.3f}" if outcome.metrics else "no truth"
    return (
        f"<strong>{title}</strong>"
        f'<span class="of-screen">{"in use" if in_use else "use it"}</span>'
        f'<span class="{"best" if best else ""}">Ncut {short_number(outcome.ncut)}'
        f"{' (least)' if best else ''}</span>"
        f"<span>{agreement}</span>"
        f"<span>{1e3 * outcome.seconds:.1f} ms</span>"
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


VIEW = View(
    "Methods",
    "The same eigenvectors, turned into labels in four ways. Click one to use it.",
    (
        "<b>k-means</b> minimizes the squared distances to k centres in the embedding. "
        "<b>discretize</b> looks for the rotation R that brings the normalized rows closest to "
        "indicator vectors X:",
        formula(r"\min_{X, R} \lVert X - \tilde{Y} R \rVert_F^2, \quad R^T R = I"),
        "<b>cluster QR</b> takes k pixels by a QR factorization with column pivoting and labels "
        "by the largest entry: no start, no iteration. <b>sweep</b> takes the cheapest threshold "
        "of the Fiedler vector, and recursively of the part where that costs least: it alone looks "
        "at the normalized cut itself.",
        "ARI is the adjusted Rand index against the truth: 1 is perfect, 0 is chance. The "
        "time is from the embedding to labels.",
    ),
    ("yu-shi", "damle", "shi-malik", "luxburg"),
    _content,
)
