"""The assistant's one door: JSON in, JSON out, for the bearer of its token alone.

No browser comes in here, so its requests carry no CSRF token.
"""

from flask import Blueprint

from support.extensions import csrf

blueprint = Blueprint("bot_door", __name__)
csrf.exempt(blueprint)

from support.web.bot_door import (
    answering,
    changing,
    disputing,
    facts,
    rating,
    rules,
    telling,
    understanding,
)
