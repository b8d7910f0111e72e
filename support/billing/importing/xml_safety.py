"""XML from strangers, read as a stream under limits; nothing of a hostile file is ever held whole.

Expat runs without a DTD: the first `<!DOCTYPE` ends the reading, so that there are no entities to expand and nothing to
fetch. Depth, elements, attributes, the text of one element, one piece of markup and the whole file are bounded while the
bytes come in, so the cost of a refusal does not depend on how large the file is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat
from xml.parsers.expat import errors

from support.billing.importing.refusals import NotReadable
from support.billing.importing.xml_nodes import Node

CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """An ordinary invoice is 20 kB, 8 deep and 500 elements of 100 names; one of 7,000 lines still fits.

    markup: bytes of one tag or comment. Expat before 2.6 scans an unfinished one again with every chunk, so a long one
    would cost the square of its length.
    """

    size: int = 20 * 1024 * 1024
    depth: int = 40
    elements: int = 250_000
    name: int = 300
    names: int = 1_000
    attributes: int = 16
    attribute_text: int = 4_000
    text: int = 100_000
    markup: int = 4 * CHUNK


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one kind of document looks like.

    prefixes: namespace → the prefix that names in the tree carry; `check_root` sees the root before the rest is read and
    refuses by raising; `attributes`: those worth keeping; elements in `count_only` (embedded files) are measured and
    their text dropped.
    """

    prefixes: Mapping[str, str]
    check_root: Callable[[Node], None]
    attributes: frozenset[str]
    count_only: frozenset[str]


def read_tree(
    stream: IO[bytes],
    file: str,
    dialect: Dialect,
    limits: Limits = Limits(),
) -> Node:
    """The root element of the XML in `stream`; raises `NotReadable` for all that is not safe, whole XML."""
    return _Reading(stream, file, dialect, limits).run()


