"""Mails of every shape: read as they were meant, or put aside; within bounds either way."""

import base64
import quopri

import pytest

from support.correspondence.inbound.parsing import Parsed, parse

HEAD = b"From: Maria Santos <maria@harbour.example>\r\nSubject: The bill\r\nMessage-ID: <1@harbour.example>\r\n"


def mail(body: bytes, *headers: str) -> Parsed:
    lines = "".join(f"{header}\r\n" for header in headers).encode()
    return parse(HEAD + lines + b"\r\n" + body)


def parts(*pieces: bytes, kind: str = "mixed", boundary: str = "b") -> tuple[bytes, str]:
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\r\n" + piece + b"\r\n" for piece in pieces) + mark + b"--\r\n"
    return body, f'Content-Type: multipart/{kind}; boundary="{boundary}"'


def piece(body: bytes | str, *headers: str) -> bytes:
    raw = body.encode() if isinstance(body, str) else body
    return "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n" + raw


def base64ed(data: bytes) -> bytes:
    return base64.encodebytes(data)


GRUSS = "Grüße aus Zürich, 5 € zu viel"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-15", "iso-8859-15"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1252"),
        ("x-unknown", "utf-8"),
        ("x-unknown", "cp1252"),
        ("", "utf-8"),
        ("utf-16", "utf-16"),
        ("idna", "cp1252"),
        ("unicode_escape", "utf-8"),
        ("hex", "cp1252"),
        ('"utf-8"', "utf-8"),
    ],
)
def test_a_charset_may_be_right_wrong_unknown_or_none(declared: str, written: str) -> None:
    kind = f"Content-Type: text/plain; charset={declared}" if declared else "Content-Type: text/plain"
    assert mail(GRUSS.encode(written), kind).text == GRUSS


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("koi8-r", "Счёт неверен"),
        ("shift_jis", "請求書が違います"),
        ("gb2312", "账单不对"),
        ("iso-2022-jp", "請求書"),
        ("windows-1251", "Счёт"),
        ("big5", "帳單"),
    ],
)
def test_other_scripts_are_read(charset: str, text: str) -> None:
    assert mail(text.encode(charset), f"Content-Type: text/plain; charset={charset}").text == text


def test_encoded_headers_are_decoded() -> None:
    read = parse(b"From: =?utf-8?q?J=C3=BCrgen?= <j@x.example>\r\nSubject: =?iso-8859-1?b?R3L832U=?=\r\n\r\nHallo\r\n")
    assert (read.author_name, read.author, read.subject) == ("Jürgen", "j@x.example", "Grüße")


def test_quoted_printable_and_base64_are_decoded() -> None:
    for encoding, body in (
        ("quoted-printable", quopri.encodestring(GRUSS.encode())),
        ("base64", base64ed(GRUSS.encode())),
    ):
        assert (
            mail(body, "Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}").text
            == GRUSS
        )


def test_damaged_base64_gives_what_is_left() -> None:
    read = mail(base64ed(b"Hello there")[:-4] + b"!!", "Content-Transfer-Encoding: base64")
    assert read.text.startswith("Hello")


def test_flowed_lines_become_one() -> None:
    read = mail(b"one \r\ntwo\r\nthree\r\n", "Content-Type: text/plain; format=flowed")
    assert read.text == "one two\nthree"


def test_the_plain_version_is_preferred_and_an_empty_one_is_not() -> None:
    page = piece("<p>the page</p>", "Content-Type: text/html")
    for plain, expected in (("the text", "the text"), ("  \r\n", "the page")):
        assert mail(*parts(piece(plain, "Content-Type: text/plain"), page, kind="alternative")).text == expected


def test_a_page_alone_is_read_as_text() -> None:
    assert mail(b"<p>Only <b>HTML</b></p>", "Content-Type: text/html").text == "Only HTML"


def test_pictures_in_the_page_are_attachments() -> None:
    inline = piece(
        base64ed(b"\x89PNG\r\n\x1a\n"),
        "Content-Type: image/png",
        "Content-ID: <1>",
        "Content-Disposition: inline; filename=a.png",
        "Content-Transfer-Encoding: base64",
    )
    related, kind = parts(
        piece('<p>See <img src="cid:1"></p>', "Content-Type: text/html"), inline, kind="related", boundary="r"
    )
    read = mail(*parts(piece("See", "Content-Type: text/plain"), piece(related, kind), kind="alternative"))
    assert (read.text, [found.name for found in read.attachments]) == ("See", ["a.png"])


def test_texts_around_an_attachment_are_one() -> None:
    file = piece("x", "Content-Type: text/plain; name=notes.txt", "Content-Disposition: attachment; filename=notes.txt")
    read = mail(*parts(piece("before"), file, piece("after")))
    assert (read.text, [found.name for found in read.attachments]) == ("before\n\nafter", ["notes.txt"])


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="a b.pdf"', "a b.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        ("Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe.pdf", "Grüße.pdf"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?Gr=C3=BC=C3=9Fe.pdf?="', "Grüße.pdf"),
        ("Content-Disposition: attachment", "attachment"),
    ],
)
def test_a_files_name_may_be_written_in_every_way(header: str, name: str) -> None:
    read = mail(*parts(piece("see"), piece("%PDF-1.4", "Content-Type: application/pdf", header)))
    assert [found.name for found in read.attachments] == [name]


def test_an_invitation_and_a_forwarded_mail_are_attachments() -> None:
    read = mail(
        *parts(
            piece("see"),
            piece("BEGIN:VCALENDAR", "Content-Type: text/calendar"),
            piece("From: a@b.example\r\n\r\nold", "Content-Type: message/rfc822"),
        )
    )
    assert [found.name for found in read.attachments] == ["invitation.ics", "message.eml"]
    assert read.text == "see"


