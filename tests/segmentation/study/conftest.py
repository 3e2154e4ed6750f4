import itertools

import pytest

from segmentation.study.runner.cluster import Cluster
from segmentation.study.store.store import Store
from tests.postgresql import database, postgresql

numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql_server():
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def cluster():
    """Two workers of this machine, as the page and the command line start them."""
    made = Cluster(n_workers=2)
    made.client()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'studies.sqlite'}"
    server = request.getfixturevalue("postgresql_server")
    return database(server, f"test_{next(numbers)}")


@pytest.fixture
def store(url):
    made = Store(url)
    yield made
    made.close()


@pytest.fixture
def sqlite_store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'studies.sqlite'}")
    yield made
    made.close()
