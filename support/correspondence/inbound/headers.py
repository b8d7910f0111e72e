"""Headers of incoming mails, read within bounds. Whatever claims to be a header of our own making is left out. Pure."""

import re
from collections.abc import Iterable, Iterator
from email.errors import HeaderParseError
from email.header import decode_header

from support.correspondence.inbound import limits
from support.correspondence.inbound.charsets import decoded, writable

OURS = ("x-redress-", "x-support-")
"""No mail from outside can say what to do with it."""

ADDRESS = re.compile(
    r"(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,128}+@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
)
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,20}:[ \t]*")
_PARAMETER = re.compile(r";\s*([A-Za-z0-9_.*-]{1,60})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;\s]*))")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


class Headers:
    """Name (in small letters) → values in order. `truncated` when there were more than is read."""

    def __init__(self, block: bytes, largest: int = limits.LARGEST_HEADERS) -> None:
        self.truncated = len(block) > largest
        self._values: dict[str, list[bytes]] = {}
        for name, value in _fields(block[:largest]):
            if not name.startswith(OURS):
                self._values.setdefault(name, []).append(value)

    def count(self, name: str) -> int:
        return len(self._values.get(name, ()))

    def raw(self, name: str, longest: int = limits.LONGEST_HEADER) -> str:
        """The first value as it stands, on one line; empty when there is none."""
        values = self._values.get(name)
        return _one_line(decoded(values[0][:longest])) if values else ""

    def all(self, name: str, longest: int = limits.LONGEST_HEADER) -> list[str]:
        return [_one_line(decoded(value[:longest])) for value in self._values.get(name, ())[:100]]

    def text(self, name: str) -> str:
        """The first value with its encoded words decoded."""
        return words(self.raw(name))

    def addresses(self, *names: str) -> list[str]:
        """Every address in these headers, in small letters, each once."""
        found: dict[str, None] = {}
        for name in names:
            for value in self._values.get(name, ()):
                for address in ADDRESS.findall(decoded(value[: limits.LARGEST_RECIPIENTS])):
                    found[address.lower()] = None
        return list(found)

    def message_ids(self, *names: str) -> list[str]:
        """Message-IDs in these headers, in order."""
        return [found for name in names for found in _MESSAGE_ID.findall(self.raw(name))]


def _fields(block: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, value) of each header, folded lines joined; lines that are no header are passed over."""
    name, parts = "", []
    for line in re.split(rb"\r\n|\n|\r", block):
        if line[:1] in (b" ", b"\t"):
            parts.append(line)
            continue
        if name:
            yield name, b"".join(parts)
        found = _FIELD.match(line)
        name, parts = (found.group(1).decode("ascii").lower(), [line[found.end() :]]) if found else ("", [])
    if name:
        yield name, b"".join(parts)


def _one_line(text: str) -> str:
    return " ".join(writable(text).split())


def words(value: str) -> str:
    """`=?charset?q?…?=` decoded, on one line, without control characters and marks that turn the reading."""
    if "=?" not in value:
        return _one_line(value)
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, LookupError, AssertionError):
        return _one_line(value)
    return _one_line("".join(_part(*part) for part in parts))


def _part(text: bytes | str, charset: str | None) -> str:
    return text if isinstance(text, str) else decoded(text, charset or "")


def author(headers: Headers) -> tuple[str, str]:
    """(name, address) of who wrote it; the address is empty where there is not exactly one proper one."""
    if headers.count("from") != 1:
        return "", ""
    value = headers.raw("from").strip()
    # A display name may hold a second address: what stands between < and > at the end is meant.
    bracketed = re.search(r"<([^<>]*)>$", value)
    if bracketed:
        name, address = value[: bracketed.start()].strip().strip('"'), bracketed.group(1).strip()
    else:
        address, _, name = value.partition(" ")
    if not ADDRESS.fullmatch(address) or value.count("<") > 1 or (not bracketed and name and name[0] != "("):
        return words(name)[:200], ""
    return words(name)[:200], address.lower()[:254]


def parameters(value: str) -> dict[str, str]:
    """The parameters behind a header's value, names in small letters, RFC 2231 pieces joined and decoded."""
    found = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(value)}
    plain = {name: re.sub(r"\\(.)", r"\1", text) for name, text in found.items() if "*" not in name}
    for name in {name.split("*")[0] for name in found if "*" in name}:
        plain[name] = _joined(name, found)
    return plain


def _joined(name: str, found: dict[str, str]) -> str:
    pieces = [found[f"{name}*"]] if f"{name}*" in found else list(_pieces(name, found))
    whole = "".join(pieces)
    charset, quote, rest = whole.partition("'")
    if not quote:
        return _unescaped(whole, "")
    return _unescaped(rest.partition("'")[2], charset)


def _pieces(name: str, found: dict[str, str]) -> Iterable[str]:
    for place in range(100):
        piece = found.get(f"{name}*{place}*", found.get(f"{name}*{place}"))
        if piece is None:
            return
        yield piece


def _unescaped(text: str, charset: str) -> str:
    data = re.sub(
        rb"%([0-9A-Fa-f]{2})", lambda hexed: bytes([int(hexed.group(1), 16)]), text.encode("utf-8", "replace")
    )
    return decoded(data, charset)
