"""Files and code that a reader takes away."""
