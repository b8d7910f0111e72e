from support.disputes import queries, services
from support.disputes.reasons import Channel, Reason, CheckKind, RootCause, RemedyKind
from support.kernel.money import Money
from support.billing.balance import invoice_balance
from tests import factories


def test_smoke(app, client_person, agent, manager, organisation):
    invoice = factories.make_invoice(organisation, [{"unit_price": "120"}, {"unit_price": "120"}])
    o = services.check_opening(by=client_person, invoice=invoice, lines=[invoice.lines[1]], reason=Reason.DUPLICATE, statement="twice", claimed=None, channel=Channel.CHAT)
    print(o)
    d, existing = services.open_dispute(by=client_person, invoice=invoice, lines=[invoice.lines[1]], reason=Reason.DUPLICATE, statement="twice", claimed=None, channel=Channel.CHAT, key="a")
    assert not existing
    assert invoice_balance(invoice).on_hold == Money(14400, "EUR")
    services.take(d, by=agent)
    for k in CheckKind:
        services.record_check(d, kind=k, finding="f", evidence="e", passed=True, by=agent)
    services.record_cause(d, root_cause=RootCause.DATA_ENTRY, by=agent)
    r = services.resolve_with_correction(d, kind=RemedyKind.ADJUST_CHARGE, amounts={invoice.lines[1].id: Money(12000, "EUR")}, explanation="It was our mistake.", by=agent)
    print(r.status, d.status)
    services.approve(r, by=manager)
    print(r.status, d.status, d.outcome, r.credit_note.number)
    print(invoice_balance(invoice))
    print(queries.dossier(d))