class _Reading:
    """One pass over one file."""

    def __init__(self, stream: IO[bytes], file: str, dialect: Dialect, limits: Limits) -> None:
        self.stream, self.file, self.dialect, self.limits = stream, file, dialect, limits
        self.names: dict[str, str] = {}
        self.root: Node | None = None
        self.open: list[Node] = []
        self.pieces: list[str] = []
        self.characters = self.elements = self.fed = self.spoke_at = 0
        self.chunk = b""
        self.parser = self._parser()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = parser.ProcessingInstructionHandler = self._something
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def run(self) -> Node:
        try:
            self._feed()
        except expat.ExpatError as error:
            line, column = error.lineno, error.offset + 1
            raise NotReadable(self.file, f"line {line}, column {column}", self._reason(error)) from None
        except (LookupError, ValueError):  # Python's codecs, asked by expat for the encoding that the first line names
            if self.elements:
                raise
            raise NotReadable(self.file, "line 1, column 1", _SENTENCES[errors.XML_ERROR_UNKNOWN_ENCODING]) from None
        if (
            self.root is None
        ):  # expat refuses such files itself; this is for the type checker and for the day it does not
            raise NotReadable(self.file, "", _EMPTY)
        return self.root

    def _feed(self) -> None:
        while chunk := self.stream.read(CHUNK):
            if not self.fed:
                _recognise(chunk, self.file)
            self.chunk = chunk
            self.fed += len(chunk)
            if self.fed > self.limits.size:
                self._refuse(
                    f"The file is larger than {self.limits.size // 1024 // 1024} MB. Send it without its attachments, or in parts."
                )
            self.parser.Parse(chunk, False)
            if self.fed - self.spoke_at > self.limits.markup:
                self._refuse(
                    "One tag or comment is longer than any invoice needs. The file was not made by invoicing software; ask the sender."
                )
        if not self.fed:
            raise NotReadable(self.file, "", _EMPTY)
        self.parser.Parse(b"", True)

    def _refuse(self, reason: str) -> None:
        place = f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"
        raise NotReadable(self.file, place, reason)

    def _something(self, *_: str) -> None:
        self.spoke_at = self.fed

    def _doctype(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            self._refuse("This is a web page, not an invoice. Download the XML file itself.")
        self._refuse(
            "The file has a document type declaration (DTD), which an invoice never needs and an attacker does. Ask the sender for one without."
        )

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self.spoke_at = self.fed
        self.elements += 1
        if len(self.open) >= self.limits.depth:
            self._refuse(
                f"Elements stand more than {self.limits.depth} deep in each other. No invoice does that; ask the sender for the original file."
            )
        if self.elements > self.limits.elements:
            self._refuse(
                f"The file has more than {self.limits.elements:,} elements. Ask the sender to split the invoice."
            )
        parent = self.open[-1] if self.open else None
        kept = self._attributes(attributes) if attributes else None
        node = Node(self._name(qualified), self.file, self.parser.CurrentLineNumber, parent, kept)
        if parent is None:
            self.dialect.check_root(node)
            self.root = node
        else:
            parent.children.append(node)
        self.open.append(node)
        self._forget_text()

    def _name(self, qualified: str) -> str:
        if qualified not in self.names:
            if len(qualified) > self.limits.name or len(self.names) >= self.limits.names:
                self._refuse(
                    "Element names are longer or more various than in any invoice. Ask the sender for the original file."
                )
            space, _, local = qualified.rpartition(" ")
            prefix = self.dialect.prefixes.get(space)
            self.names[qualified] = f"{{{space}}}{local}" if prefix is None else f"{prefix}:{local}".removeprefix(":")
        return self.names[qualified]

    def _attributes(self, attributes: dict[str, str]) -> dict[str, str] | None:
        if len(attributes) > self.limits.attributes:
            self._refuse(
                f"An element has {len(attributes)} attributes, more than any invoice needs. Ask the sender for the original file."
            )
        if sum(len(name) + len(value) for name, value in attributes.items()) > self.limits.attribute_text:
            self._refuse(
                "The attributes of an element are longer than any invoice needs. Ask the sender for the original file."
            )
        return {name: value for name, value in attributes.items() if name in self.dialect.attributes} or None

    def _characters(self, data: str) -> None:
        self.spoke_at = self.fed
        if not self.open:
            return
        if self.open[-1].name in self.dialect.count_only:
            self._count(self.open[-1], data)
            return
        self.characters += len(data)
        if self.characters > self.limits.text:
            self._refuse(
                f"The text of one element is longer than {self.limits.text:,} characters. Ask the sender to put it into an attachment."
            )
        self.pieces.append(data)

    @staticmethod
    def _count(node: Node, data: str) -> None:
        """Base64: four characters carry three bytes, less one for each "=" at the end."""
        letters = len(data) - sum(data.count(blank) for blank in " \t\r\n")
        node.size = (node.size or 0) + letters * 3 - data.count("=") * 4

    def _end(self, _: str) -> None:
        self.spoke_at = self.fed
        node = self.open.pop()
        if node.size is not None:
            node.size //= 4
        if not node.children:
            node.text = "".join(self.pieces).strip() or None
        self._forget_text()

    def _forget_text(self) -> None:
        self.pieces.clear()
        self.characters = 0

    def _reason(self, error: expat.ExpatError) -> str:
        """Expat's code as a sentence; the codes that mean "it stops too early" and "wrong encoding" are told apart."""
        code = errors.messages[error.code]
        if code in _CUT_OFF:
            return (
                _EMPTY
                if self.root is None
                else "The file ends in the middle of the document. Fetch it again; it was cut off on its way."
            )
        if code == errors.XML_ERROR_INVALID_TOKEN and self._foreign_byte():
            return f"Byte 0x{self._foreign_byte():02X} does not fit the encoding the file says it has. Save it as UTF-8 and try again."
        return _SENTENCES.get(code, f"This is not well-formed XML ({code}). Ask the sender for the original file.")

    def _foreign_byte(self) -> int:
        """The byte that expat stopped at where it is not ASCII, else 0."""
        at = self.parser.ErrorByteIndex - (self.fed - len(self.chunk))
        byte = self.chunk[at] if 0 <= at < len(self.chunk) else 0
        return byte if byte > 0x7F else 0


_EMPTY = "The file holds no document. Fetch it again, or ask the sender for it."
_CUT_OFF = {
    errors.XML_ERROR_NO_ELEMENTS,
    errors.XML_ERROR_UNCLOSED_TOKEN,
    errors.XML_ERROR_PARTIAL_CHAR,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
}
_SENTENCES = {
    errors.XML_ERROR_UNKNOWN_ENCODING: "The file names an encoding that is not read. Save it as UTF-8 and try again.",
    errors.XML_ERROR_INCORRECT_ENCODING: "The file's encoding is not the one it names. Save it as UTF-8 and try again.",
    errors.XML_ERROR_TAG_MISMATCH: "An element is closed that was not open here. Ask the sender for the original file.",
    errors.XML_ERROR_UNDEFINED_ENTITY: "The file uses an entity of its own, which is not read. Ask the sender for a file with plain text in its place.",
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "Something follows after the end of the document. Send one document a file.",
    errors.XML_ERROR_MISPLACED_XML_PI: "Something stands before the XML declaration. Remove what precedes “<?xml”.",
    errors.XML_ERROR_UNBOUND_PREFIX: "A prefix is used that the file does not declare. Ask the sender for the original file.",
}
_OTHER_FILES = {
    b"%PDF": "This is a PDF. Ask the sender for the XML invoice, or take it out of the PDF's attachments.",
    b"PK\x03\x04": "This is a ZIP archive. Unpack it and import the files in it.",
    b"\x1f\x8b": "This file is compressed. Unpack it first.",
    b"{": "This is JSON, not XML. Import it with the reader made for it.",
    b"[": "This is JSON, not XML. Import it with the reader made for it.",
}
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def _recognise(chunk: bytes, file: str) -> None:
    """Says what a file is that is plainly not XML; all else is expat's business."""
    start = chunk.lstrip()
    for mark, reason in _OTHER_FILES.items():
        if start.startswith(mark):
            raise NotReadable(file, "line 1, column 1", reason)
    if start and not start.startswith((b"<", b"\x00<", *_BYTE_ORDER_MARKS)):
        raise NotReadable(
            file, "line 1, column 1", "This is not XML: it does not begin with “<”. Choose the invoice's XML file."
        )
