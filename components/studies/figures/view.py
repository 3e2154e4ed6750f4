"""Figures of a study, and its trials as scenes of the explorer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from components.state.control_specs import problems
from components.state.link import to_query
from components.state.model import CircleState, ExplorerState
from components.studies.picture_base import edits_of, picture_state
from segmentation import Method, Scene
from segmentation.study import Study, StudyPicture, trial

if TYPE_CHECKING:
    from components.figures.study import StudyFigure
    from segmentation.study.analysis import Missing

__all__ = ["DrawnFigures", "View", "base_state", "trial_query"]


@dataclass(frozen=True)
class View:
    """View of a study: the output, and the settings of its figures.

    Attributes
    ----------
    output : str
        Empty for the first output of the study.
    other : int or None
        Number of a study to compare with.
    missing : {"refuse", "mean"}
        As of `study_figures`.
    """

    output: str = ""
    other: int | None = None
    missing: Missing = "refuse"


@dataclass(frozen=True)
class DrawnFigures:
    """Figures of one state of a study.

    Attributes
    ----------
    figures : dict of str to StudyFigure
        Figures by name, in the order in which to show them.
    problems : tuple of str
        Sentences that say what could not be shown.
    stamp : str
        Digest of the state, equal in all processes.
    waits : bool
        True if newer ones are being drawn.
    """

    figures: dict[str, StudyFigure]
    problems: tuple[str, ...]
    stamp: str
    waits: bool = False

    @property
    def imputable(self) -> bool:
        """True if a mean may replace missing values in one of the figures."""
        return any(each.imputable for each in self.figures.values())


@lru_cache(maxsize=4096)
def trial_query(study: Study, index: int) -> str:
    """Return the query of the explorer's link to a trial.

    Parameters
    ----------
    study : Study
    index : int

    Returns
    -------
    str
        Query string without question mark, of the trial's scene and method.

    Raises
    ------
    ValueError
        With a sentence, if there is no such trial or the explorer's bounds leave it out.
    """
    if study.evaluator == "ishigami":
        raise ValueError("A trial of a test function has no scene to show.")
    one = trial(study, index)
    try:
        return to_query(_state(one.scene, one.method, one.picture))
    except ValidationError as error:
        why = " ".join(problem.message for problem in problems(error))
        raise ValueError(f"The explorer cannot show trial {index}. {why}") from None


def base_state(study: Study) -> ExplorerState | None:
    """Return the base of a study, or None if the explorer cannot show it."""
    if study.evaluator == "ishigami":
        return None
    try:
        state = _state(study.scene, study.method, study.picture)
        return state.model_copy(update={"edits": edits_of(study)})
    except ValueError:  # Pydantic's, too
        return None


def _state(scene: Scene, method: Method, picture: StudyPicture | None) -> ExplorerState:
    if picture is not None:
        return picture_state(picture, method)
    circles = tuple(CircleState(row=c.row, col=c.col, radius=c.radius) for c in scene.circles)
    scene_fields = {"size": scene.size, "noise": scene.noise, "seed": scene.seed}
    method_fields = asdict(method)
    del method_fields["feature"]  # scenes have no colours
    if not method.merge_from:  # with one the explorer's model refuses the field
        del method_fields["merge_from"]
    return ExplorerState.model_validate({"circles": circles} | scene_fields | method_fields)
