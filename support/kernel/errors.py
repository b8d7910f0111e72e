"""Errors that know their HTTP status and say what a person can do."""

from typing import ClassVar

from support.kernel.sayings import N_


class SupportError(Exception):
    """`say` is a sentence that may be shown to whoever asked."""

    http_status: ClassVar[int] = 500
    code: ClassVar[str] = "error"

    def __init__(self, say: str, *, field: str | None = None) -> None:
        super().__init__(say)
        self.say = say
        self.field = field


class BadInput(SupportError):
    """What was given cannot be used; `field` names which."""

    http_status = 422
    code = "bad_input"


class RuleBroken(SupportError):
    """The request is understood, and a rule of the business forbids it now."""

    http_status = 409
    code = "rule_broken"


class JustChanged(RuleBroken):
    """Somebody else has changed the same thing since it was shown."""

    code = "just_changed"

    def __init__(
        self, say: str = N_("Somebody has just changed this. Look at it again, then repeat what you meant to do.")
    ) -> None:
        super().__init__(say)


class AlreadyDone(RuleBroken):
    """The same form was acted on before: a second press of the same button."""

    code = "already_done"

    def __init__(self, say: str = N_("That was done already, with your first press. Nothing was done twice.")) -> None:
        super().__init__(say)


class NotAllowed(SupportError):
    http_status = 403
    code = "not_allowed"


class NotFound(SupportError):
    http_status = 404
    code = "not_found"


class SignInNeeded(SupportError):
    http_status = 401
    code = "sign_in_needed"


class Unavailable(SupportError):
    """Something outside that this answer needs is away."""

    http_status = 503
    code = "unavailable"


class TooBusy(Unavailable):
    """So many wanted to write at once that the turn did not come. Nothing was changed."""

    code = "too_busy"

    def __init__(
        self, say: str = N_("Very much is going on just now. Nothing was changed; try again in a moment.")
    ) -> None:
        super().__init__(say)


class NoRoom(Unavailable):
    """The disk takes nothing more, or does not take it now. What was begun is undone."""

    code = "no_room"

    def __init__(
        self, say: str = N_("Our disk takes no more files just now. Nothing was kept; try again in a while.")
    ) -> None:
        super().__init__(say)
