"""A clock that is set back ends connections that would be silent until it shows the same again."""

import pytest

from segmentation.study.runner import clock, cluster
from segmentation.study.runner.clock import ClockWatch
from segmentation.study.runner.cluster import Cluster

HOUR = 3600.0


class Clock:
    def __init__(self):
        self.ahead = 0.0

    def __call__(self):
        return self.ahead


@pytest.fixture
def ahead(monkeypatch):
    made = Clock()
    monkeypatch.setattr(clock, "_ahead", made)
    return made


@pytest.mark.parametrize(
    ("steps", "was_set_back"),
    [
        ((0.0,), False),
        ((HOUR,), False),
        ((-HOUR,), True),
        ((HOUR, 0.0), True),  # set forward and then right again
        ((-0.5, 0.0, -0.5, 0.0), False),  # as by the protocol that keeps it right
        ((-1.5, -3.0), True),  # little by little
    ],
)
def test_the_clock_that_was_set_back_is_behind(ahead, steps, was_set_back):
    watch = ClockWatch()
    for ahead.ahead in steps:
        found = watch.was_set_back()
    assert found is was_set_back


class Connection:
    """A client, or the process of the workers, that is only imitated."""

    status = "running"
    address = "tls://127.0.0.1:1"
    security = None

    def __init__(self, *args, **more):
        self.is_closed = False

    def alive(self):
        return not self.is_closed

    def close(self, timeout=None):
        self.is_closed = True


def test_workers_and_connection_are_made_anew_and_once(ahead, monkeypatch):
    monkeypatch.setattr(cluster, "Client", Connection)
    monkeypatch.setattr(cluster, "LocalWorkers", Connection)
    made = Cluster(n_workers=1)
    client, local = made.client(), made._local
    assert made.client() is client
    ahead.ahead = -HOUR
    assert made.outdated()
    again = made.client()
    assert client.is_closed
    assert local.is_closed
    assert again is not client
    assert not made._local.is_closed
    assert not made.outdated()
    assert made.client() is again
