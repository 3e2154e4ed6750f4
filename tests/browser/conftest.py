"""A real Chromium on the real app."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect, sync_playwright

from components.studies.server.service import StudyService
from segmentation import segment_scene
from tests.browser.support import contexts
from tests.browser.support.chromium import ARGUMENTS, chromium_path
from tests.browser.support.console import listen
from tests.browser.support.contexts import MEDIA, PATIENCE_MS, VIEWPORT, Contexts
from tests.browser.support.explorer import Explorer
from tests.browser.support.shared_page import SharedPage
from tests.components.studies.lab import LEASE
from tests.serving import serve


@pytest.fixture(scope="session")
def chromium():
    expect.set_options(timeout=PATIENCE_MS)
    arguments = [*ARGUMENTS, *contexts.ARGUMENTS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def study_database(tmp_path_factory):
    return str(tmp_path_factory.mktemp("studies") / "studies.sqlite")


@pytest.fixture(scope="session")
def study_service(study_database):
    """Studies of the server: one that is run starts workers, and one that is planned does not."""
    service = StudyService(study_database, workers=1, lease=LEASE)
    service.start_early = lambda: None
    return service


@pytest.fixture(scope="session")
def service():
    """The service behind the server, of which a test may replace a function for its length."""
    return SimpleNamespace(segment=segment_scene)


@pytest.fixture(scope="session")
def server(study_service, service):
    """Address of the server of all tests that need none of their own.

    Each further one costs a page's scripts, which its pages compile anew.
    """

    def segment(*arguments, **options):
        return service.segment(*arguments, **options)

    with serve(study_service=study_service, segment=segment) as url:
        yield url


@pytest.fixture(scope="session")
def kept_contexts(chromium, server):
    return Contexts(chromium, server)


@pytest.fixture
def new_page(kept_contexts):
    """Make pages for addresses; the test fails if one of them complains on its console."""
    complaints = []

    def make(
        url, tolerated=(), init="", viewport=VIEWPORT, permissions=(), newcomer=False, **options
    ):
        media = {name: options.pop(name) for name in MEDIA if name in options}
        page = kept_contexts.take(permissions, **options).new_page(url, newcomer=newcomer)
        page.set_viewport_size(viewport)
        page.emulate_media(**media)
        listen(page, complaints, tolerated)
        if init:
            page.add_init_script(init)
        return page

    yield make
    found = [*complaints]  # a socket that is closed while it opens is none of the page's
    kept_contexts.take_back()
    assert not found


@pytest.fixture
def visit(new_page):
    """Open the explorer in a page of its own."""

    def open_page(url, **options):
        explorer = Explorer(new_page(url, **options))
        explorer.open(url)
        return explorer

    return open_page


@pytest.fixture(scope="session")
def shared_page(kept_contexts, server):
    """The page that the tests use one after the other."""
    page = SharedPage(kept_contexts, server)
    yield page
    page.close()


@pytest.fixture
def shared(shared_page, request):
    """Begin a test on the shared page; it fails if that complains on its console.

    Tests that have to do with storage or the load itself `visit` one of their own.
    """
    begun = []

    def begin(tolerated=(), viewport=VIEWPORT, **options):
        begun.append(shared_page)
        return shared_page.begin(tolerated, viewport, **options)

    yield begin
    if begun:
        failed = request.node.stash.get(FAILED, False)
        assert not shared_page.end(failed)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[FAILED] = True  # its page may be in any state
    return report


@pytest.fixture
def explorer(shared):
    return shared()
