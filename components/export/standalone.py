"""Figures as stand-alone pages, which need no network."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import plotly.graph_objects as go

__all__ = ["standalone"]

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 75rem; margin: 1rem auto; padding: 0 1rem; font-family: system-ui, sans-serif;
  color: #222; background: #fff }}
h1 {{ font-size: 1.1rem }} p {{ margin: 0.3rem 0; color: #555; font-size: 0.9rem }}
</style>
</head>
<body>
<h1>{title}</h1>
{figure}
{caption}
</body>
</html>
"""


def standalone(figure: go.Figure, title: str, caption: Iterable[str]) -> str:
    """Write a page with a figure and Plotly's own script.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
    title : str
    caption : iterable of str
        Paragraphs below.

    Returns
    -------
    str
        HTML.
    """
    config = {"displaylogo": False, "responsive": True, "plotlyServerURL": ""}
    body = figure.to_html(
        config=config, include_plotlyjs=True, full_html=False, default_height="min(48vw, 38rem)"
    )
    below = "\n".join(f"<p>{escape(line)}</p>" for line in caption)
    return PAGE.format(title=escape(title), figure=body, caption=below)
