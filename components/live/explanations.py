"""Explanations over the live route: from a state to the verdict and the open views.

The request is a `codec.Request` with ``views``, the names of the requested views, and ``verdict``,
true if the verdict is requested. The answer's header has ``shape``, ``verdict``, and ``views``, the
`views.Content` of each by name; one whose ``data`` has ``needs`` lacks the file with that hash,
for the browser to send it and ask again. The arrays of a view are named ``view.array``; ``nodes``
(uint32) has the pixel of each of their entries, counted row by row. At rest the verdict includes
diagnostics and suggestions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from components.live.codec import Arrays, Header, Request, answer
from components.live.frames import Viewer
from components.live.views import VIEWS
from components.live.views.base import Content, ViewContext
from components.pictures.store import MissingPictureError
from components.pictures.subject import key_of, segment_state
from components.pictures.truth import agreement_text
from components.state.control_specs import control_specs
from components.state.model import ExplorerState
from components.state.names import ViewName
from segmentation import Segmentation, align_vectors
from segmentation.explain.witnesses import LEAST_IOU, WRONG_SHARE

__all__ = ["ExplanationRequest", "ExplanationResponder", "ExplanationViewer", "outcome_title"]

NAMES = {"found": "labels on screen"} | (control_specs()["assign_labels"].labels or {})
TITLES = {
    "agrees": "agrees with the {truth}",
    "rounding": "the rounding failed",
    "objective": "the objective failed",
    "tie": "a tie",
    "no truth": "no truth to compare",
}
RULE = (
    "Right means: the number of wrong pixels is at most that on the boundaries between the true "
    "regions, or {wrong:.1%} of all if that is more, and every region overlaps its {truth} with an "
    "intersection over union of at least {iou:g}. Cheaper means: by more than {clearly:.0%}. "
    "Refined means: boundary pixels were moved until no move lowers Ncut. A cheaper partition is a "
    "witness; that none was found is no proof that there is none."
)


NEEDS = (
    "The server needs the picture, the painted mask or the truth of A again, and asks this browser "
    "for it. If it does not come, open or paint it, and pin it again."
)


class ExplanationRequest(Request):
    """Request of the verdict and of views."""

    views: tuple[ViewName, ...] = Field(default=(), max_length=len(VIEWS))
    verdict: bool = True


class ExplanationViewer(Viewer):
    """Last results of one viewer, reused for the next answer; losing them costs only time."""

    def __init__(self) -> None:
        super().__init__()
        self.vectors: NDArray[np.float64] | None = None
        self.aligned = False  # True if the vectors belong to the result

    def context(self, state: ExplorerState, rest: bool) -> ViewContext:
        """Return the context of a state; segment it unless only its view has changed."""
        key = key_of(state)
        result = self.known(state, key, rest)
        if result is None:
            result = segment_state(state, self.start(key, rest))
            self.aligned = False
            self.keep(result, state, key, rest)
        final = self.edited(result, state)
        return ViewContext(state, final, lambda: self._turned(final))

    def _turned(self, result: Segmentation) -> NDArray[np.float64]:
        """Return the embedding, (n_nodes, n), rotated towards the one shown before."""
        if self.vectors is None or not self.aligned:
            self.vectors = align_vectors(result.eigenvectors, self.vectors, result.eigenvalues)
            self.aligned = True
        return self.vectors.reshape(len(self.vectors), -1)[:, result.graph.nodes].T


class ExplanationResponder:
    """Responder to requests; threads may share one."""

    def viewer(self) -> ExplanationViewer:
        """Return the memory for a new viewer."""
        return ExplanationViewer()

    def respond(self, message: bytes | str, viewer: ExplanationViewer) -> bytes:
        """Answer one request.

        Parameters
        ----------
        message : bytes or str
        viewer : ExplanationViewer
            Updated.

        Returns
        -------
        bytes
        """

        def compute(request: ExplanationRequest) -> tuple[Header, Arrays]:
            context = viewer.context(request.state, request.rest)
            graph = context.result.graph
            contents = {name: _content(name, context) for name in request.views}
            arrays: Arrays = {"nodes": graph.nodes.astype(np.uint32)} if contents else {}
            for name, content in contents.items():
                arrays |= {f"{name}.{key}": array for key, array in content.arrays.items()}
            header = {
                "shape": graph.shape,
                "verdict": _verdict(context, request.rest) if request.verdict else None,
                "views": {name: content.describe() for name, content in contents.items()},
            }
            return header, arrays

        return answer(message, ExplanationRequest, compute)


def _content(name: ViewName, context: ViewContext) -> Content:
    """Return the content of a view.

    A file that the pinned state alone needs is asked for in the content, because the verdict and
    the other views do without it.
    """
    try:
        return VIEWS[name].content(context)
    except MissingPictureError as error:
        return Content(NEEDS, nothing=True, data={"needs": error.picture})


def _verdict(context: ViewContext, rest: bool) -> dict[str, Any]:
    """Return the verdict for the page; at `rest` with the parts that take longer."""
    result = context.result
    verdict = result.verdict
    names = NAMES | {"truth": "true regions" if context.state.picture else "true circles"}
    content: dict[str, Any] = {
        "outcome": verdict.outcome,
        "title": outcome_title(result),
        "sentence": verdict.sentence,
        "rule": RULE.format(
            wrong=WRONG_SHARE,
            iou=LEAST_IOU,
            clearly=verdict.tolerance,
            truth=result.true_name.removesuffix("s"),
        ),
        "numbers": [
            {
                "name": names[witness.name],
                "ncut": witness.ncut,
                "refined": verdict.of(witness.name, refined=True).ncut,
                "wrong": witness.match.wrong,
            }
            for witness in verdict.witnesses
            if not witness.refined
        ],
    }
    if rest:
        content["agreement"] = agreement_text(context.state, result)
        content["diagnostics"] = result.diagnostics
        content["suggestions"] = [
            {"action": s.action, "effect": s.effect, "changes": dict(s.changes)}
            for s in result.suggestions
            if _offered(context.state, s.changes)
        ]
    return content


def outcome_title(result: Segmentation) -> str:
    """Return the outcome in words; a truth that cannot be matched one to one is no missing one."""
    outcome = result.verdict.outcome
    if outcome == "no truth" and result.true_regions is not None:
        return f"k differs from the number of {result.true_name}"
    return TITLES[outcome].format(truth=result.true_name)


def _offered(state: ExplorerState, changes: Mapping[str, Any]) -> bool:
    """Return True if the page's controls allow the changes; the service allows more."""
    try:
        ExplorerState.model_validate({**state.model_dump(), **changes})
    except ValidationError:
        return False
    return True
