"""Every claim of the lessons, against the service."""

import json
from functools import cache
from math import exp, log10

import numpy as np
import pytest

from components.lessons import LESSONS
from components.lessons.studies import STUDIES, records
from components.live.lesson_figures import figure_json
from components.state.edge import Edge
from components.state.link import from_query
from segmentation import cut_edges, edge_gradients, graph_edges, segment_scene
from segmentation.study import EXAMPLES, describe, points
from segmentation.study.analysis import morris, noise_floor, summary, table


@cache
def result(query):
    state, problems = from_query(query)
    assert not problems
    return segment_scene(state.scene(), state.method())


def steps(key):
    (lesson,) = (lesson for lesson in LESSONS if lesson.key == key)
    return lesson.steps


def chosen(step):
    return step.prediction.options[step.prediction.answer]


def sizes(labels):
    return np.unique(labels[labels >= 0], return_counts=True)[1].tolist()


def ncuts(found):
    return {each.name: each.ncut for each in found.by_method}


def ari(found):
    return found.metrics.adjusted_rand


class TestGraph:
    def test_nodes_edges_and_weights(self):
        nodes, edges, weights, *_ = steps("graph")
        found = result(nodes.query)
        assert f"{found.n_nodes:,} pixels" in nodes.text
        assert f"{found.n_edges:,} edges" in edges.text
        assert f"here {found.scale:.2f}" in weights.text
        low, high = found.graph.weight_range
        assert f"from {low:.2f} to nearly 1" in weights.text
        assert 0.99 < high < 1

    def test_twice_beta_squares_a_weight(self):
        step = steps("graph")[2]
        assert result("").scale / 2 == pytest.approx(0.37, abs=0.002)
        assert chosen(step) == f"about {exp(-0.5) ** 2:.2f}"

    def test_the_edge_of_the_card(self):
        step = steps("graph")[3]
        found = result(step.query)
        edges, edge = graph_edges(found.graph), Edge.read(from_query(step.query)[0].edge)
        at = np.flatnonzero(
            (edges.rows == edge.row) & (edges.cols == edge.col) & (edges.down == edge.down)
        )
        (gradient,), (weight,) = edge_gradients(found)[at], edges.weight[at]
        assert f"g = {gradient:.2f}" in step.text
        assert gradient == pytest.approx(found.scale / 2, rel=0.005)
        assert f"weighs {weight:.2f}" in step.text
        # A file of the lesson has no card, and arrow keys are the presentation's before a click.
        assert f"row {edge.row}, column {edge.col} and the pixel on its right" in step.text
        assert step.text.index("In Cutlab a card") < step.text.index("a click between")
        assert step.text.index("a click between") < step.text.index("from there the arrow keys")

    def test_at_beta_0_the_regions_stay(self):
        step = steps("graph")[4]
        differing = np.count_nonzero(result(step.query).labels != result("").labels)
        assert f"Only {differing} of the 2,678 pixels" in step.prediction.reason
        assert chosen(step).startswith("Yes")

    def test_without_the_mask_the_discs_are_not_found(self):
        step = steps("graph")[5]
        found = result(step.query)
        assert found.n_nodes == 10_000
        assert found.verdict.outcome == "objective"
        assert max(sizes(found.labels)) < 2 * min(sizes(found.labels))
        assert "compact pieces" in chosen(step)


