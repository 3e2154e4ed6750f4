"""Lesson 5: noise, beta and scale."""

from components.lessons.model import Choice, Estimate, Lesson, Step

__all__ = ["NOISE"]

APART = "circles=27,27,15;27,73,15;73,27,15;73,73,15&beta=10&n_clusters=5&use_mask=false"

NOISE = Lesson(
    "noise",
    "Noise, β and scale",
    "How far the tutorial's picture depends on its grey values, and when they take over.",
    (
        Step(
            "Close to a Voronoi partition",
            "The tutorial remarks that its result is “close to a Voronoi partition”. Give each "
            "pixel to the nearest of the four centres: all but 30 of 2,678 pixels get the same "
            "region. With a mask the discs' shape decides, and grey values hardly matter.",
            "",
        ),
        Step(
            "Ten times the noise",
            "The tutorial's noise is 0.2, a fifth of the step between disc and background. Now it "
            "is 2, and no eye finds a disc in the picture.",
            "noise=2",
            Choice(
                "What becomes of the regions?",
                (
                    "They fall apart into specks",
                    "They stay, with boundaries a few pixels off",
                    "Two of them merge",
                ),
                1,
                "s grows with the noise, so g / s stays as it was: the weights are as uneven as "
                "before and no worse. The mask still knows the discs; noise moves boundaries only.",
            ),
        ),
        Step(
            "Now raise β",
            "Noise 0.2 again. β multiplies every step of grey, whether of noise or of an outline.",
            "beta=10",
            Estimate(
                "From which β on does the verdict no longer agree? Set the mark.",
                1.0,
                30.0,
                (5.0, 6.0),
                "Between 5 and 6. From there on a cut that follows noise is clearly cheaper than "
                "the true one: the objective fails, while the regions still look right. Specks "
                "come much later, at 25 and above.",
                logarithmic=True,
            ),
        ),
        Step(
            "Without a mask, β has work to do",
            "Four separate discs, all pixels are nodes, β = 10. Only grey values can separate the "
            "discs from the background, and at noise 0.2 they do: only 6 pixels are wrong.",
            APART,
            Estimate(
                "Up to which noise level will they be found?",
                0.1,
                1.0,
                (0.2, 0.3),
                "At 0.25 the labels fail already, at 0.3 two pixels that noise set apart are "
                "cheaper to cut off than a disc. The step of the outline is 1; the difference of "
                "two pixels' noise exceeds it often enough at a third of that.",
            ),
        ),
        Step(
            "β is relative to s",
            "“scale” chooses s. The tutorial's takes the standard deviation over all edges and "
            "the pixels' own grey values, so a brighter picture gets a larger s and a smaller "
            "effect of β. “edges” leaves the grey values out: s falls from 0.74 to 0.17.",
            "beta=5&scale=edges",
            Choice(
                "β = 5 was still right with the tutorial's scale. With “edges”?",
                ("Right as well", "The objective fails", "The picture turns to specks"),
                1,
                "With s 4.3 times smaller, β = 5 acts as 22 did before. A β without its scale "
                "says nothing: report both, or β / s.",
            ),
        ),
    ),
)
