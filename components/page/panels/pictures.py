"""The two pictures and the line of facts under them."""

from __future__ import annotations

from dash import dcc, html

from components.figures.pictures import pictures
from components.live.frames import describe_facts, facts
from components.page.ids import Id
from components.page.panels import beginning, export, lesson
from components.page.panels.explanation import verdict
from components.state.model import ExplorerState
from segmentation import segment_scene

__all__ = ["layout"]

HANDLES = (
    "Drag a circle to move it, its rim to resize it; a double click outside the circles adds one. "
    "With Tab on a circle: arrow keys move it (with shift ten pixels), + and − resize it, "
    "D duplicates, Delete removes, Enter goes to its number fields."
)

TEXT = "pictures-text"  # id of the text that `assets/page/announcer.mjs` writes for the pictures

FACTS = {
    "n_nodes": ("Nodes", "Pixels inside the mask; each is a node of the graph."),
    "n_edges": ("Edges", "Pairs of neighbouring nodes (4-neighbourhood)."),
    "n_components": (
        "Components",
        "Separate pieces of the graph. Each gives one eigenvalue 0.",
    ),
    "ncut": ("Ncut", "Sum over the regions of cut(A, rest) / vol(A): the cost of this partition."),
    "adjusted_rand": (
        "Adjusted Rand index",
        "Agreement of the labels with the truth: 1 is perfect, 0 is chance.",
    ),
    "total": ("Time", "From scene to labels on the server, stage by stage."),
}


def layout(state: ExplorerState, point: str) -> html.Div:
    """Build the pictures of a state, computed now, and the text on their point."""
    scene = state.scene()
    segment_scene(scene, state.method())  # the first run of a process takes longer
    result = segment_scene(scene, state.method())
    graph = dcc.Graph(
        id=Id.PICTURES,
        figure=pictures(scene.render(), result, state.noise),
        config={
            "displaylogo": False,
            "showTips": False,  # they cover the heading
            "responsive": True,
            "modeBarButtonsToRemove": ["toImage", "sendChartToCloud"],
        },
        responsive=True,
        style={"height": "100%"},
    )
    in_sight = [
        html.Div(
            [
                html.Div(
                    [
                        html.H2("Original"),
                        html.Span(
                            _help_mark("Original", HANDLES),
                            **{"data-section": "handles", "data-only": "circles"},
                        ),
                    ]
                ),
                html.Div(
                    [
                        html.H2("Labels"),
                        html.Span(className="outcome", **{"data-section": "verdict"}),
                    ]
                ),
            ],
            className="picture-titles",
        ),
        html.Div(
            [
                html.Div(graph, className="graph"),
                html.Div("Computing…", className="busy-mark", role="status"),
                html.P(id=TEXT, className="unseen pictures-text"),
            ],
            className="pictures",
            role="group",
            tabIndex="-1",
            **{"aria-label": "Original and labels", "aria-describedby": TEXT},
        ),
        html.Div(
            className="picture-tools",
            role="group",
            **{"aria-label": "Look of the labels", "data-section": "look"},
        ),
    ]
    notices = [
        html.P("The last good picture is shown.", className="stale-mark"),
        html.P(className="notice", role="alert", **{"data-notice": "all"}),
        html.P(className="notice picture-problem", role="alert"),
        html.Div(
            [
                html.P(className="notice", role="alert", **{"data-notice": "link"}),
                html.Button(
                    "Dismiss", type="button", className="button", **{"data-action": "dismiss"}
                ),
            ],
            className="link-notice",
        ),
        html.P(className="notice", role="alert", **{"data-notice": "connection"}),
        html.P(className="warning", role="status", **{"data-notice": "warnings"}),
    ]
    return html.Div(
        [
            beginning.layout(),
            html.P(point, className="point", **{"data-point": ""}),
            html.Div(in_sight, className="in-sight"),
            verdict(),
            html.Div(notices),
            _facts(describe_facts(facts(result))),
            export.layout(),
            lesson.layout(),
        ],
        className="stage",
    )


def _help_mark(title: str, text: str) -> html.Button:
    """Build a mark with a tooltip; see `assets/page/tooltips.mjs`."""
    labels = {"aria-label": f"{title}: {text}", "data-help": text}
    return html.Button("?", type="button", className="help", **labels)


def _facts(texts: dict[str, str]) -> html.Div:
    """Build the line of facts, which the script updates with each frame."""
    entries = [
        html.Div(
            [
                html.Dt([title, _help_mark(title, text)]),
                html.Dd(texts[name], **{"data-fact": name}),
            ]
        )
        for name, (title, text) in FACTS.items()
    ]
    return html.Div(
        [
            html.Dl(entries, className="facts"),
            html.P(texts["stages"], className="stages", **{"data-fact": "stages"}),
        ],
        className="facts-line",
        **{"data-section": "facts"},
    )