class TestCuts:
    def test_the_price_of_the_neck_and_of_a_pixel(self):
        price, pixel, volume, *_ = steps("cuts")
        found = result(price.query)
        assert found.verdict.outcome == "agrees"
        assert f"Here it is {found.cuts.cut[0]:.1f}" in price.text
        assert len(cut_edges(found.graph, found.labels)) == pytest.approx(12, abs=2)  # "a dozen"
        assert f"pixel here costs {found.graph.degree.min():.1f}" in pixel.prediction.reason
        assert found.graph.degree.max() < 4
        assert chosen(pixel) == "To cut off any single pixel"
        assert found.graph.degree.max() < found.cuts.cut[0]
        assert f"pay 0.00{1e4 * found.ncut:.0f}" in " ".join(volume.text.split())

    def test_the_objective_prefers_to_cut_the_large_disc(self):
        step = steps("cuts")[3]
        found = result(step.query)
        neck, across = found.truth_cuts.cut[0], found.cuts.cut[0]
        assert f"costs {neck:.1f}" in step.text
        assert f"costs {across:.1f}" in step.text
        assert 4.5 < across / neck < 5
        small, total = found.truth_cuts.volume.min(), found.truth_cuts.volume.sum()
        best = ncuts(found)["sweep"]
        assert f"({small:.0f} of {total:,.0f})" in step.prediction.reason
        assert f"{neck / small:.4f}" in step.prediction.reason
        assert f"{best:.4f}" in step.prediction.reason
        assert best < neck / small
        assert found.verdict.outcome == "objective"
        assert chosen(step) == "Across the large disc"

    def test_at_beta_30_three_pixels_are_a_region(self):
        step = steps("cuts")[4]
        found = result(step.query)
        assert min(size for size in sizes(found.labels)) == 3
        assert chosen(step) == "Three"
        assert f"{found.ncut:.5f}" in step.prediction.reason


class TestEigenvectors:
    def test_the_number_of_cuts(self):
        step = steps("eigenvectors")[0]
        n = result(step.query).n_nodes
        assert f"{n:,} pixels" in step.text
        assert (n - 1) * log10(2) > 418

    def test_few_pixels_are_between(self):
        step = steps("eigenvectors")[1]
        vector = result(step.query).eigenvectors[1]
        vector = vector[np.isfinite(vector)]
        third = np.ptp(vector) / 3
        between = (vector > vector.min() + third) & (vector < vector.max() - third)
        assert f"One in {1 / between.mean():.0f};" in step.prediction.reason
        assert chosen(step) == "About a twentieth of them"
        labels = [vector > vector.min() + part * np.ptp(vector) for part in (0.4, 0.6)]
        assert np.mean(labels[0] != labels[1]) < 0.05

    def test_the_curve_of_thresholds(self):
        step = steps("eigenvectors")[2]
        curve = result(step.query).threshold_curve
        assert f"{len(curve.ncut):,} thresholds" in step.text
        assert curve.ncut[[0, -1]] == pytest.approx(1, abs=0.01)
        assert curve.ncut.min() < 0.01

    def test_the_gap_counts_parts(self):
        gap, chain = steps("eigenvectors")[4:6]
        values = result(gap.query).spectrum.eigenvalues
        assert f"{values[4] / values[3]:.1f} times the fourth" in gap.text
        assert np.argmax(np.diff(values[:6])) == 3
        assert result(gap.query).spectrum.suggested_k == 4
        found = result(chain.query)
        assert found.spectrum.suggested_k == 6
        assert chosen(gap) == "The sixth"
        assert found.verdict.outcome == "agrees"
        values = found.spectrum.eigenvalues
        assert values[1:4] / values[1] == pytest.approx([1, 4, 9], rel=0.03)

    def test_the_gap_can_mislead(self):
        step = steps("eigenvectors")[6]
        assert chosen(step) == str(result(step.query).spectrum.suggested_k)


class TestFailures:
    def test_the_first_scene_has_no_failure(self):
        assert result(steps("failures")[0].query).verdict.outcome == "agrees"

    def test_k_means_gives_pixels_of_the_large_disc_away(self):
        step, methods, *_ = steps("failures")[1:]
        found = result(step.query)
        assert found.verdict.outcome == "rounding"
        lost = np.count_nonzero((found.truth == 0) & (found.labels == 1))
        assert f"{lost} pixels of the large disc" in step.prediction.reason
        assert not np.any((found.truth == 1) & (found.labels == 0))
        assert f"{found.ncut:.4f}" in step.prediction.reason
        assert f"{ncuts(found)['sweep']:.4f}" in step.prediction.reason
        swept = result(methods.query)
        assert ari(swept) == 1
        assert min(ncuts(swept), key=ncuts(swept).get) == "sweep"
        assert sorted(o.metrics.adjusted_rand for o in swept.by_method)[-2] < 0.8
        assert chosen(methods) == "sweep"

    def test_the_smallest_disc_is_lost_to_the_objective(self):
        step = steps("failures")[3]
        found = result(step.query)
        assert found.verdict.outcome == "objective"
        assert f"{found.truth_cuts.ncut:.4f}" in step.prediction.reason
        assert f"{found.ncut:.4f}" in step.prediction.reason
        assert chosen(step).startswith("No")

    def test_the_chain(self):
        six, two = steps("failures")[4:]
        assert all(each.metrics.adjusted_rand > 0.9 for each in result(six.query).by_method)
        found = result(two.query)
        of_disc = [np.bincount(found.labels[found.truth == disc]).argmax() for disc in range(6)]
        assert of_disc == [of_disc[0]] * 3 + [of_disc[3]] * 3
        assert of_disc[0] != of_disc[3]
        assert chosen(two).startswith("The third")


