"""State of the explorer: scene, method and view.

Bounds, steps, defaults, units and help texts are defined here once, on the fields. `control_specs`
reads them, the controls are made from them, and every state received is checked against them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from components.state.edge import EDGE
from components.state.edits import EDITS, LONGEST_EDITS
from components.state.fields import field, service_field
from components.state.names import LISTS, HideName, PageView, ViewName
from components.state.picture import LARGEST_EXACT, PictureState
from segmentation import Circle, Method, Scene
from segmentation.study import FIELDS
from segmentation.study.design.fields import CIRCLE_FIELDS

__all__ = [
    "LONGEST_PINNED",
    "MAX_CIRCLES",
    "VIEW_FIELDS",
    "CircleState",
    "ExplorerState",
]

MAX_CIRCLES = 12

LONGEST_PINNED = 1500  # characters


class CircleState(BaseModel):
    """One circle, in pixels; row 0 is on top."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    # Bounds of the largest picture that the page offers.
    row: float = service_field(CIRCLE_FIELDS["row"], 50.0, ge=0, le=400, step=1)
    col: float = service_field(CIRCLE_FIELDS["col"], 50.0, ge=0, le=400, step=1)
    radius: float = service_field(CIRCLE_FIELDS["radius"], 12.0, ge=1, le=200, step=1)


TUTORIAL_CIRCLES = tuple(
    CircleState(row=circle.row, col=circle.col, radius=circle.radius) for circle in Scene().circles
)


