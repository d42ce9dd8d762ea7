"""How right records are, by the corrections that somebody made in the report: ``--score``.

A correction is a line of JSON: the ``id`` of a record, a ``field`` of it, the ``value`` that the
tool gave there, and a ``verdict``: "right"; "wrong"; "edited", with the ``right`` value; or
"missing", with the one that the tool had not given. The field "record" is the record as a whole;
``of`` names the person whose office or side a value is. Of several lines on one value the last
counts.

Values are compared without their place in a list, without regard to case or to runs of blanks. The
records that an article gives now are paired with those judged by the values that they share, since
ids tell only their places in the article.
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
from extract.render._plain import one_line

RECORD = "record"
"""The field of a verdict on the record as a whole."""
VERDICTS = ("right", "wrong", "edited", "missing")
_LISTS = ("sides", "labels", "co_chairs", "participants", "topics")

Values = dict[str, set[str]]
"""Values by field, the places in lists left out: ``co_chairs.name``."""


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
class Judged:
    """What is known of one record: the values that it must have, and those that it must not.

    ``renamed`` are the right names of people by those that the tool gave, ``sources`` where the
    article was.
    """

    wanted: Values = field(default_factory=dict)
    unwanted: Values = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)

    def take(self, told: Mapping[str, Any]) -> None:
        """Take a correction, over what was said of the same value before."""
        name, verdict, person = _bare(told["field"]), told["verdict"], told.get("of")
        if name.partition(".")[0] not in (*KEYS, RECORD) or verdict not in VERDICTS:
            raise ValueError(name)
        self.sources.add(str(told.get("source")))
        wanted, unwanted = (of.setdefault(name, set()) for of in (self.wanted, self.unwanted))
        if verdict != "missing":
            given = _plain(told["value"], person)
            wanted.discard(given)
            unwanted.discard(given)
            (wanted if verdict == "right" else unwanted).add(given)
        if verdict in ("edited", "missing"):
            right = _plain(told["right"], person)
            wanted.add(right)
            unwanted.discard(right)
            if name.endswith(".name") and verdict == "edited":
                self.renamed[_plain(told["right"])] = _plain(told["value"])

    def shared(self, given: Values) -> int:
        """Return how many of the values that were judged a record has."""
        judged = (self.wanted, self.unwanted)
        told = ((name, values) for of in judged for name, values in of.items() if name != RECORD)
        return sum(len(values & given.get(name, set())) for name, values in told)


Gold = dict[str, Judged]
"""What is known of records, by their ids."""


def load(path: str) -> Gold:
    """Read a file of corrections; raises :class:`GoldError`."""
    try:
        with open(path, encoding="utf-8-sig") as lines:
            gold = read(lines, path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise GoldError(f"{path}: cannot be read ({reason}); check --score") from None
    except UnicodeDecodeError:
        raise GoldError(f"{path}: is not UTF-8; save it as that") from None
    if not gold:
        raise GoldError(f"{path}: holds no correction; download them from the report (-f html)")
    return gold


def read(lines: Iterable[str], name: str) -> Gold:
    """Read corrections; raises :class:`GoldError` with the line of what is none."""
    gold: Gold = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            gold.setdefault(str(told["id"]), Judged()).take(told)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            if isinstance(error, UnicodeDecodeError):
                raise
            raise GoldError(
                f"{name}:{number}: is no correction; download them from the report (-f html)"
            ) from None
    return gold


def count(
    gold: Gold, articles: Iterable[tuple[Article, Sequence[Record]]]
) -> tuple[dict[str, Count], set[str]]:
    """Count the values that were judged, by field, and return the ids of articles not read.

    ``articles`` are those that were read, with the records that they give now.
    """
    judged: dict[str, Gold] = {}
    for id_, one in gold.items():
        judged.setdefault(id_.rpartition("-")[0], {})[id_] = one
    found: dict[str, tuple[bool, Sequence[Record]]] = {}
    for article, records in articles:
        if article.digest in judged:  # of several copies, the one that was judged
            own = any(article.source in j.sources for j in judged[article.digest].values())
            if own or article.digest not in found:
                found[article.digest] = own, records
    counts: dict[str, Count] = {}
    for digest, (_, records) in sorted(found.items()):
        for one, given in _pairs(judged[digest], records):
            for name in (*one.wanted, *(n for n in one.unwanted if n not in one.wanted)):
                _add(counts.setdefault(name, Count()), one, name, given.get(name, set()))
    return {name: counts[name] for name in sorted(counts, key=_place)}, judged.keys() - found.keys()


def _pairs(gold: Gold, records: Sequence[Record]) -> Iterator[tuple[Judged, Values]]:
    """Yield each judged record with the values of that given now which shares most with it."""
    ranked = sorted(
        (
            (-one.shared(given), record["id"] != id_, id_, place)
            for id_, one in gold.items()
            for place, record in enumerate(records)
            for given in [_given(record, one, id_)]
        )
    )
    left, free = dict(gold), set(range(len(records)))
    for shared, other, id_, place in ranked:
        if id_ in left and place in free and (shared or not other):
            free.remove(place)
            yield left[id_], _given(records[place], left.pop(id_), id_)
    for one in left.values():
        yield one, {}


def _add(one: Count, judged: Judged, name: str, given: set[str]) -> None:
    """Count what a record gives in one field."""
    wanted, unwanted = judged.wanted.get(name, set()), judged.unwanted.get(name, set())
    # Beside the right value of a field that has one alone, any other is wrong.
    alone = wanted and name.partition(".")[0] not in _LISTS
    one.right += len(given & wanted)
    one.missed += len(wanted - given)
    one.wrong += len((given - wanted) if alone else given & unwanted)


def _given(record: Record, judged: Judged, id_: str) -> Values:
    """Return the values of a record as if it were the one of an id, its people as named there."""
    found = {RECORD: {_plain(id_)}}
    for key in record:
        for path, value, person in _leaves(key, record[key]):
            old = judged.renamed.get(_plain(person)) if person else None
            told = {_plain(value), _plain(value, person), _plain(value, old)}
            found.setdefault(path, set()).update(told)
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


def _place(name: str) -> tuple[int, str]:
    """Return where a field stands: the record first, then in the record's order."""
    stem = name.partition(".")[0]
    return KEYS.index(stem) if stem in KEYS else -1, name


def _bare(path: str) -> str:
    return re.sub(r"\[\d{1,9}\]", "", path)


def _plain(value: Any, person: str | None = None) -> str:
    """Return a value as it is compared; raises TypeError for what is no single value."""
    if not isinstance(value, (str, int, float)):
        raise TypeError(value)
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
    return f"{one_line(name):22}{numbers}{shares[0]:>11}{shares[1]:>8}{shares[2]:>7}\n"
