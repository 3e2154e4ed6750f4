"""What the views beneath the pictures show, a view a file."""

from __future__ import annotations

from components.state import ViewName
from components.views import (
    cuts,
    eigenvectors,
    embedding,
    graph,
    methods,
    spectrum,
    threshold,
)
from components.views.base import Content, View

__all__ = ["VIEWS", "Content", "View"]

VIEWS: dict[ViewName, View] = {
    "spectrum": spectrum.VIEW,
    "eigenvectors": eigenvectors.VIEW,
    "embedding": embedding.VIEW,
    "graph": graph.VIEW,
    "cuts": cuts.VIEW,
    "threshold": threshold.VIEW,
    "methods": methods.VIEW,
}
