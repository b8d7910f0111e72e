"""Settings: the only module that reads the environment."""

import os
import secrets
from pathlib import Path
from typing import Any

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent.parent


# What never changes is worth compressing: pages carry secrets (BREACH) and are small.
COMPRESSION = {
    "COMPRESS_MIMETYPES": ["text/css", "text/javascript", "application/javascript", "image/svg+xml"],
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_STREAMS": True,
}


def _setting(name: str, default: str = "") -> str:
    """An empty value means the default, as `.env.example` says."""
    return os.environ.get(name, "").strip() or default


def _flag(name: str, default: bool = False) -> bool:
    return _setting(name, str(default)).lower() in {"1", "true", "yes", "on"}


def from_environment() -> dict[str, Any]:
    """Flask settings made from `.env` and the environment (the environment wins).

    Raises `RuntimeError` where a production setting is missing, with the name to set.
    """
    load_dotenv(ROOT / ".env")
    development = _setting("REDRESS_ENV", "development") == "development"
    instance = Path(_setting("REDRESS_INSTANCE", str(ROOT / "instance")))
    return {
        "DEVELOPMENT": development,
        "INSTANCE": instance,
        "SECRET_KEY": _secret("SECRET_KEY", development),
        "BOT_TOKEN": _secret("BOT_TOKEN", development),
        "SQLALCHEMY_DATABASE_URI": _database_url(instance),
        # A connection for each thread of the web program, and some to spare: who has to wait for one answers nobody.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "pool_size": 16, "max_overflow": 8},
        "BASE_URL": _setting("BASE_URL", f"http://127.0.0.1:{_setting('PORT', '8000')}"),
        "STRIPE_WEBHOOK_SECRET": _setting("STRIPE_WEBHOOK_SECRET"),
        "RASA_URL": _setting("RASA_URL", "http://127.0.0.1:5005"),
        "CLOCK_FILE": instance / "clock-offset" if development else None,
        # Empty: the worker keeps the timetable by itself. Else Celery wakes the same jobs by way of this broker.
        "CELERY_BROKER_URL": _setting("CELERY_BROKER_URL"),
        **_limits(),
        **_mail_settings(),
        **_cookie_settings(development),
        **COMPRESSION,
    }


def _limits() -> dict[str, Any]:
    """How much one may send, and how often one may knock: counted in memory, or in Redis by several processes together."""
    return {
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "RATELIMIT_ENABLED": _flag("RATELIMIT_ENABLED", default=True),
        "RATELIMIT_STORAGE_URI": _setting("REDIS_URL", "") or "memory://",
    }


def _secret(name: str, development: bool) -> str:
    value = os.environ.get(name, "")
    if value:
        return value
    if development:
        return secrets.token_urlsafe(32)
    raise RuntimeError(f"{name} is not set: put a long random value into the environment or .env")


def _database_url(instance: Path) -> str:
    url = _setting("DATABASE_URL", "")
    if not url:
        instance.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{instance / 'redress.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    return url


def _mail_settings() -> dict[str, Any]:
    return {
        "MAIL_SERVER": _setting("MAIL_SERVER", ""),
        "MAIL_PORT": int(_setting("MAIL_PORT", "25")),
        "MAIL_USE_TLS": _flag("MAIL_USE_TLS"),
        "MAIL_USE_SSL": _flag("MAIL_USE_SSL"),
        "MAIL_USERNAME": _setting("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": _setting("MAIL_PASSWORD") or None,
        "MAIL_DEFAULT_SENDER": _setting("MAIL_DEFAULT_SENDER", "billing@redress.example"),
        # Mail that comes in: the address that answers go to, and the ways by which they arrive.
        "MAIL_INBOUND": _setting("MAIL_INBOUND", ""),
        "MAIL_AUTHSERV_ID": _setting("MAIL_AUTHSERV_ID", ""),
        "MAIL_INTAKE_SECRET": _setting("MAIL_INTAKE_SECRET", ""),
        "IMAP_HOST": _setting("IMAP_HOST", ""),
        "IMAP_PORT": int(_setting("IMAP_PORT", "993")),
        "IMAP_TLS": _flag("IMAP_TLS", default=True),
        "IMAP_USERNAME": _setting("IMAP_USERNAME", ""),
        "IMAP_PASSWORD": _setting("IMAP_PASSWORD", ""),
        "IMAP_FOLDER": _setting("IMAP_FOLDER", "INBOX"),
    }


def _cookie_settings(development: bool) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not development,
        "SESSION_COOKIE_NAME": "redress",
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        "WTF_CSRF_TIME_LIMIT": None,
        "BOOTSTRAP_SERVE_LOCAL": True,
    }
