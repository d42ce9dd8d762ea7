"""How well bodies are cut out of pages, as plain text and as HTML.

    python tests/benchmarks/pages.py [FOLDER] [--differences]

FOLDER (default tests/pages) holds NAME.body, the article as a person would cut it out, beside
NAME.txt and NAME.html, or either (.gz or not). Prints precision, recall and F1 over sequences of
four words; each page weighs the same, its right, extra and missing shares adding up to 1; and the
number of headlines and publication dates that are those of NAME.json. --differences lists those of
HTML that differ from what trafilatura and htmldate say by themselves.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import extract
from extract import dateline, numeric, rules
from extract.engine import Extractor
from extract.marks import plain
from extract.passages import cleaned
from extract.published import publication
from extract.rules import Rules
from extract.tidy import tidy

PAGES = Path(__file__).parent.parent / "pages"


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def shares(gold: str, found: str) -> tuple[float, float, float]:
    """Return what is right, extra and missing in a body, as shares of all three."""
    wanted, got = shingles(gold), shingles(found)
    parts = [(wanted & got).total(), (got - wanted).total(), (wanted - got).total()]
    whole = sum(parts) or 1
    return parts[0] / whole, parts[1] / whole, parts[2] / whole


def read(folder: Path, suffix: str) -> Iterator[tuple[str, extract.Article]]:
    """Yield the name and the article of each page that is there in one form."""
    for gold in sorted(folder.glob("*.body")):
        paths = [gold.with_suffix(suffix), gold.with_suffix(f"{suffix}.gz")]
        for path in filter(Path.exists, paths):
            (article,) = extract.read(path)
            assert isinstance(article, extract.Article), article
            yield gold.stem, article


def bodies(folder: Path, suffix: str, extractor: Extractor) -> dict[str, tuple[float, ...]]:
    """Return the shares of each page that is there in one form."""
    return {
        name: shares((folder / f"{name}.body").read_text("utf-8"), extractor.body(article))
        for name, article in read(folder, suffix)
    }


def scores(rows: dict[str, tuple[float, ...]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pages."""
    right, extra, missing = map(sum, zip(*rows.values()))
    return (
        right / (right + extra),
        right / (right + missing),
        2 * right / (2 * right + extra + missing),
    )


def head(article: extract.Article, known: Rules) -> tuple[str | None, str | None]:
    """Return the headline and the publication date that a record of the article would have."""
    text, blocks, told = cleaned(article, tidy(article.text), known)
    line = dateline.find(text.text, blocks, known)
    order = numeric.day_first(text.text, known)
    day, _ = publication(article, text.text, blocks, line, known, order)
    own = next((plain(text.text[b.start : b.end]) for b in blocks if b.kind == "title"), None)
    return told or own, day.isoformat() if day else None


def heads(folder: Path, suffix: str, known: Rules) -> Counter[str]:
    """Count the headlines and dates that are those of NAME.json, where that is there."""
    right = Counter[str]()
    for name, article in read(folder, suffix):
        path = folder / f"{name}.json"
        if path.exists():
            gold = json.loads(path.read_text("utf-8"))
            title, day = head(article, known)
            right["pages"] += 1
            right["title"] += plain(title or "").casefold() == plain(gold["title"]).casefold()
            right["date"] += day == gold["published"]
    return right


def differences(folder: Path, known: Rules) -> None:
    """List what the libraries by themselves, with their own settings, say otherwise."""
    import htmldate
    import trafilatura

    for path in sorted((*folder.glob("*.html"), *folder.glob("*.html.gz"))):
        (article,) = extract.read(path)
        assert isinstance(article, extract.Article), article
        title, day = head(article, known)
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        theirs = trafilatura.extract_metadata(data)
        if title != theirs.title:
            print(f"{path.name} title: {title!r}, trafilatura {theirs.title!r}")
        days = (day, theirs.date, htmldate.find_date(data, original_date=True))
        if len(set(days)) > 1:
            print("{} date: {}, trafilatura {}, htmldate {}".format(path.name, *days))


def main() -> None:
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    folder = next((Path(a) for a in sys.argv[1:] if a not in options), PAGES)
    extractor, known = extract.load(), rules.load()
    for suffix in (".txt", ".html"):
        if rows := bodies(folder, suffix, extractor):
            print(f"{suffix} pages {len(rows)}  P %.3f  R %.3f  F1 %.3f" % scores(rows))
            right = heads(folder, suffix, known)
            if right:
                print(suffix, *(f"{what} {right[what]}" for what in right))
    if "--differences" in options:
        differences(folder, known)


if __name__ == "__main__":
    main()
