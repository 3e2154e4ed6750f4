"""Compilation of kernels with numba, their cache, and SIMD."""
