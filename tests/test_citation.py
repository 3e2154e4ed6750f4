"""CITATION.cff says what the program says, in the format's version 1.2.0."""

import tomllib
from datetime import date
from pathlib import Path

import yaml

from segmentation.version import CITATION, __version__

ROOT = Path(__file__).parent.parent
REQUIRED = {"authors", "cff-version", "message", "title"}
OF_SOFTWARE = {"type", "version", "date-released", "license", "abstract", "keywords", "references"}
OF_ARTICLE = {"journal", "volume", "issue", "year", "start", "end", "doi"}


def test_the_citation_is_valid_and_agrees_with_the_program():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert REQUIRED <= set(cited) <= REQUIRED | OF_SOFTWARE
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] == "software"
    assert date.fromisoformat(cited["date-released"])
    assert all(set(author) <= {"name"} for author in cited["authors"])
    for reference in cited["references"]:
        assert (
            {"authors", "title", "type"}
            <= set(reference)
            <= OF_ARTICLE | {"authors", "title", "type"}
        )
        assert reference["doi"].startswith("10.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["license"] == project["license"]
    assert cited["version"] == __version__
    (author,) = cited["authors"]
    for part in (author["name"], cited["title"], cited["version"], cited["date-released"][:4]):
        assert part in CITATION
    assert "CITATION.cff" in (ROOT / "README.md").read_text(encoding="utf-8")
