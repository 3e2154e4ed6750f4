import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dask
import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest

from segmentation import Circle, Scene
from segmentation.errors import ClusterError
from segmentation.study import (
    Range,
    Sweep,
    n_trials,
    read_study,
    run_trial,
)
from segmentation.study.command_line import commands, exits, running
from segmentation.study.command_line.main import main
from segmentation.study.export import files as export
from segmentation.study.runner.cluster import Cluster
from segmentation.study.store.store import Store
from tests.segmentation.study.certificates import configuration, environment
from tests.segmentation.study.runner.test_runner import LONG, until
from tests.segmentation.study.studies import small

ROOT = str(Path(__file__).parents[4])


@pytest.fixture
def at(monkeypatch, tmp_path, cluster):
    """The directory of a user who has a database and a scheduler."""
    monkeypatch.setenv("CUTLAB_DATABASE", f"sqlite:///{tmp_path / 'studies.sqlite'}")
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster.client().scheduler.address)
    for name, value in environment(cluster).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with dask.config.set(configuration(cluster)):
        yield tmp_path


def write(folder, study):
    path = folder / "study.json"
    path.write_text(study.to_json())
    return str(path)


def command(*arguments):
    return [sys.executable, "-W", "error", "-m", "segmentation.study", *arguments]


def spawn(*arguments):
    """Start the command line as a process, as a shell would."""
    environment = {**os.environ, "PYTHONPATH": ROOT}
    return subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    )


def test_a_study_is_run_and_written_to_the_last_bit(at):
    study = small()
    process = spawn("run", write(at, study), "--out", "trials.parquet")
    said, complaints = process.communicate()
    assert (process.returncode, said) == (0, "")
    assert "Study 1: Small, 10 trials." in complaints
    assert "10 trials are in trials.parquet." in complaints
    assert "Warning" not in complaints
    written = pyarrow.parquet.read_table(at / "trials.parquet")
    text = study.to_json()
    alone = [run_trial(text, index) for index in range(n_trials(study))]
    for name in alone[0].values:
        expected = np.array([record.values[name] for record in alone])
        assert written[name].to_numpy().tobytes() == expected.tobytes()
    assert written["verdict"].to_pylist() == [record.verdict for record in alone]
    assert read_study(written.schema.metadata[b"study"].decode()) == study
    assert main(["export", "1", "--out", "trials.csv"]) == 0
    read = pyarrow.csv.read_csv(at / "trials.csv")
    assert read["ncut"].to_numpy().tobytes() == written["ncut"].to_numpy().tobytes()
    assert main(["export", "1", "--out", "again.json"]) == 0
    assert read_study((at / "again.json").read_text()) == study


def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(at):
    process = spawn("run", write(at, LONG), "--out", "trials.csv")
    store = Store()
    until(lambda: store.studies() and store.studies()[0].recorded > 20)
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate()
    assert process.returncode == 130
    assert "python -m segmentation.study resume 1 --out trials.csv" in complaints
    assert "Traceback" not in complaints
    row = store.get(1)
    assert (row.state, row.owner) == ("paused", None)
    before = store.recorded(1)
    assert main(["resume", "1", "--out", "trials.csv"]) == 0
    assert store.get(1).recorded == n_trials(LONG) > before.size
    assert pyarrow.csv.read_csv(at / "trials.csv")["index"].to_pylist() == [*range(n_trials(LONG))]
    store.close()


def test_resume_finds_the_same_study(at, capsys):
    path = write(at, small())
    assert main(["run", path]) == 0
    assert main(["run", path, "--resume", "--out", "all.csv"]) == 0
    assert main(["run", path]) == 0
    assert [row.id for row in Store().studies()] == [2, 1]
    assert "10 trials are in all.csv." in capsys.readouterr().err


def test_failed_trials_are_told_and_run_again(at, capsys):
    study = small(
        scene=Scene((Circle(20, 15, 3), Circle(20, 30, 3)), size=44, noise=0.1),
        parameters=(Range(name="n_clusters", low=1, high=64),),
        design=Sweep(points=4),
    )
    assert main(["run", write(at, study)]) == 1
    assert "2 of 8 trials failed." in capsys.readouterr().err
    assert main(["resume", "1", "--failed"]) == 1
    assert "2 failed trials are run again." in capsys.readouterr().err
    assert main(["show", "1"]) == 0
    shown = capsys.readouterr().out
    assert "8 of 8 recorded, 2 failed" in shown
    assert "'n_clusters' parameter" in shown


