"""What follows when one mistake concerns many."""

from support import policies
from support.accounts.models import Organisation
from support.billing.models import Invoice
from support.correspondence import incident_letters as letters
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.prevention import events as happened
from support.prevention.crediting import affected
from support.prevention.incident_models import Incident, IncidentError
from support.prevention.incidents import promised_by


def tell_managers(event: happened.IncidentNoticed) -> None:
    incident = db.session.get_one(Incident, event.incident_id)
    expected = f"{incident.expected:.1f}" if incident.expected else N_("none")
    days = policies.desk().prevention.recurrence.window_days
    letters.incident_noticed(
        letters.Noticed(incident.reference, incident.title, incident.count, incident.clients, days, expected)
    )


def tell_client(event: happened.AffectedTold) -> None:
    incident = db.session.get_one(Incident, event.incident_id)
    rows = [row for _, own in affected(incident.id, event.error_ids) for row in own]
    letters.incident_notice(
        db.session.get_one(Organisation, event.organisation_id),
        event=f"incident:{incident.reference}:{event.error_ids[0]}",
        reference=incident.reference,
        words=incident.explanation,
        lines=[(row.invoice, row.line.name, row.amount) for row in rows],
        rests_on=[f"error:{row.id}" for row in rows],
        by=clock.now() + promised_by(),
    )


def figures_of_error(row_id: int) -> list[Money]:
    """What of it comes back to the client; nothing once it has been left out."""
    row = db.session.get(IncidentError, row_id)
    return [row.amount] if row is not None and not row.left_out else []


def tell_of_credit(event: happened.IncidentCredited) -> None:
    incident = db.session.get_one(Incident, event.incident_id)
    letters.incident_credit(incident.reference, db.session.get_one(Invoice, event.credit_note_id))
