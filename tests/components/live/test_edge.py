"""The card of one edge: its numbers, put into the formula, give its weight in the graph."""

import math
import re

import numpy as np
import pytest

from components.live.views.base import ViewContext
from components.live.views.edge import describe_edge
from components.live.views.graph import VIEW
from components.state.edge import Edge
from components.state.model import ExplorerState
from segmentation import Method, edge_gradients, graph_edges, segment, segment_scene

STATE = ExplorerState()


def described(result, number):
    edges = graph_edges(result.graph)
    edge = Edge(int(edges.rows[number]), int(edges.cols[number]), bool(edges.down[number]))
    return describe_edge(result, edges, edge), float(edges.weight[number])


def number_in(text):
    return float(text.replace("−", "-"))


def check(lines, weight):
    """Compute the lines' formulas anew, with the numbers as they are written."""
    gradient, weights = lines[1], lines[-1]
    if "√" in gradient:
        squares = re.findall(r"([\d.e-]+)²", gradient)
        g = math.sqrt(sum(number_in(each) ** 2 for each in squares))
    else:
        one, other = re.search(r"\|(\S+) − \(?([^)|]+)\)?\|", gradient).groups()
        g = abs(number_in(one) - number_in(other))
    shown = number_in(re.search(r" = ([\d.e-]+)", gradient)[1])
    assert g == pytest.approx(shown, rel=2e-3, abs=2e-4)
    beta, written, s, eps, w = re.search(
        r"exp\(−([\d.e-]+) · ([\d.e-]+) / ([\d.e-]+)\)(?: \+ ([\d.e-]+))? = ([\d.e-]+)$", weights
    ).groups()
    found = math.exp(-float(beta) * float(written) / float(s)) + float(eps or 0)
    assert found == pytest.approx(float(w), rel=0.02)
    assert float(w) == pytest.approx(weight, rel=0.006)


@pytest.mark.parametrize("method", [Method(), Method(beta=7.5, eps=1e-6, scale="edges")])
def test_the_numbers_put_in_give_the_weight(method):
    result = segment_scene(STATE.scene(), method)
    for number in range(0, result.n_edges, 397):
        check(*described(result, number))


def test_in_colour_the_gradient_is_the_distance_in_lab():
    lab = np.random.default_rng(3).uniform(-30, 60, (6, 7, 3))
    result = segment(lab, method=Method(n_clusters=2, beta=2.0, feature="colour"))
    for number in range(result.n_edges):
        lines, weight = described(result, number)
        assert "CIE Lab" in lines[1]
        check(lines, weight)


def test_values_below_zero_are_bracketed_and_equal_pixels_weigh_1():
    result = segment([[-1.0, -2.0], [-2.0, 4.0]], method=Method(n_clusters=2))
    assert described(result, 0)[0][1] == "g = |−1.0000 − (−2.0000)| = 1.000"
    flat = segment(np.zeros((3, 3)), method=Method(n_clusters=2))
    assert (
        described(flat, 0)[0][-1] == "s = 0, because no two neighbours differ: every weight is 1."
    )


@pytest.mark.parametrize("edge", [Edge(0, 0, False), Edge(99, 99, True), Edge(500, 2, False)])
def test_where_there_is_no_edge_that_is_told(edge):
    result = segment_scene(STATE.scene(), STATE.method())
    (line,) = describe_edge(result, graph_edges(result.graph), edge)
    assert "no edge here" in line


def test_the_gradients_are_those_from_which_the_weights_were_made():
    lab = np.random.default_rng(4).uniform(-30, 60, (9, 8, 3))
    for result in (
        segment_scene(STATE.scene(), Method(beta=3.0)),
        segment(lab, method=Method(n_clusters=2, beta=3.0, feature="colour")),
    ):
        expected = np.exp(-3.0 * edge_gradients(result) / result.scale)
        np.testing.assert_allclose(graph_edges(result.graph).weight, expected, rtol=1e-12)


def test_the_view_has_the_edge_of_the_state_alone():
    result = segment_scene(STATE.scene(), STATE.method())
    chosen = STATE.model_copy(update={"edge": "40,31,right"})
    for state, edge in ((STATE, None), (chosen, "40,31,right")):
        data = VIEW.content(ViewContext(state, result, lambda: None)).data["edge"]
        assert (data and data["edge"]) == edge