def test_studies_are_listed_and_cancelled(at, capsys):
    store = Store()
    store.add(small().to_json(), 10, "A [bold]study[/bold]")
    assert main(["cancel", "1"]) == 0
    assert main(["list"]) == 0
    shown = capsys.readouterr().out
    assert "A [bold]study[/bold]" in shown
    assert "cancelled" in shown
    store.close()


@pytest.mark.parametrize("name", ["everything", "noise-and-beta", "unequal-radii"])
def test_an_example_is_a_study_that_can_be_run(capsys, tmp_path, name):
    assert main(["example", name]) == 0
    printed = capsys.readouterr().out
    assert read_study(printed).name
    file = tmp_path / "study.json"
    assert main(["example", name, "--out", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert file.read_text() == printed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda s: s | {"replicates": 0}, "replicates must be"),
        (lambda s: s | {"colour": 1}, "colour"),
        (lambda s: {}, "name"),
    ],
)
def test_a_bad_study_is_refused_and_nothing_is_started(at, capsys, change, sentence):
    (at / "bad.json").write_text(json.dumps(change(json.loads(small().to_json()))))
    assert main(["run", "bad.json"]) == 2
    assert sentence in capsys.readouterr().err
    assert Store().studies() == []


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["show", "7"], 2, "There is no study 7."),
        (["run", "missing.json"], 2, "missing.json cannot be read: No such file"),
        (["run", "study.json", "--out", "trials.xlsx"], 2, "must end in .csv, .parquet, .json"),
        (["resume", "7"], 2, "There is no study 7."),
        (["export", "7", "--out", "other.csv"], 2, "There is no study 7."),
        (["export", "7", "--out", "trials.xlsx"], 2, "must end in .csv, .parquet, .json"),
        (["cancel", "7"], 2, "There is no study 7."),
        (["run", "folder"], 2, "folder cannot be read: Is a directory."),
        (["--database", "mysql://a/b", "list"], 2, "CUTLAB_DATABASE must be the URL"),
        (["run", "study.json", "--out", "no/trials.csv"], 3, "cannot be written: No such file"),
        (
            ["run", "study.json", "--out", "study.json/t.csv"],
            3,
            "cannot be written: Not a directory",
        ),
        (
            ["run", "study.json", "--out", "/proc/trials.csv"],
            3,
            "/proc/trials.csv cannot be written",
        ),
        (["run", "study.json", "--out", f"{'a' * 300}.csv"], 3, "cannot be written: File name too"),
        (["run", "study.json", "--out", "trials.csv"], 3, "cannot be written: Is a directory"),
        (["resume", "7", "--out", "no/trials.csv"], 3, "cannot be written: No such file"),
        (["export", "7", "--out", "no/trials.csv"], 3, "cannot be written: No such file"),
        (["--database", "study.json", "list"], 3, "is not an SQLite database"),
        (["--database", "study.json/b.sqlite", "list"], 3, "cannot be made"),
        (["--database", "folder", "list"], 3, "cannot be opened"),
        (["--database", "postgresql://a@127.0.0.1:1/b", "list"], 3, "does not answer"),
        (
            ["run", "study.json", "--scheduler", "tcp://127.0.0.1:1"],
            4,
            "tcp://127.0.0.1:1 does not",
        ),
        (["run", "study.json", "--scheduler", "nonsense://x"], 4, "nonsense://x does not answer"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_code(
    at, capsys, monkeypatch, arguments, code, sentence
):
    monkeypatch.setattr("segmentation.study.runner.cluster.CONNECT_SECONDS", 0.2)
    write(at, small())
    (at / "folder").mkdir()
    (at / "trials.csv").mkdir()
    assert main(arguments) == code
    assert sentence in capsys.readouterr().err
    assert Store().studies() == []  # and nothing was begun


def test_nothing_is_left_beside_a_file_that_was_checked(tmp_path):
    export.check(tmp_path / "trials.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "which is newer than this program's"),
        ("DROP TABLE alembic_version", "belongs to another program"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_with_a_code(at, capsys, statement, sentence):
    store = Store()
    with store.database.writing() as connection:
        connection.exec_driver_sql(statement)
    store.close()
    assert main(["list"]) == exits.NO_STORAGE
    assert sentence in capsys.readouterr().err


def ended(monkeypatch, **changes):
    """Make a study end in a given state, without running it."""

    class Ended:
        def __init__(self, store, *_):
            self.store = store

        def run(self, study, _):
            return replace(self.store.get(study), owner=None, **changes)

    monkeypatch.setattr(running, "Coordinator", Ended)


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"state": "done", "failed": 0}, 0, "Study 1: Small, 10 trials."),
        ({"state": "done", "failed": 3}, 1, "3 of 10 trials failed."),
        (
            {"state": "failed", "message": "The workers run no trial."},
            4,
            "The workers run no trial.",
        ),
        ({"state": "paused"}, 5, "Study 1 is paused."),
        ({"state": "cancelled"}, 5, "Study 1 is cancelled."),
        ({"state": "running"}, 5, "Study 1 is running."),
        ({"state": "cancelled", "deleted": True}, 5, "Study 1 is deleted."),
    ],
)
def test_the_end_of_a_study_has_its_code(at, capsys, monkeypatch, changes, code, sentence):
    ended(monkeypatch, **changes)
    assert main(["run", write(at, small())]) == code
    assert sentence in capsys.readouterr().err


