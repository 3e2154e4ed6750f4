"""The proof of an answer, and the refusal of what has none: nothing leaves a solver unchecked."""
