"""Files in and out over HTTP: read from a form within limits, and served so that no browser runs them."""

from urllib.parse import quote

from flask import g, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from support.files import inspection, services
from support.files.inspection import Accepted
from support.files.models import Blob

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever is in the file: no script, no form, no frame, no address but its own."""


def uploaded(field: str = "file") -> list[Accepted]:
    """The files of the form's `field`. Raises `BadInput` for none, too many, and whatever is not taken."""
    given = [file for file in request.files.getlist(field) if file.filename]
    services.check_count(len(given))
    return [
        inspection.accepted(file.filename or "", file.stream.read(inspection.LARGEST + 1), inspection.LARGEST)
        for file in given
    ]


def as_attachment(public_id: str) -> ResponseReturnValue:
    """The file, for whoever is signed in and may see it; to be saved, never to be shown."""
    file = services.attachment_with(public_id, seen_by=g.person)
    answer = _sent(file.blob, file.kind)
    plain = file.name.encode("ascii", "replace").decode().replace('"', "_").replace("\\", "_")
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    return answer


def as_preview(public_id: str) -> ResponseReturnValue:
    """The small picture that we have drawn of it: ours from the first byte to the last."""
    file = services.attachment_with(public_id, seen_by=g.person)
    return _sent(services.preview_of(file), "image/png")


def _sent(blob: Blob, kind: str) -> Response:
    answer = Response(services.path_of(blob).read_bytes())
    answer.headers["Content-Type"] = kind  # text without a charset: nobody guesses, and nothing is run
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
