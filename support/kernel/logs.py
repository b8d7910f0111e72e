"""Structured logs: one line of JSON an event, with the request it belongs to and without secrets."""

import logging
import sys

import structlog
from flask import Flask

SECRETS = ("password", "token", "secret", "authorization", "cookie", "code")


def _hide_secrets(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: "(hidden)" if any(word in key.lower() for word in SECRETS) else value for key, value in event.items()}


def set_up(app: Flask) -> None:
    """Configure structlog for the process; development prints readable lines, production JSON."""
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
