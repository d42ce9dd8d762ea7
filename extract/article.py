"""An article: its text as read, and what the file that held it told beside the text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text and what it is.

    ``start`` and ``end`` are half-open character offsets, without surrounding whitespace. ``kind``
    is "title", "body", "meta" (the article's own date or author) or "boilerplate". ``rule`` is the
    id of the rule, or the step, that decided.
    """

    start: int
    end: int
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The page that an article's text was extracted from.

    ``form`` is its form ("html"), ``outlet`` and ``url`` are as the page gives them, ``body`` is
    what the page's reader took for the article's body.
    """

    form: str
    outlet: str | None = None
    url: str | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read, before anything is stripped.

    ``text`` is the decoded text without a byte-order mark, line ends as they are; all offsets
    count its characters. ``source`` is the path as given, a folder joined with the path below it,
    ``-``, or one of these with ``#id`` for one article of many. ``published`` (``YYYY-MM-DD``) and
    ``title`` came from an option or beside the text, None when the text itself must tell.
    ``filed`` is the day of its file, for a text that tells none. ``origin`` is the page of a text
    that was extracted from one. ``notes`` say what was done to read it.
    """

    text: str
    source: str
    published: str | None = None
    title: str | None = None
    origin: Origin | None = None
    notes: tuple[str, ...] = ()
    filed: str | None = None

    @property
    def digest(self) -> str:
        """The first 16 digits of the SHA-256 of its text, with which the ids of records begin."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Unread:
    """An article whose bytes are here, but not yet read: a page may hang its reader, or end it.

    ``source`` is as the article's will be, ``size`` the bytes that it holds, ``check`` their
    CRC-32.
    ``read`` returns the article or raises :class:`extract.errors.InputError`; it can be sent to
    another process.
    """

    source: str
    size: int
    check: int
    read: Callable[[], Article]
