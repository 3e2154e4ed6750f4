"""Files and code to download."""
