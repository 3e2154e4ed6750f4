"""View of the pixels as points in two spectral coordinates."""

from __future__ import annotations

from components.figures.embedding import embedding_figure
from components.live.views.base import Content, View, ViewContext, formula

__all__ = ["VIEW"]


def _content(context: ViewContext) -> Content:
    n = context.vectors.shape[1]
    if n < 2:
        return Content("A single pixel has a single coordinate: there is nothing to draw.", True)
    x, y = (min(number, n) for number in (context.state.embedding_x, context.state.embedding_y))
    asked = max(context.state.embedding_x, context.state.embedding_y)
    sentence = (
        f"{context.result.n_nodes:,} pixels at their coordinates {x} and {y}. "
        "Well-separated regions appear as tight clumps."
    )
    if asked > n:
        sentence += f" There is no coordinate {asked} here: k + 1 = {n} are computed."
    by_truth = context.state.embedding_color == "truth"
    if by_truth and context.result.node_truth is None:
        sentence += " The truth is not known, so the colours show the labels."
    figure = embedding_figure(context.result, context.vectors, x - 1, y - 1, by_truth=by_truth)
    label = "Pixels as points in the coordinates of two eigenvectors"
    return Content(sentence, figures={label: figure})


VIEW = View(
    "Embedding",
    "Every pixel as a point, its coordinates read from two eigenvectors; the label methods look "
    "for clumps among these points.",
    (
        "A pixel's coordinates are its entries in the scaled eigenvectors, so pixels that hang "
        "together strongly lie close to each other:",
        formula(r"p \mapsto (y_{1p}, \dots, y_{kp}), \quad y_j = D^{-1/2} u_j"),
        "k-means puts k centres among the points; discretize rotates the frame until the axes "
        "fit the clumps; cluster QR picks k pixels that are farthest out. If the clumps touch, or "
        "one is a long tail, k-means cuts where the points are equally far from two centres, not "
        "where the cut is cheap.",
        "Draw around points to mark their pixels in both pictures, or mark pixels on the "
        "pictures to find their points. Hover one, and the other shows the crosshair.",
    ),
    ("luxburg", "yu-shi", "damle"),
    _content,
)
