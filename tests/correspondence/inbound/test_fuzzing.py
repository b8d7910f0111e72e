"""Whatever the bytes, what comes out can be stored, shown and answered. benchmarks/fuzz tries the same for hours."""

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.properties import check

BITS = st.sampled_from(
    [
        b"From: a@b.example",
        b"From: ",
        b"Subject: =?utf-8?b?4oCu?=",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: multipart/alternative; boundary=b",
        b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: application/ms-tnef; name=winmail.dat",
        b"Content-Type: message/delivery-status",
        b"Content-Type: multipart/report; boundary=b",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Disposition: attachment; filename*0*=utf-8''%00%0a",
        b"--b",
        b"--b--",
        b"",
        b"<blockquote type=cite>x</blockquote><div id=appendonsend>",
        b"On 1 wrote:",
        b"> x",
        b"-- ",
        b"eJ8+IgEA",
    ]
)
MAILS = st.lists(st.one_of(BITS, BITS, st.binary(max_size=60)), max_size=40).map(b"\r\n".join)


@settings(max_examples=300, deadline=None)
@given(MAILS)
def test_no_mail_comes_out_in_a_way_that_could_not_be_kept(raw: bytes) -> None:
    check(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3_000))
def test_no_bytes_do(raw: bytes) -> None:
    check(raw)
