"""Access of the pages' callbacks to the studies.

Dash calls its callbacks in threads (`components.page.backend`). One thread draws all figures
(`figure_cache`). So each state is drawn once for all viewers, and the pictures of the explorer keep
the other cores.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dash import ctx

from components.page.backend import WORK, Work
from components.studies.estimates.duration import estimate
from components.studies.estimates.memory import describe_shortage
from components.studies.figures.cache import FigureCache
from components.studies.figures.view import DrawnFigures
from components.studies.picture_base import check_picture
from components.studies.server.service import StudyService
from components.studies.server.visitor import StudyRules, present
from segmentation.compile.compilation import describe_progress
from segmentation.errors import CutlabError, NoSuchStudy
from segmentation.study import EXAMPLES, Study, n_trials, read_study

if TYPE_CHECKING:
    from components.studies.figures.view import View
    from segmentation.study.store.reader import Order
    from segmentation.study.store.rows import StudyRow, Usage
    from segmentation.study.store.store import Store

OTHERS = (
    "This study belongs to another browser. You may look at it, duplicate it and export it, and "
    "change a study of your own."
)
OFF = "Studies are off on this server. Those that are there may be looked at and exported."
SILENT = (
    "The process that ran this study gives no sign of life: it has ended, or cannot write the "
    "database. Resume continues the study."
)
QUEUED = "This study begins as soon as those before it have ended."
NAMELESS = "The server does not know who you are, so no study can be yours. Sign in first."

LARGEST_ID = 2**31 - 1

__all__ = [
    "NotAllowed",
    "StudyAccess",
    "bound",
    "bound_with_changes",
    "bound_with_trigger",
    "study_number",
    "unanswered",
]


class NotAllowed(CutlabError):  # noqa: N818
    """The visitor may not do this; the message says why."""


class StudyAccess:
    """Studies that the pages show and change.

    Parameters
    ----------
    service : StudyService
    rules : StudyRules, optional
        Who may change what; by default who made a study may change it.
    """

    def __init__(self, service: StudyService, rules: StudyRules | None = None) -> None:
        self.service = service
        self.rules = rules or StudyRules()
        self._figures = FigureCache()
        self._read = lru_cache(maxsize=32)(lambda study: read_study(self.store().spec(study)))

    def store(self) -> Store:
        """Return the store; raise NoSuchStudy if there is none yet."""
        store = self.service.existing()
        if store is None:
            raise NoSuchStudy("There is no study yet.")
        return store

    def row(self, number: int) -> StudyRow:
        """Return a study, with the reason why it does not go on at present."""
        row = self.store().get(number)
        if row.state == "queued" and not row.message:
            return replace(row, message=QUEUED)
        problem = self.service.problem(number) if row.state == "running" else ""
        if problem:  # of a process of this server, which therefore lives
            return replace(row, message=problem, rate=None, silent=False)
        return replace(row, message=SILENT, rate=None) if row.silent else row

    def find(self, text: str | None) -> StudyRow | None:
        """Return the study whose number an address has; None if there is none."""
        try:
            return self.row(study_number(text)) if text else None
        except CutlabError:
            return None

    def may_change(self, row: StudyRow) -> bool:
        """Return True if the visitor may change a study."""
        visitor = present()
        if visitor.admin:
            return True
        if self.rules.mode != "own":
            return self.rules.mode == "shared"
        if not row.creator:  # from the command line, or of an older version
            return not self.rules.admin_key
        return row.creator == visitor.owner

    def changing(self, number: int) -> Store:
        """Return the store for a change of a study; raise NotAllowed if it is somebody else's."""
        store = self.store()
        if not self.may_change(store.get(number)):
            raise NotAllowed(OTHERS if self.rules.mode == "own" else OFF)
        return store

    def undelete(self, number: int) -> Store:
        """Bring a deleted study back; raise NotAllowed if its owner has too many by now."""
        store, visitor = self.changing(number), present()
        store.undelete(number, None if visitor.admin else self._check_quota)
        return store

    def _check_quota(self, usage: Usage, more: int) -> None:
        """Raise NotAllowed if a study of `more` trials is more than an owner may have."""
        quota = self.rules.quota
        for most, number, what in (
            (quota.studies, usage.studies + 1, "studies. Delete one first."),
            (
                quota.waiting,
                usage.waiting + more,
                "trials that wait to be run. Delete a study first.",
            ),
            (
                quota.stored,
                usage.stored + usage.waiting + more,
                "trials in the database. Deleted ones count for 30 days.",
            ),
        ):
            if number > most:
                raise NotAllowed(f"On this server one person may have {most:,} {what}")

    def readable(self, number: int) -> Study:
        """Return a study to be taken away; raise NotAllowed if somebody else has deleted it."""
        row = self.store().get(number)
        if row.deleted and not self.may_change(row):
            raise NotAllowed("This study was deleted.")
        return self.study(number)

    def rows(
        self,
        deleted: bool = False,
        order: Order = "newest",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[StudyRow]:
        """Return the rows of the studies, or of the deleted ones; see `StudyReader.studies`."""
        store = self.service.existing()
        return store.studies(deleted, order, limit, offset) if store else []

    def count(self, deleted: bool = False) -> int:
        """Return the number of studies, or of deleted ones."""
        store = self.service.existing()
        return store.count(deleted) if store else 0

    def study(self, number: int) -> Study:
        """Return a study with its present name and notes."""
        row = self.store().get(number)
        return self._read(number).model_copy(update={"name": row.name, "notes": row.notes})

    def start_early(self) -> None:
        """Start the workers and load the modules of figures, in the background."""
        if self.may_add():
            self.service.start_early()
        self.prepare()

    def prepare(self) -> None:
        """Load the modules of figures, in the background."""
        self._figures.prepare()

    def seconds(self, study: Study) -> float | None:
        """Estimate the duration of a study in seconds; None while there is no estimate."""
        return estimate(study, self.service.n_workers) if self.may_add() else None

    def compiling(self) -> str:
        """Return a sentence while kernels are compiled, for which a study would wait."""
        return describe_progress() if self.may_add() else ""

    def shortage(self, study: Study) -> str:
        """Return a sentence if the trials of a study may need more memory than there is."""
        return describe_shortage(study, self.service.n_workers)

    def may_add(self) -> bool:
        """Return True if the visitor may make studies."""
        return self.rules.mode != "off" or present().admin

    def add(self, study: Study, start: bool = True) -> int:
        """Add a study, and run it if `start` is true; return its number.

        Raises
        ------
        NotAllowed
            If studies are off, or the visitor has as many as one may have.
        """
        if not self.may_add():
            raise NotAllowed(OFF)
        check_picture(study)
        store, visitor = self.service.store(), present()
        if not visitor.admin and not visitor.owner:
            raise NotAllowed(NAMELESS)
        added = store.add(
            study.to_json(),
            n_trials(study),
            study.name,
            study.notes,
            start=start,
            creator=visitor.owner or None,
            check=None if visitor.admin else self._check_quota,
        )
        visitor.keeps = True
        if start:
            self.service.start()
        return added

    def add_example(self, key: str) -> int:
        """Add one of the example studies, and run it; return its number."""
        return self.add(EXAMPLES[key])

    def figures(self, number: int, view: View) -> DrawnFigures:
        """Return the figures of a study for a view."""
        store = self.store()
        row, study = store.get(number), self.study(number)
        return self._figures.figures(store, row, study, view)


def study_number(text: str) -> int:
    """Return the number of a study in an address; raise CutlabError if it is none."""
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) > LARGEST_ID:
        raise CutlabError(f"A study's number must be a whole number from 0 to {LARGEST_ID}.")
    return int(text)


