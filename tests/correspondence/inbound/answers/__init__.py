"""Answers as people and their programs write them: our own texts. A case is (name, mail's text, what they wrote)."""

Case = tuple[str, str, str]
