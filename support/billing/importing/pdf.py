"""Factur-X and ZUGFeRD: a PDF for people that carries its invoice as an XML file.

Only that file is read. What the pages show is not compared with it: where the two differ, the XML is the invoice.
"""

from __future__ import annotations

import dataclasses
import io
from typing import IO

from support.billing.importing.documents import ReadDocument
from support.billing.importing.refusals import NotReadable
from support.billing.importing.xml_documents import read_xml
from support.kernel.sayings import N_

LARGEST_FILE = 20 * 1024 * 1024
MOST_FILES = 100
_NAMES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
_NONE = N_("This PDF holds no invoice as XML (factur-x.xml). Ask the sender for a Factur-X PDF, or for the XML itself.")


def read_pdf(stream: IO[bytes], name: str) -> tuple[str, ReadDocument]:
    """The format and the document of the XML invoice in a PDF; raises `NotReadable` where there is none, or several."""
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise NotReadable(
            name,
            "",
            N_(
                "The PDF is larger than %(size)s MB. Send its XML alone.",
                size=LARGEST_FILE // 1024 // 1024,
            ),
        )
    invoices, others = _embedded(content, name)
    if len(invoices) != 1:
        raise NotReadable(
            name, "", N_("This PDF holds several invoices as XML. Send them alone.") if invoices else _NONE
        )
    form, document = read_xml(io.BytesIO(invoices[0]), name)
    return form, dataclasses.replace(document, left_out=(*document.left_out, *others))


def _embedded(content: bytes, name: str) -> tuple[list[bytes], list[str]]:
    """The XML invoices in it, and the names of its other files."""
    from pypdf import PdfReader  # only for who imports a PDF: every start of every program would pay for it

    invoices: list[bytes] = []
    others: list[str] = []
    try:
        for count, part in enumerate(PdfReader(io.BytesIO(content)).attachment_list):
            if count >= MOST_FILES:
                break
            if part.name.lower() in _NAMES:
                invoices.append(part.content)
            else:
                others.append(f"the embedded file {part.name[:100]}")
    except Exception as wrong:  # a broken PDF breaks pypdf in many ways, by no means only in its own errors
        reason = N_("This PDF cannot be read: it is broken, locked or not a whole file. Ask the sender for its XML.")
        raise NotReadable(name, "", reason) from wrong
    return invoices, others
