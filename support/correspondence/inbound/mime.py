"""The tree of a mail's parts, read in one pass a level and without recursion. Pure.

The standard library's parser looks at every line in Python, and at all open boundaries for each: 36 MB of empty
lines take it minutes. Here a level is one search for its boundary, and a part is a stretch of the mail's own bytes.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from support.correspondence.inbound import limits
from support.correspondence.inbound.headers import Headers, parameters, words

_END_OF_HEADERS = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
_REST_OF_MARK = re.compile(rb"(--)?[ \t]{0,100}(?=\r|\n|\Z)")
_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]{1,80})/([A-Za-z0-9!#$&^_.+-]{1,100})")


class TooMuch(Exception):
    """More parts, or deeper ones, than is read."""


@dataclass
class Part:
    """`kind` is its media type; `body` is as sent, `data` without its transfer encoding."""

    headers: Headers
    body: bytes
    kind: str
    parameters: dict[str, str]
    parts: list["Part"] = field(default_factory=list)
    broken: str = ""

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    @property
    def disposition(self) -> str:
        return self.headers.raw("content-disposition").partition(";")[0].strip().lower()

    @property
    def name(self) -> str:
        """The file's name as sent: not to be trusted, and often missing."""
        given = parameters(";" + self.headers.raw("content-disposition").partition(";")[2]).get("filename", "")
        return words(given or self.parameters.get("name", ""))

    def data(self, largest: int | None = None) -> bytes:
        """Without base64 or quoted-printable; the damaged rest of an encoding is left out."""
        body = self.body if largest is None else self.body[: largest * 2]
        encoding = self.headers.raw("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            body = unbase64(body)
        elif encoding == "quoted-printable":
            body = quopri.decodestring(body)
        elif encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
            body = _unuu(body)
        return body if largest is None else body[:largest]


def unbase64(body: bytes) -> bytes:
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _unuu(body: bytes) -> bytes:
    found = []
    for line in body.splitlines()[: limits.LARGEST_READ // 45]:
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            # A line says how long it is, and missing letters count as zeros: one letter would make 45 bytes.
            found.append(binascii.a2b_uu(line)[: len(line) * 3 // 4])
        except binascii.Error:
            continue
    return b"".join(found)


def split_headers(raw: bytes, largest: int) -> tuple[bytes, bytes]:
    """(headers, body): at the first empty line; without one, all of it is headers up to `largest`."""
    if raw[:1] in (b"\n", b"\r"):
        return b"", raw[2:] if raw[:2] == b"\r\n" else raw[1:]
    found = _END_OF_HEADERS.search(raw, 0, largest + 4)
    if found:
        return raw[: found.start()], raw[found.end() :]
    return raw[:largest], raw[largest:]


def read(raw: bytes) -> Part:
    """The whole tree. Raises `TooMuch`."""
    root = _part(raw, limits.LARGEST_HEADERS)
    waiting, seen = [(root, 1)], 1
    while waiting:
        part, depth = waiting.pop()
        if not part.kind.startswith("multipart/"):
            continue
        if depth > limits.DEEPEST:
            raise TooMuch(f"parts within parts more than {limits.DEEPEST} deep")
        pieces = _pieces(part, limits.MOST_PARTS - seen)
        seen += len(pieces)
        child = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        part.parts = [_part(piece, limits.LARGEST_PART_HEADERS, child) for piece in pieces]
        waiting += [(inner, depth + 1) for inner in part.parts]
    return root


def _part(raw: bytes, largest: int, default: str = "text/plain") -> Part:
    block, body = split_headers(raw, largest)
    headers = Headers(block, largest)
    given = headers.raw("content-type")
    found = _TYPE.match(given)
    kind = f"{found.group(1)}/{found.group(2)}".lower() if found else default
    return Part(headers, body, kind, parameters(given))


def _pieces(part: Part, most: int) -> list[bytes]:
    """What stands between the boundaries. A multipart without one is read as plain text."""
    boundary = part.parameters.get("boundary", "")[: limits.LONGEST_BOUNDARY].rstrip()
    if not boundary:
        part.kind, part.broken = "text/plain", "names no boundary"
        return []
    pieces = []
    start = None
    for begin, end, closing in _marks(part.body, b"--" + boundary.encode("utf-8", "replace")):
        if start is not None:
            pieces.append(_after_line_end(part.body[start:begin]))
        if len(pieces) > most:
            raise TooMuch(f"more than {limits.MOST_PARTS} parts")
        start = None if closing else end
        if start is None:
            break
    if start is not None:
        part.broken = "does not end with its boundary"
        pieces.append(_after_line_end(part.body[start:]))
    if pieces:
        part.body = b""
    else:
        part.kind, part.broken = "text/plain", "does not hold its boundary"
    return pieces


def _marks(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """(where the line end before it begins, where its line ends, whether it closes) of each boundary line."""
    at = body.find(mark)
    for _ in range(limits.MOST_BOUNDARIES):
        if at < 0:
            return
        found = _REST_OF_MARK.match(body, at + len(mark))
        if found and (at == 0 or body[at - 1 : at] in (b"\n", b"\r")):
            before = max(at - 1, 0)
            if body[before - 1 : before + 1] == b"\r\n":
                before -= 1
            yield before, found.end(), bool(found.group(1))
        at = body.find(mark, at + len(mark))
    raise TooMuch(f"its boundary more than {limits.MOST_BOUNDARIES} times")


def _after_line_end(piece: bytes) -> bytes:
    return piece[2:] if piece[:2] == b"\r\n" else piece[1:]
