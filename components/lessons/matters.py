"""Lesson 7: ready studies, read together."""

from components.lessons.model import Choice, Estimate, Lesson, Step

__all__ = ["MATTERS"]

MATTERS = Lesson(
    "matters",
    "Which parameter matters?",
    "Three ready studies, read together: bands, a phase diagram, a screening, and the noise floor.",
    (
        Step(
            "One picture, one noise",
            "At β = 6.3 the objective fails, as the lesson on noise has shown. That is one "
            "picture, with one noise: seed 0. A study asks again with other seeds, here with "
            "eleven more.",
            "beta=6.3",
            Choice(
                "For how many of the eleven other seeds does the verdict agree?",
                ("For none", "For about half", "For all eleven"),
                2,
                "For all eleven: seed 0 is the only one of twelve that fails. What one picture "
                "shows may be an accident of its noise.",
            ),
        ),
        Step(
            "A mean and its band",
            "The tutorial's scene at 25 values of β, with twelve noise seeds each: 300 trials. A "
            "grey point is one trial, and the line is their mean. The band holds the mean with "
            "95% confidence.",
            "beta=6.3",
            Estimate(
                "Up to which β does the mean stay above 0.95? Set the mark.",
                1.0,
                30.0,
                (11.0, 12.8),
                "Up to 11; at 12.8 it is 0.92. There the band is 19 times as wide as at β = 1: "
                "some seeds fail, others do not. Where a band is wide, one trial says little.",
                logarithmic=True,
            ),
            "bands",
        ),
        Step(
            "How often, not how much",
            "The same 300 trials, counted by their verdict: for which share of the seeds does "
            "nothing fail, the rounding, or the objective?",
            "beta=17",
            Choice(
                "From which β on does the objective fail for more than half of the seeds?",
                ("From 6 on", "From 17 on", "Only at 30"),
                1,
                "At 17 it fails for 7 of 12 seeds, at 30 for all. That it breaks at 6 was true of "
                "one seed; that it mostly breaks from 17 on is true of the scene.",
            ),
            "verdicts",
        ),
        Step(
            "Two parameters at once",
            "Two discs, cut in two by k-means. Up: the radius of the second disc as a share of the "
            "first. Across: how far they overlap. Each of the 221 cells has six trials, and the "
            "colour of the most frequent verdict.",
            "circles=50,26,22;50,60,11&n_clusters=2",
            Choice(
                "What fails most often, in all?",
                ("The objective", "The rounding", "Both about as often"),
                1,
                "The rounding, in 49% of the trials; the objective fails in 14%, and is foremost "
                "only where the second radius is at most 0.4 of the first. In between, the true "
                "cut is the cheaper one and k-means misses it: another label assignment would "
                "help.",
            ),
            "phases",
        ),
        Step(
            "Ten parameters",
            "Morris' screening changes ten parameters of the tutorial's scene, one at a time, "
            "along 32 paths. To the right: by how much a parameter changes the adjusted Rand index "
            "on average, μ*. Up: how uneven its effect is, σ.",
            "",
            Choice(
                "Which matters most?",
                ("Affinity β", "Noise level", "Common radius factor", "Label assignment"),
                2,
                "The common radius factor, by 0.15 on average: larger discs overlap more. The "
                "noise level changes 0.005, because β is relative to s. β stands high up: its "
                "effect is small in most places and large in some, together with others.",
            ),
            "screening",
        ),
        Step(
            "The noise floor",
            "Every point of this study is a mean over three noise seeds, and noise alone would "
            "move it. The grey corner shows by how much: a parameter within it can't be told from "
            "one without effect.",
            "",
            Choice(
                "How many of the ten parameters are in the grey corner?",
                ("One", "Five", "Nine"),
                1,
                "Five: image size, noise level, scale, label seed and eigen solver. The solver has "
                "no effect at all, as it should be. In all, 3.4% of the variance is noise.",
            ),
            "screening",
        ),
        Step(
            "Your own",
            "“Study”, at the top of the page, has the last two of these studies as examples, and a "
            "plan for your own: choose what to vary, and from where to where. Ask first how large "
            "the noise floor is. An effect below it needs more seeds, not more words.",
            "",
        ),
    ),
)
