"""Many articles: one that meets a fault costs itself, never those after it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace

from extract.article import Article, Unread
from extract.errors import ExtractError
from extract.language import is_english
from extract.record import Record
from extract.tidy import tidy

Result = list[Record] | ExtractError
"""What one article gave."""
Item = Article | Unread | ExtractError
"""An article, read or not, or the error that stands in its place."""
Outcome = tuple[Article | ExtractError, Result]
"""An article, its notes complete, with its result; an error in the place of both."""
Records = Callable[[Article], list[Record]]
AHEAD = 32
"""Articles under way for each worker; those before the slowest wait in memory."""
AHEAD_SIZE = 4_000_000
"""Bytes or characters of articles for each worker, from which on no further one is read ahead."""
NO_ENGLISH = "no English text; only English is read"
"""The note of an article that is not read further."""


def bug(error: Exception, where: str = "") -> ExtractError:
    """Return the error to show for a fault of ours, with the fault as its cause."""
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    place = f" in {where}" if where else ""
    said = f"internal error{place}: {what}; please report it (-vv says more)"
    shown = ExtractError(said, where or None)
    shown.__cause__ = error
    shown.trace = "".join(traceback.format_exception(error))
    return shown


def outcome(records: Records, item: Item) -> Outcome:
    """Work on one article, and read it before where need be; a fault of ours becomes its error."""
    article = read(item)
    if isinstance(article, ExtractError):
        return article, article
    try:
        found = records(article)
        if not found and not is_english(tidy(article.text).text):
            article = replace(article, notes=(*article.notes, NO_ENGLISH))
        return article, found
    except ExtractError as error:
        return failed(article, error)
    except Exception as error:
        return failed(article, bug(error, article.source))


def read(item: Item) -> Article | ExtractError:
    """Return the article that an item is or stands for, or why there is none."""
    if not isinstance(item, Unread):
        return item
    try:
        return item.read()
    except ExtractError as error:
        found = error
    except Exception as error:
        found = bug(error, item.source)
    found.source = item.source
    return found


def failed(
    item: Article | Unread, error: ExtractError
) -> tuple[Article | ExtractError, ExtractError]:
    """Return the outcome of an article that came to nothing."""
    error.source = item.source
    return item if isinstance(item, Article) else error, error


def records_of(outcome: Outcome) -> list[Record]:
    """Return the records of an outcome, none where the article failed."""
    return [] if isinstance(outcome[1], ExtractError) else outcome[1]


def size(item: Item) -> int:
    """Return the bytes or characters that an item holds in memory."""
    if isinstance(item, ExtractError):
        return 0
    return item.size if isinstance(item, Unread) else len(item.text)
