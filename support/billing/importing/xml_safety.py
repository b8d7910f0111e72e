"""XML from strangers, read as a stream under limits; nothing of a hostile file is ever held whole.

Expat runs without a DTD: the first `<!DOCTYPE` ends the reading, so that there are no entities to expand and nothing to
fetch. Depth, elements, attributes, the text of one element, one piece of markup and the whole file are bounded while the
bytes come in, so the cost of a refusal does not depend on how large the file is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import IO
from xml.parsers import expat
from xml.parsers.expat import errors

from support.billing.importing.refusals import NotReadable, at_line
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_sentences import CUT_OFF, EMPTY, OTHER_FILES, SENTENCES, TOO_DEEP, TOO_MANY
from support.kernel.sayings import N_

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
            raise NotReadable(self.file, at_line(line, column), self._reason(error)) from None
        except (LookupError, ValueError):  # Python's codecs, asked by expat for the encoding that the first line names
            if self.elements:
                raise
            raise NotReadable(self.file, at_line(1, 1), SENTENCES[errors.XML_ERROR_UNKNOWN_ENCODING]) from None
        if (
            self.root is None
        ):  # expat refuses such files itself; this is for the type checker and for the day it does not
            raise NotReadable(self.file, "", EMPTY)
        return self.root

    def _feed(self) -> None:
        while chunk := self.stream.read(CHUNK):
            if not self.fed:
                _recognise(chunk, self.file)
            self.chunk = chunk
            self.fed += len(chunk)
            if self.fed > self.limits.size:
                self._refuse(
                    N_(
                        "The file is larger than %(size)s MB. Send it without its attachments, or in parts.",
                        size=self.limits.size // 1024 // 1024,
                    )
                )
            self.parser.Parse(chunk, False)
            if self.fed - self.spoke_at > self.limits.markup:
                self._refuse(
                    N_(
                        "One tag or comment is longer than any invoice needs. The file was not made by invoicing software; ask the sender."
                    )
                )
        if not self.fed:
            raise NotReadable(self.file, "", EMPTY)
        self.parser.Parse(b"", True)

    def _refuse(self, reason: str) -> None:
        place = at_line(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        raise NotReadable(self.file, place, reason)

    def _something(self, *_: str) -> None:
        self.spoke_at = self.fed

    def _doctype(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            self._refuse(N_("This is a web page, not an invoice. Download the XML file itself."))
        self._refuse(
            N_(
                "The file has a document type declaration (DTD), which an invoice never needs and an attacker does. Ask the sender for one without."
            )
        )

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self.spoke_at = self.fed
        self.elements += 1
        if len(self.open) >= self.limits.depth:
            self._refuse(N_(TOO_DEEP, depth=self.limits.depth))
        if self.elements > self.limits.elements:
            self._refuse(N_(TOO_MANY, elements=Decimal(self.limits.elements)))
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
                    N_(
                        "Element names are longer or more various than in any invoice. Ask the sender for the original file."
                    )
                )
            space, _, local = qualified.rpartition(" ")
            prefix = self.dialect.prefixes.get(space)
            self.names[qualified] = f"{{{space}}}{local}" if prefix is None else f"{prefix}:{local}".removeprefix(":")
        return self.names[qualified]

    def _attributes(self, attributes: dict[str, str]) -> dict[str, str] | None:
        if len(attributes) > self.limits.attributes:
            self._refuse(
                N_(
                    "An element has %(count)s attributes, more than any invoice needs. Ask the sender for the original file.",
                    count=len(attributes),
                )
            )
        if sum(len(name) + len(value) for name, value in attributes.items()) > self.limits.attribute_text:
            self._refuse(
                N_(
                    "The attributes of an element are longer than any invoice needs. Ask the sender for the original file."
                )
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
                N_(
                    "The text of one element is longer than %(most)s characters. Ask the sender to put it into an attachment.",
                    most=Decimal(self.limits.text),
                )
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
        if code in CUT_OFF:
            return (
                EMPTY
                if self.root is None
                else N_("The file ends in the middle of the document. Fetch it again; it was cut off on its way.")
            )
        if code == errors.XML_ERROR_INVALID_TOKEN and self._foreign_byte():
            return N_(
                "Byte 0x%(byte)s does not fit the encoding the file says it has. Save it as UTF-8 and try again.",
                byte=f"{self._foreign_byte():02X}",
            )
        return SENTENCES.get(
            code, N_("This is not well-formed XML (%(code)s). Ask the sender for the original file.", code=code)
        )

    def _foreign_byte(self) -> int:
        """The byte that expat stopped at where it is not ASCII, else 0."""
        at = self.parser.ErrorByteIndex - (self.fed - len(self.chunk))
        byte = self.chunk[at] if 0 <= at < len(self.chunk) else 0
        return byte if byte > 0x7F else 0


_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def _recognise(chunk: bytes, file: str) -> None:
    """Says what a file is that is plainly not XML; all else is expat's business."""
    start = chunk.lstrip()
    for mark, reason in OTHER_FILES.items():
        if start.startswith(mark):
            raise NotReadable(file, at_line(1, 1), reason)
    if start and not start.startswith((b"<", b"\x00<", *_BYTE_ORDER_MARKS)):
        raise NotReadable(
            file,
            at_line(1, 1),
            N_("This is not XML: it does not begin with “%(sign)s”. Choose the invoice's XML file.", sign="<"),
        )
