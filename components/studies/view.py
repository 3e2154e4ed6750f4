"""Figures of a study, and its trials as scenes of the explorer."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import ValidationError

from components.state.control_specs import problems
from components.state.link import to_query
from components.state.model import CircleState, ExplorerState
from components.studies.picture_base import picture_state
from segmentation import CutlabError, Method, Scene
from segmentation.study import Study, StudyPicture, read_study, trial

if TYPE_CHECKING:
    from components.figures.study import StudyFigure
    from segmentation.study.analysis import Missing
    from segmentation.study.store.rows import StudyRow
    from segmentation.study.store.store import Store

__all__ = ["DrawnFigures", "FigureCache", "View", "base_state", "trial_query"]

MOST_KEPT = 16
PATIENCE = 4.0  # a running study's figures are kept for this multiple of their drawing time


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
    """

    figures: dict[str, StudyFigure]
    problems: tuple[str, ...]
    stamp: str

    @property
    def imputable(self) -> bool:
        """True if a mean may replace missing values in one of the figures."""
        return any(each.imputable for each in self.figures.values())


@dataclass(frozen=True)
class _Kept:
    drawn: DrawnFigures
    of: tuple[object, ...]  # state of the studies when the figures were drawn
    until: float


class FigureCache:
    """Cache of figures, so that each state of a study is drawn once for all viewers.

    It is not thread-safe.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()

    def prepare(self) -> None:
        """Load pandas and the modules of figures, which takes a second."""
        import components.figures.study  # noqa: F401  # only where studies are looked at

    def figures(self, store: Store, row: StudyRow, study: Study, view: View) -> DrawnFigures:
        """Return the figures of a study, drawn or kept.

        Parameters
        ----------
        store : Store
        row : StudyRow
        study : Study
            The study of that row.
        view : View
        """
        key = (row.id, view)
        beside = None if view.other is None else store.get(view.other)
        of = (_stand(row), beside and _stand(beside))
        kept = self._kept.get(key)
        running = "running" in (row.state, beside and beside.state)
        if kept and (kept.of == of or (running and time.monotonic() < kept.until)):
            self._kept.move_to_end(key)
            return kept.drawn
        begin = time.monotonic()
        stamp = sha256(repr((key, of)).encode()).hexdigest()[:16]
        figures, found = _draw(store, study, row.id, view)
        drawn = DrawnFigures(figures, found, stamp)
        end = time.monotonic()
        self._kept[key] = _Kept(drawn, of, end + PATIENCE * (end - begin))
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return drawn


def _stand(row: StudyRow) -> tuple[object, ...]:
    return (row.name, row.recorded, row.failed, row.best, row.worst, row.state)


def _draw(
    store: Store, study: Study, number: int, view: View
) -> tuple[dict[str, StudyFigure], tuple[str, ...]]:
    from components.figures.study import study_figures  # heavy, see `prepare`
    from segmentation.study.analysis import table  # so is pandas

    trials = table(study, store.trials(number).records())
    beside = None
    if view.other is not None:
        second = read_study(store.spec(view.other))
        second = second.model_copy(update={"name": store.get(view.other).name})
        beside = (second, table(second, store.trials(view.other).records()))
    try:
        output = view.output or study.measured[0]
        return study_figures(study, trials, output, beside, view.missing), ()
    except CutlabError as error:
        return {}, (str(error),)


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
        return _state(study.scene, study.method, study.picture)
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