def unanswered(error: CutlabError, asked: int) -> dict[str, Any]:
    """Return the outputs of a failed refresh: the error, and whether to ask again."""
    busy = getattr(error, "passing", False)
    return {"problem": str(error), "answer": {"asked": asked, "busy": busy}}


def bound(
    function: Callable[..., Any], access: StudyAccess, work: Work = Work.READING
) -> Callable[..., Any]:
    """Return a callback that calls a handler with `access` before the arguments of Dash."""

    def callback(*values: Any, **named: Any) -> Any:
        return function(access, *values, **named)

    setattr(callback, WORK, work)
    return callback


def bound_with_changes(
    function: Callable[..., Any], access: StudyAccess, work: Work = Work.READING
) -> Callable[..., Any]:
    """Return a callback as `bound` does, with the ids of all changed components as second argument.

    They are those of the properties that Dash reports, whether these have a value or not.
    """

    def callback(*values: Any, **named: Any) -> Any:
        return function(access, [*ctx.triggered_prop_ids.values()], *values, **named)

    setattr(callback, WORK, work)
    return callback


def bound_with_trigger(
    function: Callable[..., Any], access: StudyAccess, work: Work = Work.WRITING
) -> Callable[..., Any]:
    """Return a callback as `bound` does, with the id of the pressed component as second argument.

    The id is None if nothing was pressed: buttons that are added to the page trigger a callback as
    well, alone or together with a pressed one.
    """

    def callback(*values: Any, **named: Any) -> Any:
        ids = (ctx.triggered_prop_ids[each["prop_id"]] for each in ctx.triggered if each["value"])
        return function(access, next(ids, None), *values, **named)

    setattr(callback, WORK, work)
    return callback
