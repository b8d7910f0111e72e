"""The demo company: real files, made for a given day, that the ordinary readers import."""
