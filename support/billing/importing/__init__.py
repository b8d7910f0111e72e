"""Readers of real documents: what they cannot read they refuse with file, place and reason."""
