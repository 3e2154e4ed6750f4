"""A real Chromium on the real app."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.explorer import Explorer
from tests.serving import serve


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server():
    with serve() as url:
        yield url


@pytest.fixture
def visit(chromium):
    """Open pages; the test fails if one of them complains on its console."""
    complaints, contexts = [], []

    def open_page(url, init="", tolerated=(), **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()

        def listen(message):
            if message.type in ("error", "warning") and not any(
                part in message.text for part in tolerated
            ):
                complaints.append(message.text)

        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if init:
            page.add_init_script(init)
        explorer = Explorer(page)
        explorer.open(url)
        return explorer

    yield open_page
    found = [*complaints]  # a socket that is closed while it opens is none of the page's
    for context in contexts:
        context.close()
    assert not found


@pytest.fixture
def explorer(visit, server):
    return visit(server)
