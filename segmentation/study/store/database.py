"""The database of the store: address, transactions, schema, and readable errors."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError, TimeoutError

from segmentation.errors import ReadOnlyError, SchemaError, StorageError, StoreError
from segmentation.study.store.schema import REVISION

BUSY_SECONDS = 5.0  # time that a statement waits for the lock of another program
MOST_WRITING = 4  # connections that write; SQLite lets one at a time
MIGRATIONS = Path(__file__).with_name("migrations")
NO_HOME = Path("/nonexistent/cutlab")  # as Debian says of users without a home
SCHEMA_LOCK = 0x637574  # PostgreSQL's advisory lock to create the schema; an arbitrary number
SETUP = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a commit survives a crash of the machine, too
    "PRAGMA foreign_keys = ON",
)


def database_url() -> str:
    """Return the address of the database: CUTLAB_DATABASE, or a file in the user's data folder."""
    try:
        folder = Path(platformdirs.user_data_dir("cutlab", appauthor=False))
    except RuntimeError:
        folder = NO_HOME
    return os.environ.get("CUTLAB_DATABASE") or f"sqlite:///{folder / 'studies.sqlite'}"


def sqlite_file(url: str | None = None) -> Path | None:
    """Return the file of an SQLite database, None for another kind; `url` as of `Database`."""
    parsed = _parsed(url or database_url())
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


def shown_address(url: str | None = None) -> str:
    """Return where a database is, without a password; `url` as of `Database`."""
    parsed = _parsed(url or database_url())
    sqlite = parsed.get_backend_name() == "sqlite"
    return str(parsed.database) if sqlite else parsed.render_as_string(hide_password=True)


class Database:
    """An open database of the schema that this program knows.

    Readers and writers have connections of their own. So whoever reads does not wait behind those
    who wait for a lock to write.

    Parameters
    ----------
    url : str, optional
        An SQLAlchemy URL of SQLite or PostgreSQL, or the path of an SQLite file. By default
        `database_url`.
    public : bool, default=False
        Whether strangers read the errors, which then have no path, host or detail.

    Raises
    ------
    StoreError
        If the address is invalid; `StorageError` if the database cannot be opened or has a newer
        schema.
    """

    def __init__(self, url: str | None = None, public: bool = False) -> None:
        self.url = _parsed(url or database_url())
        self.public = public
        self.name = "The database of studies" if public else f"The database {shown_address(url)}"
        with self._readable_errors():
            self._reading = _engine(self.url, self.name, "BEGIN")
            self._writing = _engine(self.url, self.name, "BEGIN IMMEDIATE", MOST_WRITING)
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        for engine in (self._reading, self._writing):
            engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction, which sees one state of the database throughout."""
        with self._readable_errors(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction, which holds SQLite's lock from its start."""
        with self._readable_errors(), self._writing.begin() as connection:
            yield connection

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            if self._revision(connection) == REVISION:
                return
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({SCHEMA_LOCK})"))
            if self._revision(connection) == REVISION:  # another process was faster
                return
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _revision(self, connection: Connection) -> str | None:
        """Return the schema's revision, None of an empty database."""
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" not in tables:
            if tables & {"studies", "trials"}:
                raise SchemaError(f"{self.name} belongs to another program. Nothing was changed.")
            return None
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if revision is not None and revision > REVISION:
            raise SchemaError(
                f"{self.name} has schema {revision}, which is newer than this program's "
                f"({REVISION}). Use a newer Cutlab, or name another database in CUTLAB_DATABASE. "
                "Nothing was changed."
            )
        return revision

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise self._error(error) from error

    def _error(self, error: SQLAlchemyError) -> StorageError:
        if isinstance(error, TimeoutError):  # all connections wait
            return StorageError(f"{self.name} is busy. Try again in a moment.", passing=True)
        cause = error.orig if isinstance(error, DBAPIError) else None
        if isinstance(cause, sqlite3.Error):
            return self._sqlite_error(cause)
        state = getattr(cause, "sqlstate", None)
        if state == "53100":
            return StorageError(f"{self.name} has no space left on its disk.", passing=True)
        if state in ("3D000", "28P01", "28000"):
            return StorageError(f"{self.name} refused the connection{self._detail(cause or error)}")
        # Errors of the connection, or of a server that restarts, have no code or one of these
        # classes.
        passing = isinstance(error, DBAPIError) and (
            error.connection_invalidated
            or (state or "08")[:2] in ("08", "40", "53", "55", "57", "58")
        )
        what = "does not answer" if passing else "reported an error"
        return StorageError(f"{self.name} {what}{self._detail(cause or error)}", passing=passing)

    def _detail(self, error: BaseException) -> str:
        """Return the end of a sentence: what the database itself says."""
        return "." if self.public else f": {_first_line(error)}"

    def _sqlite_error(self, error: sqlite3.Error) -> StorageError:
        code = getattr(error, "sqlite_errorname", "")
        for prefix, words, passing in SQLITE_ERRORS:
            if code.startswith(prefix):
                kind = ReadOnlyError if prefix in UNWRITABLE else StorageError
                return kind(f"{self.name} {words}", passing=passing)
        return StorageError(f"{self.name} reported an error{self._detail(error)}")


