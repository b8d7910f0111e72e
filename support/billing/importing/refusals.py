"""How a reader says no: which file, where in it, why, and what to do about it."""

from support.kernel.errors import BadInput
from support.kernel.sayings import N_, joined


class NotReadable(BadInput):
    """The file cannot be taken in, and nothing of it was kept.

    file: its name as given; place: "line 12, column 5", an XPath such as
    `/Invoice/cac:InvoiceLine[3]/cbc:LineExtensionAmount`, or "" for the whole file;
    reason: a sentence that says what is wrong and what to do.
    """

    code = "not_readable"

    def __init__(self, file: str, place: str, reason: str) -> None:
        super().__init__(joined(": ", (file, place, reason)), field="file")
        self.file = file
        self.place = place
        self.reason = reason


def at_line(line: int, column: int | str = "") -> str:
    """The place of a cell (`column`: its name) or of a sign (its number) in a file of text."""
    return (
        N_("line %(line)s, column %(column)s", line=line, column=column) if column else N_("line %(line)s", line=line)
    )


def too_large(size: int) -> str:
    """Of a file with more than `size` bytes, a whole number of MB."""
    return N_("The file is larger than %(size)s MB. Send it in parts.", size=size // 1024 // 1024)
