"""One builder makes every mail, and nothing of somebody else's making gets into its headers."""

import email
from collections.abc import Callable
from email import policy

import pytest
from flask import Flask

from support.accounts.models import Person
from support.correspondence import building, outbox, tokens
from support.correspondence.building import Enclosure, UnsafeMail
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.kernel.transaction import transaction
from tests.correspondence.conftest import Postman

Posted = Callable[..., OutgoingLetter]
ENDINGS = ["\r\nBcc: victim@example.com", "\nBcc: victim@example.com", "\rBcc: x", "\0", "\u2028Bcc: x", "\x0b", "\x85"]


def _loose(letter: OutgoingLetter) -> OutgoingLetter:
    """The letter cut off from the database, for what no database would keep."""
    db.session.refresh(letter)
    db.session.expunge(letter)
    return letter


def _parsed(letter: OutgoingLetter, *enclosures: Enclosure) -> email.message.EmailMessage:
    return email.message_from_bytes(building.build(letter, enclosures).as_bytes(), policy=policy.default)  # type: ignore[return-value]


def test_a_mail_carries_text_and_page_and_says_that_a_machine_wrote_it(posted: Posted) -> None:
    mail = _parsed(posted(text="Grüße, €120.00\n", html="<p>Grüße, €120.00</p>"))
    assert mail.get_body(("plain",)).get_content().strip() == "Grüße, €120.00"  # type: ignore[union-attr]
    assert "€120.00" in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] is None
    assert mail["From"] == "billing@redress.example"


def test_no_line_on_the_way_is_too_long(posted: Posted) -> None:
    raw = building.build(posted(text="x" * 5000, html=f"<p>{'y' * 5000}</p>")).as_bytes()
    assert max(len(line) for line in raw.splitlines()) < 998


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_subject_becomes_one_line(ending: str, posted: Posted) -> None:
    letter = posted(subject=f"Hello{ending} there")
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert _parsed(letter)["Bcc"] is None


def test_a_very_long_subject_is_cut(posted: Posted) -> None:
    assert len(posted(subject="word " * 200).subject) <= 200


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("place", ["subject", "to_name", "to_email", "message_id", "References", "Reply-To"])
def test_a_line_end_in_any_header_is_refused(place: str, ending: str, posted: Posted) -> None:
    letter = _loose(posted())
    if place in ("References", "Reply-To"):
        letter.headers = {**letter.headers, place: f"<x@y>{ending}"}
    else:
        setattr(letter, place, f"value{ending}")
    with pytest.raises(UnsafeMail):
        building.build(letter)


def test_a_header_with_a_made_up_name_is_refused(posted: Posted) -> None:
    letter = _loose(posted())
    letter.headers = {"X-Note: 1\r\nBcc": "victim@example.com"}
    with pytest.raises(UnsafeMail):
        building.build(letter)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_enclosures_name_and_type_cannot_end_their_lines(ending: str, posted: Posted) -> None:
    letter = posted()
    for enclosure in (
        Enclosure(f"note{ending}.pdf", "application/pdf", b"x"),
        Enclosure("note.pdf", f"text/plain{ending}", b"x"),
    ):
        with pytest.raises(UnsafeMail):
            building.build(letter, [enclosure])


@pytest.mark.parametrize("kind", ["text", "text/", "/plain", "text/plain; name=x", "text/html/x", ""])
def test_an_enclosure_has_a_proper_type(kind: str, posted: Posted) -> None:
    with pytest.raises(UnsafeMail):
        building.build(posted(), [Enclosure("note.pdf", kind, b"x")])


def test_an_enclosure_arrives_whole(posted: Posted) -> None:
    data = bytes(range(256))
    mail = _parsed(posted(), Enclosure("Gutschrift für Café.pdf", "application/pdf", data))
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "Gutschrift für Café.pdf"
    assert attached.get_content() == data


@pytest.mark.parametrize(
    "name", ['Santos, Maria "M" <evil@example.com>', "Grüße, Ö <evil@example.com>", "a@b, c@d", "x" * 300]
)
def test_a_name_with_marks_stays_one_recipient(name: str, posted: Posted, client_person: Person) -> None:
    letter = _loose(posted())
    letter.to_name = name
    mail = _parsed(letter)
    assert [address.addr_spec for address in mail["To"].addresses] == [client_person.email]


def test_a_name_with_a_line_end_never_reaches_a_header(posted: Posted, client_person: Person) -> None:
    with transaction():
        client_person.name = "Maria\r\nBcc: victim@example.com"
    letter = posted()
    assert letter.to_name == "Maria Bcc victim example.com"
    assert _parsed(letter)["Bcc"] is None


def test_an_unsafe_letter_is_given_up_and_not_sent(posted: Posted, postman: Postman) -> None:
    letter = posted()
    with transaction():
        db.session.get_one(OutgoingLetter, letter.id).headers = {"References": "<a@b>\r\nBcc: c@d"}
    assert outbox.deliver_due() == 0
    assert postman.taken == []
    assert db.session.get_one(OutgoingLetter, letter.id).status is LetterStatus.GIVEN_UP


def test_a_message_id_is_of_our_domain_and_always_the_same(app: Flask) -> None:
    name = tokens.message_id("DSP-00042", "dispute_acknowledged:7:DSP-00042")
    assert name.endswith("@redress.example>")
    assert name == tokens.message_id("DSP-00042", "dispute_acknowledged:7:DSP-00042")
    assert name != tokens.message_id("DSP-00042", "dispute_acknowledged:8:DSP-00042")
    assert tokens.thread_of(name) == "DSP-00042"


@pytest.mark.parametrize(
    "forged",
    [
        "<DSP-00042@redress.example>",
        "<DSP-00042.0123456789ab.00000000000000000000@redress.example>",
        "not a message id",
        "",
    ],
)
def test_a_message_id_that_we_did_not_make_names_no_thread(forged: str, app: Flask) -> None:
    assert tokens.thread_of(forged) is None


def test_a_message_id_cannot_be_moved_to_another_dispute(app: Flask) -> None:
    name = tokens.message_id("DSP-00042", "key")
    assert tokens.thread_of(name.replace("DSP-00042", "DSP-00043")) is None


def test_a_reply_address_is_signed_for_thread_and_person(app: Flask) -> None:
    address = tokens.reply_address("desk@redress.example", "DSP-00042", 7)
    assert tokens.read_reply_address(address) == ("DSP-00042", 7)
    assert tokens.read_reply_address(address.replace("00042", "00043")) is None
    assert tokens.read_reply_address(address.replace(".7.", ".8.")) is None
    assert tokens.read_reply_address("desk@redress.example") is None


def test_a_reply_address_and_a_message_id_do_not_stand_for_each_other(app: Flask) -> None:
    name = tokens.message_id("DSP-00042", "7").strip("<>").split("@")[0].rsplit(".", 1)[1]
    assert tokens.read_reply_address(f"desk+DSP-00042.7.{name}@redress.example") is None
