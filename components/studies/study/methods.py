"""Methods: a paragraph on a study, ready to be pasted, and with what it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from components.page.ids import Id
from components.studies.words import (
    count,
    describe_fixed,
    describe_picture,
    describe_ranges,
    describe_reference,
)
from segmentation.study import (
    Grid,
    LatinHypercube,
    Morris,
    Saltelli,
    SobolSample,
    Study,
    Sweep,
)
from segmentation.study.design.quantities import outputs_of
from segmentation.version import CITATION

if TYPE_CHECKING:
    from segmentation.study.provenance import Environment
    from segmentation.study.store.rows import StudyRow

__all__ = ["layout", "methods", "paragraph", "provenance", "software"]

NOT_STORED = "Not known: this study ran before its software and machine were stored."
NOT_RUN = "Nothing has run yet."
TREE = (
    "Statements of where it fails, if there are any, come from a decision tree of depth three "
    "(scikit-learn). They are made only if, in five-fold cross-validation over points, it predicts "
    "the verdicts better than the most frequent verdict does, by two standard errors."
)
# Titles of packages whose names are written otherwise.
TITLES = {"numpy": "NumPy", "scipy": "SciPy"}


def layout(study: Study, row: StudyRow, environments: Sequence[Environment]) -> html.Details:
    """Build the part of a study's page, closed."""
    copy = {"data-copy": f"#{Id.STUDY_METHODS_TEXT}"}
    return html.Details(
        [
            html.Summary("Methods"),
            html.Div(methods(study, row, environments), id=Id.STUDY_METHODS),
            dmc.Group(
                [
                    html.Button("Copy", type="button", className="button", **copy),
                    html.Span(className="quiet", role="status"),
                ],
                gap="xs",
            ),
        ],
        className="study-methods of-present",
    )


def methods(study: Study, row: StudyRow, environments: Sequence[Environment]) -> list[Any]:
    """Build the paragraph, and the list of what computed the study."""
    return [
        html.P(paragraph(study, row, environments), id=Id.STUDY_METHODS_TEXT),
        html.H3("With what and where it ran"),
        *(html.P(line, className="quiet") for line in provenance(row, environments)),
    ]


def paragraph(study: Study, row: StudyRow, environments: Sequence[Environment]) -> str:
    """Write the paragraph.

    Parameters
    ----------
    study : Study
    row : StudyRow
        Its state.
    environments : sequence of Environment
        With what it ran.

    Returns
    -------
    str
    """
    sentences = [
        _subject(study),
        _design(study),
        _trials(study, row),
        f"Fixed: {describe_fixed(study)}.",
        _outputs(study),
        _intervals(study),
        TREE if "verdict" in study.output_names and study.evaluator == "segmentation" else "",
        software(environments),
        f"{CITATION}.",
    ]
    return " ".join(filter(None, sentences))


def _subject(study: Study) -> str:
    ranges = describe_ranges(study)
    if study.evaluator == "ishigami":
        return f"We evaluated Ishigami's test function; varied: {ranges}."
    what = "a picture" if study.picture else count(len(study.scene.circles), "circle")
    shown = f" ({describe_picture(study).rstrip('.')})" if study.picture else ""
    return f"We segmented {what}{shown} by normalized cuts; varied: {ranges}."


def _design(study: Study) -> str:
    design, n = study.design, study.n_points
    match design:
        case Sweep():
            how = f"a sweep of {n:,} values"
        case Grid():
            how = f"a grid of all combinations, {n:,} points"
        case LatinHypercube():
            how = f"a Latin hypercube sample of {n:,} points (seed {design.seed})"
        case SobolSample():
            how = f"a scrambled Sobol sample of {n:,} points (seed {design.seed})"
        case Morris():
            how = (
                f"Morris' design of {design.trajectories} trajectories on {design.levels} levels, "
                f"{n:,} points (seed {design.seed})"
            )
        case Saltelli():
            order = "with" if design.second_order else "without"
            how = (
                f"Saltelli's design of {design.n:,} base points {order} second order, "
                f"{n:,} points (seed {design.seed})"
            )
    return f"The design was {how}."


