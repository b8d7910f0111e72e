"""Mails as nobody should write them: name → how it is made, and what has to become of it. The same ones come through every door."""

import base64
from collections.abc import Callable

from support.correspondence import tokens
from tests.correspondence.inbound.hostile_parts import (
    APPENDED,
    CREATED,
    IGNORED,
    MB,
    QUARANTINED,
    SAID,
    WORDS,
    Hostile,
    Scene,
    bomb,
    enclosed,
    mail,
    nested,
    part,
    parts,
    picture,
    winmail,
)


def in_names(names: str) -> Callable[[Scene], bytes]:
    body, kind = parts(WORDS, enclosed(names, b"%PDF-1.7 note"))
    return mail(body, kind)


def forged(address: str) -> Callable[[Scene], bytes]:
    return lambda scene: mail(SAID.encode(), to=address.format(thread=scene.dispute.reference, box="desk"))(scene)


SHAPES = {
    "a charset that lies": Hostile(
        mail("Grüße: 5 € zu viel".encode("cp1252"), "Content-Type: text/plain; charset=utf-16"), APPENDED
    ),
    "UTF-8 that calls itself ASCII": Hostile(
        mail("Grüße: 5 € zu viel".encode(), "Content-Type: text/plain; charset=us-ascii"), APPENDED, "Grüße: 5 € zu viel"
    ),
    "a charset that is a program": Hostile(
        mail(SAID.encode(), "Content-Type: text/plain; charset=zlib_codec"), APPENDED, SAID
    ),
    "parts within parts, 18 deep": Hostile(mail(*nested(18)), APPENDED, SAID),
    "parts within parts, 400 deep": Hostile(mail(*nested(400)), QUARANTINED, why="deep"),
    "winmail.dat": Hostile(
        mail(base64.encodebytes(winmail()), 'Content-Type: application/ms-tnef; name="winmail.dat"', "Content-Transfer-Encoding: base64"),
        APPENDED, SAID, ("note.pdf",), "tool.exe",
    ),
    "winmail.dat that is none": Hostile(
        mail(*parts(WORDS, enclosed('filename="winmail.dat"', b"\x78\x9f\x3e\x22" + b"\xff" * 200, "application/ms-tnef"))),
        APPENDED, SAID, (),
    ),
    "S/MIME, sealed": Hostile(
        mail(b"MIAGCSqGSIb3", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
        QUARANTINED, why="encrypted",
    ),
    "S/MIME, signed with the words inside": Hostile(
        mail(b"MIAGCSqGSIb3", "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"),
        QUARANTINED, why="signed",
    ),
    "PGP, sealed": Hostile(
        mail(*parts(part("Version: 1", "Content-Type: application/pgp-encrypted"), part("xyz"), kind="encrypted")),
        QUARANTINED, why="encrypted",
    ),
    "PGP, signed": Hostile(
        mail(*parts(WORDS, part("xyz", "Content-Type: application/pgp-signature; name=signature.asc"), kind="signed")),
        APPENDED, SAID, (),
    ),
    "an invitation and nothing else": Hostile(
        mail(b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", "Content-Type: text/calendar; method=REQUEST; charset=utf-8"),
        APPENDED, files=("invitation.ics",),
    ),
    "a picture in the page": Hostile(
        mail(*parts(part('<p>We were charged twice.<img src="cid:1"><img src="http://spy.example/p.gif"></p>', "Content-Type: text/html"),
             part(base64.encodebytes(picture()), "Content-Type: image/png; name=logo.png", "Content-ID: <1>", "Content-Transfer-Encoding: base64"), kind="related")),
        APPENDED, SAID, ("logo.png",),
    ),
    "a page and no text": Hostile(
        mail(b"<style>p{}</style><script>alert(1)</script><p onclick=x>We were <b>charged</b> twice.<span style='display:none'>hidden</span>",
             "Content-Type: text/html; charset=utf-8"),
        APPENDED, SAID,
    ),
    "50 MB": Hostile(mail(b"x" * 76 * 1000 + b"\r\n" + (b"y" * 76 + b"\r\n") * 671_000), QUARANTINED, why="MB large"),
    "10,000 recipients": Hostile(
        lambda scene: mail(SAID.encode(), "Cc: " + ",\r\n ".join(f"p{n}@harbour.example" for n in range(10_000)))(scene),
        APPENDED, SAID,
    ),
    "1,000 parts": Hostile(mail(*parts(WORDS, *[part("")] * 999)), APPENDED, SAID),
    "1,000 files": Hostile(mail(*parts(WORDS, *[enclosed("filename=a.pdf", b"%PDF-1")] * 1_000)), QUARANTINED, why="attachments"),
    "a line of 2 MB": Hostile(mail(SAID.encode() + b" " + b"z" * 2 * MB), APPENDED),
    "line ends of one byte": Hostile(
        lambda scene: mail(b"We were charged twice.\n" * 300)(scene).replace(b"\r\n", b"\n"), APPENDED
    ),
    "a boundary that never comes": Hostile(mail(SAID.encode(), 'Content-Type: multipart/mixed; boundary="nowhere"'), APPENDED, SAID),
    "a multipart without a boundary": Hostile(mail(SAID.encode(), "Content-Type: multipart/mixed"), APPENDED, SAID),
    "headers that are none": Hostile(mail(SAID.encode(), "this is no header", ": nor this", "\x00\x01: x"), APPENDED, SAID),
    "NUL and bells among the words": Hostile(mail(b"We were \x00charged\x07 twice."), APPENDED, SAID),
    "nothing but a quote": Hostile(mail(b"> We were charged twice.\r\n> Really.\r\n"), QUARANTINED, why="no words"),
    "200,000 boxes in boxes": Hostile(mail(b"<div>" * 200_000 + SAID.encode(), "Content-Type: text/html"), QUARANTINED),
    "a header of 900 KB": Hostile(mail(SAID.encode(), "X-Long: " + "y" * 900_000), APPENDED, SAID),
    "headers of 5 MB": Hostile(mail(SAID.encode(), *[f"X-{n}: " + "y" * 5_000 for n in range(1_000)]), QUARANTINED),
}  # fmt: skip
"""Charsets, structure and size."""

NAMES = {
    "a second header in the subject": Hostile(
        mail(SAID.encode(), "Subject: =?utf-8?q?Hello=0D=0ABcc:_all@x.example=0D=0A=0D=0Abody?="), APPENDED, SAID
    ),
    "a subject of 500 KB": Hostile(mail(SAID.encode(), "Subject: " + "ü" * 250_000), APPENDED, SAID),
    "a sender with marks that turn the reading": Hostile(
        mail(SAID.encode(), sender='"\u202eelpmaxe.nemul@ana\u202c\u200b" <{maria}>'), APPENDED, SAID
    ),
    "an address in the sender's name": Hostile(
        mail(SAID.encode(), sender='"ana@lumen.example" <mallory@elsewhere.example>'), QUARANTINED, why="nobody here"
    ),
    "two senders": Hostile(
        mail(SAID.encode(), sender="{maria}, mallory@elsewhere.example"), QUARANTINED, why="several senders"
    ),
    "two headers of a sender": Hostile(mail(SAID.encode(), "From: mallory@elsewhere.example"), QUARANTINED, why="several senders"),
    "a sender in letters that look alike": Hostile(
        mail(SAID.encode(), sender="m\u0430ria@harbour.example"), QUARANTINED, why="no proper sender"
    ),
    "a file with a place in its name": Hostile(in_names('filename="../../../etc/cron.d/x.pdf"'), APPENDED, SAID, ("x.pdf",)),
    "a file with a drive in its name": Hostile(in_names('filename="C:\\\\Windows\\\\x.pdf"'), APPENDED, SAID, ("x.pdf",)),
    "a file whose name is a device": Hostile(in_names('filename="con.pdf"'), APPENDED, SAID, ("_con.pdf",)),
    "a file whose name turns round": Hostile(in_names("filename*=utf-8''bill%E2%80%AEfdp.exe"), APPENDED, SAID, ("billfdp.exe.pdf",)),
    "a file whose name ends a line": Hostile(
        in_names("filename*=utf-8''a%0D%0AContent-Type%3A text/html%0D%0A.pdf"), APPENDED, SAID
    ),
    "a file with two endings": Hostile(
        mail(*parts(WORDS, enclosed('filename="bill.pdf.exe"', b"MZ\x90\0" * 30, "application/pdf"))), APPENDED, SAID, (), "bill.pdf.exe"
    ),
    "a program that calls itself a PDF": Hostile(
        mail(*parts(WORDS, enclosed('filename="bill.pdf"', b"\x7fELF" + b"\0" * 90, "application/pdf"))), APPENDED, SAID, (), "bill.pdf"
    ),
    "a picture that is a page as well": Hostile(
        mail(*parts(WORDS, enclosed('filename="p.html"', picture("GIF") + b"<script>alert(1)</script>", "text/html"))),
        APPENDED, SAID, ("p.html.gif",),
    ),
    "a picture in vectors": Hostile(
        mail(*parts(WORDS, enclosed('filename="p.svg"', b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image/svg+xml"))),
        APPENDED, SAID, (), "p.svg",
    ),
    "a document of 6,000 files": Hostile(
        mail(*parts(WORDS, enclosed('filename="bill.docx"', bomb()))), APPENDED, SAID, (), "bill.docx"
    ),
    "a body that lies elsewhere": Hostile(
        mail(*parts(WORDS, part("", "Content-Type: message/external-body; access-type=URL; URL=\"http://127.0.0.1/\""))),
        APPENDED, SAID, (),
    ),
}  # fmt: skip
"""Subjects, senders and files that are called what they are not."""

WRITERS = {
    "a forged address": Hostile(forged("{box}+{thread}.1.00000000000000000000@lumen.example"), CREATED),
    "an address of the old format": Hostile(forged("{box}+{thread}@lumen.example"), CREATED),
    "a stranger at a client's address": Hostile(
        mail(SAID.encode(), sender="mallory@elsewhere.example"), QUARANTINED, why="takes no part"
    ),
    "another client at a client's address": Hostile(mail(SAID.encode(), sender="{other}"), QUARANTINED, why="takes no part"),
    "a colleague who has left": Hostile(mail(SAID.encode(), sender="{left}"), QUARANTINED, why="no longer active"),
    "a colleague at a client's address": Hostile(mail(SAID.encode(), sender="{agent}"), QUARANTINED, why="letter to themselves"),
    "a client's person without the right to it": Hostile(
        mail(SAID.encode(), sender="{looks_only}"), QUARANTINED, why="right to question"
    ),
    "orders to the desk from outside": Hostile(
        mail(SAID.encode(), "X-Redress-Dispute: DSP-99999", "X-Redress-Author: ana@lumen.example", "X-Support-Status: closed"),
        APPENDED, SAID,
    ),
    "a mail of our own": Hostile(mail(SAID.encode(), sender="billing@lumen.example"), IGNORED, why="our own"),
    "a letter of ours that comes back": Hostile(
        lambda scene: mail(SAID.encode(), f"Message-ID: {tokens.message_id(scene.dispute.reference, 'x')}")(scene).replace(
            b"Message-ID: <", b"X-Was: <", 1),
        IGNORED, why="our own",
    ),
}  # fmt: skip
"""Who writes, and where to."""

PROGRAMS = {
    "a null sender": Hostile(mail(SAID.encode()), IGNORED, why="envelope", sender=""),
    "an absence in English": Hostile(mail(b"I am currently out of the office until Monday."), IGNORED, why="absence"),
    "an absence in German": Hostile(mail("Ich bin zurzeit nicht im Büro.".encode()), IGNORED, why="absence"),
    "an absence in French": Hostile(mail("Je suis actuellement en congés.".encode()), IGNORED, why="absence"),
    "an absence in Spanish": Hostile(mail(b"Estoy fuera de la oficina."), IGNORED, why="absence"),
    "a report without its mail": Hostile(
        mail(*parts(part("It failed."), part("Action: failed\r\nStatus: 5.1.1\r\n", "Content-Type: message/delivery-status"), kind="report"),
             sender="MAILER-DAEMON@harbour.example"),
        IGNORED, why="not ours",
    ),
    "a complaint by a person on holiday": Hostile(
        mail(b"I am on holiday until Monday, but INV-2026-0001 has a charge of 90.00 EUR that we never ordered. Can you explain it?"),
        QUARANTINED, why="absence",
    ),
}  # fmt: skip
"""What programs write, and people who sound like one."""

HOSTILE = SHAPES | NAMES | WRITERS | PROGRAMS
