"""Two programs that credit at the same moment: what is left is given once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from support.accounts.models import Organisation
from support.billing import credit
from support.billing.balance import invoice_balance
from support.billing.models import Invoice
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.money import Money
from tests.factories import make_invoice, make_payment


def at_once(app: Flask, work: Callable[[int], str], times: int = 4) -> list[str]:
    """Runs `work` in `times` threads that start together, each with a database session of its own."""
    together = Barrier(times)

    def one(place: int) -> str:
        with app.app_context():
            together.wait()
            try:
                return work(place)
            except RuleBroken as no:
                return no.say
            finally:
                db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def test_a_line_is_credited_no_further_than_it_was_billed(app: Flask, organisation: Organisation) -> None:
    invoice = make_invoice(organisation, [{"unit_price": "100"}])
    row = invoice.id

    def post(place: int) -> str:
        billed = db.session.get_one(Invoice, row)
        note = credit.credit_lines(billed, [(billed.lines[0], Money(6000, "EUR"))], reason="", key=f"k{place}")
        return note.number

    said = at_once(app, post)
    assert sorted(answer[:3] for answer in said) == ["CN-", "Onl", "Onl", "Onl"]
    assert credit.creditable_of(db.session.get_one(Invoice, row)) == Money(4000, "EUR")


def test_one_key_posts_one_note(app: Flask, organisation: Organisation) -> None:
    invoice = make_invoice(organisation, [{"unit_price": "100"}])
    row = invoice.id

    def post(_: int) -> str:
        billed = db.session.get_one(Invoice, row)
        return credit.credit_lines(billed, [(billed.lines[0], Money(1000, "EUR"))], reason="", key="the same").number

    assert len(set(at_once(app, post))) == 1
    assert credit.creditable_of(db.session.get_one(Invoice, row)) == Money(9000, "EUR")


def test_credit_is_spent_once(app: Flask, organisation: Organisation) -> None:
    paid, open_one = (
        make_invoice(organisation, [{"unit_price": "100"}]),
        make_invoice(organisation, [{"unit_price": "500"}]),
    )
    make_payment(paid)
    credit.credit_lines(paid, [(paid.lines[0], Money(5000, "EUR"))], reason="", key="k")
    client, row = organisation.id, open_one.id

    def spend(_: int) -> str:
        return str(sum(one.amount_minor for one in credit.apply_credit(db.session.get_one(Organisation, client))))

    assert sorted(at_once(app, spend)) == ["0", "0", "0", "6000"]
    assert invoice_balance(db.session.get_one(Invoice, row)).credited == Money(6000, "EUR")
