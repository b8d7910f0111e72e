"""Words that an S/MIME signature wraps up are read; whatever pretends to be one waits for a person, in bounded time."""

import base64

import pytest

from support.correspondence.inbound import limits, smime
from support.correspondence.inbound.parsing import Parsed, parse

WORDS = b"Content-Type: text/plain; charset=utf-8\r\n\r\nWhy was I charged twice?\r\n"


def thing(tag: int, *inside: bytes, said: bool = True) -> bytes:
    """A piece of BER: with its length said, or open and closed by two zeros."""
    whole = b"".join(inside)
    if not said:
        return bytes([tag, 0x80]) + whole + b"\x00\x00"
    length = len(whole)
    return bytes([tag]) + (bytes([length]) if length < 128 else b"\x84" + length.to_bytes(4, "big")) + whole


def signed(content: bytes, *, said: bool = True, pieces: int = 1, kind: str = "2a864886f70d010702") -> bytes:
    """As OpenSSL and Outlook make them: in one piece (DER), or as a stream (BER)."""
    step = -(-len(content) // pieces)
    octets = [thing(0x04, content[at : at + step]) for at in range(0, len(content), step)]
    whole = octets[0] if pieces == 1 else thing(0x24, *octets, said=said)
    digests = thing(0x31, thing(0x30, thing(0x06, b"\x60\x01"), said=said), said=said)
    inner = thing(0x30, thing(0x06, bytes.fromhex("2a864886f70d010701")), thing(0xA0, whole, said=said), said=said)
    data = thing(0x30, thing(0x02, b"\x01"), digests, inner, thing(0x31, b"signers"), said=said)
    return thing(0x30, thing(0x06, bytes.fromhex(kind)), thing(0xA0, data, said=said), said=said)


def mail(data: bytes, kind: str = "signed-data") -> Parsed:
    head = (
        b"From: Maria <maria@harbour.example>\r\nMIME-Version: 1.0\r\n"
        + f"Content-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m\r\n".encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return parse(head + base64.encodebytes(data))


@pytest.mark.parametrize(("said", "pieces"), [(True, 1), (False, 1), (True, 3), (False, 3)])
def test_the_words_inside_a_signature_are_read(said: bool, pieces: int) -> None:
    read = mail(signed(WORDS, said=said, pieces=pieces))
    assert (read.text, read.attachments, read.problem) == ("Why was I charged twice?", [], "")


def test_files_inside_it_are_found_too() -> None:
    inside = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee this.\r\n"
        b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.4\r\n--b--\r\n"
    )
    read = mail(signed(inside))
    assert (read.text, [file.name for file in read.attachments]) == ("See this.", ["a.pdf"])


def test_headers_inside_it_say_nothing_about_the_mail() -> None:
    read = mail(signed(b"From: manager@ours.example\r\nAuto-Submitted: auto-replied\r\n" + WORDS))
    assert (read.author, read.automatic) == ("maria@harbour.example", [])


BROKEN = {
    "nothing": b"",
    "half": signed(WORDS)[:60],
    "half of a stream": signed(WORDS, said=False, pieces=3)[:80],
    "sealed": signed(WORDS, kind="2a864886f70d010703"),
    "a length beyond its end": b"\x30\x84\xff\xff\xff\xff",
    "open without end": b"\x30\x80" * 500_000,
    "a long tag": b"\x3f\xff\xff",
    "certificates alone": thing(0x30, thing(0x06, bytes.fromhex("2a864886f70d010702"))),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_unwrapped_waits_for_a_person(data: bytes) -> None:
    with pytest.raises(smime.NotReadable):
        smime.opened(data)
    assert "wraps its words up" in mail(data).problem
    assert "encrypted" in mail(data, "enveloped-data").problem


def test_signatures_within_signatures_end() -> None:
    data = signed(WORDS)
    for _ in range(limits.MOST_SIGNED):
        data = signed(b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n" + data)
    assert "wraps its words up" in mail(data).problem


def test_pieces_of_nothing_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SIGNED_PIECES", 2)
    with pytest.raises(smime.NotReadable):
        smime.opened(signed(WORDS, pieces=3))
