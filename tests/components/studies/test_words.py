"""Words for studies: what they vary and what they leave as it is."""

from components.studies.words import describe_fixed, describe_ranges
from tests.components.made_up import CHOICE, GRID


def test_a_study_s_ranges_and_its_fixed_settings_are_told():
    assert describe_ranges(GRID) == (
        "Noise level from 0 to 1; Affinity β from 0.1 to 10 (logarithmic)"
    )
    assert describe_ranges(CHOICE) == "Label assignment: k-means, discretize, cluster QR"
    fixed = describe_fixed(GRID)
    assert fixed.startswith("circles (row, column; radius) (20, 15; 10) (20, 30; 7); ")
    assert "Clusters k 2; " in fixed
    assert "Label assignment k-means; Mask used true; Scale s graph (tutorial); " in fixed
    assert "Affinity" not in fixed
    assert "Noise level" not in fixed
    assert "Affinity β 1" in describe_fixed(CHOICE)
