"""The way of the pages' callbacks to the studies.

Dash calls its callbacks in threads (`app.Backend`). Figures are drawn, and plans timed, in one
thread of their own each, so that a crowd that looks on costs one drawing of each state, and the
pictures of the explorer keep the other cores.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dash import ctx

from components.studies.keeper import StudyKeeper
from components.studies.plan_reading import estimate
from components.studies.view import Drawn, Looks
from segmentation.errors import CutlabError, NoSuchStudy
from segmentation.study import EXAMPLES, Study, n_trials, read_study

if TYPE_CHECKING:
    from components.studies.view import View
    from segmentation.study.store.rows import StudyRow
    from segmentation.study.store.store import Store

__all__ = ["StudyAccess", "bound", "bound_with_trigger", "unanswered"]


class StudyAccess:
    """The studies that the pages show and change.

    Parameters
    ----------
    keeper : StudyKeeper
    """

    def __init__(self, keeper: StudyKeeper) -> None:
        self.keeper = keeper
        self._looks = Looks()
        self._drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="study-look")
        self._timing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="study-plan")
        self._read = lru_cache(maxsize=32)(lambda study: read_study(self.store().spec(study)))

    def store(self) -> Store:
        """Return the store of studies that there are."""
        store = self.keeper.existing()
        if store is None:
            raise NoSuchStudy("There is no study yet.")
        return store

    def rows(self, deleted: bool = False) -> list[StudyRow]:
        """Return the studies, or the deleted ones, a line each."""
        store = self.keeper.existing()
        return store.studies(deleted=deleted) if store else []

    def study(self, number: int) -> Study:
        """Return a study's plan, under the name and notes that it has now."""
        row = self.store().get(number)
        return self._read(number).model_copy(update={"name": row.name, "notes": row.notes})

    def start_early(self) -> None:
        """Get ready what takes seconds: a study may be asked for soon."""
        self.keeper.start_early()
        self.prepare()

    def prepare(self) -> None:
        """Begin to load what draws figures."""
        self._drawing.submit(self._looks.prepare)

    def seconds(self, study: Study) -> float | None:
        """Estimate how long a study takes; None while that is not known yet."""
        return self._timing.submit(estimate, study, self.keeper.n_workers).result()

    def add(self, study: Study, start: bool = True) -> int:
        """Add a study, and have it run unless it is for later."""
        store = self.keeper.store()
        added = store.add(study.to_json(), n_trials(study), study.name, study.notes, start=start)
        if start:
            self.keeper.start()
        return added

    def add_example(self, key: str) -> int:
        """Add one of the studies that are ready, and have it run."""
        return self.add(EXAMPLES[key])

    def look(self, number: int, view: View) -> Drawn:
        """Return the figures of a study."""
        store = self.store()
        row, study = store.get(number), self.study(number)
        return self._drawing.submit(self._looks.look, store, row, study, view).result()


def unanswered(error: CutlabError, asked: int) -> dict[str, Any]:
    """Return the parts of a page's refresh that tell why there is none, and whether it may pass."""
    busy = getattr(error, "passing", False)
    return {"problem": str(error), "answer": {"asked": asked, "busy": busy}}


def bound(function: Callable[..., Any], access: StudyAccess) -> Callable[..., Any]:
    """Return a callback that calls a handler with the studies before what Dash gives."""

    def callback(*values: Any, **named: Any) -> Any:
        return function(access, *values, **named)

    return callback


def bound_with_trigger(function: Callable[..., Any], access: StudyAccess) -> Callable[..., Any]:
    """Return the same, with the id of what was pressed, or None, as second argument.

    Buttons that come into the page call a callback as well, by themselves or together with one that
    was pressed.
    """

    def callback(*values: Any, **named: Any) -> Any:
        ids = (ctx.triggered_prop_ids[each["prop_id"]] for each in ctx.triggered if each["value"])
        return function(access, next(ids, None), *values, **named)

    return callback
