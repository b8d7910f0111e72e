"""Files that belong to a dispute: what came, from whom, and that it was what it is now (its digest in the history)."""

from collections.abc import Sequence

from support.accounts.models import Person
from support.disputes.events import FilesAdded
from support.disputes.locking import going_on
from support.disputes.models import Dispute
from support.disputes.permissions import require
from support.disputes.states import Action
from support.files import services as files
from support.files.inspection import Accepted
from support.files.models import Attachment
from support.kernel.transaction import record, transaction


def add_files(dispute: Dispute, given: Sequence[Accepted], *, by: Person, for_client: bool = True) -> Dispute:
    """Keep files with a dispute (or the one that goes on with it). What staff keep for themselves, no client sees."""
    files.check_count(len(given))
    with transaction():
        dispute = going_on(dispute)
        require(by, Action.ADD_FILES, dispute)
        seen = for_client or not by.role.is_staff
        belongs = {"dispute_id": dispute.id, "organisation_id": dispute.organisation_id, "for_client": seen}
        _write_down(dispute, [files.keep(file, by=by, **belongs) for file in given], by, for_client=seen)
    return dispute


def adopt_files(dispute: Dispute, kept: Sequence[Attachment], *, by: Person) -> Dispute:
    """Files that came with a message about the dispute belong to it from now on."""
    with transaction():
        dispute = going_on(dispute)
        require(by, Action.ADD_FILES, dispute)
        for row in kept:
            row.dispute_id, row.organisation_id, row.for_client = dispute.id, dispute.organisation_id, True
        _write_down(dispute, kept, by, for_client=True)
    return dispute


def _write_down(dispute: Dispute, kept: Sequence[Attachment], by: Person, *, for_client: bool) -> None:
    names = [row.name for row in kept]
    facts = {"files": names, "digests": [row.blob.digest for row in kept]}
    dispute.apply(Action.ADD_FILES, by=by, facts=facts, for_client=for_client)
    record(FilesAdded(dispute.id, ", ".join(names), by.role.is_staff))
