"""Is it more than chance? Poisson's tail, exact. Pure."""

from __future__ import annotations

from math import exp, fsum, lgamma, log


def poisson_tail(count: int, expected: float) -> float:
    """The probability of `count` or more where `expected` are usual: P(X >= count), X ~ Poisson(expected).

    Summed from the smaller side, so that very small chances keep their digits.
    """
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if count <= expected:
        return 1 - fsum(_at(k, expected) for k in range(count))
    terms, k = [], count
    while True:
        term = _at(k, expected)
        terms.append(term)
        # Beyond the mean each term is smaller than the one before by expected / (k + 1).
        if term == 0 or term < terms[0] * 1e-17:
            return min(fsum(terms), 1.0)
        k += 1


def _at(k: int, expected: float) -> float:
    return exp(k * log(expected) - expected - lgamma(k + 1))
