"""Mail that comes in: kept first, read within bounds, told apart, and taken up where it belongs."""
