"""Execution of studies: the coordinator, its chunks in flight, and the workers."""
