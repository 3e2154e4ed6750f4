"""Fixtures: a store of studies, and the pages' access to it."""

import pytest

from components.studies.access import StudyAccess
from components.studies.server.service import StudyService
from components.studies.server.visitor import Visitor, visiting
from tests.components.studies.lab import Lab


@pytest.fixture(autouse=True)
def operator():
    """May do everything, and owns nothing: who calls the functions of pages without a browser."""
    with visiting(Visitor("", admin=True)) as visitor:
        yield visitor


@pytest.fixture
def access(tmp_path, monkeypatch):
    service = StudyService(str(tmp_path / "studies.sqlite"), workers=1)
    monkeypatch.setattr(service, "start", lambda: None)  # no test of a page needs workers
    monkeypatch.setattr(service, "start_early", lambda: None)
    yield StudyAccess(service)
    service.close()


@pytest.fixture
def lab(access):
    return Lab(access.service.store())
