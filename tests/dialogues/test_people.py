"""Terse, angry, stubborn and non-native clients, and what lies outside the assistant's office, talked through with the real programs."""

import pytest

from tests.dialogues.conftest import JONAS, MARIA, PRIYA, Talking
from tests.dialogues.dialogue import Dialogue, check, d

pytestmark = pytest.mark.browser

SORRY = "I am sorry"
DIALOGUES = [
    d("a short month", MARIA, ("explain the October bill", "October", "Line 1")),
    d("the end of a month", MARIA, ("the bill of the end of october", "31 October")),
    d("a quarter in short", MARIA, ("show me my Q3 bills", "31 August")),
    d("a total", MARIA, ("why is the total so high on my March invoice", "lines come to", "asks for")),
    d("the tax of the last bill", MARIA, ("what's the tax on my last invoice?", "of tax in all")),
    d("more than last month", MARIA, ("why is it more than last month?", "than invoice", "Tax")),
    d("two bills side by side", MARIA, ("compare march and april", "than invoice", "March 2026")),
    d("an exchange rate", JONAS, ("the exchange rate is incorrect", "is in EUR", "your bank")),
    d("proof of the hours", JONAS, ("send me proof of these hours", "time record")),
    d("what is on hold", JONAS, ("how much of it is on hold?", "Nothing is on hold", "no credit")),
    d("instalments", JONAS, ("can I pay in 3 parts?", "a person can", "Paying in instalments", "/help/", "#Yes, a person please")),
    d("a bill in the wrong name", MARIA, ("bill our GmbH, not me", "a corrected invoice takes its place", "#Open a dispute"), ("no", "If anything else")),
    d("an invoice without a number of theirs", JONAS, ("reissue with our PO number", "a corrected invoice takes its place", "#Open a dispute")),
    d("data that have changed", MARIA, ("my billing address changed and I need to update my information", "/portal/company", "#Talk to a person")),
    d("a charge called by its amount", MARIA, ("explain INV-2026-0140", "Line 1"), ("the 420 one", "Line 1", "Line 2", "!Which invoice")),
    d("a figure that was charged", JONAS, ("10-4", "!can't reach"),),
    d("the bill itself", JONAS, ("where is my March invoice", "/portal/invoices/INV-")),
    d("a dispute of another look", PRIYA, ("what's happening with D-2026-0031", "can't find that dispute")),
    d("what was said, in words not understood", MARIA, ("what do I owe", "is due now"), ("can you repeat the question again", "is due now")),
    d("another language, taken for something else", PRIYA, ("warum wurde mir das zweimal berechnet", "only understand English", "#Talk to a person", "!€")),
    d("dollars against a bill in euros", MARIA, ("I dispute line 4 of INV-2026-0140, it should be $40", "in another currency", "in EUR", "What would the right amount be"), ("40", "right amount €40.00"), ("30", "right amount €30.00"), ("cancel", "drop"), ("yes", "No dispute")),
    d("more than was billed", MARIA, ("I dispute line 4 of INV-2026-0140, it should be 200", "#Open a dispute"), ("yes", "more than was billed", "What would the right amount be"), ("cancel", "drop"), ("yes", "No dispute")),
    d("everything, and nothing certain", JONAS, ("everything on this bill is wrong", SORRY), ("the latest", "What is wrong with it", "!Which charge"), ("I do not know", "!i do not", "#"), ("cancel", "drop"), ("yes", "No dispute")),
    d("an amount in foreign money", JONAS, ("I dispute $40", "!$40 is", "#")),
    d("an amount that no line has", JONAS, ("I dispute €40", "!There is no offer", "#")),
    d("a number and a verb", JONAS, ("dispute 420", "!refunded", "#")),
    d("several small charges in foreign money", JONAS, ("3 charges of $9.99", "!€9.99", "#")),
    d("a line and an amount beside a number", MARIA, ("{march} line 4 should be 45", "Line 4 of invoice", "!Line 1", "#Open a dispute")),
    d("terse", JONAS, ("hours wrong", SORRY, "Which invoice")),
    d("terse and angry", MARIA, ("this is a joke. twice. AGAIN.", "!stop", "#")),
    d("not a native speaker", JONAS, ("me no understand bill", "Which invoice")),
    d("not a native speaker, twice charged", MARIA, ("u charge me 2x delivery why???", "same delivery", "#Open a dispute")),
    d("will not pay", MARIA, ("I no want pay this", SORRY, "Which invoice")),
    d("insults and a charge", MARIA, ("This is theft and you are thieves, take the 420 off", "!I am afraid", "#")),
    d("swearing and a good reason", PRIYA, ("you f***ing idiots, my discount is missing again", SORRY, "@bot", "#")),
    d("nothing but an insult", PRIYA, ("fuck off", SORRY, "@person")),
    d("nobody answers", PRIYA, ("nobody answers me", SORRY, "@person")),
    d("a life in danger", PRIYA, ("I will kill myself if I have to pay this", "not be alone", "emergency number", "@person")),
    d("a threat", PRIYA, ("I am going to come to your office and hurt somebody", "how angry you are", "looked into", "@person")),
    d("bereavement", PRIYA, ("my husband passed away and I can't deal with this bill", "sorry to hear", "@person", "!noted")),
    d("an opinion about the bills", PRIYA, ("your invoices are impossible to read", "Thank you for telling me", "@bot", "#Talk to a person")),
    d("somebody's wife", PRIYA, ("I'm his wife", "only speak about the account", "#Talk to a person", "@bot")),
    d("another company's bill", PRIYA, ("what does Harbour Cafe owe you?", "!1,", "#")),
    d("a stolen card", PRIYA, ("is this fraud? someone used my card", "call your bank at once", "#Talk to a person")),
    d("legal advice", PRIYA, ("give me legal advice", "free to turn to", "@person")),
    d("a paper without a dispute", MARIA, ("here is the receipt", "Send a file")),
    d("where to send a photo", MARIA, ("can I send you a photo of the receipt?", "Send a file")),
    d("a dispute that never was", PRIYA, ("what's happening with DSP-99031", "can't find that dispute")),
    d("what comes next", PRIYA, ("what happens next?", "no disputes")),
    d("an offer that nobody made", JONAS, ("make it 50 and we're good", "no offer open", "#Pass it on")),
    d("say that again", JONAS, ("what do I owe?", "is due now"), ("can you repeat that?", "is due now")),
    d("the question again, in the form", JONAS, ("I want to dispute a charge", "Which invoice"), ("what was the question?", "Which invoice"), ("cancel", "drop"), ("yes", "No dispute")),
    d("a reminder for what is in dispute", JONAS, ("I got a reminder for the amount I dispute!", "#")),
    d("the whole bill", JONAS, ("everything on this bill is wrong", SORRY, "Which invoice"), ("cancel", "drop"), ("yes", "No dispute")),
    d("late", JONAS, ("I know it's too late but can I still contest that payment", "#")),
    d("a person at last", PRIYA, ("where is my discount?", "#"), ("no. human.", "@person")),
    d("a price", JONAS, ("the price is wrong on my latest invoice", "#Open a dispute", SORRY[:4])),
]  # fmt: skip
GUESSED = tuple(f"explain INV-1999-{number}" for number in (1101, 2202, 3303, 4404, 5505, 6606))


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[one.name for one in DIALOGUES])
def test_everybody_is_answered_as_they_are(dialogue: Dialogue, talk: Talking, march: str) -> None:
    check(dialogue, talk, march)


def test_who_guesses_numbers_is_slowed_down_even_for_their_own(talk: Talking, march: str) -> None:
    """The last of all: Priya finds nothing by its number for ten minutes. What she missed with before counts as well."""
    heard = talk(PRIYA, *GUESSED)
    slowed = ["wait ten minutes" in heard.said(turn) for turn in range(len(GUESSED))]
    assert slowed[-1] and slowed == sorted(slowed), "once slowed down it stays so"
    assert all(slow or "can't find that invoice" in heard.said(turn) for turn, slow in enumerate(slowed))
    assert heard.offered(len(GUESSED) - 1), "the list and a person are still there"
