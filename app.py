"""Cutlab: assemble the app from service and panels, and start it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from components.start import main, settings

if __name__ == "__main__":  # the imports below take seconds, and a process that serves needs them
    main(description=__doc__)
    raise SystemExit

import dash_mantine_components as dmc

# Before there are threads, which would begin to import them at once: Plotly uses a pandas that is
# not whole yet.
import pandas as pd  # noqa: F401
import scipy.stats  # noqa: F401
import sklearn.cluster
import sklearn.tree  # noqa: F401
from dash import Dash, dcc, html

from components.export.exporter import Exporter
from components.export.lessons import LARGEST_FILE
from components.export.takeaway.route import TAKE_AWAY_PATH, TakeAwayRoute
from components.figures.theme import BACKGROUND, REGIONS, tables
from components.live import lesson_figures, link_route, picture_route
from components.live.explanations import ExplanationResponder
from components.live.frames import FrameResponder, Segment
from components.live.routes import EXPLANATION_PATH, FRAME_PATH, MAX_MESSAGE, LiveRoute
from components.live.views import VIEWS
from components.page import head, health, modules, placeholder
from components.page.backend import CALLBACK_PATH, LARGEST_CALLBACK, Backend, Page, run_with
from components.page.compress import Compress
from components.page.gate import Gate, GateMiddleware
from components.page.ids import Id
from components.page.panels import (
    controls,
    explanation,
    export,
    figure,
    gallery,
    header,
    keys,
    lesson,
    lessons,
    pictures,
    presentation,
    qr_code,
    share,
)
from components.page.previews import routes as previews
from components.pictures.cutlab_file import MOST_ARCHIVE
from components.pictures.opening import sample_fields
from components.serving.bodies import BodyLimits
from components.serving.ending import end_in_time, end_with_parent
from components.serving.headers import SecurityHeaders
from components.serving.processes import is_first, is_only
from components.serving.root_path import RootPath, address
from components.state.control_specs import control_specs
from components.state.model import (
    LONGEST_PINNED,
    MAX_CIRCLES,
    VIEW_FIELDS,
    CircleState,
    ExplorerState,
)
from components.state.names import LISTS
from components.state.presets import PRESETS
from components.studies import shell as studies
from components.studies.access import StudyAccess
from components.studies.plan import panel as plan_panel
from components.studies.plan import parameters as plan_parameters
from components.studies.routes import stored_picture, trial_files
from components.studies.server.service import StudyService
from components.studies.server.visitor import StudyRules, VisitorMiddleware
from segmentation import SAMPLES, segment_scene
from segmentation.compile.compilation import start_with_progress
from segmentation.kernels import compiled
from segmentation.version import __version__

__all__ = ["create_app"]

ASSETS = Path(__file__).parent / "assets"

# Mantine's own greys lack contrast.
THEME = {
    "primaryColor": "indigo",
    "fontFamily": "inherit",
    "components": {
        "Input": {"styles": {"wrapper": {"--input-placeholder-color": "var(--quiet)"}}},
        # Mantine's menus are text boxes that cannot be written in.
        "Select": {"defaultProps": {"role": "combobox"}},
        "Radio": {"styles": {"description": {"color": "var(--quiet)"}}},
    },
}

# Dash's own page, with its language, and with the placeholder before the scripts.
INDEX = f"""<!DOCTYPE html>
<html lang="en" data-root="{{%root%}}">
<head>{{%metas%}}<title>{{%title%}}</title>{head.LINK_TAGS}{{%links%}}{{%favicon%}}{{%css%}}</head>
<body>{{%app_entry%}}{placeholder.SHELL}
<footer>{{%config%}}{{%modules%}}{{%scripts%}}{{%renderer%}}</footer></body>
</html>
"""


# Bytes that the body of a request may have, where its route sets the bound.
LARGEST_BODIES = {
    CALLBACK_PATH: LARGEST_CALLBACK,
    picture_route.PICTURE_PATH: MOST_ARCHIVE,
    TAKE_AWAY_PATH: LARGEST_FILE,
    FRAME_PATH: MAX_MESSAGE,
    EXPLANATION_PATH: MAX_MESSAGE,
}

# Our own routes: frames (with a link's state and placeholder), explanations, pictures, lessons,
# health, files of studies. They answer only the app's own pages, even to a GET; see
# `GateMiddleware`.
ROUTES = (
    FRAME_PATH,
    EXPLANATION_PATH,
    picture_route.PICTURE_PATH,
    lesson_figures.LESSON_PATH,
    health.HEALTH_PATH,
    trial_files.FILES_PATH,
)


def create_app(
    segment: Segment = segment_scene,
    allowed_hosts: Iterable[str] = (),
    study_service: StudyService | None = None,
    frames: str = "*",
    study_rules: StudyRules = StudyRules(),  # noqa: B008, which is frozen
    root_path: str = "",
    proxies: Iterable[str] = (),
) -> Dash:
    """Build the app.

    Parameters
    ----------
    segment : callable, default=segmentation.segment_scene
        Function that computes a frame.
    allowed_hosts : iterable of str, default=()
        Names under which the app is reached besides addresses and localhost; see `Gate`.
    study_service : StudyService, optional
        Store and runner of studies; by default as set in the environment.
    frames : str, default="*"
        Sites that may embed the page with ``?view=embed``; see `frame_sources`.
    study_rules : StudyRules
        Who may make and change studies; by default who made one may change it.
    root_path : str, default=""
        Path below which browsers reach the app, such as ``"/cutlab"``; see `RootPath`.
    proxies : iterable of str, default=()
        Addresses of proxies that may tell another one.

    Returns
    -------
    dash.Dash
        Its `server` is the ASGI application.
    """
    app = Page(
        __name__,
        backend=Backend,
        title="Cutlab",
        update_title="",
        on_error=_log_failure,
        suppress_callback_exceptions=True,  # dialogs and pages are built when they open
        assets_folder=str(ASSETS),
        assets_ignore=modules.IGNORE,
        hooks=modules.HOOKS,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    hosts = frozenset(host.lower() for host in allowed_hosts)
    app.gate = Gate(hosts)
    app.index_string = INDEX
    drawn = pictures.layout(PRESETS[0].state, PRESETS[0].point)
    app.layout = lambda: _layout(drawn)  # its addresses depend on the root path
    for panel in (
        header,
        controls,
        share,
        lesson,
        lessons,
        keys,
        gallery,
        qr_code,
    ):
        panel.register(app)
    exporter = Exporter()
    export.register(app, exporter)
    figure.register(app, exporter)
    LiveRoute(FRAME_PATH, FrameResponder(segment)).register(app.server)
    link_route.register(app.server)
    picture_route.register(app.server)
    lesson_figures.register(app.server)
    TakeAwayRoute().register(app.server)
    placeholder.register(app.server)
    previews.register(app.server)
    # One thread for cheap and one for dear ones, so that the pictures keep the other cores.
    LiveRoute(EXPLANATION_PATH, ExplanationResponder(), threads=1).register(app.server)
    access = StudyAccess(study_service or StudyService(), study_rules)
    health.register(app.server, __version__, access.service)
    studies.register(app, access)
    plan_panel.register(app, access)
    # Before the first question for a frame. One of several processes shows how far it is.
    shows = is_first() and not is_only()
    run_with(app.server, start_with_progress if shows else compiled.start_in_background)
    app.server.add_middleware(Compress)
    app.server.add_middleware(VisitorMiddleware, rules=study_rules)
    app.server.add_middleware(GateMiddleware, hosts=hosts, computing=ROUTES)
    app.server.add_middleware(BodyLimits, largest=LARGEST_BODIES)
    app.server.add_middleware(SecurityHeaders, frames=frames)
    app.server.add_middleware(RootPath, root=root_path, proxies=tuple(proxies))
    app._setup_server()  # Dash does this only at the first visit of "/", not of "/study"
    return app


def _layout(drawn: html.Div) -> dmc.MantineProvider:
    """Build the page around its pictures."""
    state = PRESETS[0].state
    return dmc.MantineProvider(
        [
            dcc.Store(id=Id.CONFIG, data=_config(state)),
            dcc.Store(id=Id.STATE, data=state.model_dump(mode="json")),
            html.Div(
                [
                    header.layout(),
                    presentation.above(),
                    html.Main(
                        [
                            controls.layout(plan_panel.layout()),
                            html.Div([drawn, explanation.layout()], className="column"),
                        ],
                        className="main",
                    ),
                    *presentation.below(),
                ],
                className="page",
            ),
            studies.layout(),
            share.layout(),
            keys.layout(),
            gallery.layout(),
            lessons.layout(),
            figure.layout(),
            qr_code.layout(),
        ],
        defaultColorScheme="auto",
        theme=THEME,
    )


def _config(state: ExplorerState) -> dict[str, object]:
    """Return the configuration of the scripts, see `Config` in `assets/state/model.mjs`."""
    return {
        "frame_path": address(FRAME_PATH),
        "explanation_path": address(EXPLANATION_PATH),
        "link_path": address(link_route.LINK_PATH),
        "picture_path": address(picture_route.PICTURE_PATH),
        "stored_path": address(stored_picture.STORED_PATH),
        "figure_path": address(lesson_figures.FIGURE_PATH),
        "take_away_path": address(TAKE_AWAY_PATH),
        "samples": {sample.name: sample_fields(sample) for sample in SAMPLES},
        "sample_titles": {sample.name: sample.title for sample in SAMPLES},
        "most_bytes": MOST_ARCHIVE,
        "parameters": plan_parameters.names(),
        "views": {name: view.html for name, view in VIEWS.items()},
        "view_fields": VIEW_FIELDS,
        "longest_pinned": LONGEST_PINNED,
        "state": state.model_dump(mode="json"),
        "control_specs": {name: asdict(spec) for name, spec in control_specs().items()},
        "circle_control_specs": {name: asdict(s) for name, s in control_specs(CircleState).items()},
        "preset": PRESETS[0].key,
        "presets": {preset.key: preset.state.model_dump(mode="json") for preset in PRESETS},
        "points": {preset.key: preset.point for preset in PRESETS},
        "sections": list(LISTS["hide"]),
        "max_circles": MAX_CIRCLES,
        "tables": tables(),
        "regions": REGIONS,
        "background": BACKGROUND,
    }


def _log_failure(error: Exception) -> NoReturn:
    """Log the error of a callback, which Dash would not log."""
    logging.getLogger("cutlab.page").error("A callback failed.", exc_info=error)
    raise error


if __name__ != "__mp_main__":  # a process that serves imports this file as "app", too
    server = create_app(**settings()).server
    end_in_time(server)
    end_with_parent()
