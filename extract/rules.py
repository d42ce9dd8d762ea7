"""Read and check the rules in ``patterns/*.jsonl``; code elsewhere gives them meaning.

A rule is one line: ``{"id", "label", "pattern" or "regex", "examples", "rejects", ...}``.

``pattern`` is a shorthand for spaCy's token patterns, matched without regard to case. Its
elements are separated by blanks: ``word``, ``one|other``, ``$list`` (a list of
``words.json``), ``_`` (any token that ends no sentence), ``aa`` (a word), ``Aa`` (a capitalised
one), each with ``?``, ``*``, ``+`` or ``{0,3}`` behind it. A list in its place is handed to spaCy
as it stands.
``regex`` is a Python regular expression in which ``{list}`` stands for the alternatives of a list.

In an example, square brackets mark the span that the rule must find; in a reject it must find
none.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.errors import PatternError
from extract.marks import Mark
from extract.shorthand import Words

_KEYS = {"id", "label", "pattern", "regex", "examples", "rejects", "note"}
_FILES: Mapping[str, tuple[str, set[str]]] = {
    "background": ("pattern", {"unless"}),
    "boilerplate": ("regex", {"where"}),
    "date": ("regex", set()),
    "discussion": ("pattern", set()),
    "meeting": ("pattern", {"event", "further", "object"}),
    "people": ("pattern", {"basis", "reach", "told"}),
    "published": ("regex", set()),
    "round": ("regex", set()),
    "status": ("pattern", {"subject"}),
    "topic_labels": ("pattern", set()),
    "topics": ("pattern", set()),
    "venue": ("pattern", {"mode"}),
}
"""The pattern files: what their rules match by, and their keys beside the common ones."""

_OPEN = {"topic_labels"}
"""Files whose labels a user may add to; elsewhere code gives each label its meaning."""

NONE = "none"
"""Label of a rule whose words say nothing; it takes them from the shorter rules of its file."""

_GROUPS = {
    "day": {"d1", "m1"}, "iso": {"y1", "m1", "d1"}, "numeric": {"a", "b"}, "month": {"m1"},
    "range": {"d1", "d2"}, "relative": {"rel"}, "weekday": {"wd"}, "year": {"y1"},
    "weekdays": {"wd", "wd2"}, "weekday-day": {"wd", "d1"}, "day-only": {"d1"},
    "period": {"which", "unit"}, "same": set(), "vague": set(),
}  # fmt: skip
"""Named groups that a rule of ``date.jsonl`` needs, by its label."""

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


@dataclass(frozen=True, eq=False)
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

    @property
    def are_shipped(self) -> bool:
        """Whether there are no rules of a user."""
        return len(self.directories) == 1

    def is_own(self, rule: Rule) -> bool:
        """Say whether a rule is a user's."""
        return not rule.where.startswith(f"{self.directories[0]}{os.sep}")

    def __getitem__(self, stem: str) -> tuple[Rule, ...]:
        return self.by_file.get(stem, ())

    def rule(self, stem: str, id_: str) -> Rule | None:
        """Return the rule of a file by its id."""
        return next((rule for rule in self[stem] if rule.id == id_), None)

    def said(self, mark: Mark, key: str, default: Any) -> Any:
        """Return what the rule of a mark says beside its pattern."""
        rule = self.rule(mark.kind, mark.rule)
        return rule.extra.get(key, default) if rule else default


def shipped() -> Path:
    """Return the shipped patterns: installed inside the package, in a checkout beside it."""
    inside = Path(__file__).parent / "patterns"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "patterns"


