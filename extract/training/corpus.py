"""Annotated text: the data sets, what is known of them, reading and cleaning.

Two formats are read: gzipped JSON lines, ``{"text": ..., "ents": [[start, end, label], ...]}``,
and marked text, in which ``[PERSON Ana Costa]`` is a name and a blank line parts two texts.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from extract.errors import ExtractError

LABELS = ("PERSON", "ORG", "PLACE", "NORP")
THREE_LABELS = ("PERSON", "ORG", "PLACE")
TEST_SETS = ("gum-news", "uner-pud")
"""Data sets that are never trained on."""
DEFAULT_EXCLUDED = ("btc",)
SOURCES: Mapping[str, tuple[str, str]] = {
    "gum-free": (
        "Georgetown University Multilayer corpus, free genres (Zeldes 2017)",
        "CC BY 4.0 and CC BY 2.5",
    ),
    "gum-sa": ("the same, biographies and travel guides", "CC BY-SA 3.0"),
    "gum-news": ("the same, Wikinews articles", "CC BY 2.5"),
    "re3d": (
        "Relationship and Entity Extraction Evaluation Dataset (Dstl)",
        "public domain, OGL 3.0, CC BY 3.0 AU, reuse with acknowledgement",
    ),
    "europarl": (
        "Europarl NER evaluation corpus (Agerri et al. 2018)", "no known restriction",
    ),
    "wikigold": ("WikiGold (Balasuriya et al. 2009)", "CC BY 4.0, Wikipedia text"),
    "btc": ("Broad Twitter Corpus (Derczynski et al. 2016)", "CC BY 4.0"),
    "crossner": ("CrossNER, politics (Liu et al. 2021)", "MIT, Wikipedia text (CC BY-SA)"),
    "redocred": (
        "Re-DocRED, dev and test (Tan et al. 2022, after Yao et al. 2019)",
        "MIT, Wikipedia text (CC BY-SA)",
    ),
    "uner-ewt": (
        "Universal NER, English EWT, dev and test (Mayhew et al. 2024)", "CC BY-SA 4.0",
    ),
    "uner-pud": ("Universal NER, English PUD (Mayhew et al. 2024)", "CC BY-SA 3.0"),
}  # fmt: skip
"""Title with authors, and licence, of the data sets known here."""

Span = tuple[int, int, str]

_TITLE_WORDS = frozenset(
    {
        "minister", "president", "ambassador", "secretary", "envoy", "representative",
        "commissioner", "director", "chancellor", "speaker", "mr", "mrs", "ms", "dr",
        "prof", "professor", "sir", "lord", "lady", "he", "h.e", "general", "gen", "col",
        "colonel", "senator", "sen", "office", "foreign", "prime", "deputy", "special",
        "un", "advisor", "adviser", "spokesman", "spokesperson", "chairman", "brig", "lt", "maj",
    }
)  # fmt: skip
_MARKED = re.compile(r"\[(PERSON|ORG|PLACE|NORP) ([^][\n]+)\]|([][])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text and its entities as (start, end, label), offsets in characters."""

    text: str
    ents: tuple[Span, ...]


def read_folder(folder: Path) -> dict[str, list[Sentence]]:
    """Read every ``NAME.jsonl.gz`` of a folder, as {NAME: sentences}, in the order of the names.

    Raises ExtractError where the folder has no such file or a line of one is not well formed.
    """
    paths = sorted(folder.glob("*.jsonl.gz"))
    if not paths:
        raise ExtractError(f"{folder}: no *.jsonl.gz file here; give the folder with the data sets")
    return {path.name.removesuffix(".jsonl.gz"): read_sentences(path) for path in paths}


def read_sentences(path: Path) -> list[Sentence]:
    """Read the sentences of one gzipped JSON-lines file.

    Raises ExtractError naming file and line where a line is not a sentence with offsets inside its
    text and labels of LABELS, or the file cannot be read.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [_parse_line(line, f"{path}:{n}") for n, line in enumerate(lines, start=1)]
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise ExtractError(
            f"{path}: cannot read the training data ({error}); is it a gzipped UTF-8 text file?"
        ) from error


def _parse_line(line: str, where: str) -> Sentence:
    try:
        record = json.loads(line)
        text, ents = record["text"], [(s, e, x) for s, e, x in record["ents"]]
        text.encode("utf-8")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExtractError(
            f"{where}: not a training sentence ({type(error).__name__}: {error}); "
            'write {"text": "...", "ents": [[start, end, label], ...]} on one line'
        ) from error
    for start, end, label in ents:
        whole = type(start) is int and type(end) is int and label in LABELS
        if not (whole and 0 <= start < end <= len(text) and text[start:end].strip()):
            raise ExtractError(
                f"{where}: entity [{start}, {end}, {label}] is outside the text of {len(text)} "
                f"characters, blank, or its label none of {', '.join(LABELS)}; correct or remove it"
            )
    return Sentence(text, tuple(ents))


def read_marked(path: Path) -> list[Sentence]:
    """Read a file of marked text; raises ExtractError naming file and line of a wrong mark."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ExtractError(f"{path}: cannot be read ({error}); is it a UTF-8 text file?") from error
    numbered = ((number, line) for number, line in enumerate(lines, start=1))
    blocks = groupby(numbered, key=lambda pair: bool(pair[1].strip()))
    return [
        join([_unmarked(line, f"{path}:{number}") for number, line in block], "\n")
        for has_text, block in blocks
        if has_text
    ]


def _unmarked(line: str, where: str) -> Sentence:
    pieces: list[tuple[str, str]] = []
    done = 0
    for mark in _MARKED.finditer(line):
        if mark[3]:
            raise ExtractError(
                f"{where}: a bracket that marks no name; write [LABEL name] on one line, with a"
                f" label of {', '.join(LABELS)}"
            )
        pieces += [(line[done : mark.start()], ""), (mark[2], mark[1])]
        done = mark.end()
    return spell([*pieces, (line[done:], "")])


def spell(pieces: Iterable[tuple[str, str]]) -> Sentence:
    """Put a text together from pieces, (text, label); those with a label are its entities."""
    text = ""
    ents: list[Span] = []
    for piece, label in pieces:
        if label:
            ents.append((len(text), len(text) + len(piece), label))
        text += piece
    return Sentence(text, tuple(ents))


def clean(sentence: Sentence) -> Sentence:
    """Return the sentence without overlapping entities, offices cut from the front of PERSON spans.

    A PERSON that consists of words for offices only, as in some of the sets, is dropped.
    """
    kept: list[Span] = []
    for start, end, label in sorted(sentence.ents, key=lambda span: (span[0], -span[1])):
        first = _after_titles(sentence.text, start, end) if label == "PERSON" else start
        if first < end and (not kept or first >= kept[-1][1]):
            kept.append((first, end, label))
    return Sentence(sentence.text, tuple(kept))


def _after_titles(text: str, start: int, end: int) -> int:
    for word in re.finditer(r"\S+", text[start:end]):
        parts = word.group().lower().rstrip(".,").split("-")
        if parts[0] not in _TITLE_WORDS:
            return start + word.start()
    return end


def join(sentences: Sequence[Sentence], mark: str = " ") -> Sentence:
    """Join sentences into one text with a mark between them, entities moved along."""
    text = ""
    ents: list[Span] = []
    for number, sentence in enumerate(sentences):
        text += mark if number else ""
        ents.extend((start + len(text), end + len(text), x) for start, end, x in sentence.ents)
        text += sentence.text
    return Sentence(text, tuple(ents))
