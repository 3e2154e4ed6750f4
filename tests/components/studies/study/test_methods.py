"""Methods of a study: a paragraph that states how it was made, and with what."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from components.page.ids import Id
from components.studies.study import page as study_page
from components.studies.study.methods import NOT_RUN, NOT_STORED, paragraph, provenance
from segmentation.study import Grid, Range, Sweep
from segmentation.study.provenance import present_environment
from segmentation.version import CITATION, __version__
from tests.components import made_up
from tests.components.made_up import GRID, MORRIS, SAMPLE, SOBOL, SWEEP
from tests.components.studies.lab import named, words
from tests.components.studies.study.test_study_page import Page

DESIGNS = {
    "sweep": (SWEEP, "a sweep of 11 values", "2,000 resamples (Hesterberg 2015"),
    "grid": (GRID, "a grid of all combinations, 72 points", "Means and standard deviations"),
    "morris": (MORRIS, "8 trajectories on 4 levels, 40 points (seed 0)", "1,000 resamples"),
    "sobol": (SOBOL, "64 base points with second order, 512 points", "200 bootstrap"),
    "sample": (SAMPLE, "a Latin hypercube sample of 150 points (seed 0)", "PAWN indices"),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_the_paragraph_states_design_ranges_seeds_outputs_and_intervals(access, lab, name):
    study, design, intervals = DESIGNS[name]
    row = lab.store.get(lab.add(study))
    text = paragraph(study, row, [present_environment()])
    assert design in text
    assert intervals in text
    assert "3 noise seeds (seeds 0 to 2, the same for all)" in text
    assert f"{row.n_trials:,} trials." in text
    assert "Measured in each trial: Adjusted Rand index, Ncut, Verdict." in text
    assert f"Cutlab {__version__}" in text
    assert text.endswith(f"{CITATION}.")
    for parameter in study.parameters:
        assert parameter.name not in ("beta", "noise") or f"{parameter.name}=" not in text
    assert "Varied" not in text or "varied: " in text


def test_a_study_of_one_seed_and_one_that_runs_say_so(access, lab):
    one = made_up.study((made_up.NOISE, made_up.BETA), Grid(points=(3, 3)), 1)
    row = lab.store.get(lab.add(one, 4))
    text = paragraph(one, row, [])
    assert "1 noise seed (seed 0): 9 trials, of which 4 have run so far." in text
    assert "standard deviations" not in text
    assert "Computed with" not in text


def test_seeds_that_depend_on_the_point_are_told(access, lab):
    seed = Range(name="seed", low=0, high=8)
    for replicates, expected in (
        (3, "Each point ran with 3 consecutive noise seeds, beginning with its own: 27 trials."),
        (1, "Each point ran with its own noise seed: 9 trials."),
    ):
        study = made_up.study((seed,), Sweep(points=9), replicates)
        assert expected in paragraph(study, lab.store.get(lab.add(study, 27)), [])


def test_the_paragraph_names_the_software_of_all_trials(access, lab):
    row, now = lab.store.get(lab.add(SWEEP)), present_environment()
    numpy = now.versions["numpy"]
    known = {name: number for name, number in now.versions.items() if name != "dask"}
    then = replace(now, versions=known | {"numpy": "1.99"})
    text = paragraph(SWEEP, row, [then, now])
    assert f"NumPy 1.99 (then {numpy})" in text
    assert f"SciPy {now.versions['scipy']}, " in text
    assert paragraph(SWEEP, row, [now, replace(now, begun=0.0)]) == paragraph(SWEEP, row, [now])
    there = replace(now, versions=known | {"dask": "2026.1"})
    assert "dask 2026.1 (in part)" in paragraph(SWEEP, row, [then, there])
    assert f"NumPy {numpy} (then 1.99, {numpy})" in paragraph(SWEEP, row, [now, then, now])


def test_provenance_is_what_was_stored_and_names_no_machine(access, lab):
    study = lab.add(SWEEP)
    row = lab.store.get(study)
    assert provenance(row, []) == [NOT_STORED]
    assert provenance(replace(row, recorded=0), []) == [NOT_RUN]
    then = replace(present_environment(), begun=0.0)
    then = replace(then, versions={**then.versions, "numpy": "1.99"})
    first, done = provenance(row, [then])
    assert first.startswith("From 1 January 1970, 00:00 UTC: Cutlab ")
    assert "NumPy 1.99" in first
    assert done.startswith("Done ")
    for private in (socket.gethostname(), str(Path.home()), str(Path.cwd())):
        assert private not in first
    other = replace(then, begun=60.0, workers="a cluster")
    lines = provenance(row, [then, other])
    assert "a cluster, whose machines are not known" in lines[1]
    assert "continued with other software" in lines[-1]


def test_the_page_has_them_and_they_follow_the_study(access, lab):
    study = lab.add(SWEEP, 12)
    layout = study_page.layout(access, study, {}, True)
    shown = named(layout, id=Id.STUDY_METHODS)
    assert "12 have run so far" in words(shown)
    lab.record(study, SWEEP, 12, 33)
    assert "so far" not in words(Page(access, study).refresh()["methods"])


def test_the_page_shows_ranges_fixed_parameters_and_versions_without_a_click(access, lab):
    study = lab.add(SWEEP, 12)
    layout = study_page.layout(access, study, {}, True)
    facts = named(layout, id=Id.STUDY_FACTS)
    assert "Computed with" not in words(facts)  # its trials were made up, with no software
    lab.store.note_environment(study, "test", present_environment())
    shown = words(Page(access, study).refresh()["facts"])
    assert f"Computed with Cutlab {__version__}" in shown
    for line in ("Varied: ", "Fixed: "):
        assert line in words(layout)
