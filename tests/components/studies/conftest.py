"""A store of studies, and the pages' way to it."""

import pytest

from components.studies.access import StudyAccess
from components.studies.keeper import StudyKeeper
from tests.components.studies.lab import Lab


@pytest.fixture
def access(tmp_path, monkeypatch):
    keeper = StudyKeeper(str(tmp_path / "studies.sqlite"), workers=1)
    monkeypatch.setattr(keeper, "start", lambda: None)  # no test of a page needs workers
    monkeypatch.setattr(keeper, "start_early", lambda: None)
    yield StudyAccess(keeper)
    keeper.close()


@pytest.fixture
def lab(access):
    return Lab(access.keeper.store())
