"""The page of a lesson's file: style, script and data in one, allowed by their hashes alone."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from segmentation.drawing.colors import OUTSIDE, REGIONS

__all__ = ["bundle", "write_page"]

STYLE = Path(__file__).with_name("page.css")
SCRIPT = Path(__file__).parents[3] / "assets" / "takeaway" / "page.mjs"
IMPORT = re.compile(r'^import [^;]*? from "(\.[^"]+)";\n', re.MULTILINE)
COMMENT = re.compile(r"^\s*(/\*\*[\s\S]*?\*/|//.*)\n", re.MULTILINE)

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src '{script_hash}'; style-src '{style_hash}'; img-src data: blob:; \
base-uri 'none'; form-action 'none'">
<meta name="generator" content="Cutlab">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<noscript><p>This lesson needs JavaScript.</p></noscript>
<script type="application/json" id="lesson">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""


@cache
def bundle(entry: Path) -> str:
    """Return a module with all that it imports as one, without comments.

    Parameters
    ----------
    entry : Path
        Its modules import named bindings alone, and no two of them use a name at top level.
    """
    parts: dict[Path, str] = {}

    def add(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        for imported in IMPORT.findall(text):
            target = (path.parent / imported).resolve()
            if target not in parts:
                add(target)
        plain = COMMENT.sub("", IMPORT.sub("", text))
        parts[path] = re.sub(r"^export ", "", plain, flags=re.MULTILINE)

    add(entry.resolve())
    return "\n".join(parts.values())


def write_page(title: str, steps: Sequence[dict[str, Any]], images: Sequence[str]) -> str:
    """Write the page.

    Parameters
    ----------
    title : str
    steps : sequence of dict
        As `assets/takeaway/page.mjs` reads them.
    images : sequence of str
        The originals, PNG in base64.

    Returns
    -------
    str
        HTML.
    """
    content = {
        "title": title,
        "steps": steps,
        "images": [f"data:image/png;base64,{image}" for image in images],
        "colors": [OUTSIDE, *REGIONS],
    }
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    style, script = STYLE.read_text(encoding="utf-8"), bundle(SCRIPT)
    return PAGE.format(
        title=escape(title), style=style, style_hash=_hash(style),
        script=script, script_hash=_hash(script), data=data,
    )  # fmt: skip


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"
