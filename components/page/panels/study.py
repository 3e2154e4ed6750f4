"""The place of the study page, which `assets/study/` fills."""

from __future__ import annotations

import json

from dash import html

from segmentation.study import OUTPUTS, RATES
from segmentation.study.design.quantities import ISHIGAMI_OUTPUTS

__all__ = ["layout"]


def layout() -> html.Main:
    """Build the place of the studies; it shows where the address says so."""
    titles = {
        name: output.title
        for name, output in {**OUTPUTS, **RATES, **ISHIGAMI_OUTPUTS}.items()
        if name != "verdict"
    }
    data = {"data-outputs": json.dumps(titles), "data-rates": " ".join(RATES)}
    return html.Main(className="study", **{"aria-label": "Studies", **data})
