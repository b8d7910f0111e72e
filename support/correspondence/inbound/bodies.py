"""Which parts of a mail are its words, and which its attachments. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from support.correspondence.inbound import html_text, limits, smime, tnef
from support.correspondence.inbound.charsets import decoded
from support.correspondence.inbound.headers import words
from support.correspondence.inbound.mime import Part, read
from support.kernel.sayings import N_

ENCRYPTED = N_("It is encrypted, and this desk has no key.")
WRAPPED = N_("It is signed in a way that wraps its words up (S/MIME), and this desk cannot unwrap them.")
SEALED_KINDS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
TNEF_KINDS = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True)
class Found:
    """An attachment as it came: its name and declared type are not to be trusted."""

    name: str
    kind: str
    data: bytes = field(repr=False)


@dataclass
class Content:
    """`text` is all that is written, `own` without what was marked as a quote in HTML. `sealed`: why it cannot be read."""

    attachments: list[Found] = field(default_factory=list)
    sealed: str = ""
    size: int = 0
    signed: list[Part] = field(default_factory=list)
    _pieces: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(text for text, _ in self._pieces if text)

    @property
    def own(self) -> str:
        return "\n\n".join(own for _, own in self._pieces if own)

    def add_words(self, text: str, own: str) -> None:
        """A thousand texts are read up to the size of one."""
        if self.size < limits.LARGEST_TEXT:
            self.size += len(text)
            self._pieces.append((text.strip(), own.strip()))

    def attach(self, part: Part) -> None:
        if len(self.attachments) >= limits.MOST_ATTACHMENTS:
            self.sealed = N_(
                "It has more than %(most_attachments)s attachments.", most_attachments=limits.MOST_ATTACHMENTS
            )
            return
        data = part.body if part.kind == "message/rfc822" else part.data()
        self.attachments.append(Found(part.name or _unnamed(part.kind), part.kind, data))


def _unnamed(kind: str) -> str:
    return {"message/rfc822": "message.eml", "text/calendar": "invitation.ics"}.get(kind, "attachment")


def content_of(root: Part) -> Content:
    content = Content()
    _read(content, root)
    return content


def _read(content: Content, part: Part) -> None:
    if part.kind == "multipart/encrypted":
        content.sealed = ENCRYPTED
    elif part.kind in SEALED_KINDS:
        _read_signed(content, part)
    elif part.kind.startswith("multipart/"):
        READERS.get(part.kind, _read_all)(content, part)
    elif part.kind in TNEF_KINDS or part.name.lower() == "winmail.dat":
        _read_tnef(content, part)
    elif part.kind in SIGNATURES:
        return  # stays in the raw mail
    elif _is_words(part):
        content.add_words(*_words(content, part))
    else:
        content.attach(part)


def _is_words(part: Part) -> bool:
    return part.kind in {"text/plain", "text/html"} and part.disposition != "attachment" and not part.name


def _words(content: Content, part: Part) -> tuple[str, str]:
    """(all of it, without the quotes that its HTML marks)."""
    text = decoded(part.data(limits.LARGEST_TEXT), part.charset)
    if part.kind == "text/html":
        return html_text.all_text_of(text), html_text.text_of(text)[0]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
    if "-----BEGIN PGP MESSAGE-----" in text:
        content.sealed = ENCRYPTED
    text = _in_clear(text)
    return text, text


def _in_clear(text: str) -> str:
    """What a PGP signature inside the text is about; any other text as it is."""
    begin = text.find("-----BEGIN PGP SIGNED MESSAGE-----")
    words = text.find("\n\n", begin)
    end = text.find("\n-----BEGIN PGP SIGNATURE-----", words)
    return re.sub(r"(?m)^- ", "", text[words + 2 : end]) if 0 <= begin < words < end else text


def _unflowed(text: str, joined: bool) -> str:
    """Lines that end with a blank go on in the next one; the mark of a signature is a line of its own."""
    done: list[str] = []
    flowing = False
    for line in text.split("\n"):
        starts_anew = line.startswith(">") or (done and done[-1].startswith(">")) or line == "-- "
        plain = line[1:] if line.startswith(" ") else line
        if flowing and not starts_anew:
            done[-1] = (done[-1][:-1] if joined else done[-1]) + plain
        else:
            done.append(plain)
        flowing = line.endswith(" ") and line != "-- "
    return "\n".join(done)


def _read_all(content: Content, part: Part) -> None:
    for inner in part.parts:
        _read(content, inner)


def _read_first(content: Content, part: Part) -> None:
    """What is signed, or reported in words; the rest of it is for programs."""
    for inner in part.parts[:1]:
        _read(content, inner)


def _read_alternative(content: Content, part: Part) -> None:
    """The plain text where it says anything, else the page; whatever is no text goes along."""
    versions: list[tuple[Part, Content]] = []
    for inner in part.parts:
        version = Content(signed=content.signed)
        _read(version, inner)
        versions.append((inner, version))
    worded = [version for version in versions if version[1].text]
    best = next((one for inner, one in worded if inner.kind == "text/plain"), worded[0][1] if worded else None)
    if best is not None:
        content.add_words(best.text, best.own)
    for _, one in versions:
        content.attachments += one.attachments[: limits.MOST_ATTACHMENTS - len(content.attachments)]
        content.sealed = content.sealed or one.sealed


READERS: dict[str, Callable[[Content, Part], None]] = {
    "multipart/alternative": _read_alternative,
    "multipart/signed": _read_first,
    "multipart/report": _read_first,
}


def _read_signed(content: Content, part: Part) -> None:
    """The words inside a signature; `content.signed` is one list for the mail, so that none unfolds without end."""
    said = part.parameters.get("smime-type", "").lower()
    try:
        inside = smime.opened(part.data()) if len(content.signed) < limits.MOST_SIGNED else b""
    except smime.NotReadable:
        inside = b""
    if not inside:
        content.sealed = WRAPPED if said == "signed-data" else ENCRYPTED
        return
    content.signed.append(part)
    _read(content, read(inside))


def _read_tnef(content: Content, part: Part) -> None:
    try:
        inside = tnef.opened(part.data())
    except tnef.NotReadable:
        content.attach(part)
        return
    if not content.text:
        content.add_words(
            inside.text or html_text.all_text_of(inside.html), inside.text or html_text.text_of(inside.html)[0]
        )
    for name, data in inside.files[: limits.MOST_ATTACHMENTS - len(content.attachments)]:
        content.attachments.append(Found(words(name)[:255] or "attachment", "application/octet-stream", data))
