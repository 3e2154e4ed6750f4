"""Bounds of what a creator has, which are checked within the transaction that adds."""

import threading
from concurrent.futures import ThreadPoolExecutor

from segmentation.errors import CutlabError
from segmentation.study.store.rows import Usage

MANY = 6


def two_at_most(usage, more):
    if usage.studies >= 2:
        raise CutlabError("There are two.")


def errors_at_once(act):
    """Call a function in threads at once; return how many times it was refused."""
    together = threading.Barrier(MANY)

    def one(number):
        together.wait(30)
        act(number)

    with ThreadPoolExecutor(MANY) as threads:
        futures = [threads.submit(one, number) for number in range(MANY)]
        found = [future.exception() for future in futures]
    assert {str(each) for each in found} <= {"None", "There are two."}
    return sum(each is not None for each in found)


def add(store, number=0, check=two_at_most):
    return store.add("{}", 10, str(number), creator="anna", check=check)


def test_studies_that_are_added_at_once_are_counted_one_by_one(store):
    assert errors_at_once(lambda number: add(store, number)) == MANY - 2
    assert store.count() == 2
    store.add("{}", 10, "x", creator="ben", check=two_at_most)
    add(store, check=None)


def test_studies_that_are_brought_back_at_once_are_counted_one_by_one(store):
    numbers = [add(store, number, check=None) for number in range(MANY)]
    for number in numbers:
        store.delete(number)
    back = errors_at_once(lambda index: store.undelete(numbers[index], two_at_most))
    assert (back, store.count()) == (MANY - 2, 2)
    store.undelete(store.studies()[0].id, two_at_most)  # it is there


def test_the_check_gets_the_trials_that_would_be_more(store):
    asked = []
    number = add(store, check=lambda *given: asked.append(given))
    store.delete(number)
    store.undelete(number, lambda *given: asked.append(given))
    assert asked == [(Usage(0, 0, 0), 10), (Usage(0, 0, 0), 10)]
