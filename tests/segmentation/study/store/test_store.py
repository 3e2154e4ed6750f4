import math
import threading
from dataclasses import replace

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segmentation.errors import NotOwner, StoreError
from segmentation.study.provenance import present_environment
from segmentation.study.record import Record
from segmentation.study.store.schema import metadata
from segmentation.study.store.store import Store


def record(index, quality=0.5, error=None):
    values = {} if error else {"adjusted_rand": quality, "ncut": quality / 3}
    return Record(index, values, None if error else "agrees", 0.004, error)


def running(store, n_trials=10, owner="me"):
    return store.add("{}", n_trials, "A study", owner=owner)


def test_a_study_comes_back_as_it_was_given(store):
    study = store.add('{"ü": 1}', 7, "Ünequal radii", "with 'notes'; --")
    row = store.get(study)
    assert (row.name, row.notes, row.state, row.n_trials) == (
        "Ünequal radii",
        "with 'notes'; --",
        "queued",
        7,
    )
    assert store.spec(study) == '{"ü": 1}'
    assert (row.recorded, row.failed, row.best, row.worst, row.owner) == (0, 0, None, None, None)
    assert abs(row.now - row.created) < 60


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_numbers_come_back_to_the_last_bit(store, numbers):
    study = running(store, len(numbers))
    store.record(
        study,
        "me",
        [Record(i, {"adjusted_rand": x}, None, abs(x), None) for i, x in enumerate(numbers)],
    )
    found = store.trials(study)
    expected = np.array(numbers)
    assert found.values["adjusted_rand"].tobytes() == expected.tobytes()
    assert found.seconds.tobytes() == np.abs(expected).tobytes()
    row = store.get(study)
    assert (row.best, row.worst) == (max(numbers), min(numbers))


@pytest.mark.parametrize("number", [5e-324, -0.0, 0.1 + 0.2, 1.7976931348623157e308])
def test_the_hardest_numbers_come_back_to_the_last_bit(store, number):
    study = running(store, 1)
    store.record(study, "me", [Record(0, {"ncut": number}, None, 0.0, None)])
    [found] = store.records(study)
    assert math.copysign(1, found.values["ncut"]) == math.copysign(1, number)
    assert found.values["ncut"] == number


def test_records_come_back_equal_and_in_columns(store):
    study = running(store)
    given = [
        record(3),
        record(1, error="It broke: ü \n 'twice'"),
        replace(record(7), values={"ncut": 2.0}),
    ]
    store.record(study, "me", given)
    assert sorted(store.records(study), key=lambda r: r.index) == sorted(
        given, key=lambda r: r.index
    )
    trials = store.trials(study)
    assert trials.index.tolist() == [1, 3, 7]
    np.testing.assert_array_equal(trials.values["adjusted_rand"], [np.nan, 0.5, np.nan])
    assert store.recorded(study).tolist() == [1, 3, 7]


def test_a_trial_is_recorded_once(store):
    study = running(store)
    store.record(study, "me", [record(1, 0.25), record(2)])
    row = store.record(study, "me", [record(1, 0.75), record(3, error="no")])
    assert (row.recorded, row.failed, row.best, row.worst) == (3, 1, 0.5, 0.25)
    assert [r.values.get("adjusted_rand") for r in store.records(study) if r.index == 1] == [0.25]


def test_a_study_is_done_when_all_is_recorded(store):
    study = running(store, 2)
    assert store.record(study, "me", [record(0)]).state == "running"
    row = store.record(study, "me", [record(1)])
    assert (row.state, row.owner) == ("done", None)
    with pytest.raises(NotOwner):
        store.record(study, "me", [record(1)])


def test_only_what_is_new_is_read_again(store):
    study = running(store)
    store.record(study, "me", [record(4), record(2)])
    first = store.trials(study)
    assert store.trials(study, first.cursor).index.size == 0
    assert store.trials(study, first.cursor).cursor == first.cursor
    store.record(study, "me", [record(1)])
    store.record(study, "me", [record(9)])
    assert store.trials(study, first.cursor).index.tolist() == [1, 9]


def test_who_lost_the_lease_writes_no_more(url):
    store = Store(url, lease=0.0)
    study = running(store, owner="the dead")
    assert store.claim("the heir").id == study
    for write in (
        lambda: store.record(study, "the dead", [record(1)]),
        lambda: store.beat(study, "the dead"),
    ):
        with pytest.raises(NotOwner, match="not run by this process any more"):
            write()
    store.release(study, "the dead", "paused")
    row = store.get(study)
    assert (row.state, row.owner, row.recorded) == ("running", "the heir", 0)
    store.close()


def test_a_study_whose_owner_lives_is_nobody_elses(store):
    study = running(store)
    assert store.claim("other") is None
    assert store.claim("other", study) is None
    store.resume(study)
    assert store.get(study).owner == "me"


