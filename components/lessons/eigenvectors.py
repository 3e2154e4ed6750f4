"""Lesson 3: from a cut to eigenvectors."""

from components.lessons.model import Choice, Lesson, Step

__all__ = ["EIGENVECTORS"]

TWO = "circles=28,24,16;40,50,14&n_clusters=2"
UNEQUAL = "circles=50,36,30;50,70,8&n_clusters=2"

EIGENVECTORS = Lesson(
    "eigenvectors",
    "From a cut to eigenvectors",
    "How a search over all cuts becomes an eigenproblem, and what its numbers do and don't say.",
    (
        Step(
            "Too many cuts to try",
            "Two discs of 1,394 pixels can be cut in two in more than 10⁴¹⁸ ways, and to find the "
            "one of least Ncut is NP-hard. Shi and Malik's idea: let each pixel have any real "
            "number instead of one of two labels. The best such vector is an eigenvector.",
            f"{TWO}&views=eigenvectors",
        ),
        Step(
            "The Fiedler vector",
            "The first eigenvector is constant and says nothing. The second, the Fiedler vector, "
            "varies as little as possible across heavy edges, so it is nearly constant within each "
            "disc and changes at the neck.",
            f"{TWO}&views=eigenvectors",
            Choice(
                "How many pixels have a value in the middle third of its range?",
                ("About a third of them", "About a fifth of them", "About a twentieth of them"),
                2,
                "One in 19; the others lie near one of the two ends. Wherever a threshold in the "
                "middle is put, about the same regions come out.",
            ),
        ),
        Step(
            "A threshold makes it a cut",
            "The vector has real numbers, regions need two labels. The view “Threshold” tries all "
            "1,393 thresholds and shows the Ncut of each: 1 at the ends, where a single pixel is "
            "cut off, and a deep valley between the discs. Drag the mark along it.",
            f"{TWO}&views=threshold",
        ),
        Step(
            "More regions, more vectors",
            "For four regions each pixel gets four numbers, one from each of the first four "
            "eigenvectors. That is the embedding: pixels of one disc become one clump of points, "
            "and k-means finds clumps. Select some points, and see in the pictures where they lie.",
            "views=embedding",
        ),
        Step(
            "What the gap says",
            "There are as many small eigenvalues as weakly connected parts; then comes a "
            "gap. Here the fifth is 2.5 times the fourth, and the largest step among the "
            "first is after the fourth.",
            "views=spectrum",
            Choice(
                "Six equal discs in a row, five narrow necks. After which eigenvalue is the gap?",
                ("The second", "The fifth", "The sixth"),
                2,
                "Six parts, six small eigenvalues. The gap counts parts, not necks. The next step "
                "shows this scene.",
            ),
        ),
        Step(
            "Six in a row",
            "The chain: the gap after the sixth eigenvalue is wide, and six regions are found. The "
            "small eigenvalues grow like squares, 1, 4, 9, …: those of a string, which a row of "
            "equal discs resembles.",
            "circles=50,10,10;50,26,10;50,42,10;50,58,10;50,74,10;50,90,10&n_clusters=6"
            "&views=spectrum",
        ),
        Step(
            "When the gap lies",
            "A disc of radius 30 and one of radius 8: two parts, for everybody who looks at them.",
            f"{UNEQUAL}&views=spectrum",
            Choice(
                "Which number of regions does the largest gap suggest?",
                ("2", "4", "9"),
                2,
                "It suggests 9. A large disc has slow vibrations of its own, whose eigenvalues are "
                "as small as that of the small disc's neck. The gap is a rule of thumb for parts "
                "of similar size.",
            ),
        ),
    ),
)
