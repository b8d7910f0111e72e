"""News for the next page."""

import flask

from support.words.reader import told


def flash(said: str, tone: str = "info") -> None:
    """Keep `said` for the next page, in the language of whoever reads it: the cookie that carries it holds plain text."""
    flask.flash(told(said), tone)
