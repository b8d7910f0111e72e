"""Files that were sent: how many, how large, what they are called."""

from flask import Request

from support.kernel.errors import BadInput
from support.kernel.sayings import N_

MOST_FILES = 50
LONGEST_NAME = 200


def sent(request: Request) -> list[tuple[str, bytes]]:
    """(name, content) of each. Raises `BadInput` for none, too many, or an empty one."""
    files = [one for one in request.files.getlist("file") if one.filename]
    if len(files) > MOST_FILES:
        raise BadInput(
            N_("Up to %(most_files)s files are taken at once. Send the rest after them.", most_files=MOST_FILES),
            field="file",
        )
    found = [(_called(one.filename or ""), one.read()) for one in files]
    if not found and not request.mimetype.startswith("multipart/") and request.get_data():
        found = [(_called(request.args.get("name", "document")), request.get_data())]
    if not found:
        raise BadInput(N_("No file was sent. Choose one or more."), field="file")
    return found


def _called(name: str) -> str:
    """The name without folders and without what no file name holds."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-LONGEST_NAME:] or "file"
