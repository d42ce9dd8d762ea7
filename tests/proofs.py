"""What must hold of every record, whatever the text: checks that several tests share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema

from extract import fields, rules
from extract.record import Record
from extract.tidy import joined, tidy

ROOT = Path(__file__).parent.parent
ARTICLES = sorted((ROOT / "samples").glob("*.txt")) + sorted(
    (ROOT / "tests" / "articles").glob("*.txt")
)
VALIDATOR = jsonschema.Draft202012Validator(fields.schema())
HYPHENED = rules.load().words["hyphened_part"]
PLAIN = ("title", "venue.city", "venue.place")
"""Values of which the evidence is the value itself, white space and capitals aside."""
DERIVED = "venue.capital"
"""Rule of a city that is named otherwise: "the Finnish capital"."""


def read(path: Path) -> str:
    """Return an article's text with its line ends as they are."""
    return path.read_bytes().decode("utf-8-sig")


def at(record: dict[str, Any], path: str) -> Any:
    """Return the value that a path like ``co_chairs[0].name`` names; KeyError when none."""
    value: Any = record
    for key, index in re.findall(r"([a-z_]+)|\[(\d+)\]", path):
        try:
            value = value[key] if key else value[int(index)]
        except (IndexError, TypeError) as error:
            raise KeyError(path) from error
    return value


def one_line(text: str) -> str:
    """Return a text without its dirt, and with each run of white space as one blank."""
    found = tidy(text)
    found, _ = joined(found, HYPHENED, [(0, len(found.text))])
    return re.sub(r"\s+", " ", found.text).strip()


def needed(record: dict[str, Any], *, published_given: bool) -> Iterator[str]:
    """Yield the paths of the values that must show their words."""
    venue = {f"venue.{key}": record["venue"][key] for key in ("city", "country", "place")}
    plain = {key: record[key] for key in ("title", "event", "round", "date", "end_date")}
    if not published_given:
        plain["published"] = record["published"]
    yield from (path for path, value in (plain | venue).items() if value is not None)
    if record["venue"]["mode"] != "in-person":
        yield "venue.mode"
    if record["status"] != "held":
        yield "status"
    for key in ("sides", "topics"):
        yield from (f"{key}[{i}]" for i in range(len(record[key])))
    for key in ("co_chairs", "participants"):
        for i, person in enumerate(record[key]):
            yield from (f"{key}[{i}].{part}" for part in ("name", "role") if person[part])


def faults(text: str, records: Sequence[Record], *, published: str | None = None) -> list[str]:
    """Return what is wrong with the records of a text; nothing when all is well."""
    found = list(_of_all(text, records))
    for record in records:
        data = record.to_dict()
        found += [f"schema: {e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(data)]
        found += _of_evidence(text, data, published)
        found += _of_topics(text, data)
    return found


def _of_all(text: str, records: Sequence[Record]) -> Iterator[str]:
    ids = [record["id"] for record in records]
    if len(set(ids)) != len(ids):
        yield f"ids: {ids}"
    for record in records:
        for piece in record.evidence:
            if not piece.start < piece.end or text[piece.start : piece.end] != piece.text:
                yield f"offsets: {piece}"


def _of_evidence(text: str, record: dict[str, Any], published: str | None) -> Iterator[str]:
    shown = {piece["field"]: piece["text"] for piece in record["evidence"]}
    by = {piece["field"]: piece["rule"] for piece in record["evidence"]}
    for field, words in shown.items():
        try:
            value = at(record, field)
        except KeyError:
            yield f"{field}: evidence of nothing"
            continue
        if value is None:
            yield f"{field}: evidence of null"
        verbatim = field in PLAIN or field.endswith((".name", ".role"))
        if (
            verbatim
            and by[field] != DERIVED
            and one_line(words).casefold() != str(value).casefold()
        ):
            yield f"{field}: {value!r} is not {words!r}"
    for field in needed(record, published_given=published is not None):
        same_day = published is not None and record["date_basis"] == "published"
        if field not in shown and not (field == "date" and same_day):
            yield f"{field}: no evidence of {at(record, field)!r}"


def _of_topics(text: str, record: dict[str, Any]) -> Iterator[str]:
    shown = {piece["field"]: piece["text"] for piece in record["evidence"]}
    for i, topic in enumerate(record["topics"]):
        if one_line(shown.get(f"topics[{i}]", "")) != topic["text"]:
            yield f"topics[{i}]: {topic['text']!r} is no slice of the text"
    union = sorted({label for topic in record["topics"] for label in topic["labels"]})
    if record["labels"] != union:
        yield f"labels: {record['labels']} are not {union}"
