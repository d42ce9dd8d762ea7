"""What a record says of its article: ``id``, ``source``, ``title``, ``published``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.fields import Field, Value, nullable
from extract.marks import plain
from extract.meetings import Meeting

FIELDS = (
    Field(
        "id",
        {"type": "string"},
        "stable: made from the article's text and the record's place in it, so that the same text "
        "gives the same id",
    ),
    Field(
        "source",
        {"type": "string"},
        "the path as given, a folder joined with the path below it, `-` for standard input; "
        "`file#id` for one article of a file of many",
    ),
    Field("title", nullable("string"), "the article's headline"),
    Field(
        "published",
        nullable("string", pattern=r"^\d{4}-\d\d-\d\d$"),
        "the publication date, `YYYY-MM-DD`",
    ),
    Field(
        "extracted_from",
        {
            "type": "object",
            "properties": {
                "form": {"const": "html"},
                "outlet": nullable("string"),
                "url": nullable("string"),
            },
            "required": ["form", "outlet", "url"],
            "additionalProperties": False,
        },
        "only for web pages, whose offsets count in the text that `--text` writes: `form`, always "
        "`html`; `outlet` and `url` as the page gives them",
        optional=True,
    ),
)
NEEDS: tuple[str, ...] = ()


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the values that all records of one article share, and the record's id."""
    reading = meeting.reading
    yield Value("id", f"{reading.article.digest}-{meeting.number + 1}")
    yield Value("source", reading.article.source)
    title, told = reading.title, reading.told_title
    words = title if title and told in (None, plain(title.text)) else None
    yield Value(
        "title",
        told or (plain(words.text) if words else None),
        (words.evidence("title"),) if words else (),
    )
    day, mark = reading.published, reading.published_mark
    yield Value(
        "published",
        day.isoformat() if day else None,
        (mark.evidence("published"),) if mark else (),
    )
    if origin := reading.article.origin:
        told_by = {"form": origin.form, "outlet": origin.outlet, "url": origin.url}
        yield Value("extracted_from", told_by)
