"""Whether the owner of a study is dead, whatever the clocks of machine and database show."""

import pytest

from segmentation.errors import NotOwner
from segmentation.study.store import watch
from segmentation.study.store.store import Store
from segmentation.study.store.watch import BEATS

LEASE = 10.0
HOUR = 3600.0


class Reader:
    """A store that looks at a study now and then, by a clock of the test's own."""

    def __init__(self, store):
        self.store, self.now = store, 1000.0
        self.study = store.add("{}", 10, "A study", owner="me")

    def wait(self, seconds, ahead=0.0, lives=False):
        """Look twice a second, while the lease ends so many seconds too late."""
        for step in range(round(2 * seconds)):
            self.now += 0.5
            if lives and step % 4 == 0:
                self.store.beat(self.study, "me")
            self.shift(ahead)
            if (claimed := self.store.claim("heir", self.study)) is not None:
                return claimed
        return None

    def shift(self, ahead):
        with self.store.database.writing() as connection:
            clock = connection.exec_driver_sql(f"SELECT {CLOCKS[connection.dialect.name]}").scalar()
            until = clock + LEASE + ahead
            connection.exec_driver_sql(f"UPDATE studies SET lease_until = {until!r}")


CLOCKS = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)",
}


@pytest.fixture
def reader(url, monkeypatch):
    store = Store(url, LEASE)
    made = Reader(store)
    monkeypatch.setattr(watch, "monotonic", lambda: made.now)
    yield made
    store.close()


@pytest.mark.parametrize("ahead", [400 * 24 * HOUR, HOUR, 0.0])
def test_a_lease_is_believed_for_no_longer_than_its_term(reader, ahead):
    """One that ends an hour from now was given before the clock was set back by an hour."""
    assert reader.wait(LEASE, ahead) is None  # the first look is the beginning
    assert reader.wait(0.5, ahead).owner == "heir"
    with pytest.raises(NotOwner):
        reader.store.beat(reader.study, "me")


@pytest.mark.parametrize("ahead", [-HOUR, 0.0, HOUR])
def test_who_lives_stays_the_owner_whatever_the_clock_shows(reader, ahead):
    assert reader.wait(6 * LEASE, ahead, lives=True) is None
    assert reader.store.get(reader.study).owner == "me"


def test_a_lease_that_is_over_is_watched_for_a_part_of_its_term(reader):
    assert reader.wait(watch.OVERDUE * LEASE, -HOUR) is None
    assert reader.wait(0.5, -HOUR).owner == "heir"


@pytest.mark.parametrize("ahead", [-HOUR, 0.0])
def test_a_reader_that_was_stopped_gives_an_owner_that_was_too_time_for_a_sign(reader, ahead):
    reader.wait(LEASE / BEATS, ahead)
    for stopped in (60.0, 360.0):
        reader.now += stopped
        assert reader.wait(LEASE / BEATS, ahead) is None
        reader.store.beat(reader.study, "me")


def test_what_resume_did_is_told(reader):
    assert reader.store.resume(reader.study) is False  # it runs
    assert reader.wait(LEASE - 0.5, HOUR) is None
    reader.now += 0.5
    assert reader.store.get(reader.study).silent
    assert reader.store.resume(reader.study) is True
    row = reader.store.get(reader.study)
    assert (row.state, row.owner, row.silent) == ("queued", None, False)
    assert reader.store.resume(reader.study) is False  # it waits
    reader.store.pause(reader.study)
    assert reader.store.resume(reader.study) is True


def test_an_owner_that_gives_a_sign_in_time_is_not_resumed(reader):
    reader.wait(LEASE, HOUR)
    reader.now += 0.5
    seen = reader.store.get(reader.study)
    assert seen.silent
    reader.store.beat(reader.study, "me")
    reader.store.get = lambda study: seen  # as it was read just before
    assert reader.store.resume(reader.study) is False
    assert reader.store.claim("heir", reader.study) is None
