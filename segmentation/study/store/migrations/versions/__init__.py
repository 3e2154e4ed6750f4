"""The versions of the schema, each as a migration from the one before."""
