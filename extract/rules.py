"""Read and check the rules in ``patterns/*.jsonl``; code elsewhere gives them meaning.

A rule is one line: ``{"id", "label", "pattern" or "regex", "examples", "rejects", ...}``.

``pattern`` is a shorthand for spaCy's token patterns, matched without regard to case. Its
elements are separated by blanks: ``word``, ``one|other``, ``$list`` (a list of
``words.json``), ``_`` (any token), ``Aa`` (a capitalised token), each with ``?``, ``*``, ``+``
or ``{0,3}`` behind it. A list in its place is handed to spaCy as it stands. ``regex`` is a
Python regular expression in which ``{list}`` stands for the alternatives of a list.

In an example, square brackets mark the span that the rule must find; in a reject it must find
none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract import shorthand
from extract.errors import PatternError
from extract.shorthand import Words

_KEYS = {"id", "label", "pattern", "regex", "examples", "rejects", "note"}
_EXTRA = {
    "background": {"reach"},
    "boilerplate": {"where"},
    "people": {"basis", "reach"},
    "meeting": {"event", "separate", "weight"},
    "status": {"status"},
    "topic_labels": set(),
    "topics": {"reach"},
    "venue": {"mode"},
}
"""What a rule of each pattern file may say beside the common keys."""

TABLES = {"ambiguous", "countries", "organisations", "topic_codes"}
"""Files of ``patterns/`` that hold facts, not rules."""

_FRAGMENT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a pattern file; ``where`` is its address, ``file:line``."""

    id: str
    label: str
    where: str
    pattern: str | list[dict[str, Any]] | None
    regex: re.Pattern[str] | None
    examples: tuple[str, ...]
    rejects: tuple[str, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """All rules by the stem of their file, the word lists, and where they were read."""

    by_file: Mapping[str, tuple[Rule, ...]]
    words: Words
    directories: tuple[Path, ...]
    _compiled: dict[tuple[str, int], re.Pattern[str]] = field(default_factory=dict, repr=False)

    def regex(self, source: str, flags: int = 0) -> re.Pattern[str]:
        """Return ``source`` compiled, each ``{list}`` in it replaced; compiled once."""
        key = (source, flags)
        if key not in self._compiled:
            self._compiled[key] = re.compile(compose(source, self.words), flags)
        return self._compiled[key]

    def __getitem__(self, stem: str) -> tuple[Rule, ...]:
        return self.by_file.get(stem, ())

    def rule(self, stem: str, id_: str) -> Rule | None:
        """Return the rule of a file by its id."""
        return next((rule for rule in self[stem] if rule.id == id_), None)


def shipped() -> Path:
    """Return the shipped patterns: installed inside the package, in a checkout beside it."""
    inside = Path(__file__).parent / "patterns"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "patterns"


def load(directory: str | Path | None = None) -> Rules:
    """Read the shipped rules and, over them, those of ``directory``.

    A rule of ``directory`` with a known id replaces that rule (``{"id": ..., "off": true}``
    removes it), one with a new id is added; a word list of its ``words.json`` replaces the list
    of that name. Raises :class:`PatternError`, ``file:line: what is wrong``.
    """
    directories = [shipped()]
    if directory is not None:
        directories.append(_checked_directory(Path(directory)))
    words: dict[str, list[str]] = {}
    for place in directories:
        words |= _read_words(place / "words.json")
    found: dict[str, dict[str, Rule]] = {}
    for place in directories:
        for path in sorted(place.glob("*.jsonl")):
            if path.stem not in TABLES:
                _read_file(path, words, found.setdefault(path.stem, {}))
    by_file = {stem: tuple(rules.values()) for stem, rules in found.items()}
    return Rules(by_file, words, tuple(directories))


def _checked_directory(path: Path) -> Path:
    if not path.is_dir():
        raise PatternError(f"{path}: no such folder; --patterns takes a folder of .jsonl files")
    if not any((*path.glob("*.jsonl"), *path.glob("words.json"), *path.glob("cities.csv"))):
        raise PatternError(f"{path}: holds no pattern file (*.jsonl, words.json, cities.csv)")
    return path


def _read_words(path: Path) -> dict[str, list[str]]:
    if not path.exists():
        return {}
    words = _parse(path.read_text(encoding="utf-8"), str(path))
    for name, entries in words.items():
        if not isinstance(entries, list) or not all(isinstance(e, str) and e for e in entries):
            raise PatternError(f"{path}: list {name!r} is not a list of words")
    return words


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise PatternError(f"{where}: not valid JSON: {error.msg} (column {error.colno})") from None
    if not isinstance(value, dict):
        raise PatternError(f"{where}: expected an object in braces")
    return value


def _read_file(path: Path, words: Words, found: dict[str, Rule]) -> None:
    """Add the rules of one file to ``found``, keyed by id; a later file replaces an earlier."""
    seen: set[str] = set()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise PatternError(f"{path}: not UTF-8 (byte {error.start})") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        data = _parse(line, where)
        id_ = data.get("id")
        if not isinstance(id_, str) or not id_:
            raise PatternError(f"{where}: a rule needs an 'id'")
        if id_ in seen:
            raise PatternError(f"{where}: id {id_!r} stands twice in this file")
        seen.add(id_)
        if data.pop("off", False):
            found.pop(id_, None)
        else:
            found[id_] = _rule(data, where, path.stem, words)


def _rule(data: dict[str, Any], where: str, stem: str, words: Words) -> Rule:
    extra = _EXTRA.get(stem, set())
    _check_keys(data, _KEYS | extra, where)
    _check_proofs(data, where)
    if isinstance(data.get("pattern"), str):
        try:
            shorthand.parse(data["pattern"], words, str.split)
        except ValueError as error:
            raise PatternError(f"{where}: {error}") from None
    return Rule(
        id=data["id"],
        label=data["label"],
        where=where,
        pattern=data.get("pattern"),
        regex=_regex(data["regex"], words, where) if "regex" in data else None,
        examples=tuple(data["examples"]),
        rejects=tuple(data.get("rejects", [])),
        extra={key: data[key] for key in extra & set(data)},
    )


def _check_keys(data: Mapping[str, Any], allowed: set[str], where: str) -> None:
    for key in data:
        if key not in allowed:
            raise PatternError(
                f"{where}: unknown key {key!r}; allowed: {', '.join(sorted(allowed))}"
            )
    if not isinstance(data.get("label"), str):
        raise PatternError(f"{where}: a rule needs a 'label'")
    if ("pattern" in data) == ("regex" in data):
        raise PatternError(f"{where}: a rule needs either 'pattern' or 'regex'")
    if not isinstance(data.get("pattern", ""), str | list):
        raise PatternError(f"{where}: 'pattern' is neither shorthand nor a list of tokens")


def _check_proofs(data: Mapping[str, Any], where: str) -> None:
    for key in ("examples", "rejects"):
        texts = data.get(key, [])
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise PatternError(f"{where}: {key!r} is not a list of texts")
    if not data.get("examples"):
        raise PatternError(f"{where}: a rule needs 'examples'")
    for example in data["examples"]:
        if example.count("[") != 1 or example.count("]") != 1:
            raise PatternError(f"{where}: example {example!r} marks no [span] or several")


def compose(source: str, words: Words, where: str = "pattern") -> str:
    """Return ``source`` with each ``{list}`` replaced by the alternatives of that list."""

    def fragment(match: re.Match[str]) -> str:
        entries = sorted(_list(match[1], words, where), key=lambda entry: (-len(entry), entry))
        return "(?:" + "|".join(re.escape(entry) for entry in entries) + ")"

    return _FRAGMENT.sub(fragment, source)


def _regex(source: Any, words: Words, where: str) -> re.Pattern[str]:
    try:
        return re.compile(compose(source, words, where))
    except (re.error, TypeError) as error:
        raise PatternError(f"{where}: bad regular expression: {error}") from None


def _list(name: str, words: Words, where: str) -> Sequence[str]:
    if name not in words:
        raise PatternError(
            f"{where}: no list {name!r} in words.json; there are: {', '.join(words)}"
        )
    return words[name]