def _trials(study: Study, row: StudyRow) -> str:
    if study.evaluator == "ishigami":
        seeds = "Each point was evaluated once" if study.replicates == 1 else ""
    elif any(parameter.name == "seed" for parameter in study.parameters):
        several = f"{study.replicates} consecutive noise seeds, beginning with its own"
        which = several if study.replicates > 1 else "its own noise seed"
        seeds = f"Each point ran with {which}"
    else:
        first = study.picture.seed if study.picture else study.scene.seed
        last = first + study.replicates - 1
        which = f"seed {first}" if first == last else f"seeds {first} to {last}, the same for all"
        seeds = f"Each point ran with {count(study.replicates, 'noise seed')} ({which})"
    done = "" if row.recorded == row.n_trials else f", of which {row.recorded:,} have run so far"
    failed = f"; {row.failed:,} had no result" if row.failed else ""
    trials = count(row.n_trials, "trial")
    return f"{f'{seeds}: ' if seeds else ''}{trials}{done}{failed}."


def _outputs(study: Study) -> str:
    known = outputs_of(study.evaluator)
    titles = [known[name].title for name in study.output_names if name != "seconds"]
    return f"Measured in each trial: {', '.join(titles)}. {describe_reference(study)}".rstrip()


def _intervals(study: Study) -> str:
    replicated = study.replicates > 1
    means = "computed on the means over the noise seeds" if replicated else "computed on the trials"
    salib = f"by SALib {version('SALib')}"
    match study.design:
        case Sweep() if replicated:
            return (
                "Bands are 95% confidence intervals of the mean over the noise seeds at each "
                "point, by an expanded percentile bootstrap with 2,000 resamples "
                "(Hesterberg 2015, doi:10.1080/00031305.2015.1089789)."
            )
        case Grid() if replicated:
            return "Means and standard deviations are over the noise seeds at each point."
        case Morris():
            return (
                f"Elementary effects (Morris 1991; mu* by Campolongo et al. 2007) were {means}, "
                f"{salib}; intervals of mu* are 95% bootstrap intervals, 1,000 resamples."
            )
        case Saltelli():
            return (
                "Sobol indices of first order (Saltelli et al. 2010) and in total (Jansen 1999) "
                f"were {means}, {salib}; intervals are 1.96 standard deviations of 200 bootstrap "
                "resamples of base points."
            )
        case LatinHypercube() | SobolSample():
            return (
                "PAWN indices (Pianosi and Wagener 2018) and delta indices (Plischke et al. 2013) "
                f"were {means}, {salib}; intervals of delta are 95% bootstrap intervals, "
                "20 resamples."
            )
    return ""


def software(environments: Sequence[Environment]) -> str:
    """Write a sentence on the versions of the software; empty if they are not known."""
    if not environments:
        return ""
    names = dict.fromkeys(name for each in environments for name in each.versions)
    listed = [f"{TITLES.get(name, name)} {_versions(name, environments)}" for name in names]
    return f"Computed with {', '.join(listed[:-1])} and {listed[-1]}."


def _versions(name: str, environments: Sequence[Environment]) -> str:
    """Write the version of a package; of a study that went on with others, all of them."""
    found = [each.versions.get(name) for each in environments]
    first, *later = [number for number, _ in groupby(filter(None, found))]
    notes = ([f"then {', '.join(later)}"] if later else []) + ["in part"] * (None in found)
    return f"{first} ({'; '.join(notes)})" if notes else first


def provenance(row: StudyRow, environments: Sequence[Environment]) -> list[str]:
    """Write with what and where a study ran, a line for each environment."""
    if not environments:
        return [NOT_STORED if row.recorded else NOT_RUN]
    lines = []
    for each in environments:
        listed = (f"{TITLES.get(name, name)} {number}" for name, number in each.versions.items())
        where = each.machine
        if each.workers != "this machine":
            where = f"{each.workers}, whose machines are not known; led by {where}"
        lines.append(f"From {_time(each.begun)}: {', '.join(listed)}. {where}.")
    if row.state == "done":
        lines.append(f"Done {_time(row.updated)}.")
    if len(environments) > 1:
        lines.append("The study was continued with other software or on another machine.")
    return lines


def _time(seconds: float) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
