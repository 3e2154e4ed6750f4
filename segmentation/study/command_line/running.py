"""The commands that run a study: `run` and `resume`."""

from __future__ import annotations

import argparse
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from segmentation.errors import StoreError
from segmentation.study.command_line.bar import Bar
from segmentation.study.command_line.exits import (
    DONE,
    INTERRUPTED,
    NO_WORKERS,
    SOME_FAILED,
    STOPPED,
    err,
    say,
)
from segmentation.study.design.trials import n_trials
from segmentation.study.export import files as export
from segmentation.study.export.files import read_file
from segmentation.study.picture_files import with_files_stored
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.store.rows import StudyRow
from segmentation.study.store.store import Store


def run(options: argparse.Namespace) -> int:
    """Run the study of a file."""
    study, notes = with_files_stored(read_file(options.study), options.study.parent)
    for note in notes:
        err.print(note, markup=False)
    if options.out:
        export.check(options.out)
    store = Store(options.database)
    text = study.to_json()
    if options.resume:
        same = store.find(text)
        if same is not None:
            return _go_on(store, same, options)
    with _workers(options) as cluster:
        owner = new_owner()
        number = store.add(text, n_trials(study), study.name, study.notes, owner=owner)
        err.print(f"Study {number}: {study.name}, {n_trials(study):,} trials.", markup=False)
        return _coordinate(store, cluster, number, owner, options)


def resume(options: argparse.Namespace) -> int:
    """Run the missing trials of a study."""
    if options.out:
        export.check(options.out)
    store = Store(options.database)
    store.get(options.id)
    if options.failed:
        again = store.retry_failed(options.id)
        err.print(f"{again:,} failed trials are run again.", markup=False)
    return _go_on(store, options.id, options)


def _go_on(store: Store, number: int, options: argparse.Namespace) -> int:
    """Claim a study that is queued or stopped, or whose owner is dead; run its missing trials.

    An owner that lives gives a sign within the time of a lease.
    """
    row = store.get(number)
    if row.deleted:
        raise StoreError(f"Study {number} is deleted.")
    if row.state == "done":
        return _finish(store, row, options)
    with _workers(options) as cluster:
        owner = new_owner()
        until = time.monotonic() + 2 * store.lease + 1
        if row.state == "running":
            err.print(
                f"Study {number} is run by {row.owner}. If no sign of life comes from there within "
                f"{store.lease:g} s, it goes on here.",
                markup=False,
            )
        while True:
            store.resume(number)
            if store.claim(owner, number) is not None:
                return _coordinate(store, cluster, number, owner, options)
            now = store.get(number)
            lives = (now.owner, now.arrival) != (row.owner, row.arrival)
            if lives or time.monotonic() > until:
                return say(STOPPED, f"Study {number} is {now.state}, run by {now.owner}.")
            time.sleep(min(0.5, store.lease / 20))


@contextmanager
def _workers(options: argparse.Namespace) -> Iterator[Cluster]:
    """Connect to workers before a study is claimed, because without them it could only wait."""
    cluster = Cluster(options.scheduler, options.workers)
    try:
        cluster.client()
        yield cluster
    finally:
        cluster.close()


def _coordinate(
    store: Store, cluster: Cluster, number: int, owner: str, options: argparse.Namespace
) -> int:
    stop = threading.Event()
    previous = {
        sign: signal.signal(sign, lambda *_: stop.set()) for sign in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with Bar(err) as bar:
            row = Coordinator(store, cluster, owner, stop, bar.show).run(number, "paused")
    finally:
        for sign, handler in previous.items():
            signal.signal(sign, handler)
    if stop.is_set() and row.state == "paused":
        out = f" --out {options.out}" if options.out else ""
        return say(
            INTERRUPTED,
            f"Stopped; {row.recorded:,} of {row.n_trials:,} trials are recorded. Continue with: "
            f"python -m segmentation.study resume {number}{out}",
        )
    return _finish(store, row, options)


def _finish(store: Store, row: StudyRow, options: argparse.Namespace) -> int:
    if row.state == "failed":
        return say(NO_WORKERS, f"Study {row.id} failed. {row.message}")
    if row.state != "done":
        return say(STOPPED, f"Study {row.id} is {'deleted' if row.deleted else row.state}.")
    if options.out:
        export.write(options.out, *export.pages_of(store, row.id))
        err.print(f"{row.recorded:,} trials are in {options.out}.", markup=False)
    if row.failed:
        return say(SOME_FAILED, f"{row.failed:,} of {row.n_trials:,} trials failed.")
    return DONE
