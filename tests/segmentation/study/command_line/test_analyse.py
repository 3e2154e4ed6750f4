"""Sensitivity indices from the command line."""

import csv
import io
import json
import math

import numpy as np
import pytest

from segmentation.study import (
    Choice,
    Grid,
    LatinHypercube,
    Morris,
    Range,
    Record,
    Saltelli,
    Study,
    Sweep,
    analysis,
    n_trials,
    run_trial,
)
from segmentation.study.command_line.main import main
from segmentation.study.ishigami import FIRST, TOTAL
from segmentation.study.store.store import Store
from tests.segmentation.study.studies import X


def ishigami(design, parameters=X, **more):
    return Study(name="A", evaluator="ishigami", parameters=parameters, design=design, **more)


@pytest.fixture
def at(monkeypatch, tmp_path):
    monkeypatch.setenv("CUTLAB_DATABASE", f"sqlite:///{tmp_path / 'studies.sqlite'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(study, change=lambda record: record):
    """Run a study into the store and into files; return its number and its records."""
    text = study.to_json()
    records = [change(run_trial(text, index)) for index in range(n_trials(study))]
    store = Store()
    number = store.add(text, n_trials(study), study.name, owner="me")
    store.record(number, "me", records)
    store.close()
    for name in ("trials.parquet", "trials.csv", "study.json"):
        assert main(["export", str(number), "--out", name]) == 0
    return str(number), records


def analyse(capsys, *arguments, form="json"):
    assert main(["analyse", *arguments, "--format", form]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return json.loads(said.out) if form == "json" else said.out


def values(rows, quantity):
    return [row["value"] for row in rows if row["quantity"] == quantity]


def test_the_indices_of_a_known_function_are_found(at, capsys):
    """The closed form lies within each interval, and the intervals are narrow."""
    number, _ = record(ishigami(Saltelli(n=1024), outputs=("y",)))
    rows = analyse(capsys, number)
    assert [row["n"] for row in rows] == [1024] * 9
    for quantity, known in (("first", FIRST), ("total", TOTAL)):
        found = [row for row in rows if row["quantity"] == quantity]
        assert [row["parameter"] for row in found] == ["x1", "x2", "x3"]
        for row, value in zip(found, known, strict=True):
            assert abs(row["value"] - value) <= row["conf"] < 0.1
    second = [row for row in rows if row["quantity"] == "second"]
    assert [(row["parameter"], row["other"]) for row in second] == [
        ("x1", "x2"), ("x1", "x3"), ("x2", "x3"),
    ]  # fmt: skip
    for row, value in zip(second, (0, TOTAL[0] - FIRST[0], 0), strict=True):
        assert abs(row["value"] - value) <= row["conf"]


def test_a_study_and_its_files_give_the_same_to_the_last_bit(at, capsys):
    number, _ = record(ishigami(Saltelli(n=16), replicates=2))
    chosen = ["--indices", "sobol", "--output", "y", "--output", "seconds", "--seed", "3"]
    rows = analyse(capsys, number, *chosen)
    assert {row["output"] for row in rows} == {"y", "seconds"}
    assert analyse(capsys, "trials.parquet", *chosen) == rows
    assert analyse(capsys, "trials.csv", "--study", "study.json", *chosen) == rows
    text = analyse(capsys, number, *chosen, form="csv")
    read = list(csv.DictReader(io.StringIO(text)))
    assert [float(row["value"]) for row in read] == [row["value"] for row in rows]
    assert [float(row["conf"]) for row in read] == [row["conf"] for row in rows]
    assert list(read[0]) == list(rows[0])


def test_the_seed_is_that_of_the_bootstrap(at, capsys):
    record(ishigami(Saltelli(n=16)))
    one, same, other = (analyse(capsys, "trials.parquet", "--seed", seed) for seed in "112")
    assert one == same
    assert values(one, "first") == values(other, "first")
    assert one != other


METHODS = {
    "morris": (Morris(trajectories=8), ("mu_star", "mu", "sigma"), {"level": 0.9}),
    "pawn": (LatinHypercube(n=100), ("median", "mean", "maximum"), {"slices": 5}),
    "delta": (LatinHypercube(n=100), ("delta",), {"level": 0.9}),
}


@pytest.mark.parametrize("method", METHODS)
def test_each_method_says_what_the_analysis_says(at, capsys, method):
    design, quantities, setting = METHODS[method]
    study = ishigami(design)
    number, records = record(study)
    expected = getattr(analysis, method)(study, records, "y", seed=2, **setting)
    ((name, value),) = setting.items()
    rows = analyse(capsys, number, "--indices", method, "--seed", "2", f"--{name}", str(value))
    for quantity in quantities:
        assert values(rows, quantity) == getattr(expected, quantity).tolist()
        conf = getattr(expected, f"{quantity}_conf", None)
        widths = [row["conf"] for row in rows if row["quantity"] == quantity]
        assert widths == ([None] * 3 if conf is None else conf.tolist())
    assert values(rows, "dummy") == ([expected.dummy] if method == "pawn" else [])


@pytest.mark.parametrize(
    ("design", "method"),
    [(Saltelli(n=8), "sobol"), (Morris(trajectories=2), "morris"), (LatinHypercube(n=100), "pawn")],
)
def test_what_the_design_is_for_is_the_default(at, capsys, design, method):
    record(ishigami(design, outputs=("seconds", "y")))
    rows = analyse(capsys, "trials.parquet")
    assert {(row["indices"], row["output"]) for row in rows} == {(method, "y")}


def test_tables_are_for_readers(at, capsys):
    number, _ = record(ishigami(Saltelli(n=64), X[:2]))
    rows = analyse(capsys, number)
    shown = analyse(capsys, number, "--indices", "sobol", "--indices", "pawn", form="table")
    assert "sobol of y, 64 base points, ± at level 0.95" in shown
    assert "x1 × x2" in shown
    assert "19 of 20 parameters without influence stay below 0." in shown
    for row in rows:
        assert f"{row['value']:.4g} ± {row['conf']:.2g}" in shown


def test_values_of_a_choice_and_names_with_brackets_are_analysed(at, capsys):
    study = Study(
        name="Names",
        parameters=(
            Range(name="circles[1].radius", low=5, high=10),
            Choice(name="assign_labels", values=("kmeans", "sweep")),
            Choice(name="use_mask", values=(True, False)),
        ),
        design=Morris(trajectories=4),
        outputs=("ncut",),
    )
    made = iter(np.random.default_rng(0).random(100).tolist())
    store = Store()
    number = store.add(study.to_json(), n_trials(study), "Names", owner="me")
    records = [Record(i, {"ncut": next(made)}, None, 0.1) for i in range(n_trials(study))]
    store.record(number, "me", records)
    store.close()
    assert main(["export", str(number), "--out", "trials.csv"]) == 0
    assert main(["export", str(number), "--out", "study.json"]) == 0
    shown = analyse(capsys, "trials.csv", "--study", "study.json", form="table")
    assert shown == analyse(capsys, str(number), form="table")
    assert "circles[1].radius" in shown


def test_what_is_missing_is_refused_or_taken_for_the_mean(at, capsys):
    def failing(record):
        return Record(5, {}, None, 0.1, "It failed.") if record.index == 5 else record

    record(ishigami(Saltelli(n=16)), failing)
    for source in (["1"], ["trials.parquet"], ["trials.csv", "--study", "study.json"]):
        assert main(["analyse", *source]) == 2
        said = capsys.readouterr().err
        assert "1 of 128 points have no 'y' (5)" in said
        assert "--missing mean" in said
        rows = analyse(capsys, *source, "--missing", "mean")
        assert {row["imputed"] for row in rows} == {1}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["7"], "There is no study 7."),
        (["no.parquet"], "no.parquet cannot be read: No such file or directory."),
        (["notes.parquet"], "notes.parquet cannot be read: "),
        (["notes.csv", "--study", "study.json"], "a table with one column 'index'"),
        (["study.json"], "must be a study's number or a .parquet or .csv file. Got study.json"),
        (["trials.csv"], "trials.csv does not hold its study: name the study's file with --study."),
        (["trials.csv", "--study", "no.json"], "no.json cannot be read"),
        (["trials.csv", "--study", "other.json"], "not this study's: 'x1' differs."),
        (["trials.csv", "--study", "seeded.json"], "not this study's: 'x1' differs."),
        (["trials.csv", "--study", "notes.csv"], "The study is refused. line 1, column 1 must be"),
        (["trials.parquet", "--output", "z"], "must be one of 'y', 'seconds'. Got 'z' instead."),
        (["trials.parquet", "--indices", "morris"], "need the design 'morris'; this one is"),
        (["trials.parquet", "--indices", "delta"], "Delta needs 100 points; there are 16."),
        (["trials.parquet", "--indices", "pawn", "--slices", "7"], "5, 10 or 20. Got 7 instead."),
        (["trials.parquet", "--level", "2"], "a number from 0.5 to 0.999. Got 2.0 instead."),
        (["trials.parquet", "--level", "nan"], "a number from 0.5 to 0.999. Got nan instead."),
        (["trials.parquet", "--seed", "-1"], "an integer from 0 to 4294967294. Got -1 instead."),
    ],
)
def test_what_cannot_be_analysed_is_told(at, capsys, arguments, sentence):
    study = ishigami(Saltelli(n=8))
    record(study)
    ranges = (Range(name="x1", low=-3, high=math.pi), *X[1:])
    (at / "other.json").write_text(ishigami(Saltelli(n=8), ranges).to_json())
    (at / "seeded.json").write_text(ishigami(Saltelli(n=8, seed=1)).to_json())
    (at / "notes.csv").write_text("notes\nand more\n")
    (at / "notes.parquet").write_text("notes\nand more\n")
    assert main(["analyse", *arguments]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("design", [Sweep(points=4), Grid(points=(2, 2))])
def test_designs_for_no_indices_are_told_what_they_lack(at, capsys, design):
    record(ishigami(design, X[: 1 + isinstance(design, Grid)]))
    assert main(["analyse", "1"]) == 2
    assert f"The design {design.kind!r} is for no indices" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--indices", "--format", "--missing", "--seed", "--level"])
def test_options_that_are_none_are_refused(at, capsys, option):
    with pytest.raises(SystemExit) as ended:
        main(["analyse", "1", option, "junk"])
    assert ended.value.code == 2
    assert "junk" in capsys.readouterr().err


def test_a_study_that_has_not_run_is_told(at, capsys):
    Store().add(ishigami(Saltelli(n=8)).to_json(), 64, "A")
    assert main(["analyse", "1"]) == 2
    assert "need the first 8 base points complete; there are 0." in capsys.readouterr().err
