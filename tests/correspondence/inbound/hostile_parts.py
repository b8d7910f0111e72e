"""What hostile mails are made of."""

import base64
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from support.correspondence.inbound.models import Outcome
from support.disputes.models import Dispute
from tests.correspondence.inbound.conftest import reply_to

APPENDED, CREATED, QUARANTINED, IGNORED = Outcome.APPENDED, Outcome.CREATED, Outcome.QUARANTINED, Outcome.IGNORED
MB = 1024 * 1024


@dataclass
class Scene:
    """Maria's dispute, and the people around it. `to` is the signed address at which she answers."""

    dispute: Dispute
    others: dict[str, str] = field(default_factory=dict)

    @property
    def maria(self) -> str:
        return self.dispute.opened_by.email

    @property
    def to(self) -> str:
        return reply_to(self.dispute, self.dispute.opened_by)


@dataclass(frozen=True)
class Hostile:
    """`text`: the words that are read, where it matters; `files`: the names under which files are kept; `why`: a part of the reason."""

    make: Callable[[Scene], bytes]
    outcome: Outcome
    text: str | None = None
    files: tuple[str, ...] | None = None
    why: str = ""
    sender: str = "m@harbour.example"
    """Of the envelope."""


def mail(body: bytes, *headers: str, sender: str | None = None, to: str | None = None) -> Callable[[Scene], bytes]:
    """A mail of Maria's to the address that her letter named, unless it says otherwise."""

    def made(scene: Scene) -> bytes:
        lines = [
            f"From: {scene.maria if sender is None else sender.format(maria=scene.maria, **scene.others)}",
            f"To: {scene.to if to is None else to}",
            f"Message-ID: <{abs(hash((body[:2000], headers, sender, to)))}@harbour.example>",
            *([] if any(row.lower().startswith("subject:") for row in headers) else ["Subject: Re: The bill"]),
            *headers,
        ]
        return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body

    return made


def parts(*pieces: bytes, kind: str = "mixed", mark: str = "b") -> tuple[bytes, str]:
    line = f"--{mark}\r\n".encode()
    body = b"".join(line + piece + b"\r\n" for piece in pieces) + f"--{mark}--\r\n".encode()
    return body, f'Content-Type: multipart/{kind}; boundary="{mark}"'


def part(body: bytes | str, *headers: str) -> bytes:
    raw = body.encode() if isinstance(body, str) else body
    return "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n" + raw


def enclosed(name: str, data: bytes, kind: str = "application/octet-stream") -> bytes:
    return part(
        base64.encodebytes(data),
        f"Content-Type: {kind}",
        f"Content-Disposition: attachment; {name}",
        "Content-Transfer-Encoding: base64",
    )


WORDS = part("We were charged twice.", "Content-Type: text/plain; charset=utf-8")
SAID = "We were charged twice."


def nested(depth: int) -> tuple[bytes, str]:
    inner, kind = parts(WORDS, mark="b0")
    for level in range(1, depth):
        inner, kind = parts(part(inner, kind), mark=f"b{level}")
    return inner, kind


def picture(format_: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(made, format_)
    return made.getvalue()


def winmail() -> bytes:
    """What Outlook makes of two words and two files, one of them a program."""

    def thing(level: int, kind: int, type_: int, data: bytes) -> bytes:
        head = bytes([level]) + kind.to_bytes(2, "little") + type_.to_bytes(2, "little")
        return head + len(data).to_bytes(4, "little") + data + (sum(data) & 0xFFFF).to_bytes(2, "little")

    def file(name: bytes, data: bytes) -> bytes:
        return thing(2, 0x9002, 6, bytes(14)) + thing(2, 0x8010, 1, name + b"\0") + thing(2, 0x800F, 6, data)

    words = thing(1, 0x9007, 6, (1252).to_bytes(4, "little") + bytes(4)) + thing(1, 0x800C, 2, SAID.encode() + b"\0")
    return (
        b"\x78\x9f\x3e\x22\x01\x00" + words + file(b"note.pdf", b"%PDF-1.7 note") + file(b"tool.exe", b"MZ\x90\0" * 9)
    )


def bomb() -> bytes:
    """A “document” of many thousand files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for number in range(6_000):
            package.writestr(f"word/{number}", b"")
    return made.getvalue()
