"""A study's trials as figures, and a trial as a scene of the explorer."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from components.state.control_specs import problems
from components.state.link import to_query
from components.state.model import CircleState, ExplorerState
from segmentation import CutlabError, Method, Scene
from segmentation.study import Study, trial

if TYPE_CHECKING:
    from segmentation.study.analysis import Missing
    from segmentation.study.store.rows import StudyRow
    from segmentation.study.store.store import Store

__all__ = ["Looks", "base_query", "trial_query"]

MOST_LOOKS = 16
PATIENCE = 4.0  # of a running study figures are kept for so many times what they took


@dataclass(frozen=True)
class _Drawn:
    text: str  # JSON of figures and problems
    of: tuple[object, ...]  # what the studies had when this was drawn
    until: float


class Looks:
    """Draws studies, each state of them once for all who look on. For one thread."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[object, ...], _Drawn] = OrderedDict()

    def prepare(self) -> None:
        """Load what draws: pandas and the figures take a second."""
        import components.figures.study  # noqa: F401

    def look(
        self,
        store: Store,
        row: StudyRow,
        study: Study,
        output: str,
        other: int | None,
        missing: Missing,
    ) -> str:
        """Return figures and problems as the JSON of an object, without its braces.

        Parameters
        ----------
        store : Store
        row : StudyRow
        study : Study
            Of that row.
        output : str
            Empty for the first it has.
        other : int or None
            Id of a study to lay over it.
        missing : {"refuse", "mean"}
            As of `study_figures`.
        """
        key = (row.id, output, other, missing)
        beside = None if other is None else store.get(other)
        of = (_stand(row), beside and _stand(beside))
        kept = self._drawn.get(key)
        running = "running" in (row.state, beside and beside.state)
        if kept and (kept.of == of or (running and time.monotonic() < kept.until)):
            self._drawn.move_to_end(key)
            return kept.text
        begin = time.monotonic()
        text = _draw(store, row, study, output, other, missing)
        end = time.monotonic()
        self._drawn[key] = _Drawn(text, of, end + PATIENCE * (end - begin))
        self._drawn.move_to_end(key)
        while len(self._drawn) > MOST_LOOKS:
            self._drawn.popitem(last=False)
        return text


def _stand(row: StudyRow) -> tuple[object, ...]:
    return (row.name, row.recorded, row.failed, row.best, row.worst, row.state)


def _draw(
    store: Store, row: StudyRow, study: Study, output: str, other: int | None, missing: Missing
) -> str:
    from components.figures.study import study_figures  # see `prepare`
    from segmentation.study import read_study
    from segmentation.study.analysis import measured, table

    trials = table(study, store.trials(row.id).records())
    found: list[str] = []
    beside = None
    if other is not None:
        second = _named(read_study(store.spec(other)), store.get(other))
        beside = (second, table(second, store.trials(other).records()))
    figures = {}
    try:
        chosen = output or next(iter(measured(study)))
        figures = study_figures(_named(study, row), trials, chosen, beside, missing)
    except CutlabError as error:
        found.append(str(error))
    parts = [
        f"{json.dumps(name)}:{{"
        f'"title":{json.dumps(each.title)},"sentence":{json.dumps(each.sentence)},'
        f'"figure":{"null" if each.figure is None else each.figure.to_json()}}}'
        for name, each in figures.items()
    ]
    imputable = any(each.imputable for each in figures.values())
    said = f'"problems":{json.dumps(found)},"imputable":{json.dumps(imputable)}'
    return f'"figures":{{{",".join(parts)}}},{said}'


def _named(study: Study, row: StudyRow) -> Study:
    """Return the study under the name that it has now."""
    return study.model_copy(update={"name": row.name})


def trial_query(study: Study, index: int) -> str:
    """Return a trial as the explorer's link.

    Parameters
    ----------
    study : Study
    index : int

    Returns
    -------
    str
        A query string without its question mark, of the very scene and method.

    Raises
    ------
    ValueError
        With a sentence, if there is no such trial or the explorer's bounds leave it out.
    """
    if study.evaluator != "segmentation":
        raise ValueError("A trial of a test function has no scene to show.")
    one = trial(study, index)
    try:
        return to_query(_state(one.scene, one.method))
    except ValidationError as error:
        why = " ".join(problem.message for problem in problems(error))
        raise ValueError(f"The explorer cannot show trial {index}. {why}") from None


def base_query(study: Study) -> str | None:
    """Return the scene that a study varies as the explorer's link, None if it cannot show it."""
    if study.evaluator != "segmentation":
        return None
    try:
        return to_query(_state(study.scene, study.method))
    except ValidationError:
        return None


def _state(scene: Scene, method: Method) -> ExplorerState:
    circles = tuple(CircleState(row=c.row, col=c.col, radius=c.radius) for c in scene.circles)
    scene_fields = {"size": scene.size, "noise": scene.noise, "seed": scene.seed}
    return ExplorerState.model_validate({"circles": circles} | scene_fields | asdict(method))
