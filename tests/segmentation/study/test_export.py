"""Files of trials, written page by page."""

import io

import pandas as pd
import pyarrow.parquet
import pytest

from segmentation.study import Choice, LatinHypercube, Range, Study
from segmentation.study.analysis import table
from segmentation.study.export.files import content
from tests.components import made_up

SEEDED = made_up.study(
    (Range(name="seed", low=0, high=99), Choice(name="beta", values=(1, 2.5))), LatinHypercube(n=9)
)
STUDIES = (made_up.SWEEP, made_up.SAMPLE, SEEDED)


def added(store, study, failed=(1, 4)):
    number = store.add(study.to_json(), 1000, study.name, owner="me")
    found = made_up.records(study, failed=failed)
    store.record(number, "me", found[::-1])
    return number, found


@pytest.mark.parametrize("study", STUDIES, ids=lambda each: each.design.kind)
@pytest.mark.parametrize("size", [4, 10_000])
def test_a_file_has_the_columns_of_the_table_whatever_its_pages(sqlite_store, study, size):
    number, found = added(sqlite_store, study)
    expected = table(study, found)
    pages = [*sqlite_store.pages(number, size)]
    assert len(pages) == max(1, -(-len(found) // size))
    written = pyarrow.parquet.read_table(io.BytesIO(content(study, pages, ".parquet")))
    assert written.schema.field("index").type == "int64"
    pd.testing.assert_frame_equal(
        written.to_pandas(), expected, check_dtype=False, check_exact=True
    )
    lines = content(study, pages, ".csv").decode().splitlines()
    assert lines[0] == ",".join(f'"{name}"' for name in expected.columns)
    assert len(lines) == 1 + len(found)


def test_a_study_without_trials_has_a_file_with_a_head(sqlite_store):
    study = Study(
        name="x",
        evaluator="ishigami",
        parameters=(Range(name="x1", low=0, high=1),),
        design=LatinHypercube(n=4),
    )
    number = sqlite_store.add(study.to_json(), 4, "x")
    assert content(study, sqlite_store.pages(number), ".csv") == (
        b'"index","point","replicate","x1","y","verdict","seconds","error"\n'
    )
