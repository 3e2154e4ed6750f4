"""Rules that relate several fields of a study, and the places of problems in its file."""
