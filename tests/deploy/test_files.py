"""The files of `deploy/`; nginx's is run by tests/browser/test_root_path.py."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
import yaml

from tests.nginx import free_port
from tests.postgresql import postgresql

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
USER = 10001


def test_every_variable_is_explained():
    explained = "".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    used = {
        name
        for path in DEPLOY.iterdir()
        for name in re.findall(r"CUTLAB_[A-Z_]+\b", path.read_text())
    }
    assert {name for name in used - {"CUTLAB_DATABASE_PASSWORD"} if name not in explained} == set()
    assert len(used) > 5


def test_the_service_of_systemd_is_one(tmp_path):
    text = (DEPLOY / "cutlab.service").read_text()
    unit = tmp_path / "cutlab.service"
    unit.write_text(text.replace("/opt/cutlab/.venv/bin/python", sys.executable))
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    assert set(parser.sections()) == {"Unit", "Service", "Install"}
    assert parser["Service"]["DynamicUser"] == "yes"
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", "--man=no", str(unit)]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        said = [line for line in found.stderr.splitlines() if "cutlab" in line]
        assert said == []


def test_compose_and_kubernetes_ask_whether_it_is_ready():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    app, database = compose["services"]["cutlab"], compose["services"]["database"]
    assert app["read_only"] is True
    assert app["tmpfs"] == ["/tmp"]
    assert (DEPLOY / app["build"]["context"] / app["build"]["dockerfile"]).exists()
    assert database["environment"]["POSTGRES_USER"] in app["environment"]["CUTLAB_DATABASE"]
    deployment, service = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]


def instructions():
    """Yield the instructions of the Dockerfile with their arguments."""
    for line in (DEPLOY / "Dockerfile").read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split(" ", 1)


def test_the_dockerfile_copies_what_there_is():
    copied = [rest.split()[0] for name, rest in instructions() if name == "COPY"]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert all((ROOT / each).exists() for each in copied)
    assert {f"!{each}" for each in copied} == {each for each in ignored if each.startswith("!")}


class Image:
    """What the Dockerfile makes, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {"PATH": f"{folder}/venv/bin:/usr/local/bin:/usr/bin:/bin"}
        self.environment["LD_LIBRARY_PATH"] = f"{folder}/python/lib"  # of a copied Python
        self.directory, self.prefix, self.command = folder, [], []
        folder.chmod(0o755)
        (folder / "tmp").mkdir()
        (folder / "tmp").chmod(0o1777)
        subprocess.run([_python(folder), "-m", "venv", str(folder / "venv")], check=True)
        for name, rest in instructions():
            getattr(self, name.lower(), lambda rest: None)(self.within(rest))

    def within(self, text):
        """Return a text with the image's paths as those in the folder."""
        return re.sub(r"(?<![\w./])/(?=(?:opt/cutlab|data|tmp)\b)", f"{self.folder}/", text)

    def env(self, rest):
        self.environment |= dict(each.split("=", 1) for each in shlex.split(rest))

    def workdir(self, rest):
        self.directory = Path(rest)
        self.directory.mkdir(parents=True)

    def copy(self, rest):
        source, target = rest.split()
        if (ROOT / source).is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, self.directory / target, ignore=ignore)
        else:
            shutil.copy(ROOT / source, self.directory / target)

    def run(self, rest):
        subprocess.run(["sh", "-ec", rest], check=True, cwd=self.directory, env=self.environment)

    def user(self, rest):
        uid, gid = rest.split(":")
        self.prefix = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]

    def cmd(self, rest):
        self.command = yaml.safe_load(rest)

    def files(self):
        return sorted(path for path in self.directory.rglob("*") if path.is_file())


def _python(folder):
    """Return a Python that every user may run, a copy if need be."""
    base = Path(sys.base_prefix)
    if all(place.stat().st_mode & 0o001 for place in (base, *base.parents)):
        return sys.executable
    ignore = shutil.ignore_patterns("test", "site-packages", "__pycache__")
    shutil.copytree(base, folder / "python", symlinks=True, ignore=ignore)
    return str(folder / "python/bin/python3")


@pytest.mark.long
@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes another user")
def test_the_image_s_steps_make_a_server_without_rights():
    with TemporaryDirectory(prefix="cutlab-image-") as folder:  # pytest's own are closed to others
        _try(Image(Path(folder)))


def _try(image):
    port = free_port()
    before = image.files()
    with postgresql() as database:
        process = subprocess.Popen(
            [*image.prefix, *image.command],
            cwd=image.directory,
            env={**image.environment, "CUTLAB_PORT": str(port), "CUTLAB_DATABASE": database},
        )
        try:
            url = f"http://127.0.0.1:{port}"
            end = time.monotonic() + 60
            while time.monotonic() < end:
                try:
                    if httpx.get(f"{url}/health/ready").status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            health = httpx.get(f"{url}/health", timeout=30).json()
            assert (health["kernels"], health["database"]) == ("compiled", "reachable")
            assert httpx.get(f"{url}/live/frame/placeholder.svg").status_code == 200
            owner = Path(f"/proc/{process.pid}").stat().st_uid
            assert owner == USER
        finally:
            process.terminate()
            process.wait(30)
    assert image.files() == before
