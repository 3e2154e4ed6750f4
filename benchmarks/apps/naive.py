"""The plain Dash app that the tutorial suggests, with which Cutlab is compared.

One callback takes the sliders, does the tutorial's steps with scikit-learn and returns the whole
figure. It is written with care (the noise is drawn once, the seed is fixed, `uirevision` preserves
the zoom, arrays are sent as Plotly's typed arrays) and served like Cutlab: Dash on FastAPI, one
uvicorn process on the loopback interface. It lacks only what Dash does not suggest: a path of its
own for frames.
"""

import argparse
import warnings

import numpy as np
import plotly.graph_objects as go
import uvicorn
from dash import Dash, Input, Output, dcc, html
from numpy.typing import NDArray
from plotly.subplots import make_subplots
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph

SIZE = 100
CIRCLES = ((28, 24, 16), (40, 50, 14), (67, 58, 15), (24, 70, 14))
"""Row, column and radius in pixels; the first one's row is the slider's."""

NOISE_DRAW = np.random.default_rng(0).standard_normal((SIZE, SIZE))

# The mouse driver finds a slider by the data-field of its wrapper, in both apps. Ranges and steps
# are Cutlab's. Beta's slider is a cube root: fine near 1, reaching 100.
SLIDERS = {
    "circles.0.row": {"label": "Row of circle 1", "min": 0, "max": 100, "step": 1, "value": 28},
    "noise": {"label": "Noise", "min": 0, "max": 2, "step": 0.01, "value": 0.2},
    "beta": {"label": "Beta", "min": 0, "max": 1, "step": 0.001, "value": 0.01 ** (1 / 3)},
    "n_clusters": {"label": "Number of clusters", "min": 1, "max": 20, "step": 1, "value": 4},
}


class Counter:
    """Number of runs of the callback since the start: the benchmark's only addition."""

    computed = 0


def scene(row: float, noise: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Draw the tutorial's four circles, the first one at another row.

    Parameters
    ----------
    row : float
        Row of the first circle's centre, in pixels from the top.
    noise : float
        Standard deviation of the noise.

    Returns
    -------
    image : ndarray of shape (100, 100)
        One outside, two inside, plus noise.
    mask : ndarray of shape (100, 100)
        True inside any circle.
    """
    rows, columns = np.indices((SIZE, SIZE))
    centres = ((row, *CIRCLES[0][1:]), *CIRCLES[1:])
    mask = np.zeros((SIZE, SIZE), dtype=bool)
    for centre_row, centre_column, radius in centres:
        mask |= (rows - centre_row) ** 2 + (columns - centre_column) ** 2 < radius**2
    return 1.0 + mask + noise * NOISE_DRAW, mask


def label_picture(
    image: NDArray[np.float64], mask: NDArray[np.bool_], beta: float, n_clusters: int
) -> NDArray[np.float64]:
    """Segment as the tutorial does; -1 outside the mask."""
    graph = img_to_graph(image, mask=mask)
    graph.data = np.exp(-beta * graph.data / graph.data.std())
    labels = spectral_clustering(
        graph, n_clusters=n_clusters, eigen_solver="arpack", random_state=0
    )
    picture = np.full(mask.shape, -1.0)
    picture[mask] = labels
    return picture


def figure(
    image: NDArray[np.float64], labels: NDArray[np.float64], meta: dict[str, float]
) -> go.Figure:
    """Draw both pictures side by side, row 0 on top; `meta` says which state they show."""
    both = make_subplots(1, 2, shared_xaxes="all", shared_yaxes="all")
    both.add_trace(go.Heatmap(z=image, colorscale="YlGnBu", colorbar={"x": 0.46}), 1, 1)
    both.add_trace(go.Heatmap(z=labels, colorscale="Viridis", showscale=False), 1, 2)
    both.update_xaxes(constrain="domain")
    both.update_yaxes(autorange="reversed", constrain="domain")
    both.update_yaxes(scaleanchor="x", col=1)
    both.update_layout(meta=meta, uirevision="same", height=460, margin={"t": 20, "b": 30})
    return both


def update(row: float, noise: float, beta_root: float, n_clusters: int) -> go.Figure:
    """Answer a change of any slider with the whole figure."""
    Counter.computed += 1
    beta = float(f"{100 * beta_root**3:.3g}")
    image, mask = scene(row, noise)
    labels = label_picture(image, mask, beta, n_clusters)
    meta = {"circles.0.row": row, "noise": noise, "beta": beta, "n_clusters": n_clusters}
    return figure(image, labels, meta)


def control(field: str, label: str, **slider: float) -> html.Div:
    """Lay out one slider under its label."""
    return html.Div(
        [
            html.Label(label),
            dcc.Slider(id=field.replace(".", "-"), marks=None, updatemode="drag", **slider),
        ],
        **{"data-field": field},
    )


def create_app() -> Dash:
    """Build the page and its one callback."""
    app = Dash(__name__, backend="fastapi", title="Naive", update_title=None)
    app.layout = html.Div(
        [
            html.Div([control(field, **spec) for field, spec in SLIDERS.items()]),
            dcc.Graph(id="graph"),
        ],
        style={"maxWidth": 1100, "margin": "auto"},
    )
    inputs = [Input(field.replace(".", "-"), "value") for field in SLIDERS]
    app.callback(Output("graph", "figure"), *inputs)(update)
    # Ahead of Dash's catch-all route, which answers any other address with the page.
    app.server.add_api_route("/benchmark/computed", computed)
    return app


async def computed() -> dict[str, int]:
    """Tell the driver how many frames were computed."""
    return {"computed": Counter.computed}


def main() -> None:
    """Serve the app."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8051)
    port = parser.parse_args().port
    # scikit-learn warns of a separate circle, which is an ordinary scene here.
    warnings.filterwarnings("ignore", message="Graph is not fully connected")
    uvicorn.run(create_app().server, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
