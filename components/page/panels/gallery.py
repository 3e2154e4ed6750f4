"""Gallery of sample pictures, and the button that opens a picture of one's own.

`assets/pictures/` takes files, which are also dropped or pasted anywhere on the page.
"""

from __future__ import annotations

import base64
from functools import cache
from io import BytesIO

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, html
from PIL import Image

from components.page import modules
from components.page.ids import Id
from components.pictures.store import PICTURES
from segmentation import SAMPLES, Sample
from segmentation.pictures.reading import KINDS, MOST_BYTES

__all__ = ["layout", "open_dialog", "register"]

THUMBNAIL = (192, 144)  # pixels
OWN = (
    f"Drop a picture anywhere on this page, paste one, or open one: {KINDS} (.pbm, .pgm, .ppm) of "
    f"up to {MOST_BYTES // 1_000_000} MB and 40 megapixels; or a .cutlab file, which Export saves "
    "with the picture's settings."
)
PLACE = (
    "Your picture stays in this browser; while you look at it, the server holds it in memory, for "
    "an hour at most after the last look. Whoever opens a link of yours in that time sees the "
    "picture, too; later the link asks its reader for the file."
)


def layout() -> dmc.Modal:
    """Build the dialog, empty."""
    return dmc.Modal(
        id=Id.GALLERY,
        title="Pictures",
        size="58rem",
        closeButtonProps={"aria-label": "Close"},
    )


def open_dialog(clicks: int | None) -> tuple[list[html.Div | dmc.SimpleGrid], bool, str]:
    """Open the dialog, whatever the number of clicks on its button."""
    own = html.Div(
        [
            html.Button(
                "Open a picture…",
                type="button",
                className="button",
                **{"data-action": "open-picture"},
            ),
            html.Button(
                "Take a photo…",  # shown where there is no mouse
                type="button",
                className="button",
                **{"data-action": "take-photo"},
            ),
            html.P(OWN),
            html.P(PLACE, className="picture-note"),
        ]
    )
    items = dmc.SimpleGrid(
        [_item(sample) for sample in SAMPLES], cols={"base": 1, "sm": 2}, mt="md"
    )
    return [own, items], True, ""


def _item(sample: Sample) -> html.Button:
    image = html.Img(src=_thumbnail(sample.name), alt="")
    return html.Button(
        [image, html.Div([html.Strong(sample.title), html.Span(sample.line)])],
        id={"type": Id.SAMPLE, "name": sample.name},
        type="button",
        className="gallery-item",
    )


@cache
def _thumbnail(name: str) -> str:
    """Return a small picture as a data URI."""
    image = Image.fromarray(PICTURES.read(name).array)
    image.thumbnail(THUMBNAIL)
    file = BytesIO()
    image.save(file, "jpeg", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


def register(app: Dash) -> None:
    """Connect the dialog to its button, and the samples to the explorer's script."""
    app.callback(
        Output(Id.GALLERY, "children"),
        Output(Id.GALLERY, "opened"),
        Output(Id.GALLERY_PROBLEM, "children"),
        Input(Id.GALLERY_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )(open_dialog)
    app.clientside_callback(
        modules.call("openSample", app.get_asset_url),
        Input({"type": Id.SAMPLE, "name": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
