"""The eigensolver against scikit-learn and LAPACK."""
