"""Lesson 6: photographs."""

from components.lessons.model import Choice, Estimate, Lesson, Step

__all__ = ["PHOTOGRAPH"]

# The settings of pictures, and of scikit-learn's example for the coins.
USUAL = "assign_labels=cluster_qr&scale=edges&eps=1e-06"
ASTRONAUT = "picture=astronaut"
COFFEE = "picture=coffee&channel=colour"
COINS = "picture=coins&picture_size=77&sigma=0.4&beta=10"
EXAMPLE = "assign_labels=cluster_qr&eps=1e-06"

PHOTOGRAPH = Lesson(
    "photograph",
    "Your photograph is a graph",
    "What changes when the picture is a photograph: colour, β, a floor, k, and what is best.",
    (
        Step(
            "No circles, no truth",
            "The portrait of an astronaut, shrunk to 200 × 200 pixels. The graph is made as "
            "before: 40,000 nodes, 79,600 edges. But there is no mask, and nobody says which "
            "regions are right, so the verdict has no truth to compare with. The gradient g is "
            "the difference of brightness. Three regions are asked for.",
            f"{ASTRONAUT}&beta=5&n_clusters=3&{USUAL}",
        ),
        Step(
            "From grey to colour",
            "In grey her orange suit is in one region with the wall, because both are about "
            "equally bright: 51 and 58 on a scale from 0 to 100. “Channel” has colour, too. The "
            "gradient is then a distance in CIE Lab, where equal distances look about equally "
            "different.",
            f"{ASTRONAUT}&channel=colour&beta=5&n_clusters=3&{USUAL}",
            Choice(
                "Three regions in colour: which of them is new?",
                (
                    "Her face",
                    "Her suit, with the stripes of the flag",
                    "None: the same three come out",
                ),
                1,
                "One region has 84% of the orange pixels. In grey all of them shared a region "
                "with the wall.",
            ),
        ),
        Step(
            "A Voronoi pattern at β = 1",
            "A cup of coffee in colour, cut into six, with the tutorial's β = 1 and its scale. "
            "Take the middle of each region, and give every pixel to the nearest middle.",
            f"{COFFEE}&n_clusters=6&assign_labels=cluster_qr",
            Estimate(
                "How many pixels in a hundred get their own region back? Set the mark.",
                0.0,
                100.0,
                (88.0, 98.0),
                "93: nearly a Voronoi pattern. No weight is below 0.22, so an outline costs little "
                "less than plain wood. What remains is to cut short, into parts of similar size.",
            ),
        ),
        Step(
            "β = 5, relative to the edges",
            "Now s is the spread of the gradients alone (“edges”), 3.8 in place of 19.6, and "
            "β is 5. Weights run from nearly 1 down to a millionth: a cut along the rim of the cup "
            "is almost free, one through plain wood is not. Only 69 pixels in a hundred are in the "
            "region whose middle is nearest.",
            f"{COFFEE}&beta=5&n_clusters=6&{USUAL}",
        ),
        Step(
            "The floor ε",
            "The lightest edge of this picture weighs 10⁻²³: next to nothing. Some specks have "
            "only such edges around them. The floor ε is added to every weight; for pictures it "
            "is 10⁻⁶. In this step there is none.",
            "picture=camera&beta=5&n_clusters=8&assign_labels=cluster_qr&scale=edges",
            Choice(
                "Eight regions without a floor: what are the five smallest?",
                ("Sky, coat, grass and the like", "Specks of 7 or 8 pixels", "Single pixels"),
                1,
                "To cut them off costs nothing. With ε = 10⁻⁶ each edge of a boundary has a price, "
                "and a speck has much boundary for its volume: four regions then have more than "
                "4,000 pixels each.",
            ),
        ),
        Step(
            "Too much β",
            "The cup again, with the floor. β = 5 was better than 1.",
            f"{COFFEE}&beta=50&n_clusters=6&{USUAL}",
            Choice(
                "What does β = 50 do?",
                (
                    "It finds every outline",
                    "It cuts off specks",
                    "It brings a Voronoi pattern back",
                ),
                2,
                "Two thirds of all edges weigh hardly more than the floor, within things as well "
                "as between them. So edges are alike again: 84 pixels in a hundred are in the "
                "region whose middle is nearest. 11,209 parts hang together by ε alone, as the "
                "verdict notes.",
            ),
        ),
        Step(
            "k and the gap",
            "24 coins, with the settings of scikit-learn's own example, which asks for 26 regions. "
            "The view “Spectrum” shows the smallest eigenvalues, one for each part that hangs "
            "loosely.",
            f"{COINS}&n_clusters=26&{EXAMPLE}&views=spectrum",
            Choice(
                "After which eigenvalue is the largest gap?",
                ("The second: coins and background", "The 24th", "The 26th"),
                1,
                "As many as there are coins, which is partly luck: cut into 24, two regions are "
                "slivers of 4 and 5 pixels, and one is the background. Cut into 26, the background "
                "is in two pieces.",
            ),
        ),
        Step(
            "A gap that misleads",
            "A bright cell on dark ground. Asked for two regions, the cut finds the cell.",
            f"picture=cell&beta=5&n_clusters=2&{USUAL}&views=spectrum",
            Choice(
                "Which number of regions does the largest gap suggest?",
                ("2", "3", "9"),
                2,
                "It suggests 9. The ground is large, and its faint shades make small eigenvalues, "
                "too. The gap is a difference; by ratio the third eigenvalue is 24 times the "
                "second, which would say 2.",
            ),
        ),
        Step(
            "The best cut is not what a person would draw",
            "The coins once more, cut into two. A person would say: coins and background.",
            f"{COINS}&n_clusters=2&{EXAMPLE}",
            Choice(
                "Where is the best cut?",
                ("Around all coins", "Across the middle", "Around a single coin"),
                2,
                "Around a coin of 44 pixels, at an Ncut of 0.0000006. Coins against background "
                "costs 0.026, more than 40,000 times as much: every rim has to be paid. No solver "
                "is to blame. Hochbaum, Lyu and Bertelli (2013) saw the same on photographs: the "
                "cut that looks best is rarely the one of least Ncut.",
            ),
        ),
        Step(
            "Ask for more, then merge",
            "“Merge from” cuts into 40 regions and joins those of weak contrast until 10 are left. "
            "Their Ncut is 0.00013, where ten at once have 0.00008: it is not least Ncut that one "
            "wants. You can go on by hand: choose a region, then another one with shift, to merge "
            "them. Now open a picture of your own.",
            f"{ASTRONAUT}&channel=colour&merge_from=40&beta=5&n_clusters=10&{USUAL}",
        ),
    ),
)
