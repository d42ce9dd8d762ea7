"""The log of a run: one line of JSON for each input, in order."""

from __future__ import annotations

import json

from extract.article import Article
from extract.batch import Outcome, records_of
from extract.errors import ExtractError


def line(outcome: Outcome) -> str:
    """Return the line of an input, line end included.

    ``outcome`` is "records", "no meeting" or "failed", ``why`` says why it failed (else null),
    ``records`` and ``characters`` count (null where the text was not read), ``warnings`` is what
    was said of it.
    """
    item, result = outcome
    why = str(result) if isinstance(result, ExtractError) else None
    number = len(records_of(outcome))
    article = item if isinstance(item, Article) else None
    told = {
        "source": source(outcome),
        "outcome": "failed" if why is not None else "records" if number else "no meeting",
        "why": why,
        "records": number,
        "characters": len(article.text) if article else None,
        "warnings": article.notes if article else (),
    }
    return json.dumps(told) + "\n"


def source(outcome: Outcome) -> str:
    """Return the source of an input, read or failed."""
    return outcome[0].source or ""
