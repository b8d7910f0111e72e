"""winmail.dat: what Outlook sends instead of a text and its attachments. Pure.

The usual reader believes every count in the file: a forged one keeps it busy for 2³² rounds. This one reads what a
mail needs (texts, names, data) and walks the objects of the file once, by their own lengths.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from support.correspondence.inbound import limits
from support.correspondence.inbound.charsets import decoded

SIGNATURE = b"\x78\x9f\x3e\x22"
BODY, TITLE, DATA, RENDERING, ATTACHMENT, PROPERTIES, CODEPAGE = 0x800C, 0x8010, 0x800F, 0x9002, 0x9005, 0x9003, 0x9007
TEXT_PROPERTY, HTML_PROPERTY, LONG_NAME_PROPERTY = 0x1000, 0x1013, 0x3707
STRING, UNICODE, BINARY = 0x001E, 0x001F, 0x0102


class NotReadable(Exception):
    """It is no TNEF, or too large."""


@dataclass
class Opened:
    text: str = ""
    html: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


def opened(data: bytes) -> Opened:
    """What is inside. Raises `NotReadable`."""
    if data[:4] != SIGNATURE or len(data) > limits.LARGEST_TNEF:
        raise NotReadable
    found, charset = Opened(), "cp1252"
    names: list[str] = []
    for kind, value in _objects(data):
        if kind == CODEPAGE:
            charset = f"cp{int.from_bytes(value[:4], 'little')}"
        elif kind == BODY:
            found.text = _string(value, charset)
        elif kind == PROPERTIES:
            _read_properties(found, value, charset)
        elif kind == RENDERING and len(found.files) < limits.MOST_ATTACHMENTS:
            found.files.append(("", b""))
            names.append("")
        elif found.files:
            _read_file(found, kind, value, charset)
    return found


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, value) of each object: one byte of level, four of kind, four of length, the value, a checksum."""
    place = 6
    for _ in range(limits.MOST_TNEF_OBJECTS):
        if place + 9 > len(data):
            return
        kind = int.from_bytes(data[place + 1 : place + 3], "little")
        length = int.from_bytes(data[place + 5 : place + 9], "little")
        yield kind, data[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _read_properties(found: Opened, value: bytes, charset: str) -> None:
    found.text = _property(value, TEXT_PROPERTY, charset) or found.text
    found.html = _property(value, HTML_PROPERTY, charset) or found.html


def _read_file(found: Opened, kind: int, value: bytes, charset: str) -> None:
    name, data = found.files[-1]
    if kind == TITLE:
        name = name or _string(value, charset)
    elif kind == ATTACHMENT:
        name = _property(value, LONG_NAME_PROPERTY, charset) or name
    elif kind == DATA:
        data = value
    found.files[-1] = (name, data)


def _property(value: bytes, tag: int, charset: str) -> str:
    """A text among the properties, found by its type and tag; empty when it is not there or not whole."""
    for kind in (UNICODE, STRING, BINARY):
        head = kind.to_bytes(2, "little") + tag.to_bytes(2, "little") + b"\x01\x00\x00\x00"
        at = value.find(head)
        if at < 0:
            continue
        start = at + len(head) + 4
        length = int.from_bytes(value[at + len(head) : start], "little")
        if start + length <= len(value):
            return _string(value[start : start + length], "utf-16-le" if kind == UNICODE else charset)
    return ""


def _string(value: bytes, charset: str) -> str:
    return decoded(value[: limits.LARGEST_TEXT], charset).rstrip("\x00")
