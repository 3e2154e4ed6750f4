"""The views beneath the pictures, one per file."""

from __future__ import annotations

from components.live.views import (
    compare,
    cuts,
    eigenvectors,
    embedding,
    graph,
    methods,
    spectrum,
    threshold,
)
from components.live.views.base import Content, View
from components.state.names import ViewName

__all__ = ["VIEWS", "Content", "View"]

VIEWS: dict[ViewName, View] = {
    "spectrum": spectrum.VIEW,
    "eigenvectors": eigenvectors.VIEW,
    "embedding": embedding.VIEW,
    "graph": graph.VIEW,
    "cuts": cuts.VIEW,
    "threshold": threshold.VIEW,
    "methods": methods.VIEW,
    "compare": compare.VIEW,
}
