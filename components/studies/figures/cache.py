"""Cache of the figures of studies, and the threads that draw them."""

from __future__ import annotations

import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from components.serving.places import Places
from components.studies.figures.drawing import MOST_HERE, Drawn, Part, draw, draw_aside
from components.studies.figures.view import DrawnFigures, View
from segmentation.study import Study, read_study

if TYPE_CHECKING:
    from segmentation.study.store.rows import StudyRow
    from segmentation.study.store.store import Store

__all__ = ["FigureCache"]

MOST_KEPT = 16
PATIENCE = 4.0  # a running study's figures are kept for this multiple of their drawing time
WAIT_SECONDS = 2.0  # for the figures of many trials, before the page is told that they are drawn
MOST_ASIDE = 2  # processes that draw, of all that serve
DRAWING = "The figures of {n:,} trials are being drawn, which takes up to a minute."

Key = tuple[int, View]


@dataclass(frozen=True)
class _Kept:
    drawn: DrawnFigures
    of: tuple[object, ...]  # state of the studies when the figures were drawn
    until: float


class FigureCache:
    """Cache of figures, so that each state of a study is drawn once for all viewers.

    One thread draws the figures of few trials, and others wait for processes that draw those of
    many.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._begun: dict[Key, Future[DrawnFigures]] = {}
        self._lock = Lock()
        self._here = ThreadPoolExecutor(max_workers=1, thread_name_prefix="study-figures")
        self._aside = ThreadPoolExecutor(max_workers=MOST_ASIDE, thread_name_prefix="many-trials")
        self._places = Places("figures", MOST_ASIDE)

    def prepare(self) -> None:
        """Load the modules of figures in the background, which takes a second."""
        self._here.submit(_load)

    def figures(self, store: Store, row: StudyRow, study: Study, view: View) -> DrawnFigures:
        """Return the figures of a study, drawn or kept.

        Those of many trials are not waited for: until they are there, it returns the last ones, or
        none and a sentence.

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
        running = "running" in (row.state, beside and beside.state)
        with self._lock:
            kept = self._kept.get(key)
            if kept and (kept.of == of or (running and time.monotonic() < kept.until)):
                self._kept.move_to_end(key)
                return kept.drawn
            begun = self._begun.get(key)
            n = row.recorded + (beside.recorded if beside else 0)
            if begun is None:
                pool = self._here if n <= MOST_HERE else self._aside
                begun = pool.submit(self._draw, store, study, key, of, n)
                self._begun[key] = begun
        try:
            return begun.result(None if n <= MOST_HERE else WAIT_SECONDS)
        except TimeoutError:
            if kept:
                return replace(kept.drawn, waits=True)
            return DrawnFigures({}, (DRAWING.format(n=n),), "waits", waits=True)

    def _draw(
        self, store: Store, study: Study, key: Key, of: tuple[object, ...], n: int
    ) -> DrawnFigures:
        try:
            with self._places.taken() if n > MOST_HERE else nullcontext():
                begin = time.monotonic()
                figures, problems = _drawn(store, study, key, n)
            stamp = sha256(repr((key, of)).encode()).hexdigest()[:16]
            drawn = DrawnFigures(figures, problems, stamp)
            end = time.monotonic()
            with self._lock:
                self._kept[key] = _Kept(drawn, of, end + PATIENCE * (end - begin))
                self._kept.move_to_end(key)
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            return drawn
        finally:
            with self._lock:
                self._begun.pop(key, None)


def _load() -> None:
    import components.figures.study  # noqa: F401  # only where studies are looked at


def _stand(row: StudyRow) -> tuple[object, ...]:
    return (row.name, row.recorded, row.failed, row.best, row.worst, row.state)


def _drawn(store: Store, study: Study, key: Key, n: int) -> Drawn:
    number, view = key
    parts: list[Part] = [(number, study)]
    if view.other is not None:
        second = read_study(store.spec(view.other))
        name = store.get(view.other).name
        parts.append((view.other, second.model_copy(update={"name": name})))
    if n <= MOST_HERE:
        return draw(store, parts, view.output, view.missing)
    database = store.database.url.render_as_string(hide_password=False)
    return draw_aside(database, parts, view.output, view.missing)
