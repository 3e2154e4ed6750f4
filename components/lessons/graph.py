"""Lesson 1: pixels, edges, affinity."""

from components.lessons.model import Choice, Lesson, Step

__all__ = ["GRAPH"]

GRAPH = Lesson(
    "graph",
    "A picture is a graph",
    "Pixels become nodes, neighbours are joined, and one formula turns grey values into weights.",
    (
        Step(
            "Every pixel is a node",
            "Four overlapping discs, drawn on 100 × 100 pixels with noise. The mask keeps the "
            "2,678 pixels inside the discs; each of them is a node. No step that follows knows of "
            "circles: it sees nodes, and what joins them.",
            "",
        ),
        Step(
            "Neighbours are joined",
            "An edge joins each node to the pixels above, below, left and right of it, if they are "
            "nodes too: 5,163 edges. The view “Graph” draws them where they lie. Zoom in on the "
            "original until single pixels appear, and each edge becomes a line of its own.",
            "views=graph",
        ),
        Step(
            "The weight of an edge",
            "Each edge has a weight, its affinity: w = exp(−β g / s), where g is the difference "
            "between the two grey values and s the spread of such differences, here 0.74. Equal "
            "pixels have w = 1. In this picture the weights run from 0.26 to nearly 1.",
            "views=graph",
            Choice(
                "An edge has g = 0.37, half of s, at β = 1: its weight is exp(−0.5), about 0.61. "
                "What is it at β = 2?",
                ("about 1.2", "about 0.61, as before", "about 0.37", "about 0.3"),
                2,
                "exp(−2 · 0.5) = 0.61², about 0.37. To double β squares every weight: strong edges "
                "hardly change, weak ones get far weaker. β sets how much a grey step matters.",
            ),
        ),
        Step(
            "One edge, in numbers",
            "Between row 30, column 26 and the pixel on its right the grey values differ by "
            "g = 0.37, half of s, so their edge weighs 0.61. The lightest edges join two pixels "
            "that noise has set far apart. In Cutlab a card has these numbers: a click between two "
            "other pixels of the original shows theirs, and from there the arrow keys go from edge "
            "to edge.",
            "views=graph&edge=30,26,right",
        ),
        Step(
            "β = 0: only the shape is left",
            "At β = 0 every weight is 1, whatever the pixels look like. The graph then knows the "
            "outline of the mask and nothing else.",
            "beta=0&views=graph",
            Choice(
                "With all weights equal, will the four discs still be found?",
                (
                    "No: without grey values there is nothing to go by",
                    "Yes, almost to the pixel",
                    "Only the largest one",
                ),
                1,
                "Only 8 of the 2,678 pixels change. The discs touch in narrow necks with few edges "
                "to cut, and that alone separates them. The mask has done most of the work.",
            ),
        ),
        Step(
            "Without the mask",
            "Now all 10,000 pixels are nodes, background included, and five regions are asked "
            "for: four discs and the rest. At β = 1 an edge between a disc and the background is "
            "hardly weaker than one within it.",
            "n_clusters=5&use_mask=false",
            Choice(
                "What will the five regions be?",
                (
                    "The four discs and the background",
                    "Five compact pieces, with little regard to the discs",
                    "The background in one piece, and all four discs in another",
                ),
                1,
                "Only the weights could tell a disc from the background, and at β = 1 noise and "
                "outline look much the same to them. What remains is the square itself, cut into "
                "compact pieces.",
            ),
        ),
    ),
)