class ExplorerState(PictureState):
    """Scene, method and view of the explorer; its defaults are the tutorial's.

    The scene has circles, or is an own picture if `picture` is not empty. `pinned` is the query of
    another state, to compare with, and `edge` one edge of the graph, whose weight is explained.

    Examples
    --------
    >>> state = ExplorerState(noise=0.5)
    >>> state.scene().noise, state.method().beta
    (0.5, 1.0)
    """

    circles: tuple[CircleState, ...] = Field(
        default=TUTORIAL_CIRCLES, title="Circles", min_length=1, max_length=MAX_CIRCLES
    )
    noise: float = service_field(
        FIELDS["noise"], 0.2, le=2, step=0.01, group="noise", only="circles"
    )
    seed: int = service_field(
        FIELDS["seed"],
        0,
        help="Seed of the noise. Moving a circle keeps the noise; another seed draws it anew.",
        le=999_999,
        step=1,
        group="noise",
        slider=False,
        only="circles",
    )
    beta: float = service_field(
        FIELDS["beta"],
        1.0,
        help=f"{FIELDS['beta'].help} At 0 all edges weigh the same.",
        le=100,
        step=0.1,
        scale="cubic",
        group="method",
    )
    n_clusters: int = service_field(FIELDS["n_clusters"], 4, le=32, step=1, group="method")
    assign_labels: Literal["kmeans", "discretize", "cluster_qr", "sweep"] = service_field(
        FIELDS["assign_labels"],
        "kmeans",
        labels={
            "kmeans": "k-means",
            "discretize": "discretize",
            "cluster_qr": "cluster QR",
            "sweep": "sweep",
        },
        group="method",
    )
    outlines: bool = field(
        True,
        "True outlines",
        "Draw the true circles, or the true regions of a picture, over both pictures.",
        group="circles",
        only="circles",
    )
    size: int = field(
        100,
        "Image size",
        "Height and width of the picture; the circles scale with it.",
        ge=50,
        le=400,
        step=10,
        unit="px",
        group="more",
        only="circles",
    )
    use_mask: bool = service_field(
        FIELDS["use_mask"],
        True,
        group="more",
    )
    scale: Literal["graph", "edges"] = service_field(
        FIELDS["scale"],
        "graph",
        help="Standard deviation that β is relative to. The tutorial's includes the graph's "
        "diagonal, so it depends on absolute brightness; “edges” leaves the diagonal out.",
        labels={"graph": "graph (tutorial)", "edges": "edges"},
        group="more",
    )
    eps: float = service_field(FIELDS["eps"], 0.0, step=0.001, scale="cubic", group="more")
    eigen_solver: Literal[
        "auto", "multigrid", "direct", "arpack", "lobpcg", "amg", "aggregates"
    ] = service_field(
        FIELDS["eigen_solver"],
        "auto",
        help=f"{FIELDS['eigen_solver'].help} “auto” chooses it for working sizes "
        f"above {LARGEST_EXACT} px.",
        labels={
            "auto": "auto",
            "multigrid": "multigrid",
            "direct": "direct",
            "arpack": "ARPACK",
            "lobpcg": "LOBPCG",
            "amg": "AMG",
            "aggregates": "aggregates",
        },
        group="more",
    )
    random_state: int = service_field(
        FIELDS["random_state"], 0, le=999_999, step=1, group="more", slider=False
    )
    edits: str = Field(
        default="", title="Edits of the regions", pattern=EDITS, max_length=LONGEST_EDITS
    )
    follow: bool = field(
        True,
        "Follow while dragging",
        "On: the pictures follow every step of a drag. Off: they change when the drag ends.",
        group="more",
    )
    look: Literal["fill", "outlines", "mean"] = field(
        "fill",
        "Labels as",
        "Each region filled with its colour, outlined on the original, or filled with the mean "
        "colour of its pixels.",
        labels={"fill": "fill", "outlines": "outlines", "mean": "mean colour"},
        group="look",
    )
    opacity: int = field(
        100,
        "Opacity",
        "Opacity of the fill over the original.",
        ge=0,
        le=100,
        step=5,
        unit="%",
        group="look",
    )
    views: tuple[ViewName, ...] = Field(default=(), title="Views", max_length=8)
    edge: str = Field(default="", title="Edge", pattern=EDGE)
    pinned: str = Field(default="", title="Pinned state", max_length=LONGEST_PINNED)
    embedding_x: int = field(
        2,
        "Across",
        "Eigenvector of the horizontal coordinate; the first is constant on each component.",
        ge=1,
        le=33,
        step=1,
        group="embedding",
        slider=False,
    )
    embedding_y: int = field(
        3,
        "Up",
        "Eigenvector of the vertical coordinate.",
        ge=1,
        le=33,
        step=1,
        group="embedding",
        slider=False,
    )
    embedding_color: Literal["label", "truth"] = field(
        "label",
        "Coloured by",
        "The region found, or the true circle or region of the pixel.",
        labels={"label": "label", "truth": "truth"},
        group="embedding",
    )
    view: PageView = Field(default="full", title="View")
    hide: tuple[HideName, ...] = Field(
        default=(), title="Hidden controls", max_length=len(LISTS["hide"])
    )

    def scene(self) -> Scene:
        """Return the scene of this state."""
        circles = tuple(Circle(row=c.row, col=c.col, radius=c.radius) for c in self.circles)
        return Scene(circles=circles, size=self.size, noise=self.noise, seed=self.seed)

    def method(self) -> Method:
        """Return the method of this state; large pictures are cut as aggregates."""
        approximate = self.is_large and self.eigen_solver == "auto"
        return Method(
            beta=self.beta,
            n_clusters=self.n_clusters,
            assign_labels=self.assign_labels,
            eigen_solver="aggregates" if approximate else self.eigen_solver,
            scale=self.scale,
            eps=self.eps,
            use_mask=self.use_mask,
            random_state=self.random_state,
            merge_from=self.merge_from if self.picture else 0,
            feature="colour" if self.picture and self.channel == "colour" else "intensity",
        )


# Fields of the view, which a preset does not change.
VIEW_FIELDS = (
    "outlines",
    "follow",
    "look",
    "opacity",
    "views",
    "edge",
    "pinned",
    "embedding_x",
    "embedding_y",
    "embedding_color",
    "view",
    "hide",
)
