"""How right records are, by the corrections that somebody made in the report: ``--score``.

A correction is a line of JSON: the ``id`` of a record, a ``field`` of it, the ``value`` that the
tool gave there, and a ``verdict``: "right"; "wrong"; "edited", with the ``right`` value; or
"missing", with the one that the tool had not given. The field "record" is the record as a whole;
``of`` names the person whose office or side a value is.
Values are compared without their place in a list, without regard to case or to runs of blanks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from extract.article import Article
from extract.errors import ExtractError
from extract.record import KEYS, Record

RECORD = "record"
"""The field of a verdict on the record as a whole."""
VERDICTS = ("right", "wrong", "edited", "missing")
_LISTS = ("sides", "labels")
Key = tuple[str, str]
"""The id of a record, and a field without the places in its lists: ``co_chairs.name``."""


class GoldError(ExtractError):
    """A file of corrections cannot be read."""


@dataclass(slots=True)
class Count:
    """The values of one field: given and right, given and wrong, right and not given."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of right values among those given and judged; None where there is none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The share of right values that were given; None where there is none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where nothing was judged."""
        all_ = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / all_ if all_ else None


@dataclass(slots=True)
class Gold:
    """What is known of records: the values that they must have, and those that they must not."""

    wanted: dict[Key, set[str]] = field(default_factory=dict)
    unwanted: dict[Key, set[str]] = field(default_factory=dict)

    def keys(self) -> set[Key]:
        """Return what was judged."""
        return {*self.wanted, *self.unwanted}


def load(path: str) -> Gold:
    """Read a file of corrections; raises :class:`GoldError`."""
    try:
        with open(path, encoding="utf-8-sig") as lines:
            return read(lines, path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise GoldError(f"{path}: cannot be read ({reason}); check --score") from None


def read(lines: Iterable[str], name: str) -> Gold:
    """Read corrections; raises :class:`GoldError` with the line of what is none."""
    gold = Gold()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _take(gold, json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise GoldError(
                f"{name}:{number}: is no correction; download them from the report (-f html)"
            ) from None
    return gold


def _take(gold: Gold, told: Mapping[str, Any]) -> None:
    key, verdict = (str(told["id"]), _bare(told["field"])), told["verdict"]
    if verdict not in VERDICTS:
        raise ValueError(verdict)
    person = told.get("of")
    if verdict in ("wrong", "edited"):
        gold.unwanted.setdefault(key, set()).add(_plain(told["value"], person))
    if verdict != "wrong":
        right = told["value" if verdict == "right" else "right"]
        gold.wanted.setdefault(key, set()).add(_plain(right, person))


def count(
    gold: Gold, articles: Iterable[tuple[Article, Sequence[Record]]]
) -> tuple[dict[str, Count], set[str]]:
    """Count the values that were judged, by field, and return the ids of articles not read.

    ``articles`` are those that were read, with the records that they give now.
    """
    keys, counts = gold.keys(), dict[str, Count]()
    judged, given = {digest(id_) for id_, _ in keys}, dict[str, dict[str, set[str]]]()
    left = set(judged)
    for article, records in articles:
        left.discard(article.digest)
        given |= {r["id"]: _given(r) for r in records if article.digest in judged}
    for id_, name in sorted(keys, key=_place):
        if digest(id_) not in left:
            theirs = given.get(id_, {}).get(name, set())
            _add(counts.setdefault(name, Count()), gold, (id_, name), theirs)
    return counts, left


def digest(id_: str) -> str:
    """Return the part of a record's id that stands for its article."""
    return id_.rpartition("-")[0]


def _add(one: Count, gold: Gold, key: Key, theirs: set[str]) -> None:
    """Count what a record gives in one field."""
    wanted, unwanted = gold.wanted.get(key, set()), gold.unwanted.get(key, set())
    # Beside the right value of a field that has one alone, any other is wrong.
    others = theirs - wanted if wanted and not _many(key[1]) else set()
    one.right += len(theirs & wanted)
    one.missed += len(wanted - theirs)
    one.wrong += len(others | (theirs & unwanted))


def _place(key: Key) -> tuple[int, str, str]:
    """Return where the field of a key stands: the record first, then in the record's order."""
    id_, name = key
    stem = name.partition(".")[0]
    return (KEYS.index(stem) if stem in KEYS else -1, name, id_)


def _given(record: Record) -> dict[str, set[str]]:
    """Return the values of a record by field, the places in lists left out."""
    found = {RECORD: {_plain(record["id"])}}
    for key in record:
        for path, value, person in _leaves(key, record[key]):
            found.setdefault(path, set()).update((_plain(value), _plain(value, person)))
    return found


def _leaves(path: str, value: Any, person: str | None = None) -> Iterator[tuple[str, Any, Any]]:
    """Yield each value with its path, and the person whose it is, where it is one's."""
    if isinstance(value, list):
        for part in value:
            yield from _leaves(path, part)
    elif isinstance(value, dict) and "text" in value:
        yield path, value["text"], None
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(f"{path}.{key}", part, value.get("name") if key != "name" else None)
    elif value is not None:
        yield path, value, person


def _many(name: str) -> bool:
    """Whether a field may have several values."""
    return name in _LISTS or name.startswith(("co_chairs", "participants", "topics"))


def _bare(path: str) -> str:
    return re.sub(r"\[\d+\]", "", path)


def _plain(value: Any, person: str | None = None) -> str:
    text = f"{person}: {value}" if person else str(value)
    return " ".join(text.split()).casefold()


def write(counts: Mapping[str, Count], stream: TextIO) -> None:
    """Write a table with a line for each field, and one for all values."""
    stream.write(f"{'field':22}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}")
    stream.write(f"{'recall':>8}{'F1':>7}\n")
    both = Count()
    for name, one in counts.items():
        stream.write(_line(name, one))
        if name != RECORD:
            both.right += one.right
            both.wrong += one.wrong
            both.missed += one.missed
    stream.write(_line("all but record" if RECORD in counts else "all", both))


def _line(name: str, one: Count) -> str:
    shares = [f"{x:.3f}" if x is not None else "-" for x in (one.precision, one.recall, one.f1)]
    numbers = f"{one.right:7}{one.wrong:7}{one.missed:8}"
    return f"{name:22}{numbers}{shares[0]:>11}{shares[1]:>8}{shares[2]:>7}\n"
