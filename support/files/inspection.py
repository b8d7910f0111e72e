"""What a file is, by its content, and whether it is taken. Its name and its declared type are only words. Pure."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field

import puremagic

from support.files import pictures
from support.kernel.errors import BadInput
from support.kernel.sayings import N_

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 100
LOOKED_AT = 64 * 1024
MOST_IN_A_PACKAGE = 5_000
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/calendar": "ics",
    "message/rfc822": "eml",
    "application/xml": "xml",
}
"""All that is taken. What is not here is refused by name; what is here is served as this type and no other."""

TAKEN = "PDF, JPEG, PNG, GIF, WebP, Word (.docx), Excel (.xlsx), OpenDocument, text, CSV, XML, .ics and .eml"
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_ACTIVE = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed|form|meta|link|style|img|xsl:|\w+:script)\b"
    rb"|<\?(?:xml-stylesheet|php)|xmlns\s*=\s*[\"']http://www\.w3\.org/(?:1999/xhtml|2000/svg)|<!entity",
    re.IGNORECASE,
)
"""What a browser could run, in a file that claims to be text."""
_FIELD = re.compile(rb"[!-9;-~]{1,100}:|[ \t]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LETTERS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Accepted:
    """`data` may differ from what was sent: pictures are drawn anew. `preview` is a small picture, or nothing."""

    name: str
    kind: str
    data: bytes = field(repr=False)
    preview: bytes | None = field(default=None, repr=False)


def accepted(name: str, data: bytes, largest: int = LARGEST) -> Accepted:
    """The file as it is kept. Raises `BadInput` in a sentence for what is empty, too large or of another kind."""
    shown = clean_name(name)
    if not data:
        raise BadInput(N_("“%(shown)s” is empty.", shown=shown), field="file")
    if len(data) > largest:
        raise BadInput(
            N_("“%(shown)s” is too large: files may have %(value)s MB.", shown=shown, value=largest // 1024 // 1024),
            field="file",
        )
    kind = kind_of(data, shown)
    if kind is None:
        raise BadInput(
            N_(
                "“%(shown)s” is %(told)s, which is not taken. Send %(taken)s.",
                shown=shown,
                told=_told(data),
                taken=TAKEN,
            ),
            field="file",
        )
    named = with_ending(shown, kind)
    if kind.startswith("image/"):
        drawn = pictures.drawn_anew(data, kind, shown)
        return Accepted(named, kind, drawn.data, drawn.preview)
    return Accepted(named, kind, data)


def kind_of(data: bytes, name: str = "") -> str | None:
    """Its type, one of `ENDINGS`; None for everything else."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    return _text(data, name.lower())


def _package(data: bytes) -> str | None:
    """A document that is a zip, told by what is in it; with programs in it, it is refused."""
    if data.count(b"PK\x01\x02") > MOST_IN_A_PACKAGE:  # before a list of a million names is made
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            declared = package.open("mimetype").read(100).decode("ascii", "ignore") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    if len(names) > MOST_IN_A_PACKAGE or any("vbaproject" in name.lower() for name in names):
        return None
    if "[Content_Types].xml" in names:
        inside = {name.partition("/")[0] for name in names}
        known = {"word": "docx", "xl": "xlsx"}
        return next((kind for part, ending in known.items() for kind in _with(ending) if part in inside), None)
    return declared if declared in ENDINGS and "opendocument" in declared else None


def _with(ending: str) -> list[str]:
    return [kind for kind, own in ENDINGS.items() if own == ending]


def _text(data: bytes, name: str) -> str | None:
    head = data[:LOOKED_AT]
    if b"\x00" in data or any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return None
    if name.endswith(".eml") and _is_mail(head):
        return "message/rfc822"
    if _ACTIVE.search(data):
        return None
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return "application/xml" if start.startswith(b"<?xml") and name.endswith(".xml") else None
    if start.startswith(b"BEGIN:VCALENDAR"):
        return "text/calendar"
    if start.startswith((b"#!", b"@echo", b"MZ")):
        return None
    kind = "text/csv" if name.endswith(".csv") else "text/plain"
    return kind if _reads(head) else None


def _is_mail(head: bytes) -> bool:
    """Headers, one of them its sender. Most mails hold a page; no browser opens one of this type as a page."""
    lines = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].splitlines()
    return all(map(_FIELD.match, lines)) and any(line.lower().startswith(b"from:") for line in lines)


def _reads(head: bytes) -> bool:
    """Whether it is text in some charset: of bytes that are no ASCII there are letters around them, not the reverse."""
    try:
        head[: len(head) - 4].decode("utf-8")
    except UnicodeDecodeError:
        return sum(byte > 127 for byte in head) < len(head) // 3
    return True


def _told(data: bytes) -> str:
    """A word for what was refused, from its content."""
    try:
        found = puremagic.magic_string(data[:LOOKED_AT])
    except (puremagic.PureError, ValueError, IndexError, OSError):
        return N_("of a kind that we cannot tell")
    endings = [match.extension for match in found if re.fullmatch(r"\.[a-z0-9]{1,8}", match.extension)]
    return N_("a %(ending)s file by its content", ending=endings[0]) if endings else N_("of a kind that we cannot tell")


def clean_name(name: str) -> str:
    """A file's name without places, control characters and marks that turn the reading; never empty."""
    plain = "".join(" " if unicodedata.category(letter) in _LETTERS else letter for letter in name)
    last = re.split(r"[/\\]", plain)[-1]
    safe = re.sub(r"[<>:\"|?*%;`$&]", "_", " ".join(last.split())).strip(" .-") or "file"
    stem, dot, ending = safe.rpartition(".")
    if dot and len(ending) <= 10:
        stem = stem[: LONGEST_NAME - len(ending) - 1].strip(" .") or "file"
        safe = f"{stem}.{ending}"
    safe = safe[:LONGEST_NAME]
    return f"_{safe}" if _RESERVED.fullmatch(safe.partition(".")[0]) else safe


def with_ending(name: str, kind: str) -> str:
    """The name with an ending that fits its content; one that does not fit stays as a part of the name."""
    ending = ENDINGS[kind]
    fits = {ending, *({"jpeg"} if ending == "jpg" else ()), *({"text", "log", "md"} if ending == "txt" else ())}
    own = name.rpartition(".")[2].lower() if "." in name else ""
    return name if own in fits else f"{name[: LONGEST_NAME - len(ending) - 1]}.{ending}"
