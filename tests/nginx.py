"""Debian's nginx with the file of `deploy/`, on loopback, for the length of a test."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).parents[1] / "deploy/nginx.conf"
# What Debian's own file has around it, without a daemon and with no place but the folder.
AROUND = """
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {servers}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _replaced(text, old, new):
    assert text.count(old) == 1, old
    return text.replace(old, new)


@contextmanager
def nginx(upstream):
    """Run nginx before a server of this machine, `upstream` its host and port; give its address."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "this test needs nginx: `make test` installs Debian's"
    port = free_port()
    servers = _replaced(CONFIGURATION.read_text(), "127.0.0.1:8050", upstream)
    servers = _replaced(servers, "listen 80;", f"listen 127.0.0.1:{port};")
    with tempfile.TemporaryDirectory(prefix="cutlab-nginx-") as folder:
        file = Path(folder) / "nginx.conf"
        file.write_text(AROUND.format(folder=folder, servers=servers))
        command = [program, "-p", folder, "-c", str(file), "-e", "stderr"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        try:
            _wait(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            complaints = process.communicate(timeout=30)[1].decode()
        assert "[emerg]" not in complaints
        assert "[warn]" not in complaints, complaints


def _wait(process, port):
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
    process.kill()
    raise AssertionError(process.communicate())
