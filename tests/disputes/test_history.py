"""The history cannot be changed without being found out."""

import json

import pytest
from sqlalchemy import text

from support.disputes import services
from support.disputes.history import FIRST
from support.disputes.models import Dispute, HistoryEntry
from support.disputes.states import OPENED, Status
from support.disputes.verifying import verify, verify_all
from support.disputes.whole_record import record_of
from support.extensions import db
from tests import factories
from tests.disputes.building import correct, make_bill, offer, ready


@pytest.fixture
def dispute(client_person, agent):
    found = ready(client_person, agent)
    services.add_note(found, words="A canary that nobody outside may hear.", by=agent)
    correct(found, "10", by=agent)
    return found


def tamper(statement: str, **given) -> None:
    db.session.execute(text(statement), given)
    db.session.commit()
    db.session.expire_all()


def wrong(dispute: Dispute) -> list[tuple[int, str]]:
    return [(fault.seq, fault.what) for fault in verify(dispute)]


def test_every_step_is_written_with_who_when_and_what(dispute, agent, client_person) -> None:
    first = dispute.history[0]
    assert (first.action, first.before, first.after, first.by) == (OPENED, None, Status.RECEIVED, client_person)
    assert first.previous_digest == FIRST
    for before, entry in zip(dispute.history, dispute.history[1:], strict=False):
        assert (entry.seq, entry.before, entry.previous_digest) == (before.seq + 1, before.after, before.digest)
    assert dispute.history[-1].after == dispute.status


def test_an_untouched_history_proves_itself(dispute) -> None:
    assert wrong(dispute) == []
    assert verify_all() == (1, [])


@pytest.mark.parametrize(
    "change",
    [
        'facts = \'{"words": "something else"}\'',
        "at = '2026-01-01 00:00:00.000000'",
        "action = 'withdraw'",
        "after = 'closed'",
        "by_id = null",
        "tier = 3",
        "for_client = false",
        "before = 'closed'",
        "digest = '0000000000000000000000000000000000000000000000000000000000000000'",
    ],
)
def test_a_changed_entry_is_found(dispute, change) -> None:
    tamper("update history set " + change + " where seq = 3")  # noqa: S608 — the changes are those above
    assert wrong(dispute)[0][0] == 3


def test_a_changed_entry_with_a_new_digest_is_found_at_the_next(dispute) -> None:
    from support.disputes.history import digest_of

    entry = db.session.query(HistoryEntry).filter_by(dispute_id=dispute.id, seq=3).one()
    entry.facts = {"words": "never said"}
    entry.digest = digest_of(dispute.reference, entry)
    db.session.commit()
    assert wrong(dispute) == [(4, "does not follow the entry before it: one was removed, put in or moved")]


def test_a_removed_entry_is_found(dispute) -> None:
    tamper("delete from history where seq = 3")
    assert (3, "entry 3 is missing: the next one is 4") in wrong(dispute)


def test_a_removed_end_is_found(dispute) -> None:
    tamper("delete from history where seq = :last", last=dispute.history_length)
    faults = wrong(dispute)
    assert (
        0,
        f"the history has {dispute.history_length - 1} entries, and {dispute.history_length} were written",
    ) in faults


def test_a_replaced_end_is_found(dispute) -> None:
    tamper("update history set digest = :digest where seq = :last", digest="f" * 64, last=dispute.history_length)
    assert (0, "the history does not end with the entry that was written last") in wrong(dispute)


def test_reordered_entries_are_found(dispute) -> None:
    tamper("update history set seq = 99 where seq = 3")
    tamper("update history set seq = 3 where seq = 4")
    tamper("update history set seq = 4 where seq = 99")
    assert {place for place, _ in wrong(dispute)} >= {3, 4}


def test_a_status_that_no_step_led_to_is_found(dispute) -> None:
    tamper("update disputes set status = 'closed'")
    assert wrong(dispute) == [(0, "it is “closed” in tier 1, and its history ends with “resolved” in tier 1")]


def test_a_whole_dispute_that_is_gone_is_found(dispute, client_person) -> None:
    factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    tamper("update disputes set reference = 'DSP-00009' where reference = 'DSP-00002'")
    _, faults = verify_all()
    assert {fault.reference for fault in faults if "whole dispute" in fault.what} == {
        f"DSP-{n:05}" for n in range(2, 9)
    }


def test_the_last_dispute_that_is_gone_is_found(dispute) -> None:
    tamper("update counters set last = 2 where series = 'disputes'")
    assert [str(fault.reference) for fault in verify_all()[1]] == ["DSP-00002"]


def test_references_of_six_figures_are_in_their_order(dispute, client_person) -> None:
    factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    tamper("update disputes set reference = 'DSP-100000' where reference = 'DSP-00002'")
    _, faults = verify_all()
    missing = {fault.reference for fault in faults if "whole dispute" in fault.what}
    assert len(missing) == 99_998
    assert not missing & {"DSP-00001", "DSP-100000"}


def test_the_whole_record_is_one_json_document_without_internal_notes(dispute) -> None:
    text_of_it = json.dumps(record_of(dispute))
    assert "canary" not in text_of_it
    record = json.loads(text_of_it)
    assert (record["reference"], record["status"]) == ("DSP-00001", "resolved")
    assert [line["approved"] for line in record["lines"]] == ["10.00"]
    assert len(record["history"]) == dispute.history_length
    assert {check["kind"] for check in record["checks"]} == {"billing", "agreement", "documents"}


# The commands


def test_show_prints_the_record(app, dispute) -> None:
    run = app.test_cli_runner().invoke(args=["disputes", "show", "dsp-00001", "--json"])
    assert (run.exit_code, json.loads(run.output)["reference"]) == (0, "DSP-00001")
    plain = app.test_cli_runner().invoke(args=["disputes", "show", "DSP-00001"]).output
    assert "resolved, tier 1" in plain
    assert "canary" not in plain


def test_show_says_that_it_knows_no_such_dispute(app) -> None:
    run = app.test_cli_runner().invoke(args=["disputes", "show", "DSP-99999"])
    assert run.exit_code == 1
    assert "There is no dispute DSP-99999" in run.output


def test_verify_is_content_with_what_was_written(app, dispute) -> None:
    run = app.test_cli_runner().invoke(args=["disputes", "verify", "--json"])
    assert (run.exit_code, json.loads(run.output)) == (0, {"checked": 1, "faults": []})


def test_verify_fails_and_names_the_place(app, dispute) -> None:
    tamper("update history set action = 'close' where seq = 2")
    for args in (["disputes", "verify"], ["disputes", "verify", "DSP-00001"]):
        run = app.test_cli_runner().invoke(args=args)
        assert run.exit_code == 1
        assert "DSP-00001, entry 2: was changed after it was written" in run.output
    faults = json.loads(app.test_cli_runner().invoke(args=["disputes", "verify", "--json"]).output)["faults"]
    assert faults[0] == {"reference": "DSP-00001", "entry": 2, "what": "was changed after it was written"}


def test_a_record_with_an_offer_names_what_was_offered(client_person, agent) -> None:
    remedy = offer(ready(client_person, agent), "20", by=agent)
    [shown] = record_of(remedy.dispute)["remedies"]
    assert (shown["kind"], shown["status"], shown["amount"], shown["credit_note"]) == (
        "goodwill",
        "offered",
        "20.00",
        None,
    )
