"""Structured logs: one line of JSON an event, with the request it belongs to and without secrets."""

import logging
import sys

import structlog
from flask import Flask

SECRETS = ("password", "token", "secret", "authorization", "cookie", "code")


class Lines(structlog.PrintLogger):
    """Writes lines; where they cannot be written (a full disk, a reader who is gone) the work goes on without them.

    `lost`: how many could not be written since one last could.
    """

    lost = 0

    def msg(self, message: str) -> None:
        try:
            super().msg(message)
        except (OSError, ValueError):
            Lines.lost += 1
        else:
            Lines.lost = 0

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def can_be_written() -> bool:
    """Whether this program's log takes lines; one that did not is tried again, with a line that says how many are missing."""
    if Lines.lost:
        structlog.get_logger().warning("log lines were lost", lines=Lines.lost)
    return not Lines.lost


def _hide_secrets(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: "(hidden)" if any(word in key.lower() for word in SECRETS) else value for key, value in event.items()}


def set_up(app: Flask) -> None:
    """Configure structlog for the process; development prints readable lines, production JSON."""
    where = sys.stderr
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if app.config["DEVELOPMENT"]
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _hide_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: Lines(where),
        cache_logger_on_first_use=False,
    )
