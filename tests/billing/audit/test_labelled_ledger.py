"""A ledger of which every error is known: what each rule finds of it, and that it finds nothing else."""

import pytest

from benchmarks.audit.labelled import audited, seeded
from benchmarks.audit.scoring import BARS, REST, Score, score
from support.billing.audit import RULES


@pytest.fixture
def scores(app: object) -> dict[str, Score]:
    """Thirty clients of thirteen months: each kind of error once, and every fifth client without any."""
    ledger = seeded(clients=30, months=13, seed=404)
    assert len(ledger.labels) == 24 and ledger.lines > 3000 and len(ledger.traps) > 25
    found, _ = audited()
    return {one.rule: one for one in score(ledger.labels, found)}


def test_each_rule_finds_what_is_wrong_and_nothing_that_only_looks_so(scores: dict[str, Score]) -> None:
    below = {rule: (one.precision, one.recall, one.examples) for rule, one in scores.items() if not one.passes}
    assert below == {}
    assert all(one.precision == one.recall == 1 for rule, one in scores.items() if rule in BARS)


def test_the_bars_are_those_of_certainty_for_what_can_be_certain() -> None:
    assert set(BARS) <= {rule.id for rule in RULES} and set(BARS.values()) == {(1.0, 1.0)} and REST == (0.98, 0.95)
