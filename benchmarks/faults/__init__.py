"""Faults tried on purpose, and what was lost. `python -m benchmarks.faults` prints a table of them."""
