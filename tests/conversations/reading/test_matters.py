"""A message that speaks of two things falls into its parts; a list of numbers is never cut."""

import pytest

from support.conversations.reading.matters import goes_on, parts_in


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("line 4 is wrong", ["line 4 is wrong"]),
        ("lines 3 and 5 of #42 are wrong", ["lines 3 and 5 of #42 are wrong"]),
        (
            "lines 3 and 5 of #42 are wrong, and I never got credit for February",
            ["lines 3 and 5 of #42 are wrong", "I never got credit for February"],
        ),
        ("I was charged twice and the VAT is wrong", ["I was charged twice", "the VAT is wrong"]),
        ("The price is off. Also my refund is missing!", ["The price is off", "my refund is missing"]),
        ("  ", []),
    ],
)
def test_a_message_falls_into_its_parts(text: str, parts: list[str]) -> None:
    assert [part.text for part in parts_in(text)] == parts


def test_each_part_stands_where_it_was_written() -> None:
    text = "I was charged twice, and the VAT is wrong too."
    for part in parts_in(text):
        assert part.text in text[part.start : part.end]
    assert [(part.added, part.too) for part in parts_in(text)] == [(False, False), (True, True)]


def test_too_many_is_no_too() -> None:
    assert not parts_in("too many hours")[0].too


@pytest.mark.parametrize("text", ["I paid it. It was in May", "wrong. Twice", "The price is off. It never came."])
def test_what_only_says_more_of_the_same_goes_on(text: str) -> None:
    assert goes_on(parts_in(text)[-1])
