"""No letter leaves that lacks what its policy asks for."""

from dataclasses import replace

import pytest

from support import policies
from support.correspondence import checklists
from support.correspondence.models import LetterStatus
from support.correspondence.points import LISTS, NO_LETTERS, SAYS, WRITES_ITSELF
from support.disputes import services
from support.disputes.reasons import RemedyKind
from support.disputes.states import Status
from support.extensions import db
from support.kernel.money import Money
from support.policies.profiles import Profile
from tests.letters.conftest import Story, letters
from tests.letters.test_duty_letters import under

PROFILES = {profile.id: profile for profile in policies.profiles()}
POINTS = [
    (profile.id, row, form)
    for profile in policies.profiles()
    for row in profile.duties.letters
    for form, names in LISTS.items()
    if row.kind in names
]


def test_every_list_of_every_policy_belongs_to_a_letter_or_is_named_as_none() -> None:
    kinds = {row.kind for profile in policies.profiles() for row in profile.duties.letters}
    assert kinds <= {name for names in LISTS.values() for name in names} | set(NO_LETTERS)


@pytest.mark.parametrize(("profile", "row", "form"), POINTS, ids=[f"{name}: {form}" for name, _, form in POINTS])
def test_every_point_that_a_policy_asks_for_can_be_said(profile: str, row, form: str) -> None:
    said = SAYS[form.partition(",")[0]]
    unsaid = [point for point in row.must if point not in said and point not in dict(row.says)]
    assert unsaid == []


@pytest.mark.parametrize("letter", sorted(SAYS))
def test_every_fact_that_a_point_is_read_from_is_asked_for_by_the_letter(letter: str) -> None:
    """Nothing at all is known: what is still said stands in the letter's own words."""
    for point, says in SAYS[letter].items():
        assert says({}) in (True, False), point


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch):
    """`asks("upheld", "the colour of the van")`: our own policy asks for one point more."""

    def ask(kind: str, point: str) -> None:
        ours = policies.profile(policies.desk().internal_profile)
        rows = tuple(replace(row, must=(*row.must, point)) if row.kind == kind else row for row in ours.duties.letters)
        changed = replace(ours, duties=replace(ours.duties, letters=rows))
        monkeypatch.setattr(checklists, "rules_for", lambda dispute: [changed])

    return ask


def test_a_decision_whose_letter_lacks_a_point_is_not_made_and_says_what_is_missing(story: Story, asks) -> None:
    asks("upheld", "the colour of the van")
    dispute = story.investigated(story.sofia)
    with pytest.raises(checklists.Incomplete, match="the colour of the van"):
        services.resolve_with_correction(
            dispute,
            kind=RemedyKind.CREDIT,
            amounts={story.invoice.lines[2].id: Money.of("120", "EUR")},
            explanation="One delivery was billed twice.",
            by=story.sofia,
        )
    db.session.rollback()
    assert dispute.status is Status.INVESTIGATING
    assert dispute.remedies == []
    assert letters("dispute_resolved_upheld") == []


def test_a_refusal_whose_letter_lacks_a_point_is_not_made(story: Story, asks) -> None:
    asks("not_upheld", "the colour of the van")
    dispute = story.investigated(passed=True)
    services.attach_document(dispute, kind="record", ref="DLV-9", title="A note", by=story.ana)
    with pytest.raises(checklists.Incomplete):
        services.resolve_not_upheld(dispute, explanation="Both deliveries were made.", by=story.ana)
    db.session.rollback()
    assert dispute.status is Status.INVESTIGATING


def test_an_acknowledgement_that_lacks_a_point_does_not_hinder_the_client_and_waits_for_a_person(
    story: Story, asks
) -> None:
    asks("acknowledgement", "the colour of the van")
    dispute = story.opened()
    assert dispute.status is Status.ACKNOWLEDGED
    (letter,) = letters("dispute_acknowledged")
    assert letter.status is LetterStatus.HELD
    assert "the colour of the van" in letter.last_error


def test_what_writes_itself_is_held_and_what_somebody_writes_is_refused() -> None:
    for letter in LISTS:
        if letter in WRITES_ITSELF:
            assert checklists.refuse_or_hold(letter, ["a point"])
        else:
            with pytest.raises(checklists.Incomplete):
                checklists.refuse_or_hold(letter, ["a point"])
    assert checklists.refuse_or_hold("dispute_not_upheld", []) == ""


REFUSED_UNDER = {
    "uk_fca_disp": ["Financial Ombudsman Service", "within six months", "our permission"],
    "au_asic_rg271": ["www.afca.org.au"],
    "us_reg_z": ["copies of the documents", "Consumer Financial Protection Bureau"],
    "us_reg_e": ["the right to ask for the documents", "5 business days"],
    "eu_psd2_art101": ["body for out-of-court resolution"],
    "us_tx_puc_25.30": ["a supervisor", "Public Utility Commission of Texas"],
}


@pytest.mark.parametrize(("profile", "words"), REFUSED_UNDER.items(), ids=REFUSED_UNDER.keys())
def test_a_refusal_says_what_its_policy_asks_for(story: Story, profile: str, words: list[str]) -> None:
    under(story, profile).not_upheld()
    (letter,) = letters("dispute_not_upheld")
    text = " ".join(letter.text.split())
    for word in words:
        assert word in text
        assert word in letter.html


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_a_whole_dispute_can_be_lived_through_under_every_policy(story: Story, profile: str) -> None:
    under(story, profile)
    story.resolved(story.ana, "45.00")
    held = [letter for letter in letters("dispute_acknowledged") if letter.status is LetterStatus.HELD]
    assert held == []
    assert len(letters("dispute_resolved_upheld")) == 1


def test_the_sentences_of_a_policy_are_left_out_where_its_rules_do_not_hold(story: Story) -> None:
    """By letter only: a chat starts none of its clocks, and gives none of its rights."""
    dispute = under(story, "us_reg_z").opened()
    rules: list[Profile] = checklists.rules_for(dispute)
    assert (rules[0].id == "us_reg_z") == (dispute.channel.value in PROFILES["us_reg_z"].channels)
