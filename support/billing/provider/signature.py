"""Stripe's signature of a webhook: `t=1712345678,v1=…`, an HMAC-SHA256 over time and body with the shared secret."""

from __future__ import annotations

import hashlib
import hmac

from support.kernel import clock
from support.kernel.errors import BadInput

TOLERANCE = 300
"""Seconds by which the stated time may differ from ours, either way."""


class NotSigned(BadInput):
    """The request does not prove where it comes from; nothing of it is kept."""

    code = "not_signed"
    http_status = 400


def check(secret: str, header: str, body: bytes) -> None:
    """Raises `NotSigned` unless one of the signatures is right and the stated time is now."""
    parts = [part.strip().partition("=") for part in header[:2_000].split(",")]
    stated = next((value for name, _, value in parts if name == "t"), "")
    if not secret or not (stated.isascii() and stated.isdigit() and len(stated) <= 12):
        raise NotSigned("This is not signed. Send what the provider sent, with its signature header.")
    expected = hmac.new(secret.encode(), stated.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not any(name == "v1" and hmac.compare_digest(value.encode(), expected.encode()) for name, _, value in parts):
        raise NotSigned("The signature does not fit. Check the webhook's secret.")
    if abs(clock.now().timestamp() - int(stated)) > TOLERANCE:
        raise NotSigned(f"The signature is older than {TOLERANCE // 60} minutes. Check the clocks, and send it again.")
