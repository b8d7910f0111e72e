"""What a letter must say before it leaves, by the policies that hold for its dispute, and the sentences that policies give it.

A point of a checklist is said by the letter itself, from facts that `SAYS` names, or by a sentence that stands in the policy's
own file (`[letters.says]`). A point that nobody says stops the letter: whoever is just writing it is told what is missing,
and one that writes itself is held back for a person.
"""

from support import policies
from support.accounts.models import Person
from support.correspondence.points import LISTS, RECOURSE, SAYS, WRITES_ITSELF, Facts
from support.correspondence.rendering import Speech
from support.disputes.models import Dispute
from support.disputes.opening import profile_of
from support.disputes.reasons import Outcome
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_
from support.policies.counting import last_day
from support.policies.profiles import Letter, Profile, Recourse


class Incomplete(RuleBroken):
    """The letter lacks what the policy asks for."""

    code = "letter_incomplete"


def rules_for(dispute: Dispute) -> list[Profile]:
    """The dispute's own policy where its rules hold for it, and what the desk promises to everybody."""
    own = policies.profile(dispute.profile, dispute.profile_version)
    ours = policies.profile(policies.desk().internal_profile)
    regulated = dispute.in_time and dispute.channel.value in own.channels
    return [own, ours] if regulated and own.id != ours.id else [own if own.id == ours.id else ours]


def _rules(dispute: Dispute | None, reader: Person) -> list[Profile]:
    """Of a letter that is about no dispute: those that the reader's bills are under."""
    if dispute is not None:
        return rules_for(dispute)
    return [profile_of(reader.organisation)] if reader.organisation is not None else []


def _lists(letter: str, dispute: Dispute | None, reader: Person) -> list[Letter]:
    names = LISTS.get(_form(letter, dispute), ())
    return [row for profile in _rules(dispute, reader) for row in profile.duties.letters if row.kind in names]


def _form(letter: str, dispute: Dispute | None) -> str:
    """A decision that is partly against the client has to say what both kinds have to say."""
    partly = dispute is not None and dispute.outcome is Outcome.PARTLY_UPHELD and letter == "dispute_resolved_upheld"
    return N_("%(letter)s, in part", letter=letter) if partly else letter


def missing(letter: str, dispute: Dispute | None, reader: Person, facts: Facts) -> list[str]:
    """The points that the policy asks for and that neither the letter nor the policy itself says."""
    if letter not in LISTS:
        return []
    said = SAYS.get(letter, {})
    return [
        point
        for row in _lists(letter, dispute, reader)
        for point in row.must
        if point not in dict(row.says) and not (point in said and said[point](facts))
    ]


def refuse_or_hold(letter: str, lacking: list[str]) -> str:
    """Why the letter is held back, empty where it is whole. Raises `Incomplete` where somebody can say what is missing."""
    if not lacking:
        return ""
    say = N_("The letter to the client does not say: %(listed)s.", listed="; ".join(lacking))
    if letter not in WRITES_ITSELF:
        raise Incomplete(N_("%(say)s Nothing has been done: add it, or have the policy's file say it.", say=say))
    return say


def sentences(letter: str, dispute: Dispute | None, speech: Speech) -> list[str]:
    """Whom else the client can turn to, and what the policy has a letter of this kind say in its own words."""
    if letter not in LISTS:
        return []
    given = [sentence for row in _lists(letter, dispute, speech.reader) for _, sentence in row.says]
    return list(dict.fromkeys([*_recourses(letter, dispute, speech), *map(N_, given)]))


def _recourses(letter: str, dispute: Dispute | None, speech: Speech) -> list[str]:
    wanted = RECOURSE.get(_form(letter, dispute), frozenset())
    open_now = [
        (profile, row)
        for profile in _rules(dispute, speech.reader)
        for row in profile.duties.recourse
        if wanted & set(row.when)
    ]
    return [_outside(N_(row.name), _last_day(profile, row, speech)) for profile, row in open_now]


def _outside(name: str, until: str) -> str:
    if until:
        return N_("You can turn to somebody outside: %(name)s, until %(day)s.", name=name, day=until)
    return N_("You can turn to somebody outside: %(name)s.", name=name)


def _last_day(profile: Profile, recourse: Recourse, speech: Speech) -> str:
    if recourse.within is None:
        return ""
    today = profile.calendar.local(clock.now()).date()
    return speech.day(last_day(recourse.within, today, profile.calendar))


def open_until(dispute: Dispute, speech: Speech) -> str:
    """The last day for turning to somebody outside, where the policy says one; else that there is none."""
    found = [_last_day(profile, row, speech) for profile in rules_for(dispute) for row in profile.duties.recourse]
    days = [day for day in found if day]
    return days[0] if days else N_("no last day is set")
