"""Studies: throughput, survival of kills, and known indices."""
