"""Names of the explorer's views, and of the parts of the page that a link can hide."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["LISTS", "SECTIONS", "HideName", "PageView", "ViewName"]

ViewName = Literal[
    "spectrum", "eigenvectors", "embedding", "graph", "cuts", "threshold", "methods", "compare"
]
PageView = Literal["full", "embed", "present"]
# Names that a link can hide: controls by their fields, and the sections of the page.
HideName = Literal[
    "circles",
    "noise",
    "seed",
    "beta",
    "n_clusters",
    "assign_labels",
    "page",
    "crop",
    "picture_size",
    "channel",
    "invert",
    "sigma",
    "mask",
    "threshold",
    "smallest",
    "merge_from",
    "truth",
    "outlines",
    "size",
    "use_mask",
    "scale",
    "eps",
    "eigen_solver",
    "random_state",
    "follow",
    "handles",
    "presets",
    "look",
    "verdict",
    "views",
    "facts",
    "export",
    "lesson",
]
SECTIONS = {
    "circles": "Number fields of the circles",
    "handles": "Handles of the circles",
    "presets": "Presets",
    "crop": "Crop",
    "truth": "Truth",
    "look": "Look of the labels",
    "verdict": "Verdict",
    "views": "View buttons",
    "facts": "Line of facts",
    "export": "Export and code",
    "lesson": "Lesson",
}
# Names that are possible in the fields that are lists of names.
LISTS: dict[str, tuple[str, ...]] = {"views": get_args(ViewName), "hide": get_args(HideName)}
