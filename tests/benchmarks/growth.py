"""How the time for one article grows with hostile repetition; prints ratios of one run.

    python tests/benchmarks/growth.py [KILOBYTES]

Each case is read at n, 2n and 4n repetitions. Linear work prints ratios near 2; anything near 4
is quadratic. Then each unit is repeated to fill KILOBYTES (default 16) and four and sixteen times
as many; linear work prints ratios near 4. Time is that of the processor, whatever else runs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import pairwise

import extract
from extract.engine import Extractor

HEAD = (
    "Ministers meet in Oslo\n\nPeru's Foreign Minister Ana Lima met Norway's Foreign Minister"
    " Bo Ekdal in Oslo on Monday.\n\n"
)
SYLLABLES = [
    "ba",
    "de",
    "fi",
    "go",
    "hu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
]


def name(i: int) -> str:
    """Return the i-th of many different names."""
    first, second, third = SYLLABLES[i % 15], SYLLABLES[i // 15 % 15], SYLLABLES[i // 225 % 15]
    return f"{(first + second).title()}n {(third + first + second).title()}rov"


CASES: dict[str, Callable[[int], str]] = {
    "names in a row": lambda n: "He met with " + ", ".join(f"Minister {name(i)}" for i in range(n)),
    "short sentences": lambda n: "They met. " * n,
    "clauses": lambda n: "".join(f"{name(i)} met {name(i + 3)} and then " for i in range(n)),
    "phrase in phrase": lambda n: "The meeting " + "of the meeting " * n + "was held.",
    "open quotes": lambda n: '"a ' * n,
    "enumeration": lambda n: "They discussed " + "trade, " * n,
    "offices": lambda n: f"Ana Lima received the {'vice-president ' * n}zzz Bo Ekdal.",
    "dates": lambda n: "on 4 May 2021 " * n,
    "hard-wrapped": lambda n: "the ministers of Peru met to discuss visas with\n" * n,
    "paragraphs": lambda n: "Ana Lima met Bo Ekdal in Oslo on Monday.\n\n" * n,
    "countries": lambda n: "between Peru and Norway " * n,
    "capitals": lambda n: f"On the first {'A' * 20 * n}, talks were held.",
    "blanks": lambda n: f"They discussed trade{' ' * 20 * n}x.",
    "chairs": lambda n: (
        "Talks of Peru and Oman were held"
        + "".join(f", chaired by Minister {name(i)} of Peru" for i in range(n))
    ),
    "meetings": lambda n: "".join(
        f"Minister {name(i)} of Peru met Minister {name(i + 7)} of Oman. " for i in range(n)
    ),
    "plans": lambda n: "".join(
        f"She will meet Minister {name(i)} of Oman on {1 + i % 28} May 2040. " for i in range(n)
    ),
    "brackets": lambda n: "(" * 20 * n,
}


UNITS = [
    "Minister of ", "met with ", "on Monday and ", "Peru, Chile and Norway, ", "4 May 2021 ",
    "1/1/2020 ", "They met in the city of Oslo on Monday to discuss the trade of the two. ",
    "They met in the city of Oslo.\n\n", "Ministers Meet In Oslo\n\n", "the 6th round of talks ",
    ", chaired by Minister Ana Lima of Peru", "Deputy Prime Minister ", "EU and NATO ", "Peru's ",
    "“We met,” he said. ", "x", "A", " ", "\t", "\n\n", ", ", "• ", "-\n", "([", "“\"«", "A. ",
]  # fmt: skip
"""Repeated on end, in one line or many."""


def seconds(extractor: Extractor, text: str) -> float:
    """Return the processor time that an article takes."""
    start = time.process_time()
    extractor.records(text)
    return time.process_time() - start


def ratios(label: str, times: list[float]) -> None:
    """Print by how much each time is longer than the one before."""
    told = " ".join(f"x{b / a:.1f}" for a, b in pairwise(times))
    print(f"{label[:40]!r:44} {told:14} {times[-1]:6.1f} s", flush=True)


def main() -> None:
    """Print one line a case."""
    size = int(sys.argv[1]) * 1024 if sys.argv[1:] else 16 * 1024
    extractor = extract.load()
    extractor.records(HEAD)
    for label, case in CASES.items():
        ratios(label, [seconds(extractor, HEAD + case(n)) for n in (200, 400, 800)])
    for unit in UNITS:
        sizes = [size * times // len(unit) for times in (1, 4, 16)]
        ratios(unit, [seconds(extractor, HEAD + unit * n) for n in sizes])


if __name__ == "__main__":
    main()
