"""Eigensolvers for the normalized Laplacian, one a file."""
