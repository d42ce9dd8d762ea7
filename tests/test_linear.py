"""Time grows with the length of a text, not with its square: no article can hold up a run.

Each expression is tried on runs of signs and on what its own source says it repeats. Small texts
show which runs are suspects; those are measured on larger ones. How whole articles do is printed
by tests/benchmarks/growth.py.
"""

from __future__ import annotations

import re
import signal
import string
import time

import pytest
from expressions import Attack, Expression, attacks, expressions

SIGNS = [" ", "\t", "\n", "a", "A", "é", "1", *string.punctuation, *"’“”–—·•»\u00ad\u200b\u0080Ã"]
UNITS = ["aa ", "Aa ", "1 ", "aa, ", "Aa, ", "Aa and ", "1/1/", "A. ", ". ", "the ", "of ", "a-",
         "A-", "a’s ", "a-\n", "( ", "Aa met "]  # fmt: skip
RUNS: list[Attack] = [("", unit) for unit in SIGNS + UNITS]
LEAST = 0.0001
"""Seconds below which a time tells nothing."""
MOST = 1.0
"""Seconds at which a search of a small text is given up."""
MEGABYTE = 2**20
TWICE = 2.0
"""Times its share that a longer text may take: x4 may cost x8, while the square would be x16."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer")


class _TooLongError(Exception):
    pass


def _stop(*_: object) -> None:
    raise _TooLongError


def seconds(expression: Expression, attack: Attack, size: int, most: float = MOST) -> float:
    """Return the seconds of finding all there is; infinite when it is given up."""
    before, unit = attack
    text = before + unit * (size // len(unit)) + "\x01"
    searched = text if isinstance(expression.pattern, str) else text.encode()
    old = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, most)
    start = time.perf_counter()
    try:
        for _ in expression.finditer(searched):  # type: ignore[arg-type]
            pass
        return time.perf_counter() - start
    except _TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def grows(expression: Expression, attack: Attack, size: int, most: float = MOST) -> bool:
    """Whether a text four times as long takes more than eight times as long.

    Whatever else the machine does only adds to a time, so the least of several counts.
    """
    long = short = float("inf")
    for _ in range(5):
        long = min(long, seconds(expression, attack, 4 * size, most))
        if long == float("inf"):
            return True
        short = min(short, seconds(expression, attack, size, most))
        if long < max(LEAST, 4 * TWICE * short):
            return False
    return True


def slow(expression: Expression) -> Attack | None:
    """Return the first attack that an expression falls to, None when it stands them all."""
    for attack in [*RUNS, *attacks(expression)]:
        if all(grows(expression, attack, size) for size in (1000, 8000)):
            return attack
    return None


def worst(expression: Expression) -> tuple[float, Attack]:
    """Return the run that costs an expression most, behind its seconds for a small text."""
    return max((seconds(expression, attack, 500), attack) for attack in RUNS)


def test_every_expression_is_linear():
    found = {where: slow(expression) for where, expression in expressions().items()}
    assert len(found) > 300
    assert {where: attack for where, attack in found.items() if attack} == {}


def test_the_slowest_expressions_are_linear_up_to_a_megabyte():
    costs = [(*worst(expression), expression) for expression in expressions().values()]
    for _, attack, expression in sorted(costs, key=lambda cost: cost[0])[-2:]:
        assert not grows(expression, attack, MEGABYTE // 4, most=30), (expression, attack)


@pytest.mark.parametrize(
    "source",
    [r"\s+$", r"\s*,?\s+and", r"(\w+)\s+of", "(a|aa)+x", "(?:a+)+$", r"x[ax]*y", r"a.*b.*c",
     r"[A-Z]{3,10}\d{10,}\w*$", r"(?:the \w+ )*minister"],
)  # fmt: skip
def test_a_slow_expression_is_noticed(source):
    assert slow(re.compile(source)) is not None


HEAD = "Ministers meet in Oslo\n\nPeru's Minister Ana Lima met the Minister Bo Ek of Oman.\n\n"


@pytest.mark.model
@pytest.mark.parametrize(
    "unit", ["Peru, Chile and Norway, ", "1/1/2020 ", "She will meet Minister {} of Oman in May. "]
)
def test_an_article_of_one_repeated_unit_is_read_in_linear_time(extractor, unit):
    times = []
    for size in (8_000, 32_000):
        text = HEAD + "".join(
            unit.format("Li" + "abcdefghij"[i % 10]) for i in range(size // len(unit))
        )
        start = time.process_time()
        extractor.records(text)
        times.append(time.process_time() - start)
    assert times[1] < 4 * TWICE * times[0]


@pytest.mark.model
def test_a_meeting_in_a_sentence_without_end_is_found(extractor):
    (record,) = extractor.records(HEAD + "Peru, Chile and Norway, " * 1000)
    assert record["sides"][:2] == ["Peru", "Oman"]
