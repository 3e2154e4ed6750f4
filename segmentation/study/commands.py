"""The commands of ``python -m segmentation.study``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from segmentation.errors import ClusterError, CutlabError, StoreError, StudyError
from segmentation.study import export
from segmentation.study.bar import Bar
from segmentation.study.design import examples
from segmentation.study.design.model import Study, read_study
from segmentation.study.design.trials import n_trials
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.store.rows import StudyRow, Trials
from segmentation.study.store.store import Store

DONE, SOME_FAILED, REFUSED, NO_DATABASE, NO_WORKERS, STOPPED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
EXIT_CODES = """\
exit codes:
  0    done; every trial recorded, none failed
  1    done, but some trials failed (see the column "error"; `resume --failed` runs them again)
  2    refused: arguments, the study's file, or a study that is not there
  3    the database or the file to write could not be used
  4    the workers could not be had, or could run no trial
  5    stopped from elsewhere: paused, cancelled, deleted, or run by another process
  130  stopped by Ctrl-C; the last line says how to go on

environment: CUTLAB_DATABASE, DASK_SCHEDULER_ADDRESS, CUTLAB_COMPILE (docs/study-engine.md)"""

err = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except StudyError as error:
        return _say(REFUSED, f"The study is refused. {error}")
    except StoreError as error:
        return _say(NO_DATABASE if error.passing else REFUSED, str(error))
    except ClusterError as error:
        return _say(NO_WORKERS, str(error))
    except CutlabError as error:
        return _say(REFUSED, str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # who reads has seen enough, as with `| head`
        sys.stderr.close()
        return DONE


def _say(code: int, sentence: str) -> int:
    err.print(sentence, markup=False)
    return code


def _run(options: argparse.Namespace) -> int:
    study = _read(options.study)
    if options.out:
        export.check(options.out)
    store = Store(options.database)
    text = study.to_json()
    if options.resume:
        same = [row for row in store.studies() if store.spec(row.id) == text]
        if same:
            return _go_on(store, same[0].id, options)
    owner = new_owner()
    number = store.add(text, n_trials(study), study.name, study.notes, owner=owner)
    err.print(f"Study {number}: {study.name}, {n_trials(study):,} trials.", markup=False)
    return _coordinate(store, number, owner, options)


def _resume(options: argparse.Namespace) -> int:
    if options.out:
        export.check(options.out)
    store = Store(options.database)
    store.get(options.id)
    if options.failed:
        again = store.retry_failed(options.id)
        err.print(f"{again:,} failed trials are run again.", markup=False)
    return _go_on(store, options.id, options)


def _go_on(store: Store, number: int, options: argparse.Namespace) -> int:
    """Claim a study that waits, rests, or whose owner is gone; run what is missing."""
    row = store.get(number)
    if row.deleted:
        raise StoreError(f"Study {number} is deleted.")
    if row.state == "done":
        return _finish(store, row, options)
    owner = new_owner()
    until = time.monotonic() + store.lease + 1
    while True:
        store.resume(number)
        if store.claim(owner, number) is not None:
            return _coordinate(store, number, owner, options)
        now = store.get(number)
        if now.lease_until > row.lease_until or time.monotonic() > until:
            return _say(STOPPED, f"Study {number} is {now.state}, run by {now.owner}.")
        time.sleep(0.5)


def _coordinate(store: Store, number: int, owner: str, options: argparse.Namespace) -> int:
    stop = threading.Event()
    previous = {
        sign: signal.signal(sign, lambda *_: stop.set()) for sign in (signal.SIGINT, signal.SIGTERM)
    }
    cluster = Cluster(options.scheduler, options.workers)
    try:
        with Bar(err) as bar:
            row = Coordinator(store, cluster, owner, stop, bar.show).run(number, "paused")
    finally:
        cluster.close()
        for sign, handler in previous.items():
            signal.signal(sign, handler)
    if stop.is_set() and row.state == "paused":
        out = f" --out {options.out}" if options.out else ""
        return _say(
            INTERRUPTED,
            f"Stopped; {row.recorded:,} of {row.n_trials:,} trials are recorded. Go on with: "
            f"python -m segmentation.study resume {number}{out}",
        )
    return _finish(store, row, options)


def _finish(store: Store, row: StudyRow, options: argparse.Namespace) -> int:
    if row.state == "failed":
        return _say(NO_WORKERS, f"Study {row.id} failed. {row.message}")
    if row.state != "done":
        return _say(STOPPED, f"Study {row.id} is {'deleted' if row.deleted else row.state}.")
    if options.out:
        study, trials = _content(store, row.id)
        export.write(options.out, study, trials)
        err.print(f"{len(trials.index):,} trials are in {options.out}.", markup=False)
    if row.failed:
        return _say(SOME_FAILED, f"{row.failed:,} of {row.n_trials:,} trials failed.")
    return DONE


def _list(options: argparse.Namespace) -> int:
    rows = Store(options.database).studies()
    shown = Table(box=None, header_style="bold")
    for name, justify in COLUMNS:
        shown.add_column(name, justify=justify)  # type: ignore[arg-type]
    for row in rows:
        shown.add_row(
            str(row.id),
            row.state,
            f"{row.recorded:,} of {row.n_trials:,}",
            f"{row.failed:,}",
            "" if row.best is None else f"{row.best:.3f}",
            "" if row.worst is None else f"{row.worst:.3f}",
            row.name.replace("[", r"\["),
        )
    Console(highlight=False, width=None if sys.stdout.isatty() else 120).print(shown)
    return DONE


COLUMNS = (
    ("id", "right"),
    ("state", "left"),
    ("trials", "right"),
    ("failed", "right"),
    ("best", "right"),
    ("worst", "right"),
    ("name", "left"),
)


def _show(options: argparse.Namespace) -> int:
    store = Store(options.database)
    row = store.get(options.id)
    best = "none" if row.best is None else f"{row.best:.6f}, worst {row.worst:.6f}"
    lines = [
        f"Study {row.id}: {row.name}",
        f"state    {'deleted' if row.deleted else row.state}  {row.message}".rstrip(),
        f"trials   {row.recorded:,} of {row.n_trials:,} recorded, {row.failed:,} failed",
        f"best     {best} (adjusted Rand index)",
        f"owner    {row.owner or 'nobody'}",
    ]
    errors = sorted({error for error in store.trials(row.id).error if error})
    lines += [f"error    {error}" for error in errors[:5]]
    lines += [f"notes    {row.notes}"] if row.notes else []
    print("\n".join(lines))
    return DONE


def _export(options: argparse.Namespace) -> int:
    study, trials = _content(Store(options.database), options.id)
    export.write(options.out, study, trials)
    return DONE


def _cancel(options: argparse.Namespace) -> int:
    Store(options.database).cancel(options.id)
    return DONE


def _example(options: argparse.Namespace) -> int:
    print(examples.EXAMPLES[options.name].to_json())
    return DONE


def _content(store: Store, number: int) -> tuple[Study, Trials]:
    return read_study(store.spec(number)), store.trials(number)


def _read(path: Path) -> Study:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    return read_study(data)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m segmentation.study",
        description="Run studies over thousands of scenes; what is recorded is kept for good.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--database", metavar="URL", help="where studies are kept; by default CUTLAB_DATABASE"
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: object, words: str, number: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=words,
            description=words,
            epilog=EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(command=command)
        if number:
            made.add_argument("id", type=int, help="the study's number, see `list`")
        return made

    run = add("run", _run, "Run the study of a JSON file.", number=False)
    run.add_argument("study", type=Path, help='the study\'s file, "-" for the standard input')
    run.add_argument(
        "--resume", action="store_true", help="go on with the newest that is the same, if any"
    )
    resume = add("resume", _resume, "Run what is missing of a study.")
    resume.add_argument("--failed", action="store_true", help="the failed trials too, once more")
    for runs in (run, resume):
        runs.add_argument("--out", type=Path, help="a .csv, .parquet or .json file to write")
        runs.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask scheduler")
        runs.add_argument("--workers", type=_positive, metavar="N", help="workers of this machine")
    add("list", _list, "List the studies.", number=False)
    add("show", _show, "Show one study.")
    exports = add("export", _export, "Write a study's trials, or the study.")
    exports.add_argument("--out", type=Path, required=True, help="a .csv, .parquet or .json file")
    add("cancel", _cancel, "Stop a study, wherever it runs.")
    example = add("example", _example, "Print a study that is ready to run.", number=False)
    example.add_argument("name", choices=sorted(examples.EXAMPLES))
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"must be an integer from 1 to 1024. Got {text} instead.")
    return int(text)
