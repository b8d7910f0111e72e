"""Why a file is no XML that can be read, as sentences."""

from __future__ import annotations

from xml.parsers.expat import errors

from support.kernel.sayings import N_

EMPTY = N_("The file holds no document. Fetch it again, or ask the sender for it.")
TOO_DEEP = N_(
    "Elements stand more than %(depth)s deep in each other. No invoice does that; ask the sender for the original file."
)
TOO_MANY = N_("The file has more than %(elements)s elements. Ask the sender to split the invoice.")
CUT_OFF = {
    errors.XML_ERROR_NO_ELEMENTS,
    errors.XML_ERROR_UNCLOSED_TOKEN,
    errors.XML_ERROR_PARTIAL_CHAR,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
}
SENTENCES = {
    errors.XML_ERROR_UNKNOWN_ENCODING: N_(
        "The file names an encoding that is not read. Save it as UTF-8 and try again."
    ),
    errors.XML_ERROR_INCORRECT_ENCODING: N_(
        "The file's encoding is not the one it names. Save it as UTF-8 and try again."
    ),
    errors.XML_ERROR_TAG_MISMATCH: N_(
        "An element is closed that was not open here. Ask the sender for the original file."
    ),
    errors.XML_ERROR_UNDEFINED_ENTITY: N_(
        "The file uses an entity of its own, which is not read. Ask the sender for a file with plain text in its place."
    ),
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: N_(
        "Something follows after the end of the document. Send one document a file."
    ),
    errors.XML_ERROR_MISPLACED_XML_PI: N_(
        "Something stands before the XML declaration. Remove what precedes “%(sign)s”.", sign="<?xml"
    ),
    errors.XML_ERROR_UNBOUND_PREFIX: N_(
        "A prefix is used that the file does not declare. Ask the sender for the original file."
    ),
}
OTHER_FILES = {
    b"%PDF": N_("This is a PDF. Ask the sender for the XML invoice, or take it out of the PDF's attachments."),
    b"PK\x03\x04": N_("This is a ZIP archive. Unpack it and import the files in it."),
    b"\x1f\x8b": N_("This file is compressed. Unpack it first."),
    b"{": N_("This is JSON, not XML. Import it with the reader made for it."),
    b"[": N_("This is JSON, not XML. Import it with the reader made for it."),
}
