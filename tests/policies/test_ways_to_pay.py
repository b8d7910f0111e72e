"""Ways to pay in the desk's file: how they are refused, and what is filled into them."""

from pathlib import Path

import pytest

from support import policies
from support.policies.desk import read_desk
from support.policies.paying import Way
from support.policies.reading import PolicyError
from support.policies.shelf import FOLDER

WAY = """
[[ways_to_pay]]
name = "card"
said = "Pay by card"
text = "For invoice {number}: {amount} {currency}, named {reference}"
address = "https://pay.example.com/i/{number}?amount={amount}&currency={currency}#{reference}"
currencies = ["EUR", "JPY"]
"""
VALUES = {"number": "A/1 &x=2", "amount": "120.00", "currency": "EUR", "reference": "ü<b>#?"}


def ways(tmp_path: Path, text: str) -> tuple[Way, ...]:
    path = tmp_path / "desk.toml"
    path.write_text((FOLDER / "desk.toml").read_text() + text)
    return read_desk(path).ways_to_pay


def test_none_are_given_unless_the_owner_gives_them() -> None:
    assert policies.desk().ways_to_pay == ()


def test_a_way_is_kept_as_it_is_written_and_says_which_money_it_takes(tmp_path: Path) -> None:
    (way,) = ways(tmp_path, WAY)
    assert (way.name, way.said, way.takes("EUR"), way.takes("GBP")) == ("card", "Pay by card", True, False)
    (any_money,) = ways(tmp_path, WAY.replace('currencies = ["EUR", "JPY"]\n', ""))
    assert any_money.takes("GBP")


def test_in_an_address_every_value_is_escaped_and_in_words_none(tmp_path: Path) -> None:
    (way,) = ways(tmp_path, WAY)
    assert way.link(VALUES) == (
        "https://pay.example.com/i/A%2F1%20%26x%3D2?amount=120.00&currency=EUR#%C3%BC%3Cb%3E%23%3F"
    )
    assert way.words(VALUES) == "For invoice A/1 &x=2: 120.00 EUR, named ü<b>#?"


@pytest.mark.parametrize("number", [".", ".."])
def test_a_number_that_browsers_take_for_a_step_up_gets_no_link(tmp_path: Path, number: str) -> None:
    (way,) = ways(tmp_path, WAY)
    assert way.link({**VALUES, "number": number}) == ""
    assert way.link({**VALUES, "number": f"{number}/x"}).startswith("https://pay.example.com/i/.")


def test_braces_in_a_value_are_not_filled_in_again(tmp_path: Path) -> None:
    (way,) = ways(tmp_path, WAY)
    assert "{amount}" in way.words({**VALUES, "reference": "{amount}"})


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("https://", "http://", "begins with https://"),
        ("https://", "javascript:", "begins with https://"),
        ("https://pay.example.com", "https://{number}.example.com", "is not like"),
        ("https://pay.example.com", "https://user@pay.example.com", "is not like"),
        ("https://pay.example.com", "https://", "is not like"),
        ("https://pay.example.com/i/", "https://pay.example.com", "is not like"),
        ("/i/", "/i i/", "is not like"),
        ("/i/", "/<i>/", "is not like"),
        ("amount={amount}", "amount={price}", "names {price}, and only these"),
        ("amount={amount}", "amount={amount.__class__}", "only these can be filled in"),
        ("amount={amount}", "amount={amount[0]}", "is not like"),
        ("amount={amount}", "amount={amount!r}", "only these can be filled in"),
        ("amount={amount}", "amount={amount:9}", "only these can be filled in"),
        ("amount={amount}", "amount={}", "only these can be filled in"),
        ("amount={amount}", "amount={amount", "“address” has a brace without its partner"),
        ("For invoice {number}", "For invoice {payee}", "“text” names {payee}"),
        ("For invoice {number}", "For invoice }", "“text” has a brace without its partner"),
        ('said = "Pay by card"', 'said = " "', "“said”, which stands on it"),
        ('said = "Pay by card"\n', "", "“said” is missing"),
        ('name = "card"\n', "", "“name” is missing"),
        ('["EUR", "JPY"]', '["euro"]', "“euro” is not a currency"),
        ('name = "card"', 'name = "card"\nfee = "2 %"', "nobody knows what “fee” means"),
    ],
)
def test_a_way_that_cannot_be_followed_is_refused_with_its_place(tmp_path: Path, old: str, new: str, why: str) -> None:
    assert old in WAY
    with pytest.raises(PolicyError, match=why) as refused:
        ways(tmp_path, WAY.replace(old, new, 1))
    assert str(refused.value).startswith("desk.toml, ways_to_pay")


def test_a_way_needs_words_or_an_address_and_a_name_of_its_own(tmp_path: Path) -> None:
    bare = '\n[[ways_to_pay]]\nname = "cash"\nsaid = "Cash"\n'
    with pytest.raises(PolicyError, match="a “text” or an “address”"):
        ways(tmp_path, bare)
    with pytest.raises(PolicyError, match="two ways to pay of this name"):
        ways(tmp_path, WAY + WAY)
