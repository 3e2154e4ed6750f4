"""A study and its trials as files; `process` writes them beside a server."""
