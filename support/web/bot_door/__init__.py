"""The assistant's one door: JSON in, JSON out, for the bearer of its token alone.

No browser comes in here, so its requests carry no CSRF token.
"""

from flask import Blueprint

from support.extensions import csrf

blueprint = Blueprint("bot_door", __name__)
csrf.exempt(blueprint)

from support.web.bot_door import (  # noqa: E402 — the views hang themselves onto the blueprint
    answering,  # noqa: F401
    changing,  # noqa: F401
    disputing,  # noqa: F401
    facts,  # noqa: F401
    rules,  # noqa: F401
    telling,  # noqa: F401
    understanding,  # noqa: F401
)
