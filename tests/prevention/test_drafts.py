"""A draft is no invoice; somebody else looks at it before it becomes one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.importing.refusals import NotReadable
from support.billing.models import Invoice
from support.billing.queries import invoices_of
from support.extensions import db
from support.kernel.errors import BadInput, JustChanged, NotAllowed, RuleBroken
from support.prevention import drafts, reviewing
from support.prevention.kinds import DraftStatus
from support.prevention.models import Draft
from support.timetable import TIMETABLE
from tests import factories
from tests.billing.files import credit_note, document, line, written
from tests.billing.owing import owed_by
from tests.prevention.conftest import Drafted, letters


def test_a_draft_is_in_no_balance_and_no_list(drafted: Drafted, harbour: Organisation) -> None:
    drafted()
    assert not owed_by(harbour).open
    assert invoices_of(harbour).rows == []
    assert db.session.scalar(select(func.count()).select_from(Invoice)) == 0


def test_a_reviewed_draft_becomes_an_invoice_and_the_client_is_told(
    drafted: Drafted, harbour: Organisation, other_agent: Person
) -> None:
    draft = reviewing.approve(drafted(), by=other_agent)
    assert draft.status is DraftStatus.ISSUED
    assert draft.invoice is not None
    assert draft.invoice.number == "INV-2026-0001"
    assert str(owed_by(harbour).open) == "147.60 EUR"
    (letter,) = letters("invoice_issued")
    assert "€147.60" in letter.subject
    assert "30 April 2026" in letter.text
    assert "/portal/invoices/INV-2026-0001" in letter.text


def test_nobody_reviews_what_they_prepared(drafted: Drafted, agent: Person) -> None:
    with pytest.raises(NotAllowed, match="somebody else"):
        reviewing.approve(drafted(), by=agent)


def test_nobody_sends_back_what_they_prepared(drafted: Drafted, agent: Person) -> None:
    with pytest.raises(NotAllowed, match="somebody else"):
        reviewing.send_back(drafted(), words="No.", by=agent)


def test_whoever_changed_it_before_does_not_review_it_either(
    drafted: Drafted, agent: Person, other_agent: Person, specialist: Person
) -> None:
    drafted()
    changed = drafted(by=other_agent, buyer_reference="PO-7")
    with pytest.raises(NotAllowed, match="somebody else"):
        reviewing.approve(changed, by=agent)
    assert reviewing.approve(changed, by=specialist).status is DraftStatus.ISSUED


def test_a_manager_does_not_review_their_own_draft(drafted: Drafted, manager: Person) -> None:
    with pytest.raises(NotAllowed, match="somebody else"):
        reviewing.approve(drafted(by=manager), by=manager)


def test_a_client_reviews_nothing_and_prepares_nothing(drafted: Drafted, harbour: Organisation) -> None:
    maria = harbour.people[0]
    with pytest.raises(NotAllowed, match="Only staff"):
        reviewing.approve(drafted(), by=maria)
    with pytest.raises(NotAllowed, match="Only staff"):
        drafts.prepare(b"<x/>", "x.xml", by=maria)


def test_an_error_needs_a_manager(drafted: Drafted, other_agent: Person) -> None:
    draft = drafted(wrong=True)
    assert draft.findings
    assert reviewing.needs(draft) == "manager"
    with pytest.raises(NotAllowed, match="Only a manager"):
        reviewing.approve(draft, by=other_agent, words="It is fine.")


def test_an_error_needs_the_managers_reason(drafted: Drafted, manager: Person) -> None:
    draft = drafted(wrong=True)
    with pytest.raises(BadInput, match="reason for sending it out with an error"):
        reviewing.approve(draft, by=manager, words="  ")
    assert reviewing.approve(draft, by=manager, words="Agreed with the client.").status is DraftStatus.ISSUED


def test_a_warning_needs_the_reviewers_reason(drafted: Drafted, other_agent: Person, review_by) -> None:
    review_by(blocks=(), warns=("error", "warning"))
    draft = drafted(wrong=True)
    with pytest.raises(BadInput, match="in spite of the warning"):
        reviewing.approve(draft, by=other_agent)
    assert (
        reviewing.approve(draft, by=other_agent, words="It is rounded as agreed.").words == "It is rounded as agreed."
    )


def test_what_is_sent_back_comes_again_with_another_content(
    drafted: Drafted, agent: Person, other_agent: Person
) -> None:
    draft = reviewing.send_back(drafted(), words="The machine went back in February.", by=other_agent)
    assert draft.status is DraftStatus.SENT_BACK
    (letter,) = letters("draft_sent_back")
    assert letter.to_email == agent.email
    assert "The machine went back in February." in letter.text

    again = drafted(buyer_reference="PO-7")
    assert (again.id, again.status, again.revision) == (draft.id, DraftStatus.WAITING, 2)
    assert "manual_edit" in {part["feature"] for part in again.parts}


def test_sending_back_needs_words(drafted: Drafted, other_agent: Person) -> None:
    with pytest.raises(BadInput, match="What should change"):
        reviewing.send_back(drafted(), words=" ", by=other_agent)


def test_the_same_file_again_changes_nothing(drafted: Drafted, agent: Person) -> None:
    first = drafted()
    (again,) = drafts.prepare(written(document()), "again.xml", by=agent)
    assert (again.did, again.draft.id, again.draft.revision) == (drafts.UNCHANGED, first.id, 1)


def test_what_has_gone_out_is_no_draft_any_more(drafted: Drafted, agent: Person, other_agent: Person) -> None:
    reviewing.approve(drafted(), by=other_agent)
    with pytest.raises(NotReadable, match="gone out already"):
        drafts.prepare(written(document()), "again.xml", by=agent)


def test_a_credit_note_is_no_draft(drafted: Drafted, agent: Person) -> None:
    with pytest.raises(NotReadable, match="credit note"):
        drafts.prepare(written(credit_note(document())), "note.xml", by=agent)


def test_two_reviewers_at_once_are_one_success(drafted: Drafted, other_agent: Person, specialist: Person) -> None:
    draft = drafted()
    shown = draft.version
    reviewing.send_back(draft, words="The price is the old one.", by=other_agent, version=shown)
    with pytest.raises((RuleBroken, JustChanged)):
        reviewing.approve(draft, by=specialist, version=shown)


def test_a_draft_of_a_later_day_goes_out_on_its_day(drafted: Drafted, other_agent: Person, calendar) -> None:
    calendar.set("2026-03-30T10:00+00:00")
    draft = reviewing.approve(drafted(issued_on=document().issued_on.replace(month=4, day=2)), by=other_agent)
    assert draft.status is DraftStatus.READY
    assert reviewing.issue_ready() == 0
    calendar.set("2026-04-02T08:00+00:00")
    job = next(job for job in TIMETABLE if job.name == "drafts that go out")
    assert [job.run(), job.run()] == [1, 0]
    assert len(letters("invoice_issued")) == 1


def test_a_repeat_of_an_issued_bill_is_found_before_it_goes_out(
    drafted: Drafted, agent: Person, other_agent: Person
) -> None:
    reviewing.approve(drafted(), by=other_agent)
    again = drafted(number="INV-2026-0900")
    assert {row["rule"] for row in again.findings} & {"R4", "R5"}
    assert reviewing.needs(again)


def test_what_the_ledger_has_learned_since_stops_the_approval(
    drafted: Drafted, other_agent: Person, specialist: Person, manager: Person
) -> None:
    first, second = drafted(), drafted(number="INV-2026-0900")
    assert not reviewing.needs(second)
    reviewing.approve(first, by=other_agent)
    with pytest.raises(RuleBroken, match="Check again"):
        reviewing.approve(second, by=specialist)
    looked_at = reviewing.recheck(second, by=specialist)
    assert reviewing.needs(looked_at)


def test_a_withdrawn_draft_frees_its_number(drafted: Drafted, agent: Person) -> None:
    draft = reviewing.withdraw(drafted(), words="It was a trial.", by=agent)
    assert draft.status is DraftStatus.WITHDRAWN
    assert drafted().id != draft.id


def test_under_the_flagged_policy_a_clean_draft_goes_out_by_itself(drafted: Drafted, review_by) -> None:
    review_by(policy="flagged", flag_from=1000)
    draft = drafted()
    assert (draft.status, draft.why_review) == (DraftStatus.READY, "")
    assert reviewing.issue_ready() == 1


def test_under_every_policy_an_error_is_looked_at(drafted: Drafted, review_by) -> None:
    review_by(policy="flagged", flag_from=1000)
    assert drafted(wrong=True).why_review == "The check has found an error."


def test_many_points_are_looked_at(drafted: Drafted, review_by) -> None:
    review_by(policy="flagged", flag_from=1)
    assert "points" in drafted().why_review


def test_the_sample_is_the_same_each_time_and_depends_on_the_secret(app: Flask) -> None:
    numbers = [f"INV-{at}" for at in range(2000)]
    drawn = [number for number in numbers if drafts.is_drawn("Lumen", number, 0.2)]
    assert drawn == [number for number in numbers if drafts.is_drawn("Lumen", number, 0.2)]
    assert 300 < len(drawn) < 500
    secret = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "another one"
    try:
        assert drawn != [number for number in numbers if drafts.is_drawn("Lumen", number, 0.2)]
    finally:
        app.config["SECRET_KEY"] = secret


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_all_of_them_is_all_of_them(application: Flask, seller: str, number: str) -> None:
    with application.app_context():
        assert drafts.is_drawn(seller, number, 1.0)


def test_the_command_takes_drafts_in_and_predicts(app: Flask, agent: Person, tmp_path: Path, calendar) -> None:
    calendar.set("2026-03-31T10:00+00:00")
    path = tmp_path / "draft.xml"
    path.write_bytes(written(document(line(), replace(line(2), name="Milk"))))
    runner = app.test_cli_runner()
    nobody = runner.invoke(args=["billing", "import", "--draft", str(path)])
    assert nobody.exit_code == 2
    assert "--prepared-by" in nobody.output
    ran = runner.invoke(args=["billing", "import", "--draft", "--prepared-by", agent.email, "--json", str(path)])
    assert ran.exit_code == 0, ran.output
    (told,) = json.loads(ran.stdout)["files"]
    assert told["drafts"][0]["status"] == "waiting"

    predicted = runner.invoke(args=["billing", "predict", "INV-2026-0001", "NOTHING-1", "--json"])
    assert predicted.exit_code == 1
    known, unknown = json.loads(predicted.stdout)
    assert known["draft"] is True
    assert known["score"] == sum(part["points"] for part in known["reasons"])
    assert known["probability"] is None
    assert "no draft and no invoice" in unknown["refused"]


def test_a_draft_that_cannot_be_read_is_refused_and_nothing_kept(app: Flask, agent: Person, tmp_path: Path) -> None:
    path = tmp_path / "draft.xml"
    path.write_text("<Invoice>")
    ran = app.test_cli_runner().invoke(args=["billing", "import", "--draft", "--prepared-by", agent.email, str(path)])
    assert ran.exit_code == 1
    assert "refused" in ran.output
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_the_score_never_blocks_on_its_own(drafted: Drafted, other_agent: Person) -> None:
    draft = drafted()
    draft.score = 500
    db.session.commit()
    assert reviewing.approve(draft, by=other_agent).status is DraftStatus.ISSUED


def test_every_right_has_a_refusal(drafted: Drafted, harbour: Organisation) -> None:
    """A client's person has none of the rights here but over their own data, and a person who has left none at all."""
    from support.prevention.rights import RIGHTS, Act, why_not

    assert set(RIGHTS) == set(Act)
    draft, gone = drafted(), factories.make_person(Role.MANAGER, active=False)
    draft.proposed_by_id, elsewhere = None, factories.make_organisation(name="Quay")
    over_own_data = {Act.CONFIRM_OWN_DATA: elsewhere, Act.ASK_FOR_CHANGE: elsewhere}
    refusals = {"Only staff can do this.", "Only a manager can do this.", "Only the client's own people can do this."}
    for act in Act:
        assert why_not(harbour.people[0], act, over_own_data.get(act, draft)) in refusals
        assert why_not(gone, act, draft) == "Your account is no longer active."