def load(directory: str | Path | None = None) -> Rules:
    """Read the shipped rules and, over them, those of ``directory``.

    A rule of ``directory`` with a known id replaces that rule (``{"id": ..., "off": true}``
    removes it), one with a new id is added; it wins where a shipped one finds the same words. A
    list of its ``words.json`` replaces the list of that name, ``"+name"`` adds to it. Raises
    :class:`PatternError`, ``file:line: what is wrong``.
    """
    directories = [shipped()]
    if directory is not None:
        directories.append(_checked_directory(Path(directory)))
    words: dict[str, list[str]] = {}
    for place in directories:
        _read_words(place / "words.json", words)
    found: dict[str, dict[str, Rule]] = {}
    known: set[tuple[str, str]] = set()
    for place in directories:
        known = {(stem, id_) for stem, rules in found.items() for id_ in rules}
        for path in sorted(place.glob("*.jsonl")):
            if path.stem not in TABLES:
                _read_file(path, words, found.setdefault(path.stem, {}))
    by_file = {  # what the last folder adds comes first: of two rules for the same words that wins
        stem: tuple(sorted(rules.values(), key=lambda rule: (stem, rule.id) in known))
        for stem, rules in found.items()
    }
    return Rules(by_file, words, tuple(directories))


def _checked_directory(path: Path) -> Path:
    if not path.is_dir():
        raise PatternError(f"{path}: no such folder; --patterns takes a folder of .jsonl files")
    if not any((*path.glob("*.jsonl"), *path.glob("words.json"), *path.glob("cities.csv"))):
        raise PatternError(f"{path}: holds no pattern file (*.jsonl, words.json, cities.csv)")
    return path


def _read_words(path: Path, words: dict[str, list[str]]) -> None:
    """Read the lists of one ``words.json`` over those of the folders before it."""
    if not path.exists():
        return
    for name, entries in _parse(_text(path), str(path)).items():
        good = isinstance(entries, list) and all(isinstance(e, str) and e.strip() for e in entries)
        if not good or not entries:
            raise PatternError(f"{path}: list {name!r} is not a list of words")
        if not name.startswith("+"):
            words[name] = entries
        elif name[1:] in words:
            words[name[1:]] = words[name[1:]] + entries
        else:
            raise PatternError(f"{path}: {name!r} adds to a list that is not there")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PatternError(f"{path}: not UTF-8 (byte {error.start})") from None


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, " if error.lineno > 1 else ""
        what = f"not valid JSON: {error.msg} ({place}column {error.colno})"
        raise PatternError(f"{where}: {what}") from None
    if not isinstance(value, dict):
        raise PatternError(f"{where}: expected an object in braces")
    return value


def _read_file(path: Path, words: Words, found: dict[str, Rule]) -> None:
    """Add the rules of one file to ``found``, keyed by id; a later file replaces an earlier."""
    if path.stem not in _FILES:
        known = ", ".join(f"{stem}.jsonl" for stem in sorted({*_FILES, *TABLES}))
        raise PatternError(f"{path}: no pattern file of this name; there are: {known}")
    seen: set[str] = set()
    labels = {rule.label for rule in found.values()}
    for number, line in enumerate(_text(path).split("\n"), 1):
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
            if found.pop(id_, None) is None:
                raise PatternError(f"{where}: no rule {id_!r} to switch off")
            continue
        found[id_] = rule = _rule(data, where, path.stem, words)
        if labels and rule.label not in {*labels, NONE} and path.stem not in _OPEN:
            raise PatternError(
                f"{where}: unknown label {rule.label!r}; there are: {', '.join(sorted(labels))}"
            )


def _rule(data: dict[str, Any], where: str, stem: str, words: Words) -> Rule:
    by, extra = _FILES[stem]
    _check_keys(data, _KEYS | extra, where)
    if by not in data:
        raise PatternError(f"{where}: a rule of {stem}.jsonl needs a {by!r}")
    _check_proofs(data, where)
    regex = _regex(data["regex"], words, where) if "regex" in data else None
    needed = _GROUPS.get(data["label"], set()) if stem == "date" and regex else set()
    if regex and (missing := sorted(needed - set(regex.groupindex))):
        raise PatternError(f"{where}: a {data['label']} needs the groups {', '.join(missing)}")
    return Rule(
        id=data["id"],
        label=data["label"],
        where=where,
        pattern=data.get("pattern"),
        regex=regex,
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
        raise PatternError(f"{where}: no list {name!r} in words.json")
    return words[name]
