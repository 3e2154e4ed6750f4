"""SIMD for numba: vectors of eight numbers, and 8 x 8 matrices of them, in the registers."""
