"""Why it came out so, over the live route: a state in, the verdict and the open views out.

The request is a `components.wire.Request` with ``views``, the names of those wanted, and whether
the ``verdict`` is. The answer's header holds ``shape``, ``verdict`` and ``views``, by name what
`components.views.Content` has; the arrays of a view are named ``view.array``, and ``nodes``
(uint32) are the pixels, row by row, that their entries belong to. At rest the verdict comes with
diagnostics and what to try.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from components.frame import Viewer
from components.knobs import knobs
from components.state import ExplorerState, ViewName
from components.views import VIEWS, Content
from components.views.base import Look
from components.wire import Arrays, Header, Request, answer
from segmentation import Method, Scene, Segmentation, align_vectors, segment_scene
from segmentation.verdict import LEAST_IOU, WRONG_SHARE

__all__ = ["ReasonsMaker", "ReasonsRequest", "ReasonsViewer"]

NAMES = {"found": "labels on screen", "truth": "true circles"} | (
    knobs()["assign_labels"].labels or {}
)
RULE = (
    "Right means: no more pixels are wrong than lie on the boundaries between the true regions, or "
    "than {wrong:.1%} of all, and every region overlaps its circle with an intersection over union "
    "of at least {iou:g}. Cheaper means: by more than {clearly:.0%}. Refined means: boundary "
    "pixels were moved until no move lowers Ncut. A cheaper partition is a witness; that none was "
    "found is no proof that there is none."
)


class ReasonsRequest(Request):
    """A request, checked."""

    views: tuple[ViewName, ...] = Field(default=(), max_length=len(VIEWS))
    verdict: bool = True


class ReasonsViewer(Viewer):
    """What one viewer's last answer leaves for the next; losing it costs time alone."""

    def __init__(self) -> None:
        super().__init__()
        self.of: tuple[Scene, Method, bool] | None = None
        self.vectors: NDArray[np.float64] | None = None
        self.aligned = False  # the vectors belong to the result

    def look(self, state: ExplorerState, rest: bool) -> Look:
        """Segment, unless only what is looked at has changed."""
        key = (state.scene(), state.method(), rest)
        result = self.previous
        if self.of != key or result is None:
            result = segment_scene(*key[:2], previous=None if rest else result)
            self.of, self.aligned = key, False
            self.keep(result)
        return Look(state, result, lambda: self._turned(result))

    def _turned(self, result: Segmentation) -> NDArray[np.float64]:
        """Return the embedding, (n_nodes, n), turned towards the one that was shown before."""
        if self.vectors is None or not self.aligned:
            self.vectors = align_vectors(result.eigenvectors, self.vectors, result.eigenvalues)
            self.aligned = True
        return self.vectors.reshape(len(self.vectors), -1)[:, result.graph.nodes].T


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
            look = viewer.look(request.state, request.rest)
            graph = look.result.graph
            contents = {name: VIEWS[name].content(look) for name in request.views}
            arrays: Arrays = {"nodes": graph.nodes.astype(np.uint32)} if contents else {}
            for name, content in contents.items():
                arrays |= {f"{name}.{key}": array for key, array in content.arrays.items()}
            header = {
                "shape": graph.shape,
                "verdict": _verdict(look, request.rest) if request.verdict else None,
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


def _verdict(look: Look, rest: bool) -> dict[str, Any]:
    """Return the verdict as the page shows it; what takes longer to find out comes at rest."""
    verdict = look.result.verdict
    told: dict[str, Any] = {
        "outcome": verdict.outcome,
        "sentence": verdict.sentence,
        "rule": RULE.format(wrong=WRONG_SHARE, iou=LEAST_IOU, clearly=verdict.tolerance),
        "numbers": [
            {
                "name": NAMES[witness.name],
                "ncut": witness.ncut,
                "refined": verdict.of(witness.name, refined=True).ncut,
                "wrong": witness.match.wrong,
            }
            for witness in verdict.witnesses
            if not witness.refined
        ],
    }
    if rest:
        told["diagnostics"] = look.result.diagnostics
        told["suggestions"] = [
            {"action": s.action, "effect": s.effect, "changes": dict(s.changes)}
            for s in look.result.suggestions
            if _offered(look.state, s.changes)
        ]
    return told


def _offered(state: ExplorerState, changes: Mapping[str, Any]) -> bool:
    """Whether the page's controls can be set so; the service takes more."""
    try:
        ExplorerState.model_validate({**state.model_dump(), **changes})
    except ValidationError:
        return False
    return True