def test_an_unfinished_study_is_left_alone_if_so_configured(url):
    store = Store(url, lease=0.0)
    study = running(store)
    assert store.claim("other", lapsed=False) is None
    store.resume(study)
    assert store.claim("other", lapsed=False).id == study
    store.close()


def test_of_many_that_claim_a_study_one_gets_it(url):
    stores = [Store(url) for _ in range(6)]
    study = stores[0].add("{}", 1, "A study")
    start, won = threading.Barrier(6), []

    def claim(number):
        start.wait()
        if stores[number].claim(str(number)) is not None:
            won.append(str(number))

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [stores[0].get(study).owner]
    for store in stores:
        store.close()


@pytest.mark.parametrize("stop", ["pause", "cancel", "delete"])
def test_what_is_stopped_is_written_no_more_and_goes_on_when_asked(store, stop):
    study = running(store)
    getattr(store, stop)(study)
    with pytest.raises(NotOwner):
        store.record(study, "me", [record(1)])
    assert store.claim("other") is None
    if stop == "delete":
        assert store.studies() == []
        assert [row.id for row in store.studies(deleted=True)] == [study]
        store.undelete(study)
        assert store.record(study, "me", [record(1)]).recorded == 1
    else:
        store.resume(study)
        assert store.claim("other").owner == "other"


def test_only_what_failed_is_run_again(store):
    study = running(store, 4)
    store.record(study, "me", [record(0), record(1, error="a"), record(2), record(3, error="b")])
    cursor = store.trials(study).cursor
    assert store.retry_failed(study) == 2
    row = store.claim("other")
    assert (row.recorded, row.failed, row.state) == (2, 0, "running")
    assert store.recorded(study).tolist() == [0, 2]
    row = store.record(study, "other", [record(1), record(3)])
    assert (row.recorded, row.failed, row.state) == (4, 0, "done")
    assert store.trials(study, cursor).index.tolist() == [1, 3]
    assert store.retry_failed(study) == 0
    assert store.get(study).state == "done"


def test_a_copy_rests_without_trials(store):
    study = running(store)
    store.record(study, "me", [record(1)])
    copy = store.get(store.duplicate(study))
    assert (copy.name, copy.state, copy.recorded) == ("A study (copy)", "paused", 0)
    assert store.spec(copy.id) == store.spec(study)


def test_names_and_notes_change_and_keep_what_a_database_can_hold(store):
    study = store.add("{}", 1, "a\0b\ud800")
    assert store.get(study).name == "ab?"
    store.describe(study, notes="new")
    store.describe(study, name="Other")
    assert (store.get(study).name, store.get(study).notes) == ("Other", "new")


def test_what_was_deleted_long_ago_is_removed_with_its_trials(store):
    study = running(store)
    store.record(study, "me", [record(1)])
    store.delete(study)
    assert store.purge(3600) == 0
    assert store.purge(-1) == 1
    assert store.trials(study).index.size == 0
    with pytest.raises(StoreError, match=f"There is no study {study}"):
        store.get(study)
    assert store.add("{}", 1, "next") > study


@pytest.mark.parametrize(
    "ask", ["get", "spec", "pause", "resume", "cancel", "delete", "retry_failed"]
)
def test_a_study_that_is_not_there_is_told(store, ask):
    with pytest.raises(StoreError, match=r"There is no study 12\."):
        getattr(store, ask)(12)


def test_what_is_done_cannot_be_stopped(store):
    study = running(store, 1)
    store.record(study, "me", [record(0)])
    with pytest.raises(StoreError, match=f"Study {study} is done: it cannot become cancelled"):
        store.cancel(study)


def test_the_migrations_make_the_tables_that_the_program_uses(store):
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_studies_of_the_first_schema_are_kept_and_have_no_creator(store):
    study = store.add("{}", 3, "An old one")
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP INDEX ix_studies_creator")
        connection.exec_driver_sql("ALTER TABLE studies DROP COLUMN creator")
        connection.exec_driver_sql("ALTER TABLE studies DROP COLUMN environments")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    again = Store(store.database.url.render_as_string(hide_password=False))
    row = again.get(study)
    assert (row.name, row.n_trials, row.creator) == ("An old one", 3, None)
    assert again.get(again.add("{}", 3, "A new one", creator="me")).creator == "me"
    assert again.environments(study) == ()
    again.close()


def test_an_environment_is_stored_once_and_another_one_after_it(store):
    study = running(store, 3)
    first = present_environment()
    for begun in (5.0, 6.0):
        store.note_environment(study, "me", replace(first, begun=begun))
    newer = replace(first, begun=7.0, versions={**first.versions, "numpy": "99.0"})
    store.note_environment(study, "me", newer)
    assert store.environments(study) == (replace(first, begun=5.0), newer)
    with pytest.raises(NotOwner):
        store.note_environment(study, "another", first)
