"""Studies that break one rule each, with the sentence that says so."""

GOOD = {
    "name": "A study",
    "scene": {"circles": [{"row": 20, "col": 15, "radius": 10}] * 4, "size": 44},
    "method": {"n_clusters": 2},
    "parameters": [{"name": "beta", "low": 0.1, "high": 10}],
    "design": {"kind": "sweep", "points": 5},
}
TWO = [{"name": "beta", "low": 0.1, "high": 10}, {"name": "noise", "low": 0, "high": 1}]


def parameter(**fields):
    return {"parameters": [fields]}


def circle(name, **fields):
    return parameter(name=name, low=0.2, high=1, **fields)


BAD = {
    "unknown field": (
        {"colour": "red"},
        "colour must be one of the fields there (version, name, notes, evaluator, scene, picture, "
        "method, "
        "parameters, design, replicates, outputs, merges). Got 'red' instead.",
    ),
    "unknown field of a scene": (
        {"scene": {"sise": 50}},
        "scene.sise must be one of the fields there (circles, size, noise, seed). Got 50 instead.",
    ),
    "unknown field of a circle": (
        {"scene": {"circles": [{"row": 1, "col": 1, "radius": 1, "hue": 1}]}},
        "scene.circles[0].hue must be one of the fields there (row, col, radius). Got 1 instead.",
    ),
    "unknown field of a method": (
        {"method": {"betta": 1}},
        "method.betta must be one of the fields there (beta, n_clusters, assign_labels, "
        "eigen_solver, scale, eps, use_mask, random_state, feature, merge_from). Got 1 instead.",
    ),
    "unknown field of a parameter": (
        parameter(name="beta", low=0, high=1, steps=3),
        "parameters[0].steps must be one of the fields there (name, low, high, scale, of). "
        "Got 3 instead.",
    ),
    "unknown field of a parameter of values": (
        parameter(name="beta", values=[0, 1], steps=3),
        "parameters[0].steps must be one of the fields there (name, values, of). Got 3 instead.",
    ),
    "values beside a range": (
        parameter(name="beta", values=[1, 2], low=0),
        "parameters[0].low must be left out beside values: a parameter has a range or values. "
        "Got 0 instead.",
    ),
    "a scale of values": (
        parameter(name="beta", values=[1, 2], scale="log"),
        "parameters[0].scale must be left out beside values: a parameter has a range or values. "
        "Got 'log' instead.",
    ),
    "unknown field of a design": (
        {"design": {"kind": "sweep", "pionts": 4}},
        "design.pionts must be one of the fields of the design 'sweep' (kind, points). "
        "Got 4 instead.",
    ),
    "a field of another design": (
        {"design": {"kind": "sweep", "n": 4}},
        "design.n must be one of the fields of the design 'sweep' (kind, points). Got 4 instead.",
    ),
    "scene out of range": (
        {"scene": {"noise": -1}},
        "scene.noise must be a number from 0 to 1e+06. Got -1 instead.",
    ),
    "method out of range": (
        {"method": {"assign_labels": "magic"}},
        "method.assign_labels must be one of 'kmeans', 'discretize', 'cluster_qr', 'sweep'. "
        "Got 'magic' instead.",
    ),
    "no name": ({"name": ""}, "name must be of at least 1 character. Got '' instead."),
    "reversed range": (
        parameter(name="beta", low=2, high=1),
        "parameters[0].high must be above low, which is 2. Got 1 instead.",
    ),
    "empty range": (
        parameter(name="beta", low=2, high=2),
        "parameters[0].high must be above low, which is 2. Got 2 instead.",
    ),
    "high is missing": (
        parameter(name="beta", low=2),
        "parameters[0].high must be given. Got nothing instead.",
    ),
    "no number": (
        parameter(name="beta", low="0", high=1),
        "parameters[0].low must be a finite number. Got '0' instead.",
    ),
    "infinite": (
        parameter(name="beta", low=0, high=float("inf")),
        "parameters[0].high must be a finite number. Got inf instead.",
    ),
    "beyond all floats": (
        parameter(name="beta", low=0, high=int("9" * 400)),
        "parameters[0].high must be a number from 0 to 1000. Got " + "9" * 197 + "... instead.",
    ),
    "beyond all floats, in the scene": (
        {"scene": {"noise": int("9" * 400)}},
        "scene.noise must be a number from 0 to 1e+06. Got " + "9" * 197 + "... instead.",
    ),
    "a circle that is not there": (
        circle("circles[5].radius"),
        "parameters[0].name must be of one of circles 0 to 3. Got 'circles[5].radius' instead.",
    ),
    "a field that is not there": (
        circle("gamma"),
        "parameters[0].name must be one of noise, seed, size, beta, n_clusters, assign_labels, "
        "eigen_solver, scale, eps, use_mask, random_state, radius_factor, resolution or "
        "circles[0].row (col, radius, radius_ratio, overlap). Got 'gamma' instead.",
    ),
    "below the field": (
        parameter(name="eps", low=-0.5, high=1),
        "parameters[0].low must be a number from 0 to 1. Got -0.5 instead.",
    ),
    "beyond the field": (
        parameter(name="eps", low=0.5, high=1.5),
        "parameters[0].high must be a number from 0 to 1. Got 1.5 instead.",
    ),
    "at an open end": (
        parameter(name="circles[0].radius", low=0, high=1),
        "parameters[0].low must be a number above 0 and up to 1e+06. Got 0 instead.",
    ),
    "part of an integer": (
        parameter(name="n_clusters", low=1.5, high=4),
        "parameters[0].low must be an integer from 1 to 64. Got 1.5 instead.",
    ),
    "logarithm of 0": (
        parameter(name="beta", low=0, high=4, scale="log"),
        "parameters[0].low must be above 0 on a log scale. Got 0 instead.",
    ),
    "an unknown scale": (
        parameter(name="beta", low=1, high=4, scale="cubic"),
        "parameters[0].scale must be 'linear' or 'log'. Got 'cubic' instead.",
    ),
    "twice the same": (
        {"parameters": [TWO[0], TWO[0]], "design": {"kind": "grid"}},
        "parameters[1].name must be another one than that of parameters[0]. Got 'beta' instead.",
    ),
    "two that set the same": (
        {
            "parameters": [
                {"name": "circles[1].radius_ratio", "low": 0.5, "high": 1},
                {"name": "circles[1].radius", "low": 5, "high": 10},
            ],
            "design": {"kind": "grid"},
        },
        "parameters[1].name must be left out beside circles[1].radius_ratio: both set the same. "
        "Got 'circles[1].radius' instead.",
    ),
    "of itself, by default": (
        circle("circles[0].radius_ratio"),
        "parameters[0].of must be another circle than 0 itself. "
        "Got nothing, which means 0 instead.",
    ),
    "of itself": (
        circle("circles[2].overlap", of=2),
        "parameters[0].of must be another circle than 2 itself. Got 2 instead.",
    ),
    "of one that is not there": (
        circle("circles[2].overlap", of=9),
        "parameters[0].of must be one of circles 0 to 3. Got 9 instead.",
    ),
    "of, where it means nothing": (
        circle("beta", of=1),
        "parameters[0].of must be left out: only radius_ratio and overlap have it. Got 1 instead.",
    ),
    "in a circle": (
        {
            "parameters": [
                {"name": "circles[1].radius_ratio", "low": 0.5, "high": 1, "of": 2},
                {"name": "circles[2].radius_ratio", "low": 0.5, "high": 1, "of": 1},
            ],
            "design": {"kind": "grid"},
        },
        "parameters must be without a circle of radius_ratio parameters. Got circle 1 of 2 of 1 "
        "instead.",
    ),
    "not among the choices": (
        parameter(name="assign_labels", values=["kmeans", "k-means"]),
        "parameters[0].values[1] must be one of 'kmeans', 'discretize', 'cluster_qr', 'sweep'. "
        "Got 'k-means' instead.",
    ),
    "a number for a switch": (
        parameter(name="use_mask", values=[True, 0]),
        "parameters[0].values[1] must be one of True, False. Got 0 instead.",
    ),
    "one choice": (
        parameter(name="scale", values=["graph"]),
        "parameters[0].values must be from 2 to 64 values. Got 1 of them instead.",
    ),
    "the same choice twice": (
        parameter(name="n_clusters", values=[2, 3, 2]),
        "parameters[0].values[2] must be another one than those before. Got 2 instead.",
    ),
    "a range of choices": (
        parameter(name="scale", low=0, high=1),
        "parameters[0] must be given by \"values\", not by a range: one of 'graph', 'edges'. "
        "Got 'scale' instead.",
    ),
    "no parameters": (
        {"parameters": []},
        "parameters must be a list of at least 1. Got a list of 0 instead.",
    ),
    "no list": ({"parameters": 3}, "parameters must be a list. Got 3 instead."),
    "no power of two": (
        {"parameters": TWO, "design": {"kind": "saltelli", "n": 100}},
        "design.n must be a power of two. Got 100 instead.",
    ),
    "no power of two, sample": (
        {"design": {"kind": "sobol_sample", "n": 3}},
        "design.n must be a power of two. Got 3 instead.",
    ),
    "odd levels": (
        {"parameters": TWO, "design": {"kind": "morris", "levels": 5}},
        "design.levels must be even. Got 5 instead.",
    ),
    "a sweep of two": (
        {"parameters": TWO},
        "parameters must be 1 parameter for the design 'sweep'. Got 2 of them instead.",
    ),
    "a grid of one": (
        {"design": {"kind": "grid"}},
        "parameters must be 2 parameters for the design 'grid'. Got 1 of them instead.",
    ),
    "no kind": ({"design": {"n": 8}}, "design must be an object with a kind. Got nothing instead."),
    "a kind that is no text": (
        {"design": {"kind": []}},
        "design.kind must be one of 'sweep', 'grid', 'latin_hypercube', 'sobol_sample', 'morris', "
        "'saltelli'. Got a list of 0 instead.",
    ),
    "an unknown kind": (
        {"design": {"kind": "guess"}},
        "design.kind must be one of 'sweep', 'grid', 'latin_hypercube', 'sobol_sample', 'morris', "
        "'saltelli'. Got 'guess' instead.",
    ),
    "a billion trials": (
        {"design": {"kind": "latin_hypercube", "n": 1000}, "replicates": 1_000_000},
        "the number of trials must be at most 1,000,000. "
        "Got 1,000,000,000 (1,000 points times 1,000,000 replicates) instead.",
    ),
    "a billion points": (
        {"design": {"kind": "sobol_sample", "n": 2**30}},
        "the number of trials must be at most 1,000,000. "
        "Got 1,073,741,824 (1,073,741,824 points times 1 replicates) instead.",
    ),
    "a grid of a billion": (
        {"parameters": TWO, "design": {"kind": "grid", "points": [100_000, 10_000]}},
        "the number of trials must be at most 1,000,000. "
        "Got 1,000,000,000 (1,000,000,000 points times 1 replicates) instead.",
    ),
    "zero replicates": (
        {"replicates": 0},
        "replicates must be greater than or equal to 1. Got 0 instead.",
    ),
    "half a replicate": (
        {"replicates": 1.5},
        "replicates must be a valid integer. Got 1.5 instead.",
    ),
    "replicates beyond all trials": (
        {"replicates": 10**30},
        f"replicates must be up to 1,000,000. Got {10**30} instead.",
    ),
    "the last seed": (
        {"scene": {"seed": 2**63 - 2}, "replicates": 3},
        "scene.seed must be up to 9223372036854775807 minus the replicates. "
        "Got 9223372036854775806 instead.",
    ),
    "an unknown output": (
        {"outputs": ["ncut", "beauty"]},
        "outputs[1] must be one of adjusted_rand, mean_iou, misclassified, ncut, ncut_truth, "
        "ncut_ratio, eigengap, components, components_minus_k, verdict, seconds. "
        "Got 'beauty' instead.",
    ),
    "an output twice": (
        {"outputs": ["ncut", "ncut"]},
        "outputs[1] must be another one than those before. Got 'ncut' instead.",
    ),
    "a scene's field for the test function": (
        {"evaluator": "ishigami"},
        "parameters[0].name must be one of x1, x2, x3. Got 'beta' instead.",
    ),
    "another version": ({"version": 2}, "version must be 1. Got 2 instead."),
}
