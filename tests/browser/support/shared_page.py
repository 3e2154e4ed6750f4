"""The page that tests share: loaded once, and brought back to its beginning for each test."""

from components.state.link import from_query
from tests.browser.support.console import listen
from tests.browser.support.contexts import MEDIA
from tests.browser.support.explorer import Explorer
from tests.browser.support.restart import BEGIN, restart


class SharedPage:
    def __init__(self, contexts, url):
        self._contexts = contexts
        self._url = url
        self._page = None
        self._complaints = []
        self._tolerated = []

    def begin(self, tolerated, viewport, *, query="", lesson=(), permissions=(), **media):
        """Return the explorer at rest; what it complains of is this test's.

        It shows what a link's `query` says, and has the steps of a `lesson` in its list.
        """
        self._tolerated[:] = tolerated
        state, problems = from_query(query)
        assert not problems  # a page of its own shows these
        if self._page is None:
            self._page = self._contexts.plain().new_page(self._url, keep=True)
            listen(self._page, self._complaints, self._tolerated)
        page, explorer = self._page, Explorer(self._page)
        if permissions:
            page.context.grant_permissions(list(permissions))
        if page.viewport_size != viewport:
            page.set_viewport_size(viewport)
        page.emulate_media(**MEDIA | media)
        if page.url == "about:blank" or not restart(page, state, lesson):
            explorer.open(self._url)
            page.wait_for_function("window.cutlab?.at_rest?.()")
            page.evaluate(BEGIN)
            if query or lesson:
                restart(page, state, lesson)
        return explorer

    def end(self, failed):
        """Return what the page complained of. After a failure the next test has another page."""
        if not failed:
            self._page.evaluate("0")  # what came before has been heard then
        self._page.context.clear_permissions()
        found = [*self._complaints]
        self._complaints.clear()
        if failed or found:
            self.close()
        return found

    def close(self):
        if self._page:
            self._page.close()
        self._page = None
