"""How the time for one article grows with hostile repetition; prints ratios of one run.

    python tests/benchmarks/growth.py

Each case is read at n, 2n and 4n repetitions. Linear work prints ratios near 2; anything near 4
is quadratic.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import extract

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


def main() -> None:
    """Print one line a case."""
    extractor = extract.load()
    extractor.records(HEAD)
    for label, case in CASES.items():
        seconds = []
        for n in (200, 400, 800):
            start = time.perf_counter()
            extractor.records(HEAD + case(n))
            seconds.append(time.perf_counter() - start)
        ratios = " ".join(f"x{b / a:.1f}" for a, b in pairwise(seconds))
        print(f"{label:18} {ratios}", flush=True)


if __name__ == "__main__":
    main()
