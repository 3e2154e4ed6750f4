"""Numbers as people write them are read alike by the page's scripts and by the server."""

import json
from pathlib import Path

import pytest

from components.state.numbers import entered, read_number

CASES = json.loads((Path(__file__).parents[2] / "fixtures" / "numbers.json").read_text())
SOURCES = [p for f in ("assets", "components") for p in Path(f).rglob("*.*") if p.suffix != ".pyc"]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_a_number_is_read_or_refused(text, value):
    assert read_number(text) == (None if value == "unread" else value)


def test_a_field_has_a_number_or_nothing_or_its_text():
    assert [entered(x) for x in ("16", "16,5", "", " ", "abc", None, 7)] == [
        16, 16.5, None, None, "abc", None, 7,
    ]  # fmt: skip


def test_no_field_is_one_that_drops_what_it_does_not_know():
    for path in SOURCES:
        if path.suffix in (".py", ".mjs", ".css"):
            text = path.read_text()
            assert "NumberInput" not in text, path
            assert 'type: "number"' not in text, path
            assert 'type="number"' not in text, path
