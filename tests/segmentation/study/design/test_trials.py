from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation import ParameterError
from segmentation.study import (
    Choice,
    Grid,
    LatinHypercube,
    Morris,
    Range,
    Saltelli,
    SobolSample,
    Sweep,
    describe,
    n_points,
    n_trials,
    points,
    read_study,
    run_order,
    trial,
)
from segmentation.study.design.trials import unit_points
from tests.segmentation.study.studies import small

reals = st.sampled_from(
    ["beta", "eps", "noise", "circles[0].row", "circles[1].col", "radius_factor"]
)
integers = st.sampled_from(["n_clusters", "random_state", "seed", "size"])


@st.composite
def ranges(draw):
    name = draw(st.one_of(reals, integers))
    if name in ("n_clusters", "random_state", "seed", "size"):
        low = draw(st.integers(8, 40))
        high = low + draw(st.integers(1, 20))
    else:
        low = draw(st.floats(0.01, 0.4))
        high = low + draw(st.floats(0.001, 0.5))
    return Range(name=name, low=low, high=high, scale=draw(st.sampled_from(["linear", "log"])))


choices = st.sampled_from(
    [
        Choice(name="assign_labels", values=("kmeans", "sweep", "discretize")),
        Choice(name="use_mask", values=(True, False)),
        Choice(name="circles[1].radius", values=(3, 7.5)),
        Range(name="circles[1].overlap", low=-1, high=1),
        Range(name="circles[1].radius_ratio", low=0.1, high=1.5),
    ]
)
seeds = st.integers(0, 2**32 - 1)
many = st.one_of(
    st.builds(LatinHypercube, n=st.integers(2, 20), seed=seeds),
    st.builds(SobolSample, n=st.sampled_from([2, 4, 16]), seed=seeds),
    st.builds(Morris, trajectories=st.integers(2, 5), levels=st.sampled_from([2, 4]), seed=seeds),
    st.builds(Saltelli, n=st.sampled_from([2, 8]), second_order=st.booleans(), seed=seeds),
)


@st.composite
def studies(draw):
    parameters = draw(
        st.lists(st.one_of(ranges(), choices), min_size=1, max_size=4, unique_by=lambda p: p.name)
    )
    if {"circles[1].radius", "circles[1].radius_ratio"} <= {p.name for p in parameters}:
        parameters = parameters[:1]
    d = len(parameters)
    if d == 1:
        design = Sweep(points=draw(st.integers(2, 9)))
    elif d == 2 and draw(st.booleans()):
        design = Grid(points=draw(st.tuples(st.integers(2, 6), st.integers(2, 6))))
    else:
        design = draw(many)
    return small(
        name=draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)),
        parameters=tuple(parameters),
        design=design,
        replicates=draw(st.integers(1, 4)),
        outputs=draw(st.sampled_from([(), ("ncut",), ("verdict", "adjusted_rand")])),
    )


@given(studies())
def test_a_study_survives_its_file(study):
    text = study.to_json()
    again = read_study(text)
    assert again == study
    assert again.to_json() == text
    assert read_study(text.encode()) == study


@given(studies(), st.data())
def test_every_trial_is_within_its_ranges(study, data):
    index = data.draw(st.integers(0, n_trials(study) - 1))
    now = trial(study, index)
    assert now.index == index == now.point * study.replicates + now.replicate
    assert list(now.values) == [parameter.name for parameter in study.parameters]
    for parameter, value in zip(study.parameters, now.values.values(), strict=True):
        if isinstance(parameter, Choice):
            assert value in parameter.values
        else:
            assert parameter.low <= value <= parameter.high
        assert describe(parameter).allows(value)
    seed = now.values.get("seed", study.scene.seed)
    assert now.scene.seed == seed + now.replicate
    for name in ("beta", "n_clusters", "assign_labels", "use_mask", "eps", "random_state"):
        assert getattr(now.method, name) == now.values.get(name, getattr(study.method, name))
    for name in ("noise", "size"):
        assert getattr(now.scene, name) == now.values.get(name, getattr(study.scene, name))


@given(studies())
def test_points_are_as_many_as_was_said_and_are_the_trials(study):
    table = points(study)
    assert table.shape == (n_points(study), len(study.parameters))
    assert n_trials(study) == n_points(study) * study.replicates
    last = n_points(study) - 1
    for parameter, code in zip(study.parameters, table[last], strict=True):
        value = trial(study, last * study.replicates).values[parameter.name]
        shown = parameter.values[int(code)] if isinstance(parameter, Choice) else code
        assert shown == value


@given(studies())
def test_the_order_of_running_has_every_trial_once(study):
    assert sorted(run_order(study)) == list(range(n_trials(study)))


def test_replicates_share_their_noise_across_points():
    study = small(replicates=3)
    seeds = [[trial(study, 3 * point + r).scene.seed for r in range(3)] for point in range(5)]
    assert seeds == [[0, 1, 2]] * 5


def test_a_seed_among_the_parameters_moves_all_replicates():
    study = small(parameters=(Choice(name="seed", values=(100, 200)),), replicates=2)
    assert [trial(study, index).scene.seed for index in range(4)] == [100, 101, 200, 201]


def test_a_sweep_is_evenly_spaced_on_its_scale():
    log = small(parameters=(Range(name="beta", low=0.01, high=100, scale="log"),))
    assert points(log)[:, 0].tolist() == [0.01, 0.1, 1, 10, 100]
    linear = small(parameters=(Range(name="noise", low=0, high=1),), design=Sweep(points=11))
    assert points(linear)[:, 0].tolist() == [i / 10 for i in range(11)]