def test_the_text_of_a_signed_mail_is_read() -> None:
    for kind, protocol in (
        ("pgp-signature", "application/pgp-signature"),
        ("pkcs7-signature", "application/pkcs7-signature"),
    ):
        signature = piece("xyz", f"Content-Type: application/{kind}; name=signature.asc")
        body, header = parts(piece("signed words", "Content-Type: text/plain"), signature, kind="signed")
        read = mail(body, f'{header}; protocol="{protocol}"')
        assert (read.text, read.attachments, read.problem) == ("signed words", [], "")


def test_a_signature_inside_the_text_is_taken_off() -> None:
    read = mail(
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nsigned words\n- -- \n-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\n"
    )
    assert read.text == "signed words"


@pytest.mark.parametrize(
    "made",
    [
        (b"xyz", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
        parts(piece("Version: 1", "Content-Type: application/pgp-encrypted"), kind="encrypted"),
        (b"-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----", "Content-Type: text/plain"),
    ],
    ids=["smime", "pgp", "pgp inside"],
)
def test_what_is_encrypted_waits_for_a_person(made: tuple[bytes, str]) -> None:
    assert "encrypted" in mail(*made).problem


def tnef() -> bytes:
    def thing(level: int, kind: int, type_: int, data: bytes) -> bytes:
        head = bytes([level]) + kind.to_bytes(2, "little") + type_.to_bytes(2, "little")
        return head + len(data).to_bytes(4, "little") + data + (sum(data) & 0xFFFF).to_bytes(2, "little")

    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(
        [
            thing(1, 0x9006, 8, b"\x00\x00\x01\x00"),
            thing(1, 0x9007, 6, (1252).to_bytes(4, "little") + bytes(4)),
            thing(1, 0x800C, 2, b"Words of Outlook\x00"),
            thing(2, 0x9002, 6, bytes(14)),
            thing(2, 0x8010, 1, b"bill.pdf\x00"),
            thing(2, 0x800F, 6, b"%PDF-1.4 bill"),
        ]
    )


def test_winmail_dat_is_opened() -> None:
    file = piece(
        base64ed(tnef()), "Content-Type: application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64"
    )
    read = mail(*parts(piece(""), file))
    assert read.text == "Words of Outlook"
    assert [(found.name, found.data) for found in read.attachments] == [("bill.pdf", b"%PDF-1.4 bill")]


def test_our_reader_and_the_usual_one_agree_on_winmail_dat() -> None:
    from tnefparse import TNEF

    usual = TNEF(tnef())
    assert [(part.name, part.data) for part in usual.attachments] == [("bill.pdf", b"%PDF-1.4 bill")]


def test_a_broken_winmail_dat_is_an_attachment() -> None:
    file = piece("nonsense", "Content-Type: application/ms-tnef; name=winmail.dat")
    assert [found.name for found in mail(*parts(piece("see"), file)).attachments] == ["winmail.dat"]


BROKEN = {
    "no closing boundary": (b"--b\r\n\r\nwords\r\n", 'Content-Type: multipart/mixed; boundary="b"'),
    "no boundary named": (b"words", "Content-Type: multipart/mixed"),
    "boundary not there": (b"words", 'Content-Type: multipart/mixed; boundary="b"'),
    "no such type": (b"words", "Content-Type: nonsense"),
    "line ends of one kind": (b"--b\n\nwords\n--b--\n", "Content-Type: multipart/mixed; boundary=b"),
    "unknown encoding": (b"words", "Content-Transfer-Encoding: x-none"),
}


@pytest.mark.parametrize("made", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_mail_is_read_as_far_as_it_goes(made: tuple[bytes, str]) -> None:
    assert (mail(*made).text, mail(*made).problem) == ("words", "")


NO_SENDER = {
    "none": b"Subject: x\r\n\r\nwords",
    "two headers": b"From: a@x.example\r\nFrom: b@x.example\r\n\r\nwords",
    "two addresses": b"From: a@x.example, b@x.example\r\n\r\nwords",
    "two in brackets": b"From: A <a@x.example> <b@x.example>\r\n\r\nwords",
    "no address": b"From: Maria\r\n\r\nwords",
    "a comment": b"From: a@x.example)b@y.example\r\n\r\nwords",
}


@pytest.mark.parametrize("raw", NO_SENDER.values(), ids=NO_SENDER.keys())
def test_without_one_proper_sender_a_person_looks(raw: bytes) -> None:
    read = parse(raw)
    assert (read.author, "sender" in read.problem) == ("", True)


def test_an_address_in_the_name_is_not_the_sender() -> None:
    assert parse(b'From: "ana@lumen.example" <m@evil.example>\r\n\r\nwords').author == "m@evil.example"


def test_headers_of_our_own_making_are_not_read_from_outside() -> None:
    from support.correspondence.inbound.headers import Headers

    headers = Headers(b"X-Redress-Dispute: DSP-00001\r\nX-Support-Role: manager\r\nFrom: a@x.example")
    assert [headers.count(name) for name in ("x-redress-dispute", "x-support-role", "from")] == [0, 0, 1]


def test_nothing_that_ends_a_line_comes_out_of_a_header() -> None:
    raw = (
        b"From: =?utf-8?q?A=0D=0ABcc:_x?= <a@x.example>\r\nSubject: =?utf-8?b?"
        + base64.b64encode("x\r\nBcc: evil\x00\u202e".encode())
        + b"?=\r\n\r\nwords"
    )
    read = parse(raw)
    for value in (read.author_name, read.subject):
        assert not set(value) & set("\r\n\x00\u202e")
