"""How a reader says no: which file, where in it, why, and what to do about it."""

from support.kernel.errors import BadInput


class NotReadable(BadInput):
    """The file cannot be taken in, and nothing of it was kept.

    file: its name as given; place: "line 12, column 5", an XPath such as
    `/Invoice/cac:InvoiceLine[3]/cbc:LineExtensionAmount`, or "" for the whole file;
    reason: a sentence that says what is wrong and what to do.
    """

    code = "not_readable"

    def __init__(self, file: str, place: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (file, place, reason) if part), field="file")
        self.file = file
        self.place = place
        self.reason = reason
