"""What a file is, by its content; and under what name it is kept."""

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from PIL import _imaging as core  # Pillow’s own count of what it takes

from support.files import inspection, pictures
from support.files.inspection import accepted, clean_name, kind_of, with_ending
from support.kernel.errors import BadInput


def picture(format_: str = "PNG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, format_, **options)
    return out.getvalue()


def package(*names: str, **content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, content.get(name, "x"))
    return out.getvalue()


TAKEN = {
    "application/pdf": b"%PDF-1.7\n",
    "image/png": picture("PNG"),
    "image/jpeg": picture("JPEG"),
    "image/gif": picture("GIF"),
    "image/webp": picture("WEBP"),
    "text/plain": "Grüße aus Zürich".encode(),
    "text/calendar": b"BEGIN:VCALENDAR\r\n",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": package(
        "[Content_Types].xml", "word/document.xml"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": package(
        "[Content_Types].xml", "xl/workbook.xml"
    ),
    "application/vnd.oasis.opendocument.text": package("mimetype", mimetype="application/vnd.oasis.opendocument.text"),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_file_is_what_its_content_says(kind: str) -> None:
    made = accepted("receipt.bin", TAKEN[kind])
    assert made.kind == kind
    assert made.name == f"receipt.bin.{inspection.ENDINGS[kind]}"


REFUSED = {
    "HTML": b"<html><script>alert(1)</script>",
    "HTML with blanks": b"\n\n  <!DOCTYPE html><p>x",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "SVG as XML": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "XHTML as XML": b"<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'/>",
    "entities": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
    "a page in a text": b"Hello\n<script src=//evil></script>",
    "PHP": b"<?php system($_GET['c']);",
    "a program": b"MZ\x90\x00" + bytes(100),
    "ELF": b"\x7fELF" + bytes(100),
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a zip": package("a.txt"),
    "macros": package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "a broken zip": b"PK\x03\x04" + bytes(50),
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "bytes": bytes(range(256)),
    "empty": b"",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("name", ["receipt.pdf", "x.xml", "x.txt"])
def test_what_is_not_on_the_list_is_refused_whatever_its_name(name: str, data: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        accepted(name, data)
    assert name in refused.value.say


SAVED = (
    b"From: a@b.example\r\nSubject: The bill\r\n of March\r\nContent-Type: text/html\r\n\r\n<html><p>Hello</p></html>"
)


def test_a_mail_that_somebody_has_saved_is_taken_though_it_holds_a_page() -> None:
    assert accepted("The bill.eml", SAVED).kind == "message/rfc822"


@pytest.mark.parametrize(
    ("name", "data"), [("a.html", SAVED), ("a.eml", b"<html><p>From: a@b.example</p>"), ("a.eml", b"X: y\n\n<script>")]
)
def test_a_page_is_no_mail_because_it_is_called_one(name: str, data: bytes) -> None:
    with pytest.raises(BadInput):
        accepted(name, data)


def test_a_file_that_is_too_large_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadInput, match="may have 10 MB"):
        accepted("a.pdf", b"%PDF-" + bytes(inspection.LARGEST))


def test_an_invoice_as_xml_is_taken() -> None:
    assert accepted("invoice.xml", b"<?xml version='1.0'?><Invoice><ID>1</ID></Invoice>").kind == "application/xml"


def test_a_picture_that_is_a_page_as_well_is_drawn_anew() -> None:
    polyglot = picture("GIF") + b"<script>alert(1)</script>"
    assert b"script" not in accepted("a.gif", polyglot).data


def test_a_picture_tells_nothing_of_camera_and_place() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "ACME Camera", 6
    exif.get_ifd(0x8825)[2] = (53.0, 20.0, 0.0)
    made = accepted("a.jpg", picture("JPEG", exif=exif))
    with Image.open(io.BytesIO(made.data)) as read:
        assert (dict(read.getexif()), read.size) == ({}, (20, 40)), "upright, and nothing else of it"
    assert b"ACME" not in made.data
    with Image.open(io.BytesIO(made.preview or b"")) as small:
        assert small.format == "PNG"


def _shades_of_sixteen_bits() -> bytes:
    out = io.BytesIO()
    Image.frombytes("I;16", (256, 1), b"".join((shade * 257).to_bytes(2, "little") for shade in range(256))).save(
        out, "PNG"
    )
    return out.getvalue()


def test_a_scan_of_sixteen_bits_keeps_its_greys() -> None:
    with Image.open(io.BytesIO(accepted("scan.png", _shades_of_sixteen_bits()).data)) as kept:
        assert [kept.convert("L").getpixel((shade, 0)) for shade in (0, 64, 128, 255)] == [0, 64, 128, 255]


def test_what_was_printed_in_four_colours_keeps_them() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(out, "JPEG")
    with Image.open(io.BytesIO(accepted("print.jpg", out.getvalue()).data)) as kept:
        red, green, _ = kept.convert("RGB").tobytes()[:3]
        assert (red > 250, green < 5) == (True, True)


@pytest.mark.parametrize("format_", ["GIF", "PNG", "WEBP"])
def test_of_what_moves_the_first_picture_is_kept(format_: str) -> None:
    moving = picture(format_, save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")] * 5)
    with Image.open(io.BytesIO(accepted("a.gif", moving).data)) as kept:
        assert (getattr(kept, "n_frames", 1), kept.convert("RGB").tobytes()[0] > 250) == (1, True)


@pytest.fixture
def blocks() -> Iterator[Callable[[], int]]:
    """How many blocks of a megabyte Pillow has taken since."""
    usual = core.get_block_size()
    core.set_block_size(1024 * 1024)
    core.reset_stats()
    yield lambda: core.get_stats()["allocated_blocks"] + core.get_stats()["reused_blocks"]
    core.set_block_size(usual)


def test_a_picture_is_drawn_with_few_copies_of_it(blocks: Callable[[], int]) -> None:
    """Forty million pixels in two hundred kilobytes took 1.2 GB, when there were eight."""
    out = io.BytesIO()
    Image.new("RGBA", (2600, 2600), (200, 30, 30, 128)).save(out, "PNG")
    before = blocks()
    accepted("a.png", out.getvalue())
    assert blocks() - before < 5 * 2600 * 2600 * 4 / 1024 / 1024


def test_a_bomb_of_pixels_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(BadInput, match="too many pixels"):
        accepted("a.png", picture("PNG"))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_damaged_picture_is_refused(format_: str) -> None:
    whole = picture(format_, (200, 200))
    with pytest.raises(BadInput, match="damaged"):
        accepted("a.png", whole[: len(whole) // 2] if format_ != "GIF" else whole[:20])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\m\\bill.pdf", "bill.pdf"),
        ("bill\x00.pdf", "bill.pdf"),
        ("bill\r\nContent-Type: text/html.pdf", "html.pdf"),
        ("bill\u202efdp.exe", "bill fdp.exe"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_an_ending_that_lies_is_not_the_last_word() -> None:
    assert with_ending("bill.pdf.exe", "application/pdf") == "bill.pdf.exe.pdf"
    assert kind_of(b"%PDF-1.7", "bill.exe") == "application/pdf"
