"""Rules that the parts of a study obey together, and the places of problems in its file."""
