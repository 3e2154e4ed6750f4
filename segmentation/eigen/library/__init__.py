"""SciPy's and pyamg's eigensolvers, one a file."""
