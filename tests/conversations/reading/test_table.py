"""The table of written sentences beside this file: every one is read exactly as it says."""

from collections import Counter

import pytest

from benchmarks.reading import READERS, Case, cases, read

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[f"{case.reader}: {case.text}" for case in CASES])
def test_a_sentence_is_read_as_the_table_says(case: Case) -> None:
    assert read(case) == case.expected


def test_the_table_is_large_and_asks_every_reader() -> None:
    asked = Counter(case.reader for case in CASES)
    assert len(CASES) >= 400
    assert set(asked) == set(READERS)
    assert min(asked.values()) >= 10
