"""Figures of a study's trials, one kind a file."""

from __future__ import annotations

from collections.abc import Callable, Sized
from dataclasses import replace

from components.figures.study.bars import delta_figure, pawn_figure
from components.figures.study.base import StudyFigure, StudyView, output_title
from components.figures.study.failed import failed_figure
from components.figures.study.grid import grid_figures
from components.figures.study.morris import morris_figure
from components.figures.study.parallel import parallel_figure
from components.figures.study.sobol import sobol_figures
from components.figures.study.sweep import sweep_figure
from components.figures.study.verdicts.boxes import boxes_figure
from components.figures.study.verdicts.shares import verdict_figure
from segmentation.errors import AnalysisError, MissingOutputError, ParameterError
from segmentation.study import (
    Choice,
    Grid,
    LatinHypercube,
    Morris,
    Saltelli,
    SobolSample,
    Study,
    Sweep,
    describe,
)
from segmentation.study.analysis import Missing, measured
from segmentation.study.analysis.data import Data

__all__ = ["StudyFigure", "output_titles", "study_figures"]


def output_titles(study: Study) -> dict[str, str]:
    """Return the titles of a study's outputs that have figures, by name."""
    return {name: output_title(study, name) for name in measured(study)}


def study_figures(
    study: Study,
    trials: Data,
    output: str,
    other: tuple[Study, Data] | None = None,
    missing: Missing = "refuse",
) -> dict[str, StudyFigure]:
    """Draw the figures of an output of a study, finished or running.

    Parameters
    ----------
    study : Study
    trials : TrialColumns or pandas.DataFrame
        As `segmentation.study.analysis.columns.gather` or `table` makes it, of all trials or some.
    output : str
        One of `output_titles(study)`.
    other : tuple of Study and trials, optional
        Another study to draw over it, of a like design and the same parameters.
    missing : {"refuse", "mean"}, default="refuse"
        Treatment of points without a value: no indices, or the mean in place of the value.

    Returns
    -------
    dict of str to StudyFigure
        Figures in display order. Without anything to draw, the sentence gives the reason.

    Raises
    ------
    ParameterError
        If the study does not measure the output.
    """
    if output not in measured(study):
        rule = f"one of {', '.join(measured(study))}"
        raise ParameterError("study_figures", "output", rule, output)
    view = StudyView(study, trials, output, missing)
    beside, problem = _beside(view, other)
    figures = _of_design(view, beside)
    if "verdict" in study.output_names and study.evaluator == "segmentation":
        figures["verdicts"] = verdict_figure(view, beside)
        figures["where"] = boxes_figure(view)
    if not isinstance(study.design, Sweep | Grid):
        figures["parallel"] = parallel_figure(view)
    failed = failed_figure(view)
    if failed is not None:
        figures["failed"] = failed
    if problem:
        first = next(iter(figures))
        drawn = figures[first]
        figures[first] = replace(drawn, sentence=f"{drawn.sentence} {problem}")
    return figures


def _of_design(view: StudyView, other: StudyView | None) -> dict[str, StudyFigure]:
    match view.study.design:
        case Sweep():
            return {"mean": sweep_figure(view, other)}
        case Grid():
            return grid_figures(view, other)
        case Morris():
            return _tried("morris", "Morris screening", morris_figure, view, other)
        case Saltelli():
            return _tried("sobol", "Sobol indices", sobol_figures, view, other)
        case LatinHypercube() | SobolSample():
            found = _tried("pawn", "PAWN indices", pawn_figure, view, other)
            return found | _tried("delta", "delta indices", delta_figure, view, other)


def _tried(
    name: str,
    kind: str,
    draw: Callable[[StudyView, StudyView | None], StudyFigure | dict[str, StudyFigure]],
    view: StudyView,
    other: StudyView | None,
) -> dict[str, StudyFigure]:
    """Draw a figure, if need be without the other study; without a figure give the reason."""
    try:
        drawn = draw(view, other)
        return {name: drawn} if isinstance(drawn, StudyFigure) else drawn
    except AnalysisError as error:
        if other is None:
            title, imputable = f"{view.title}: {kind}", isinstance(error, MissingOutputError)
            return {name: StudyFigure(title, str(error), imputable=imputable)}
        found = _tried(name, kind, draw, view, None)
        if found[name].figure is None:  # this study itself has none
            return found
        note = f"{found[name].sentence} {other.study.name} can't be shown over it: {error}"
        return found | {name: replace(found[name], sentence=note)}


def _beside(view: StudyView, other: tuple[Study, Data] | None) -> tuple[StudyView | None, str]:
    """Return the other study, or the reason why it can't be drawn over this one."""
    if other is None:
        return None, ""
    study, trials = other
    names = [parameter.name for parameter in view.study.parameters]
    theirs = [parameter.name for parameter in study.parameters]
    wrong = ""
    if study.evaluator != view.study.evaluator or view.output not in measured(study):
        wrong = f"it has no {view.title}"
    elif study.design.kind != view.study.design.kind:
        wrong = f"it is {study.design.noun}, this one {view.study.design.noun}"
    elif isinstance(study.design, Sweep | Grid) and names != theirs:
        wrong = f"it varies {_varied(study)}, this one {_varied(view.study)}"
    elif isinstance(study.design, Sweep | Grid) and _choices(study) != _choices(view.study):
        wrong = "its choices differ"
    elif not _some(trials):
        wrong = "none of its trials has run yet"
    if wrong:
        return None, f"{study.name} can't be shown over it: {wrong}."
    return StudyView(study, trials, view.output, view.missing), ""


def _some(trials: Data) -> bool:
    return len(trials) > 0 if isinstance(trials, Sized) else True


def _varied(study: Study) -> str:
    """Return the parameters of a study, for a sentence."""
    titles = [describe(each, study.evaluator).title for each in study.parameters]
    return " and ".join(f"{title[0].lower()}{title[1:]}" for title in titles)


def _choices(study: Study) -> list[tuple[bool | float | str, ...]]:
    return [each.values for each in study.parameters if isinstance(each, Choice)]
