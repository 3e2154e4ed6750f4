import numpy as np

from segmentation.study import (
    Choice,
    Grid,
    Range,
    Record,
    trial,
)
from segmentation.study.analysis import (
    summary,
    table,
    verdict_rates,
)
from tests.segmentation.study.analysis.sampled import records
from tests.segmentation.study.studies import small


def test_the_table_has_a_row_per_record_in_order():
    study = small(
        parameters=(Choice(name="assign_labels", values=("kmeans", "sweep")),),
        outputs=("ncut", "verdict"),
    )
    shuffled = [
        Record(3, {"ncut": 0.25}, "agrees", 0.5),
        Record(0, {}, None, 0.1, "It failed."),
        Record(2, {"ncut": 0.5}, "rounding", 0.5),
    ]
    frame = table(study, shuffled)
    assert list(frame.columns) == [
        "index", "point", "replicate", "noise_seed", "assign_labels", "ncut", "verdict", "seconds",
        "error",
    ]  # fmt: skip
    assert frame["index"].tolist() == [0, 2, 3]
    assert frame["point"].tolist() == [0, 1, 1]
    assert frame["replicate"].tolist() == [0, 0, 1]
    assert frame["assign_labels"].tolist() == ["kmeans", "sweep", "sweep"]
    assert frame["ncut"].isna().tolist() == [True, False, False]
    assert frame["error"].tolist() == ["It failed.", None, None]


def test_the_table_has_the_seed_that_each_trial_drew():
    varied = Range(name="seed", low=5, high=9)
    for study in (small(), small(parameters=(varied,), replicates=3)):
        frame = table(study, records(study, 0.5))
        seeds = [trial(study, index).scene.seed for index in frame["index"].tolist()]
        assert frame["noise_seed"].tolist() == seeds


def test_the_table_of_nothing_has_its_columns():
    assert len(table(small(), [])) == 0
    assert "adjusted_rand" in table(small(), [])


def test_the_table_has_the_values_that_the_trials_had():
    study = small(
        parameters=(
            Range(name="n_clusters", low=2, high=5),
            Choice(name="use_mask", values=(True, False)),
        ),
        design=Grid(points=(4, 2)),
    )
    frame = table(study, records(study, 0.5))
    for row in frame.to_dict("records"):
        values = trial(study, row["index"]).values
        assert {name: row[name] for name in values} == values
    assert frame["n_clusters"].dtype == np.int64
    assert frame["use_mask"].dtype == np.bool_


def test_records_and_their_table_say_the_same():
    study = small(replicates=4)
    rng = np.random.default_rng(0)
    known = [
        Record(r.index, dict(r.values), ("agrees", "tie", "no truth")[r.index % 3], 0.1, None)
        for r in records(study, rng.random((5, 4)))
    ]
    known[7] = Record(7, {}, None, 9.0, "It failed.")
    for output in ("ncut", "agrees", "rounding", "seconds"):
        one, other = (summary(study, data, output) for data in (known, table(study, known)))
        np.testing.assert_array_equal(one.mean, other.mean)
        np.testing.assert_array_equal(one.low, other.low)
    one, other = (verdict_rates(study, data) for data in (known, table(study, known)))
    np.testing.assert_array_equal(one.rates, other.rates)
