"""Lesson 4: rounding and objective."""

from components.lessons.model import Choice, Lesson, Step

__all__ = ["FAILURES"]

SMALLER = "circles=50,36,28;50,72,12&n_clusters=2"
SMALLEST = "circles=50,36,30;50,70,8&n_clusters=2"
CHAIN = "circles=50,10,10;50,26,10;50,42,10;50,58,10;50,74,10;50,90,10"

FAILURES = Lesson(
    "failures",
    "Who failed?",
    "A wrong picture has one of two causes, and each calls for a different cure.",
    (
        Step(
            "Two places to fail",
            "Spectral clustering minimises Ncut in two stages: eigenvectors, then labels from "
            "them. Labels may miss a good cut that the eigenvectors held: the rounding failed. Or "
            "the wrong cut really is cheaper: the objective failed. The verdict says which. Here "
            "neither did.",
            "",
        ),
        Step(
            "A small disc beside a large one",
            "Radius 28 and radius 12, labelled by k-means, which most programs use.",
            SMALLER,
            Choice(
                "Where does k-means put the boundary?",
                (
                    "At the neck",
                    "Inside the large disc: part of it goes to the small one",
                    "Inside the small disc",
                ),
                1,
                "169 pixels of the large disc are given to the small one. k-means prefers clumps "
                "of equal spread, and the large disc is a long streak in the embedding. Ncut is "
                "0.0228, although 0.0110 is to be had: the rounding failed.",
            ),
        ),
        Step(
            "Four ways to round",
            "The eigenvectors stay the same; only the step from them to labels changes. The view "
            "“Methods” labels the scene by all four.",
            f"{SMALLER}&assign_labels=sweep&views=methods",
            Choice(
                "Which of them finds both discs?",
                ("discretize", "cluster QR", "sweep", "none of them"),
                2,
                "The sweep tries every threshold of the Fiedler vector and takes the one of least "
                "Ncut, here the exact boundary. It looks at the graph again; the others look at "
                "the embedding alone.",
            ),
        ),
        Step(
            "Smaller still",
            "Radius 30 and radius 8. The sweep helped before.",
            f"{SMALLEST}&assign_labels=sweep",
            Choice(
                "Will the sweep find the small disc again?",
                ("Yes", "No: the cut across the large disc is cheaper"),
                1,
                "The true cut costs 0.0244, the one that was found 0.0198. A better search only "
                "finds the wrong answer more reliably: the objective failed. Change β, the scale, "
                "the mask or the number of regions instead.",
            ),
        ),
        Step(
            "A chain, six regions",
            "Six equal discs in a row. Parts of the same size, all necks alike: what normalized "
            "cuts were made for. All four methods find them.",
            f"{CHAIN}&n_clusters=6&views=methods",
        ),
        Step(
            "A chain, two regions",
            "The same chain, cut in two.",
            f"{CHAIN}&n_clusters=2",
            Choice(
                "Which neck will be cut?",
                ("The first: one disc comes off", "The third: three discs on each side"),
                1,
                "All necks cost the same, so the volumes decide, and 1 / vol + 1 / vol' is least "
                "for equal halves. k is not a matter of taste: with k = 2 the best cut of six "
                "discs is between threes.",
            ),
        ),
    ),
)
