"""A mail server's word that a letter of ours did not arrive (RFC 3464), and what older servers write instead. Pure."""

import re
from dataclasses import dataclass

from support.correspondence.inbound.charsets import decoded
from support.correspondence.inbound.headers import Headers
from support.correspondence.inbound.mime import Part, split_headers

LOOKED_AT = 64 * 1024
PASSING = ("5.2.2", "5.2.3", "5.3.4", "5.4.5", "5.7.")
"""A full mailbox, a mail that is too large, a policy: the address itself is right, and another letter may arrive."""
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b(5\d\d|4\d\d)[ -]")
_ID = re.compile(r"<[^<>\s]{1,250}>")


@dataclass(frozen=True)
class Bounce:
    """`message_ids` are those named in it: one of them may be a letter of ours. `for_good`: the address does not exist."""

    message_ids: list[str]
    status: str
    recipient: str
    for_good: bool
    why: str


def bounce_of(root: Part, text: str) -> Bounce | None:
    """None for what is no report of a failure: an absence, a receipt, a mail that merely took long."""
    report = next((part for part in root.parts if part.kind == "message/delivery-status"), None)
    if root.kind == "multipart/report" and report is None:
        return None
    if report is not None:
        return _of_report(root, report)
    return _of_words(root, text)


def _of_report(root: Part, report: Part) -> Bounce | None:
    fields = Headers(report.data(LOOKED_AT).replace(b"\r\n\r\n", b"\r\n").replace(b"\n\n", b"\n"))
    action = fields.raw("action").lower()
    status = next(iter(_STATUS.findall(fields.raw("status") + " " + fields.raw("diagnostic-code"))), "")
    if action not in {"failed", "delayed"}:
        return None
    recipient = next(iter(fields.addresses("final-recipient", "original-recipient")), "")
    why = fields.text("diagnostic-code")[:300] or f"status {status or 'unknown'}"
    failed = action == "failed" and status.startswith("5")
    return Bounce(_ids(root), status, recipient, failed and not status.startswith(PASSING), why)


def _of_words(root: Part, text: str) -> Bounce | None:
    """From a server that writes in prose: there has to be a code of failure, and the mail that failed."""
    code = _CODE.search(text[:LOOKED_AT])
    status = next(iter(_STATUS.findall(text[:LOOKED_AT])), "")
    ids = _ids(root) + _ID.findall(text[:LOOKED_AT])
    failed = root.headers.addresses("x-failed-recipients")
    if not ids or not (code or status or failed):
        return None
    for_good = bool(failed) or (status or (code.group(1) if code else "")).startswith("5")
    first = next((line.strip() for line in text.splitlines() if _CODE.search(line)), "")[:300]
    return Bounce(ids, status, failed[0] if failed else "", for_good and not status.startswith(PASSING), first)


def _ids(root: Part) -> list[str]:
    """Message-IDs of the mails that are enclosed, whole or as headers, and of those answered."""
    found: list[str] = []
    for part in root.parts:
        if part.kind in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
            block, _ = split_headers(part.data(LOOKED_AT), LOOKED_AT)
            found += Headers(block).message_ids("message-id")
        elif part.kind == "text/plain":
            found += _ID.findall(decoded(part.data(LOOKED_AT)))
    return found + root.headers.message_ids("in-reply-to", "references")
