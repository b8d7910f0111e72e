"""The one builder of mails. Nothing that ends a line gets into a header, an attachment's name or its type."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText

from flask_mail import Attachment, Message

from support.correspondence.models import OutgoingLetter
from support.kernel import clock
from support.kernel.errors import SupportError

LONGEST_SUBJECT = 200
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class UnsafeMail(SupportError):
    """A mail that would carry a header of somebody else's making; it is never sent."""

    code = "unsafe_mail"


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    type: str
    data: bytes


_AS_WRITTEN = policy.SMTP.clone(refold_source="none")


class Mail(Message):
    """A mail whose text is quoted-printable: no line of it is too long for any server on the way.

    Its headers leave as they were encoded: written anew by the policy that Flask-Mail sets, an encoded name
    such as “Santos, Maria <someone@else>” would turn into two recipients.
    """

    def _message(self) -> MIMEBase:
        made = super()._message()
        made.policy = _AS_WRITTEN
        return made

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        encoding = Charset("utf-8")
        encoding.body_encoding = QP
        return MIMEText(text or "", _subtype=subtype, _charset=encoding)  # type: ignore[arg-type]  # typeshed knows names only


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """Text as a header may hold it: control characters and line ends become single spaces."""
    spaced = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter for letter in text)
    collapsed = " ".join(spaced.split())
    return collapsed if len(collapsed) <= longest else collapsed[: longest - 1] + "…"


def display_name(text: str) -> str:
    """A person's name as it may stand before an address: without the marks that part addresses."""
    return one_line("".join(" " if letter in '<>@,;:"\\' else letter for letter in text))


def build(letter: OutgoingLetter, enclosures: Sequence[Enclosure] = ()) -> Mail:
    """The mail of a letter. Raises `UnsafeMail` when any header, or an enclosure's name or type, could end its line."""
    headers = {str(name): str(value) for name, value in letter.headers.items()}
    reply_to = headers.pop("Reply-To", None)
    safe(letter.subject, letter.to_name, letter.to_email, letter.message_id, reply_to or "")
    safe(*headers.values())
    if not all(_HEADER_NAME.fullmatch(name) for name in headers):
        raise UnsafeMail("A header of this mail has no proper name.")
    mail = Mail(
        subject=letter.subject,
        recipients=[(letter.to_name, letter.to_email)],
        body=letter.text,
        html=letter.html or None,
        reply_to=reply_to,
        extra_headers=headers,
        attachments=[_attachment(enclosure) for enclosure in enclosures],
        date=clock.now().timestamp(),
    )
    mail.msgId = letter.message_id
    return mail


def safe(*values: str) -> None:
    """Raises `UnsafeMail` for a value with CR, LF, NUL or any other control character in it."""
    for value in values:
        if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in value):
            raise UnsafeMail("A header of this mail holds a line end or a control character.")


def _attachment(enclosure: Enclosure) -> Attachment:
    safe(enclosure.name, enclosure.type)
    if not _TYPE.fullmatch(enclosure.type):
        raise UnsafeMail("An enclosure of this mail has no proper type.")
    return Attachment(enclosure.name, enclosure.type, enclosure.data)
