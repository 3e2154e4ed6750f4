"""What is recorded of studies, in SQLite or PostgreSQL."""
