"""Lesson 2: from the minimum cut to the normalized cut."""

from components.lessons.model import Choice, Lesson, Step

__all__ = ["CUTS"]

TWO = "circles=28,24,16;40,50,14&n_clusters=2"
UNEQUAL = "circles=50,36,30;50,70,8&n_clusters=2"

CUTS = Lesson(
    "cuts",
    "Cut cheaply, but fairly",
    "Why the cheapest cut is useless, what the normalized cut does about it, and what that costs.",
    (
        Step(
            "The price of a cut",
            "Two discs, two regions. To separate them, the edges between them have to be cut, and "
            "the price is the sum of their weights. Here it is 8.4: the neck is about a dozen "
            "edges wide. The view “Cuts” shows those edges, and the price of each region.",
            f"{TWO}&views=cuts",
        ),
        Step(
            "The cheapest cut of all",
            "Suppose that only the price counted, and that two regions of any size were allowed.",
            f"{TWO}&views=cuts",
            Choice(
                "Which cut would be cheaper than 8.4?",
                (
                    "None: the neck is the narrowest place",
                    "To cut off any single pixel",
                    "To cut the larger disc in two",
                ),
                1,
                "A pixel has at most four edges, so to cut one off costs less than 4; the cheapest "
                "pixel here costs 0.8. The minimum cut nearly always takes a pixel at the border. "
                "It is cheap, and worth nothing.",
            ),
        ),
        Step(
            "Divide by the volume",
            "The volume of a region, vol, is the sum of the weights at its nodes. The normalized "
            "cut divides the price of each region by its volume and adds: Ncut = Σ cut / vol. For "
            "a single pixel cut and vol are the same, so it pays 1. The two discs together pay "
            "0.0084.",
            f"{TWO}&views=cuts",
        ),
        Step(
            "Fair to small regions?",
            "One disc has radius 30, the other 8. The neck costs 10.7; to cut the large disc "
            "across costs 51.5, nearly five times as much.",
            f"{UNEQUAL}&views=cuts",
            Choice(
                "Two regions of the smallest Ncut: where will the cut be?",
                ("At the neck", "Across the large disc", "Around a single pixel"),
                1,
                "The small disc has so little volume (463 of 8,718) that 10.7 / 463 = 0.0231 alone "
                "is more than the whole cut across costs at its best, 0.0198. No solver is to "
                "blame: by this objective the wrong cut is better.",
            ),
        ),
        Step(
            "When single pixels win after all",
            "The tutorial's scene again, at β = 30. Where noise makes a large step, the weight is "
            "now practically 0.",
            "beta=30&views=cuts",
            Choice(
                "How many pixels will the smallest region have?",
                ("Several hundred, as before", "About a hundred", "Three"),
                2,
                "All edges around three pixels are so weak that even divided by their small volume "
                "they cost almost nothing; Ncut falls from 0.03 to 0.00004. The volume protects "
                "small regions from being cheap only as long as their edges weigh something.",
            ),
        ),
    ),
)