ELSEWHERE = (
    "If it is on a network disk, put it on a disk of this machine, or use PostgreSQL: set "
    "CUTLAB_DATABASE."
)
ANOTHER = "Make it writable, or name another place in CUTLAB_DATABASE."
UNWRITABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")
NO_WAL = f"cannot be locked as SQLite needs it. {ELSEWHERE}"
SQLITE_ERRORS = (
    ("SQLITE_BUSY", "is locked by another program.", True),
    ("SQLITE_LOCKED", "is locked by another program.", True),
    ("SQLITE_FULL", "has no space left on its disk.", True),
    ("SQLITE_PROTOCOL", NO_WAL, True),
    ("SQLITE_IOERR", f"cannot be used: its disk reports an error. {ELSEWHERE}", True),
    ("SQLITE_CANTOPEN", f"cannot be opened: its directory cannot be written. {ANOTHER}", True),
    ("SQLITE_READONLY", f"cannot be written: it is read-only. {ANOTHER}", True),
    ("SQLITE_PERM", f"cannot be opened: it may not be read. {ANOTHER}", True),
    ("SQLITE_NOTADB", "is not an SQLite database. Nothing was changed.", False),
    ("SQLITE_CORRUPT", "is damaged. Take a copy of it before anything else.", False),
)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _parsed(url: str) -> URL:
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = URL.create("unreadable")
    backend = parsed.get_backend_name()
    in_memory = backend == "sqlite" and parsed.database in (None, "", ":memory:")
    if backend not in ("sqlite", "postgresql") or in_memory:
        shown = "what is set" if parsed.password else repr(url)
        raise StoreError(
            "CUTLAB_DATABASE must be the URL of an SQLite file (sqlite:////data/studies.sqlite) "
            f"or of PostgreSQL (postgresql://user@host/database). Got {shown} instead."
        )
    driver = "sqlite" if backend == "sqlite" else "postgresql+psycopg"
    return parsed.set(drivername=driver)


def _engine(url: URL, name: str, begin: str, most: int = 15) -> Engine:
    """Return an engine of at most so many connections, whose transactions begin like that."""
    pool: dict[str, Any] = {"pool_size": min(most, 5), "max_overflow": max(0, most - 5)}
    pool["pool_timeout"] = BUSY_SECONDS
    if url.get_backend_name() == "postgresql":
        wait = {"connect_timeout": 5, "options": f"-c lock_timeout={round(1000 * BUSY_SECONDS)}"}
        return create_engine(url, pool_pre_ping=True, connect_args=wait, **pool)
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = f"its directory cannot be made: {error.strerror}."
        raise ReadOnlyError(f"{name} cannot be kept: {why} {ANOTHER}") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **pool)

    # Python's sqlite3 would begin transactions by itself. Those would be deferred ones, which fail
    # at their first write if another transaction has written meanwhile.
    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        found = [connection.execute(line).fetchone() for line in SETUP]
        if found[0] != ("wal",):  # SQLite says so instead of an error
            raise StorageError(f"{name} {NO_WAL}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
