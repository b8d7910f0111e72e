"""However large, deep or many: read or put aside, in bounded time."""

import time
from collections.abc import Callable

import pytest

from benchmarks.fuzz.worst import WORST
from support.correspondence.inbound.parsing import parse


@pytest.mark.parametrize("make", WORST.values(), ids=WORST.keys())
def test_however_large_it_is_read_or_put_aside_in_time(make: Callable[[], bytes]) -> None:
    raw = make()
    start = time.process_time()
    read = parse(raw)
    assert time.process_time() - start < 10
    assert read.text or read.attachments or read.problem
    assert "could not be read" not in read.problem
    assert sum(len(found.data) for found in read.attachments) <= len(raw)


@pytest.mark.parametrize("name", ["50 MB", "100,000 parts", "5 MB of headers", "21 deep", "1,000 deep"])
def test_what_passes_a_limit_is_put_aside_with_the_reason(name: str) -> None:
    assert parse(WORST[name]()).problem


@pytest.mark.parametrize("name", ["10,000 recipients", "20 deep"])
def test_what_is_within_the_limits_is_read(name: str) -> None:
    assert parse(WORST[name]()).text == "words"
