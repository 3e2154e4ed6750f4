"""Page with the list of studies."""
