"""Contexts of the browser that outlive their tests.

A context of its own for each test would compile the page's scripts anew, which takes seconds of
the processor; a page of its own in a context that stays, in a process that stays, takes a third.
"""

from collections import Counter
from urllib.parse import urlsplit

# Pages of a site share a process, which keeps what it compiled; of all of it there is one server.
# A script that the process has compiled already is compiled anew where it is read while it comes.
# The switch replaces Playwright's list, of which the pages here need the others.
DISABLED = (
    "ScriptStreaming",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
)
ARGUMENTS = ("--process-per-site", f"--disable-features={','.join(DISABLED)}")

PATIENCE_MS = 60_000  # on a busy machine; what comes sooner is seen sooner
VIEWPORT = {"width": 1280, "height": 900}
TOUCH = {"has_touch": True, "is_mobile": True}  # of a telephone
MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference"}

KNOWN = """try {
  localStorage.setItem("cutlab.beginning", "closed");
  localStorage.setItem("cutlab.dragged", "yes");
} catch {}"""  # where storage is closed


class Contexts:
    """Pool of contexts, lent without storage, permissions or pages of another test."""

    def __init__(self, chromium, url):
        self._chromium = chromium
        self._url = url
        self._made = {}
        self._lent = Counter()

    def take(self, permissions=(), **options):
        """Return a context that the running test has not taken yet; `options` are Playwright's."""
        key = tuple(sorted(options.items()))
        contexts = self._made.setdefault(key, [])
        number = self._lent[key]
        self._lent[key] += 1
        taken = contexts[number] if number < len(contexts) else self._make(key)
        taken.clear_storage()  # of the page that tests share
        if permissions:
            taken.context.grant_permissions(list(permissions))
        return taken

    def plain(self):
        """Return a context that has nothing special; it is not lent."""
        return self._made.get((), [None])[0] or self._make(())

    def _make(self, key):
        made = _Context(self._chromium.new_context(**dict(key)), self._url)
        self._made.setdefault(key, []).append(made)
        return made

    def take_back(self):
        """End the loans of a test."""
        for key, count in self._lent.items():
            for context in self._made[key][:count]:
                context.clear()
        self._lent.clear()


class _Context:
    """A context with a page that keeps its process alive."""

    def __init__(self, context, url):
        self.context = context
        context.set_default_timeout(PATIENCE_MS)
        self._anchor = context.new_page()
        self._anchor.goto(f"{url}/favicon.ico")
        self._session = context.new_cdp_session(self._anchor)
        self._origins = set()
        self._kept = [self._anchor]

    def new_page(self, url, *, keep=False, newcomer=False):
        """Return an empty page for a visit; `keep` it, and the test's end does not close it.

        Only a `newcomer` has neither closed the page's beginning nor dragged a circle before.
        """
        parts = urlsplit(url)
        self._origins.add(f"{parts.scheme}://{parts.netloc}")
        page = self.context.new_page()
        if not newcomer:
            page.add_init_script(KNOWN)
        if keep:
            self._kept.append(page)
        return page

    def clear(self):
        for page in self.context.pages:
            if page not in self._kept:
                page.close()
        self.context.clear_permissions()
        self.context.set_offline(False)
        self.context.clear_cookies()
        self.clear_storage()

    def clear_storage(self):
        for origin in self._origins:
            cleared = {"origin": origin, "storageTypes": "local_storage,indexeddb"}
            self._session.send("Storage.clearDataForOrigin", cleared)
