import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from segmentation.errors import StoreError
from segmentation.study.record import Record
from segmentation.study.store import database
from segmentation.study.store.store import Store
from tests.postgresql import execute

WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE studies SET recorded = 1000")
print("holding", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)


def path_of(store):
    return store.database.url.database


def record(index):
    return Record(index, {"ncut": 0.25}, None, 0.1, None)


@pytest.mark.parametrize(
    "url", ["nonsense://x", "sqlite://", "sqlite:///:memory:", "mysql://a@b/c", "://", "a://b:c/d"]
)
def test_an_address_that_is_none_is_told(url):
    with pytest.raises(StoreError, match="CUTLAB_DATABASE must be the URL of an SQLite file"):
        Store(url)


def test_a_password_is_not_shown():
    with pytest.raises(StoreError) as caught:
        Store("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
    assert caught.value.passing


def test_the_users_data_directory_is_the_default(monkeypatch, tmp_path):
    monkeypatch.delenv("CUTLAB_DATABASE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    store = Store()
    store.close()
    assert (tmp_path / "cutlab" / "studies.sqlite").exists()
    monkeypatch.setenv("CUTLAB_DATABASE", str(tmp_path / "other.sqlite"))
    Store().close()
    assert (tmp_path / "other.sqlite").exists()


def test_a_lock_of_another_program_is_told_and_passes(impatient, tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'studies.sqlite'}")
    study = store.add("{}", 2, "A study", owner="me")
    other = sqlite3.connect(path_of(store), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is locked by another program") as caught:
        store.record(study, "me", [record(0)])
    assert caught.value.passing
    assert store.get(study).recorded == 0  # readers do not wait for writers
    other.execute("ROLLBACK")
    other.close()
    assert store.record(study, "me", [record(0)]).recorded == 1
    store.close()


def test_a_full_disk_is_told_and_what_was_recorded_stays(sqlite_store):
    study = sqlite_store.add("{}", 100_000, "A study", owner="me")
    sqlite_store.record(study, "me", [record(0)])
    with sqlite_store.database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="has no space left on its disk") as caught:
        sqlite_store.record(study, "me", [record(i) for i in range(1, 5000)])
    assert caught.value.passing
    assert sqlite_store.recorded(study).tolist() == [0]
    with sqlite_store.database.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert sqlite_store.record(study, "me", [record(i) for i in range(1, 5000)]).recorded == 5000


@pytest.mark.parametrize("repeat", range(3))
def test_a_killed_writer_leaves_nothing_half_written(sqlite_store, repeat):
    study = sqlite_store.add("{}", 10, "A study", owner="me")
    sqlite_store.record(study, "me", [record(0)])
    command = [sys.executable, "-c", WRITER, path_of(sqlite_store)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout.readline() == b"holding\n"
    writer.kill()
    writer.wait()
    writer.stdin.close()
    writer.stdout.close()
    assert sqlite_store.record(study, "me", [record(1)]).recorded == 2


def test_a_newer_schema_is_told_and_nothing_is_changed(url):
    store = Store(url)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(
        StoreError, match="schema 9999, which is newer than this program's"
    ) as caught:
        Store(url)
    assert not caught.value.passing


def test_another_programs_database_is_told_and_left_alone(tmp_path):
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE studies (title TEXT)")
    other.commit()
    with pytest.raises(StoreError, match="belongs to another program"):
        Store(str(path))
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("studies",)]
    other.close()


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, and long enough to be seen as none of a database's." * 20)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is not an SQLite database"):
        Store(str(path))
    assert path.read_bytes() == before


def test_a_directory_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made"):
        Store(str(tmp_path / "file" / "studies.sqlite"))


def test_a_directory_that_cannot_be_written_is_told(tmp_path):
    folder = tmp_path / "studies.sqlite"
    folder.mkdir()  # so that root, too, cannot open it as a file
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(str(folder))


def test_several_that_open_a_new_database_make_one_schema(url):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(Store, [url] * 4))
    assert [store.studies() for store in stores] == [[]] * 4
    for store in stores:
        store.close()


def test_a_connection_that_the_server_ends_is_told_and_passes(postgresql_server):
    name = f"ended_{os.getpid()}"
    execute(postgresql_server, f"CREATE DATABASE {name}")
    store = Store(postgresql_server.rsplit("/", 1)[0] + f"/{name}")
    study = store.add("{}", 2, "A study", owner="me")
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

    def interrupted():
        with store.database.writing() as connection:
            execute(postgresql_server, end)
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(StoreError, match="does not answer") as caught:
        interrupted()
    assert caught.value.passing
    assert store.record(study, "me", [record(0)]).recorded == 1
    store.close()


def test_strangers_are_not_told_where_the_database_is(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_text("no database, and long enough to be seen as none" * 50)
    places = [
        str(secret / "file"),
        str(secret / "file" / "studies.sqlite"),
        "postgresql://secret@127.0.0.1:1/secret",
    ]
    for place in places:
        with pytest.raises(StoreError) as caught:
            Store(place, public=True)
        assert str(caught.value).startswith("The database of studies ")
        assert "secret" not in str(caught.value)
        assert "127.0.0.1" not in str(caught.value)


@pytest.mark.parametrize("code", ["SQLITE_PROTOCOL", "SQLITE_IOERR_LOCK"])
def test_a_network_disk_is_told_with_a_way_out(sqlite_store, code):
    error = sqlite3.OperationalError("locking protocol")
    error.sqlite_errorname = code
    told = sqlite_store.database._sqlite_error(error)
    assert "put it on a disk of this machine, or use PostgreSQL" in str(told)


def test_a_disk_without_shared_memory_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(
        database, "SETUP", ("PRAGMA journal_mode = DELETE",)
    )  # as SQLite does there
    with pytest.raises(StoreError, match="cannot be locked as SQLite needs it") as caught:
        Store(str(tmp_path / "studies.sqlite"))
    assert not caught.value.passing


def test_without_a_home_there_is_no_place_for_a_database(monkeypatch):
    def unknown(uid):
        raise KeyError(uid)

    for name in ("HOME", "XDG_DATA_HOME", "CUTLAB_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert database.sqlite_file() == database.NO_HOME / "studies.sqlite"
