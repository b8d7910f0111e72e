"""Numbers for managers: what a period was like, beside the one before it, as tables, charts and files."""
