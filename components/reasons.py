"""Why it came out so, over the live route: a state in, the verdict and the open views out.

The request is a `components.wire.Request` with ``views``, the names of those in sight. The
answer's header holds ``shape``, ``verdict`` and ``views``, by name what `components.views.Content`
has; the arrays of a view are named ``view.array``, and ``nodes`` (uint32) are the pixels, row by
row, that their entries belong to. At rest the verdict comes with what to try.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from components.frame import Viewer
from components.state import ExplorerState, ViewName
from components.views import VIEWS, Content
from components.views.base import Look
from components.wire import Arrays, Header, Request, answer
from segmentation import Method, Scene, Segmentation, align_vectors, segment_scene

__all__ = ["ReasonsMaker", "ReasonsRequest", "ReasonsViewer"]

TITLES = {
    "agrees": "Agrees with the circles",
    "rounding": "The rounding failed",
    "objective": "The objective failed",
    "tie": "A tie",
    "no truth": "No truth to compare",
}


class ReasonsRequest(Request):
    """A request, checked."""

    views: tuple[ViewName, ...] = Field(default=(), max_length=len(VIEWS))


@dataclass
class ReasonsViewer(Viewer):
    """What one viewer's last answer leaves for the next; losing it costs time alone."""

    of: tuple[Scene, Method, bool] | None = None
    vectors: NDArray[np.float64] | None = None

    def result(self, state: ExplorerState, rest: bool) -> Segmentation:
        """Segment, or return what there is: a view that opens changes nothing of the result."""
        key = (state.scene(), state.method(), rest)
        if self.of != key or self.previous is None:
            last = self.previous
            result = segment_scene(*key[:2], previous=None if rest else last)
            self.vectors = _turned(result, last, self.vectors)
            self.of = key
            self.keep(result)
            return result
        return self.previous


def _turned(
    result: Segmentation, last: Segmentation | None, shown: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    """Return the embedding, turned towards what was shown of the last state."""
    if last is None or shown is None or last.graph.shape != result.graph.shape:
        return result.embedding
    return align_vectors(result, last, shown)


class ReasonsMaker:
    """Answers requests; threads may share one."""

    def viewer(self) -> ReasonsViewer:
        """Return what is remembered of a new viewer."""
        return ReasonsViewer()

    def respond(self, message: bytes | str, viewer: ReasonsViewer) -> bytes:
        """Answer one request.

        Parameters
        ----------
        message : bytes or str
        viewer : ReasonsViewer
            Updated.

        Returns
        -------
        bytes
        """

        def compute(request: ReasonsRequest) -> tuple[Header, Arrays]:
            result = viewer.result(request.state, request.rest)
            vectors = result.embedding if viewer.vectors is None else viewer.vectors
            look = Look(request.state, result, vectors)
            contents = {name: VIEWS[name].content(look) for name in request.views}
            arrays: Arrays = {"nodes": result.graph.nodes.astype(np.uint32)} if contents else {}
            for name, content in contents.items():
                arrays |= {f"{name}.{key}": array for key, array in content.arrays.items()}
            header = {
                "shape": result.labels.shape,
                "verdict": _verdict(result, request.rest),
                "views": {name: _told(content) for name, content in contents.items()},
            }
            return header, arrays

        return answer(message, ReasonsRequest, compute)


def _told(content: Content) -> dict[str, Any]:
    return {
        "sentence": content.sentence,
        "nothing": content.nothing,
        "data": content.data,
        "figures": {name: figure.to_plotly_json() for name, figure in content.figures.items()},
    }


def _verdict(result: Segmentation, rest: bool) -> dict[str, Any]:
    """Return the verdict as the page shows it; what to try takes longer, so it comes at rest."""
    verdict = result.verdict
    told: dict[str, Any] = {
        "outcome": verdict.outcome,
        "title": TITLES[verdict.outcome],
        "sentence": verdict.sentence,
        "rule": "",
        "numbers": [
            {"name": witness.name, "value": witness.ncut} for witness in verdict.witnesses
        ],
    }
    if rest:
        told["suggestions"] = [
            {"text": suggestion.text, "changes": dict(suggestion.changes)}
            for suggestion in result.suggestions
        ]
    return told