def test_a_sweep_of_integers_has_no_more_points_than_there_are():
    k = small(parameters=(Range(name="n_clusters", low=1, high=4),), design=Sweep(points=9))
    assert points(k)[:, 0].tolist() == [1, 2, 3, 4]
    some = small(parameters=(Range(name="size", low=50, high=400),), design=Sweep(points=8))
    assert points(some)[:, 0].tolist() == [50, 100, 150, 200, 250, 300, 350, 400]
    log = Range(name="size", low=8, high=512, scale="log")
    assert points(small(parameters=(log,), design=Sweep(points=7)))[:, 0].tolist() == [
        8, 16, 32, 64, 128, 256, 512,
    ]  # fmt: skip


def test_a_grid_has_the_second_parameter_fastest():
    study = small(
        parameters=(
            Choice(name="assign_labels", values=("kmeans", "sweep")),
            Range(name="noise", low=0, high=1),
        ),
        design=Grid(points=(99, 3)),
    )
    expected = [[0, 0], [0, 0.5], [0, 1], [1, 0], [1, 0.5], [1, 1]]
    assert points(study).tolist() == expected


def test_choices_and_integers_have_equal_shares():
    study = small(
        parameters=(
            Choice(name="assign_labels", values=("kmeans", "sweep", "discretize", "cluster_qr")),
            Range(name="n_clusters", low=3, high=10),
        ),
        design=LatinHypercube(n=80),
    )
    labels, k = points(study).T
    assert np.bincount(labels.astype(int)).tolist() == [20] * 4
    assert np.bincount(k.astype(int)).tolist() == [0] * 3 + [10] * 8


def test_integers_on_a_log_scale_have_a_share_by_their_logarithm():
    parameter = Range(name="n_clusters", low=1, high=7, scale="log")
    study = small(parameters=(parameter,), design=LatinHypercube(n=3000))
    share = np.bincount(points(study)[:, 0].astype(int), minlength=8)[1:] / 3000
    np.testing.assert_allclose(share, np.log2(np.arange(2, 9) / np.arange(1, 8)) / 3, atol=0.002)


def test_morris_trajectories_change_one_parameter_at_a_time():
    names = ("beta", "noise", "eps")
    parameters = tuple(Range(name=name, low=0.1, high=0.9) for name in names)
    study = small(parameters=parameters, design=Morris(trajectories=6, levels=4, seed=3))
    for trajectory in unit_points(study).reshape(6, 4, 3):
        steps = np.diff(trajectory, axis=0)
        assert np.count_nonzero(steps, axis=1).tolist() == [1, 1, 1]
        np.testing.assert_allclose(np.abs(steps).max(axis=0), 2 / 3)
        np.testing.assert_allclose(trajectory * 3, np.rint(trajectory * 3), atol=1e-12)


def test_a_larger_saltelli_design_begins_with_the_smaller_one():
    parameters = tuple(Range(name=name, low=0.1, high=0.9) for name in ("beta", "noise"))
    small_one, large = (
        points(small(parameters=parameters, design=Saltelli(n=n, seed=5))) for n in (8, 32)
    )
    np.testing.assert_array_equal(large[: len(small_one)], small_one)
    a, ab1, ab2, ba1, ba2, b = small_one.reshape(8, 6, 2).swapaxes(0, 1)
    np.testing.assert_array_equal(ab1, np.stack([b[:, 0], a[:, 1]], axis=1))
    np.testing.assert_array_equal(ab2, np.stack([a[:, 0], b[:, 1]], axis=1))
    np.testing.assert_array_equal(ba1, np.stack([a[:, 0], b[:, 1]], axis=1))
    np.testing.assert_array_equal(ba2, np.stack([b[:, 0], a[:, 1]], axis=1))


def test_seeds_change_what_is_drawn():
    parameters = tuple(Range(name=name, low=0.1, high=0.9) for name in ("beta", "noise"))
    for kind in (LatinHypercube, SobolSample, Morris, Saltelli):
        one, other = (points(small(parameters=parameters, design=kind(seed=s))) for s in (0, 1))
        assert not np.array_equal(one, other)


def test_a_sweep_runs_from_coarse_to_fine():
    study = small(design=Sweep(points=9), replicates=2)
    first = run_order(study)[:9]
    assert (first % 2 == 0).all()  # one replicate everywhere before the next
    assert (first[:5] // 2).tolist() == [0, 8, 4, 2, 6]


def test_the_first_cells_of_a_grid_cover_it_evenly():
    parameters = tuple(Range(name=name, low=0.1, high=0.9) for name in ("beta", "noise"))
    study = small(parameters=parameters, design=Grid(points=(16, 16)), replicates=1)
    rows, cols = np.divmod(run_order(study)[:64], 16)
    assert sorted(zip(rows.tolist(), cols.tolist(), strict=True)) == [
        (i, j) for i in range(0, 16, 2) for j in range(0, 16, 2)
    ]


@pytest.mark.parametrize("index", [-1, 10, 1.5])
def test_an_index_that_is_none_is_refused(index):
    with pytest.raises(ParameterError, match="an integer from 0 to 9"):
        trial(small(), index)


def test_the_study_in_the_documentation_is_one():
    text = (Path(__file__).parents[4] / "docs" / "study.md").read_text(encoding="utf-8")
    study = read_study(text.split("```json")[1].split("```")[0])
    assert n_trials(study) == 17 * 2 * 6
