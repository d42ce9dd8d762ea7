"""How right records are, by the corrections that somebody made in the report: ``--score``.

A correction is a line of JSON: the ``id`` of a record, a ``field`` of it, the ``value`` that the
tool gave there, and a ``verdict``: "right"; "wrong"; "edited", with the ``right`` value; or
"missing", with the one that the tool had not given. The field "record" is the record as a whole;
``of`` names the person whose office or side a value is, ``at`` where the event's words begin. Of
several lines on one value the last counts.

Values are compared without their place in a list, without regard to case or to runs of blanks. The
records that an article gives now are paired with those judged by the place of their event's words,
or by the values that they share, since ids tell only their places in the article.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TextIO

from extract.article import Article
from extract.errors import ExtractError
from extract.record import KEYS, Record
from extract.render._plain import one_line

RECORD = "record"
"""The field of a verdict on the record as a whole."""
VERDICTS = ("right", "wrong", "edited", "missing")
_LISTS = ("sides", "labels", "topics", "co_chairs", "participants")

Values = dict[str, set[tuple[str | None, str | None]]]
"""Values by field, the places in lists left out (``co_chairs.name``): whose they are, and what."""


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


class Line(NamedTuple):
    """A correction, its values as they are compared; ``of`` is the person whose value it is."""

    name: str
    verdict: str
    given: str | None
    right: str | None
    of: str | None


@dataclass(slots=True)
class Judged:
    """What is known of one record: the values that it must have, and those that it must not.

    ``at`` is where the words of its event begin in the article's text, None where no line says so;
    ``sources`` are where the article was.
    """

    lines: dict[tuple[Any, ...], Line] = field(default_factory=dict)
    at: int | None = None
    sources: set[str] = field(default_factory=set)

    def take(self, told: Mapping[str, Any]) -> None:
        """Take a correction, in the place of an earlier one of the same value."""
        path, verdict, person = told["field"], told["verdict"], told.get("of")
        name = _bare(path)
        if name.partition(".")[0] not in (*KEYS, RECORD) or verdict not in VERDICTS:
            raise ValueError(name)
        given = None if verdict == "missing" else _plain(told["value"])
        right = _plain(told["right"]) if verdict in ("edited", "missing") else given
        new = verdict == "missing" and _is_list(name)  # several may be missing in a list
        at = told.get("at")
        self.at = at if isinstance(at, int) else self.at
        self.sources.add(str(told.get("source")))
        of = _plain(person) if person else None
        key = (path, given, right if new else None, of)
        self.lines[key] = Line(name, verdict, given, right, of)

    def values(self) -> tuple[Values, Values]:
        """Return the values that the record must have, and those that it must not."""
        wanted: Values = {}
        unwanted: Values = {}
        for line in self.lines.values():
            own = wanted.setdefault(line.name, set())
            if line.verdict != "wrong":
                own.add((line.of, line.right))
            if line.verdict in ("wrong", "edited"):
                unwanted.setdefault(line.name, set()).add((line.of, line.given))
        return wanted, {name: unwanted.get(name, set()) - own for name, own in wanted.items()}

    def renamed(self) -> dict[str | None, str | None]:
        """Return the names that the tool gave of people, by the right ones."""
        names = (line for line in self.lines.values() if line.name.endswith(".name"))
        return {line.right: line.given for line in names if line.verdict == "edited"}

    def fits(self, given: Values, at: int | None) -> tuple[bool, int]:
        """Return whether a record may be this one, and how many of the judged values it has.

        It may where its event is told by the same words, or where it has half of the values, as
        they were or as they should be.
        """
        told = [line for line in self.lines.values() if line.name != RECORD]
        new = {old: right for right, old in self.renamed().items()}
        shared = sum(
            any(
                (person, value) in given.get(line.name, ())
                for person in {line.of, new.get(line.of, line.of)}
                for value in {line.given, line.right}
            )
            for line in told
        )
        same = self.at is not None and self.at == at
        return same or 2 * shared >= len(told) > 0, shared + len(told) * same


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
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
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
    found: dict[str, Sequence[Record]] = {}
    for article, records in articles:
        if article.digest in judged:  # of several copies, the one that was judged
            own = any(article.source in j.sources for j in judged[article.digest].values())
            if own or article.digest not in found:
                found[article.digest] = records
    counts: dict[str, Count] = {}
    for digest in sorted(found):
        for one, given in _pairs(judged[digest], found[digest]):
            _add(counts, one, given)
    return {name: counts[name] for name in sorted(counts, key=_place)}, judged.keys() - found.keys()


def _pairs(gold: Gold, records: Sequence[Record]) -> Iterator[tuple[Judged, Values]]:
    """Yield each judged record with the values of that given now which fits it best.

    A record of which only an id is known is the one of that id.
    """
    given = [(record, _given(record), _at(record)) for record in records]
    ranked = []
    for id_, one in gold.items():
        for place, (record, values, at) in enumerate(given):
            may, shared = one.fits(values, at)
            bare = one.at is None and not shared and len(one.lines) == 1
            if may or (bare and record["id"] == id_):
                ranked.append((-shared, record["id"] != id_, id_, place))
    left, free = dict(gold), set(range(len(given)))
    for _, _, id_, place in sorted(ranked):
        if id_ in left and place in free:
            free.remove(place)
            yield left.pop(id_), given[place][1] | {RECORD: {(None, _plain(id_))}}
    for one in left.values():
        yield one, {}


def _add(counts: dict[str, Count], judged: Judged, given: Values) -> None:
    """Count what a record gives in the fields that were judged."""
    names, (all_wanted, unwanted) = judged.renamed(), judged.values()
    for name, wanted in all_wanted.items():
        one = counts.setdefault(name, Count())
        theirs = {(names.get(person, person), value) for person, value in given.get(name, ())}
        one.right += len(theirs & wanted)
        one.missed += len(wanted - theirs)
        # Beside the right value of what has one alone, any other is wrong.
        people = {person for person, _ in wanted if person or not _is_list(name)}
        beside = {told for told in theirs - wanted if told[0] in people}
        one.wrong += len(beside | (theirs & unwanted[name]))


def _is_list(name: str) -> bool:
    """Whether a field may have several values; each person has one office alone."""
    return name.partition(".")[0] in _LISTS


def _at(record: Record) -> int | None:
    """Return where the words of a record's event begin."""
    return next((e.start for e in record.evidence if e.field == "event"), None)


def _given(record: Record) -> Values:
    """Return the values of a record; those of a person with the person, and without."""
    found: Values = {}
    for key in record:
        for path, value, person in _leaves(key, record[key]):
            told = found.setdefault(path, set())
            told.add((None, _plain(value)))
            told.add((_plain(person) if person else None, _plain(value)))
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


def _plain(value: Any) -> str:
    """Return a value as it is compared; raises TypeError for what is no single value."""
    if not isinstance(value, (str, int, float)):
        raise TypeError(value)
    text = unicodedata.normalize("NFC", str(value)).replace("’", "'")
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
