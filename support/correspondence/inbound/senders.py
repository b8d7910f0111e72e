"""Whether the server that took a mail in found it to come from whom it says. Pure.

Only what our own server has written counts (MAIL_AUTHSERV_ID, RFC 8601), and of that only the first line: what stands
below it may have come with the mail.
"""

import re

from support.kernel.sayings import N_

_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(r"\b(?:header\.d|header\.i|header\.from|smtp\.mailfrom)\s*=\s*\"?(?:[^\s;@\"]*@)?([A-Za-z0-9.-]+)")


def why_doubted(verdicts: list[str], author: str, ours: str) -> str:
    """Why the sender's address is not believed; empty when it is, and when no server of ours looks (`ours` is empty)."""
    if not ours:
        return ""
    first = verdicts[0] if verdicts else ""
    server, _, results = first.partition(";")
    if server.strip().split(" ")[0].lower() != ours.strip().lower():
        return N_("Our mail server has not said whether its sender is genuine.")
    domain = author.rpartition("@")[2]
    found = {(method.lower(), verdict.lower()): rest for method, verdict, rest in _RESULT.findall(results)}
    if ("dmarc", "pass") in found:
        return ""
    aligned = any(
        _is_of(domain, _DOMAIN.findall(found[method, "pass"]))
        for method in ("dkim", "spf")
        if (method, "pass") in found
    )
    return "" if aligned and ("dmarc", "fail") not in found else N_("Its sender's address may be forged.")


def _is_of(domain: str, signed: list[str]) -> bool:
    """The same domain, or one above it."""
    return any(domain == part.lower() or domain.endswith(f".{part.lower()}") for part in signed if "." in part)