class TestNoise:
    def test_nearest_centres_give_nearly_the_same_regions(self):
        step = steps("noise")[0]
        found = result(step.query)
        rows, cols = np.indices(found.labels.shape)
        circles = from_query(step.query)[0].scene().circles
        nearest = np.argmin([np.hypot(rows - c.row, cols - c.col) for c in circles], axis=0)
        differing = np.count_nonzero((nearest != found.labels)[found.labels >= 0])
        assert f"all but {differing} of {found.n_nodes:,} pixels" in step.text

    def test_noise_moves_boundaries_only(self):
        step = steps("noise")[1]
        found = result(step.query)
        assert found.verdict.outcome == "agrees"
        assert found.scale > 2 * result("").scale
        assert "boundaries" in chosen(step)

    def test_where_beta_breaks_the_verdict(self):
        step = steps("noise")[2]
        outcomes = {b: result(f"beta={b}").verdict.outcome for b in (2, 4, 5, 6, 7, 10, 20)}
        assert [b for b, outcome in outcomes.items() if outcome == "agrees"] == [2, 4, 5]
        low, high = step.prediction.answer
        assert (low, high) == (5, 6)
        assert ari(result("beta=10")) > 0.9  # "still look right"
        assert min(sizes(result("beta=20").labels)) > 500
        assert min(sizes(result("beta=25").labels)) < 10

    def test_up_to_which_noise_grey_values_suffice(self):
        step = steps("noise")[3]

        def at(noise):
            return result(step.query.replace("&beta", f"&noise={noise}&beta"))

        assert result(step.query).verdict.outcome == "agrees"
        found = result(step.query)
        in_a_disc = (found.truth >= 0) | (found.labels < 4)
        n_wrong = np.count_nonzero(in_a_disc & (found.labels != found.truth))
        assert f"only {n_wrong} pixels are wrong" in step.text
        assert at(0.25).verdict.outcome == "rounding"
        assert at(0.3).verdict.outcome == "objective"
        assert min(sizes(at(0.3).labels)) == 2
        assert step.prediction.answer == (0.2, 0.3)

    def test_beta_depends_on_the_scale(self):
        step = steps("noise")[4]
        edges, graph = result(step.query), result("beta=5")
        assert graph.verdict.outcome == "agrees"
        assert edges.verdict.outcome == "objective"
        assert chosen(step) == "The objective fails"
        assert f"from {graph.scale:.2f} to {edges.scale:.2f}" in step.text
        ratio = graph.scale / edges.scale
        assert f"{ratio:.1f} times smaller" in step.prediction.reason
        assert f"acts as {5 * ratio:.0f} did" in step.prediction.reason


@cache
def trials(name):
    return table(STUDIES[name], records(name))


def verdicts(name):
    """Verdicts of a study, by point and replicate."""
    study = STUDIES[name]
    found = np.array([record.verdict for record in records(name)])
    return points(study), found.reshape(-1, study.replicates)


def figure(step):
    return json.loads(figure_json(step.figure))


