"""View of the smallest eigenvalues and their gaps."""

from __future__ import annotations

from components.figures.spectrum import spectrum_figure
from components.live.views.base import Content, View, ViewContext, formula

__all__ = ["VIEW"]


def _content(context: ViewContext) -> Content:
    spectrum = context.result.spectrum
    if len(spectrum.eigenvalues) < 2:
        return Content("A single pixel has a single eigenvalue: there is nothing to cut.", True)
    figure = spectrum_figure(spectrum, context.state.n_clusters)
    label = "The smallest eigenvalues in ascending order"
    return Content(" ".join(spectrum.sentences), figures={label: figure})


VIEW = View(
    "Spectrum",
    "The smallest eigenvalues of the normalized Laplacian; a gap after the k-th suggests k "
    "regions.",
    (
        "The eigenvalues λ of the normalized Laplacian lie in [0, 2]. W holds the affinities, D "
        "the degrees on its diagonal:",
        formula(
            r"L_{\mathrm{sym}} u = \lambda u, \quad L_{\mathrm{sym}} = I - D^{-1/2} W D^{-1/2}"
        ),
        "Each separate piece of the graph gives one eigenvalue 0. If k pieces hang together only "
        "loosely, k eigenvalues are nearly 0 and the next is clearly larger: the largest eigengap "
        "is a rule of thumb for k, no more. The sum of the k smallest eigenvalues is a lower bound "
        "of every normalized cut into k regions:",
        formula(r"\sum_{i=1}^{k} \lambda_i \le \text{Ncut}(A_1, \dots, A_k)"),
        "Hover over a point for its residual: the 2-norm of the difference of the two sides of the "
        "first equation, for a unit vector. It measures how exactly the pair was computed.",
    ),
    ("luxburg",),
    _content,
)
