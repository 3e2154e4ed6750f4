"""Order of the tests, and settings of hypothesis.

No example has a deadline, because the machine may be busy. `make test` draws few examples of each
property; `make test-long` draws many, and runs the tests marked `long`.
"""

from hypothesis import settings

settings.register_profile("gate", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile("gate")

# Files that take longest, most of them because they wait for processes of their own. They come
# first, so that at the end all workers have something to do.
LONGEST = (
    "study/runner",
    "study/command_line",
    "segmentation/kernels",
    "browser/test_study",
    "browser/test_share",
    "browser/test_lesson",
    "browser/test_views",
)


def pytest_collection_modifyitems(items):
    def place(item):
        return next((i for i, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST))

    items.sort(key=place)
