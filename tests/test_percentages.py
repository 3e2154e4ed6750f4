"""The page writes percentages in one way: the number and its sign, without a space."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in ("assets", "components", "segmentation")
    for pattern in ("*.py", "*.mjs")
    for path in sorted((ROOT / folder).rglob(pattern))
]
SPACED = re.compile(r"(?:\d|\}|^)[ \xa0\u202f]%(?![\w{])")
TEMPLATE = re.compile(r"`[^`]*`|\"[^\"\n]*\"")


def texts(path):
    """Return the texts of a file of Python or JavaScript."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".mjs":
        return TEMPLATE.findall(source)
    nodes = ast.walk(ast.parse(source))
    return [node.value for node in nodes if isinstance(getattr(node, "value", None), str)]


@pytest.mark.parametrize("text", ["96 %", "`about ${share} %`", " %, mean", "in 14\xa0% of"])
def test_the_check_finds_a_space(text):
    assert SPACED.search(text)


def test_no_percentage_has_a_space():
    assert len(SOURCES) > 300
    found = [(path.name, text) for path in SOURCES for text in texts(path) if SPACED.search(text)]
    assert not found