class TestMatters:
    def test_only_one_of_twelve_seeds_fails(self):
        step = steps("matters")[0]
        assert result(step.query).verdict.outcome == "objective"
        assert from_query(step.query)[0].seed == 0
        places, found = verdicts("beta")
        (at,) = np.flatnonzero(abs(places[:, 0] - 6.3) < 0.05)
        assert found[at].tolist() == ["objective", *["agrees"] * 11]
        assert chosen(step) == "For all eleven"

    def test_the_band_widens_where_the_mean_falls(self):
        step = steps("matters")[1]
        assert step.figure == "bands"
        study = STUDIES["beta"]
        assert f"{study.design.points} values of β, with twelve" in step.text
        assert f"{len(records('beta'))} trials" in step.text
        found = summary(study, trials("beta"), "adjusted_rand")
        assert found.level == 0.95
        last = np.flatnonzero(found.mean > 0.95).max()
        assert (found.mean[: last + 1] > 0.95).all()
        beta = points(study)[:, 0]
        assert f"Up to {beta[last]:.0f}; at {beta[last + 1]:.1f} it" in step.prediction.reason
        assert step.prediction.answer == (11.0, 12.8)
        assert f"it is {found.mean[last + 1]:.2f}" in step.prediction.reason
        wide = (found.high - found.low)[[0, last + 1]]
        assert f"{wide[1] / wide[0]:.0f} times as wide" in step.prediction.reason

    def test_the_objective_fails_for_most_seeds_from_17_on(self):
        step = steps("matters")[2]
        places, found = verdicts("beta")
        n_failed = (found == "objective").sum(axis=1)
        first = int(np.flatnonzero(n_failed > 6).min())
        assert (n_failed[first:] > 6).all()
        assert chosen(step) == f"From {places[first, 0]:.0f} on"
        assert f"for {n_failed[first]} of 12 seeds" in step.prediction.reason
        assert n_failed[-1] == 12
        assert places[-1, 0] == 30

    def test_the_rounding_fails_in_a_belt(self):
        step = steps("matters")[3]
        places, found = verdicts("radii")
        assert f"{len(places)} cells" in step.text
        assert found.shape[1] == 6
        rounding, objective = (found == "rounding").mean(), (found == "objective").mean()
        assert f"in {rounding:.0%} of" in step.prediction.reason
        assert f"in {objective:.0%}," in step.prediction.reason
        outcomes = ("agrees", "rounding", "objective", "tie")
        counts = np.stack([(found == outcome).sum(axis=1) for outcome in outcomes])
        assert places[counts.argmax(axis=0) == 2, 0].max() == pytest.approx(0.4)
        assert chosen(step) == "The rounding"
        state = from_query(step.query)[0]
        base = STUDIES["radii"]
        assert state.scene() == base.scene
        assert state.method() == base.method

    def test_the_common_radius_factor_matters_most(self):
        step = steps("matters")[4]
        study = STUDIES["everything"]
        assert len(study.parameters) == 10
        assert study.design.trajectories == 32
        found = morris(study, trials("everything"), "adjusted_rand")
        titles = [describe(each).title for each in study.parameters]
        by_title = dict(zip(titles, zip(found.mu_star, found.sigma, strict=True), strict=True))
        assert chosen(step) == titles[int(found.mu_star.argmax())]
        assert f"by {found.mu_star.max():.2f} on average" in step.prediction.reason
        assert found.mu[int(found.mu_star.argmax())] < 0  # larger discs, less agreement
        assert set(step.prediction.options) <= set(titles)
        assert f"changes {by_title['Noise level'][0]:.3f}" in step.prediction.reason
        size, uneven = by_title["Affinity β"]
        assert uneven > 2 * size
        assert sorted(found.sigma)[-3] <= uneven

    def test_five_are_in_the_grey_corner(self):
        step = steps("matters")[5]
        study = STUDIES["everything"]
        (corner,) = (shape for shape in figure(step)["figure"]["layout"]["shapes"])
        found = morris(study, trials("everything"), "adjusted_rand")
        within = (found.mu_star < corner["x1"]) & (found.sigma < corner["y1"])
        assert within.sum() == 5
        names = {p.name for p, inside in zip(study.parameters, within, strict=True) if inside}
        assert names == {"resolution", "noise", "scale", "random_state", "eigen_solver"}
        assert chosen(step) == "Five"
        solver = [p.name for p in study.parameters].index("eigen_solver")
        assert found.mu_star[solver] == 0
        share = noise_floor(study, trials("everything"), "adjusted_rand").share
        assert f"{share:.1%} of the variance" in step.prediction.reason
        assert study.replicates == 3

    def test_two_of_the_studies_are_examples(self):
        for name, key in (("radii", "unequal-radii"), ("everything", "everything")):
            assert STUDIES[name].model_copy(update={"outputs": ()}) == EXAMPLES[key]
