"""Analysis of a study's records; `docs/study.md` explains each number.

All functions take a study and its records, or the table of them. The results of a running study
are those of the trials recorded so far.
"""

from segmentation.study.analysis.boxes import Condition, VerdictBox, VerdictBoxes, boxes
from segmentation.study.analysis.distributions import DeltaIndices, PawnIndices, delta, pawn
from segmentation.study.analysis.means import Indices, Missing
from segmentation.study.analysis.morris import MorrisIndices, morris
from segmentation.study.analysis.noise import NoiseFloor, noise_floor
from segmentation.study.analysis.rates import GridSummary, VerdictRates, grid, verdict_rates
from segmentation.study.analysis.sobol import SobolIndices, sobol, sobol_convergence
from segmentation.study.analysis.summary import Summary, mean_band, summary
from segmentation.study.analysis.table import Replicates, measured, replicates, table

__all__ = [
    "Condition",
    "DeltaIndices",
    "GridSummary",
    "Indices",
    "Missing",
    "MorrisIndices",
    "NoiseFloor",
    "PawnIndices",
    "Replicates",
    "SobolIndices",
    "Summary",
    "VerdictBox",
    "VerdictBoxes",
    "VerdictRates",
    "boxes",
    "delta",
    "grid",
    "mean_band",
    "measured",
    "morris",
    "noise_floor",
    "pawn",
    "replicates",
    "sobol",
    "sobol_convergence",
    "summary",
    "table",
    "verdict_rates",
]
