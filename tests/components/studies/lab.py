"""Studies whose trials a test writes by hand, and words of components."""

import threading
from concurrent.futures import ThreadPoolExecutor

from dash.development.base_component import Component

from segmentation.study import Study, n_trials
from tests.components.made_up import records

LEASE = 3600.0  # seconds: the tests' own process runs the studies, and gives no sign of life


class Lab:
    """The store behind a page, which a test fills as if its process ran the studies."""

    def __init__(self, store):
        self.store = store

    def add(self, study: Study, n=None, name=None, failed=(), **options):
        """Add a study with its first n records."""
        study = study.model_copy(update={"name": name or study.name})
        total = n_trials(study)
        added = self.store.add(
            study.to_json(), total, study.name, study.notes, owner="test", **options
        )
        self.record(added, study, 0, total if n is None else n, failed)
        return added

    def record(self, added, study, begin, end, failed=()):
        some = records(study, failed=failed)[begin:end]
        if some:
            self.store.record(added, "test", some, rate=20.0)


def elements(component, kind=None):
    """Return all components within one, or those of a kind."""
    if isinstance(component, (list, tuple)):
        return [each for inner in component for each in elements(inner, kind)]
    if not isinstance(component, Component):
        return []
    own = [component] if kind is None or isinstance(component, kind) else []
    inner = getattr(component, "children", None)
    return own + (elements(inner if isinstance(inner, list) else [inner], kind))


def words(component):
    """Return the texts of components, in order."""
    if isinstance(component, Component):
        return words(getattr(component, "children", None))
    if isinstance(component, (list, tuple)):
        return " ".join(filter(None, map(words, component)))
    return "" if component is None else str(component)


def named(component, **props):
    """Return the only component with these properties."""
    found = [
        each
        for each in elements(component)
        if all(getattr(each, name, None) == value for name, value in props.items())
    ]
    assert len(found) == 1, (props, found)
    return found[0]


def at_once(count, act):
    """Call a function in threads at once; return what each returned or raised."""
    together = threading.Barrier(count)

    def one(number):
        together.wait(30)
        return act(number)

    with ThreadPoolExecutor(count) as threads:
        futures = [threads.submit(one, number) for number in range(count)]
        return [future.exception() or future.result() for future in futures]