def test_a_study_that_cannot_go_on_is_refused(at, capsys):
    store = Store()
    number = store.add(small().to_json(), 10, "A study")
    store.delete(number)
    store.close()
    assert main(["resume", "1"]) == 2
    assert "Study 1 is deleted." in capsys.readouterr().err


def test_a_fault_and_an_interrupt_have_codes_of_their_own(at, capsys, monkeypatch):
    for error, code in ((RuntimeError("a fault"), 70), (KeyboardInterrupt(), 130)):

        def broken(*_, error=error):
            raise error

        monkeypatch.setattr(commands, "Store", broken)
        assert main(["list"]) == code
    assert "RuntimeError: a fault" in capsys.readouterr().err


def test_the_codes_are_those_that_are_documented():
    text = (Path(ROOT) / "docs" / "study-engine.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| (\d+) \| ", text, re.MULTILINE)
    codes_in_help = re.findall(r"^  (\d+) ", exits.EXIT_CODES, re.MULTILINE)
    codes = [str(value) for name, value in vars(exits).items() if isinstance(value, int)]
    assert documented == codes_in_help == sorted(codes, key=int)


def test_a_study_that_another_process_runs_is_left_to_it(at, capsys, monkeypatch):
    store = Store()
    store.add(small().to_json(), 10, "A study", owner="other")
    beating = iter(range(100))

    class Beating(Store):
        def get(self, study):
            if next(beating):
                self.beat(study, "other")
            return super().get(study)

    monkeypatch.setattr(running, "Store", Beating)
    assert main(["resume", "1"]) == 5
    assert "Study 1 is running, run by other." in capsys.readouterr().err
    store.close()


def test_help_tells_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", "--help"])
    assert ended.value.code == 0
    assert "exit codes:" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["run", "study.json", "--workers", "0"])
    assert ended.value.code == 2
    assert "must be an integer from 1 to 1024. Got 0 instead." in capsys.readouterr().err


@pytest.fixture
def encrypted(tmp_path, monkeypatch):
    """The address of a scheduler that admits those with its own certificate only."""
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    paths = [f"--tls-{name}={path}" for name, path in
             (("ca-file", certificate), ("cert", certificate), ("key", key))]  # fmt: skip
    file = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": ROOT}
    processes = []

    def start(program, *arguments):
        both = [*paths, "--host=127.0.0.1", "--no-dashboard", *arguments]
        run = [sys.executable, "-m", f"distributed.cli.{program}", *both]
        quiet = {"stderr": subprocess.DEVNULL, "env": environment}
        processes.append(subprocess.Popen(run, **quiet))

    try:
        start("dask_scheduler", "--protocol=tls", "--port=0", f"--scheduler-file={file}")
        until(lambda: file.exists() and file.read_text())
        address = json.loads(file.read_text())["address"]
        start("dask_worker", address, "--nthreads=1")
        for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY"):
            path = key if name.endswith("KEY") else certificate
            monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{name}", path)
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(20)


def test_a_scheduler_that_wants_tls_gets_it(at, encrypted, monkeypatch):
    assert encrypted.startswith("tls://")
    study = write(at, small())
    process = spawn("run", study, "--scheduler", encrypted, "--out", "trials.csv")
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    assert "10 trials are in trials.csv." in complaints
    monkeypatch.setattr("segmentation.study.runner.cluster.CONNECT_SECONDS", 2.0)
    with pytest.raises(ClusterError, match="does not answer"):
        Cluster(encrypted).client()  # this process began without those of the environment
