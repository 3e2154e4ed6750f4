"""A real PostgreSQL on loopback for the length of the tests, run by a user without rights."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")


def binary(name):
    """Return the path of one of PostgreSQL's programs, of the newest version there is."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    assert found, "these tests need PostgreSQL: `make test` installs Debian's"
    return found


def _as_nobody():
    """Return a command prefix by which another user than root runs it, and that user."""
    if os.getuid():
        return [], None
    user = pwd.getpwnam("nobody")
    rights = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["setpriv", *rights], user


@contextmanager
def postgresql():
    """Run a server; yield the URL of its first database. `database` makes others."""
    prefix, user = _as_nobody()
    with tempfile.TemporaryDirectory(prefix="cutlab-postgresql-") as folder:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = Path(folder) / "data"
        init = [binary("initdb"), "-D", data, "-A", "trust", "-U", "cutlab", "-E", "UTF8"]
        subprocess.run([*prefix, *init, "--no-sync"], check=True, capture_output=True, cwd="/")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = ["-c", "unix_socket_directories=", "-c", "fsync=off"]
        command = [binary("postgres"), "-D", data, "-h", "127.0.0.1", *settings]
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(
                [*prefix, *command, "-p", str(port)],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        try:
            url = f"postgresql://cutlab@127.0.0.1:{port}/postgres"
            _wait(url)
            yield url
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, because nothing of it is needed any more
            server.wait(30)


def _wait(url):
    for _ in range(300):
        try:
            return psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError("PostgreSQL did not start")


def execute(url, sql):
    """Run one statement as the server's owner; return its rows, if it has any."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def database(url, name):
    """Make an empty database; return its URL."""
    execute(url, f"CREATE DATABASE {name}")
    return url.rsplit("/", 1)[0] + f"/{name}"
