"""Files and commands that the documentation names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for folder in (ROOT, ROOT / "benchmarks", ROOT / "docs", ROOT / "docs" / "decisions")
    for path in folder.glob("*.md")
    if path.name != "CHANGELOG.md"  # which names former files
)
FOLDERS = ("assets", "benchmarks", "components", "docs", "segmentation", "tests")
FILES = [
    *ROOT.glob("*.*"),
    *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()),
]
NAMES = ["/" + path.relative_to(ROOT).as_posix() for path in FILES]
NAMED = re.compile(r"`([\w-][\w./-]*\.(?:py|mjs|css|md|toml)|[\w-][\w/-]*/)`")
COMMAND = re.compile(r"python -m ((?:benchmarks|docs|segmentation)(?:\.\w+)*)\b(?!\.`)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    for name in NAMED.findall(text):
        place = f"/{name}"
        is_folder = name.endswith("/")
        assert any(place in f if is_folder else f.endswith(place) for f in NAMES), name
    for command in COMMAND.findall(text):
        path = "/" + command.replace(".", "/")
        assert {f"{path}.py", f"{path}/__main__.py"} & set(NAMES), command
