"""Version of Cutlab, which pyproject.toml and CITATION.cff repeat."""

__all__ = ["CITATION", "__version__"]

__version__ = "0.1.0"
# As the keys of CITATION.cff say.
CITATION = (
    f"The Cutlab developers: Cutlab, the laboratory for normalized cuts, version {__version__} "
    "[software], 2026"
)
