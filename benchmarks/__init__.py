"""How fast the product is with many disputes: measured and printed, never asserted. `python -m benchmarks --help`."""
