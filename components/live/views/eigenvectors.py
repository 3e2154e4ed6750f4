"""Small multiples of the eigenvectors on the picture."""

from __future__ import annotations

import numpy as np

from components.live.views.base import Content, Tile, View, ViewContext, formula
from components.state.numbers import short_number

__all__ = ["VIEW"]

LEVELS = 32767  # of 16 bits


def _content(context: ViewContext) -> Content:
    vectors = context.vectors
    values = context.result.eigenvalues
    largest = np.abs(vectors).max(axis=0)
    scaled = np.rint(vectors * (LEVELS / np.where(largest > 0, largest, 1))).astype(np.int16)
    n_zero = int((values < 1e-12).sum())
    if n_zero > 1:
        sentence = (
            f"The first {n_zero} belong to the eigenvalue 0: each is constant on every separate "
            "piece, and any rotation of them is as good a basis."
        )
    else:
        sentence = (
            "The first is constant. Each further one tends to separate another loosely connected "
            "part (eigenvectors mix): blue on one side, red on the other, white where it is 0."
        )
    tiles = tuple(
        Tile(
            f"u{i + 1} · λ = {short_number(value)}",
            f"Eigenvector {i + 1} on the picture, eigenvalue {short_number(value)}",
            "vectors",
            row=i,
            colors="diverging",
            ends=(-LEVELS, LEVELS),
            unit=largest[i] / LEVELS,
        )
        for i, value in enumerate(values)
    )
    return Content(sentence, tiles=tiles, arrays={"vectors": scaled.T})


VIEW = View(
    "Eigenvectors",
    "Each eigenvector drawn on the pixels: the label methods work on these, not on the "
    "picture. Blue is negative, red positive.",
    (
        "Shown are the embedding's coordinates, the eigenvectors divided by the root of the "
        "degree. They solve the relaxed cut: minimize the affinity-weighted steps between "
        "neighbours under orthogonality to those before.",
        formula(
            r"y_j = D^{-1/2} u_j, \quad "
            r"\lambda_j = \min \frac{\sum_{p<q} w_{pq} (y_p - y_q)^2}{\sum_p d_p y_p^2}"
        ),
        "The sign of an eigenvector is arbitrary, and so is any rotation among equal eigenvalues. "
        "Here the entry of largest size is positive; while something is dragged, nearly equal ones "
        "are rotated towards what was shown before (Procrustes), so that the pictures do not flip.",
        "Each has its own colour scale, symmetric about 0. The last one is not used for the "
        "labels: it shows where one more region would be split off.",
    ),
    ("shi-malik", "luxburg"),
    _content,
)
