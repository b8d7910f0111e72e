"""The page of the daily letter: lines as long as the screen, addresses to press, nothing else changed."""

from support.correspondence.rendering import reflowed, wrapped

LONG = "You hear the decision, or when to expect it, by 30 March 2026. The amount in dispute stays on hold until then."


def test_lines_that_were_broken_for_their_length_are_whole_again() -> None:
    text = f"WHAT HAPPENS NEXT\n{LONG}\n\nKind regards,\nThe billing desk\n"
    assert reflowed(wrapped(text)) == text.strip()


def test_quotes_and_lists_stay_what_they_are() -> None:
    text = f"You told us:\n> {LONG}\n> Twice.\n\n- {LONG}\n- second\n"
    assert reflowed(wrapped(text)).splitlines() == text.strip().splitlines()


def test_an_address_stays_whole() -> None:
    address = "https://desk.lumen.example/portal/disputes/DSP-00001?" + "x" * 80
    assert address in reflowed(wrapped(f"It is here:\n{address}\n")).split()
