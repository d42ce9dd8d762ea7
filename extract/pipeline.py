"""The spaCy side: tokens, sentences, rule spans, and the entity model.

Two pipelines share one vocabulary. The first marks tokens alone and is cheap; the second, the
entity model, reads only the passages that the first has found worth it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from extract import rules as rule_files
from extract.errors import ModelError, PatternError
from extract.ner import SCORE
from extract.shorthand import Index, Pattern, Words, parse

SHIPPED_MODEL = Path(__file__).parent / "model"
LABELS = {
    "PERSON": "PERSON", "PER": "PERSON",
    "ORG": "ORG",
    "PLACE": "PLACE", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "FACILITY": "PLACE",
    "NORP": "NORP", "MISC": "NORP",
}  # fmt: skip
"""Entity labels of other pipelines, each by its label here; others are passed over."""


@Language.factory(
    "extract_sentences",
    assigns=["token.is_sent_start"],
    default_config={"abbreviations": []},
)
class Sentences:
    """Set sentence boundaries behind final punctuation, but not behind an abbreviation.

    ``abbreviations`` are lower-case words without their full stop; a single letter before a full
    stop is taken for an initial.
    """

    def __init__(self, nlp: Language, name: str, abbreviations: list[str]) -> None:
        self.abbreviations = frozenset(abbreviations)

    def __call__(self, doc: Doc) -> Doc:
        """Set ``is_sent_start`` on every token of ``doc``."""
        closed = False
        for token in doc:
            closes = token.text in _CLOSING
            token.is_sent_start = token.i == 0 or (closed and not closes and bool(_opens(token)))
            if token.is_sent_start:
                closed = False
            closed = self._ends(token) or (closed and closes)
        return doc

    def _ends(self, token: Any) -> bool:
        if token.text in _FINAL:
            return True
        if token.text == ".":
            before = token.nbor(-1) if token.i else None
            if before is None or before.whitespace_:
                return True
            return before.lower_ not in self.abbreviations and not (
                len(before.text) == 1 and before.is_alpha
            )
        return False


_FINAL = frozenset("!?…")
_CLOSING = frozenset("\"'”’»)]")


def _opens(token: Any) -> bool:
    """A sentence begins behind a blank, and with no small letter."""
    before = token.nbor(-1)
    return bool(before.whitespace_ or before.is_space) and not token.text[0].islower()


@Language.factory("extract_rules", assigns=["doc.spans"], default_config={"patterns": None})
class RuleSpans:
    """Write the spans of all token rules into ``doc.spans``, one group per pattern file.

    Within a file the longest match wins, then the leftmost, then the rule that stands first;
    ``span.id_`` is the rule's id. Several rules may give one label. Patterns in shorthand are
    found by :mod:`extract.shorthand`, spaCy's own token lists by its Matcher.
    """

    def __init__(self, nlp: Language, name: str, patterns: str | None) -> None:
        loaded = rule_files.load(patterns)
        shipped = str(rule_files.shipped())
        token_rules = [
            (stem, rule) for stem, rules in loaded.by_file.items() for rule in rules if rule.pattern
        ]
        self.rules = [pair for pair in token_rules if isinstance(pair[1].pattern, str)]
        self.index = Index([_parsed(rule, loaded.words, nlp) for _, rule in self.rules])
        self.listed = [pair for pair in token_rules if isinstance(pair[1].pattern, list)]
        self.matcher = Matcher(nlp.vocab)
        for number, (_, rule) in enumerate(self.listed):
            tokens = rule.pattern if isinstance(rule.pattern, list) else []
            try:
                self.matcher.add(str(number), [tokens], greedy="LONGEST")
            except ValueError as error:
                raise PatternError(f"{rule.where}: spaCy refuses it: {error}") from None
        for stem, rules in loaded.by_file.items():
            for rule in rules:
                if not rule.where.startswith(shipped):
                    self.prove(nlp, stem, rule)

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc.spans`` with the groups of all pattern files that match."""
        groups: dict[str, list[Span]] = {}
        for (stem, rule), start, end in self._matches(doc):
            span = Span(doc, start, end, label=rule.label, span_id=rule.id)
            groups.setdefault(stem, []).append(span)
        for stem, spans in groups.items():
            doc.spans[stem] = filter_spans(spans)
        return doc

    def _matches(self, doc: Doc) -> Iterator[tuple[tuple[str, rule_files.Rule], int, int]]:
        for number, start, end in self.index.find([token.text for token in doc]):
            yield self.rules[number], start, end
        for key, start, end in self.matcher(doc) if self.listed else ():
            yield self.listed[int(doc.vocab.strings[key])], start, end

    def prove(self, nlp: Language, stem: str, rule: rule_files.Rule) -> None:
        """Try a rule on its examples and rejects; raises PatternError for one that fails."""
        for example in rule.examples:
            start, end = example.index("["), example.index("]") - 1
            text = example.replace("[", "").replace("]", "")
            if (start, end) not in self.won(nlp, stem, rule, text):
                raise PatternError(f"{rule.where}: does not find the span in {example!r}")
        for reject in rule.rejects:
            if self.won(nlp, stem, rule, reject):
                raise PatternError(f"{rule.where}: finds something in its reject {reject!r}")

    def won(
        self, nlp: Language, stem: str, rule: rule_files.Rule, text: str
    ) -> set[tuple[int, int]]:
        """Return the spans, in characters, that a rule wins among the rules of its file."""
        if rule.regex:
            return {match.span() for match in rule.regex.finditer(text)}
        doc = self(nlp.make_doc(text))
        spans = doc.spans.get(stem, [])
        return {(s.start_char, s.end_char) for s in spans if s.id_ == rule.id}


def _parsed(rule: rule_files.Rule, words: Words, nlp: Language) -> Pattern:
    """Parse a pattern with the tokens of the pipeline's own tokenizer."""
    return parse(str(rule.pattern), words, lambda text: [t.lower_ for t in nlp.make_doc(text)])


def load_model(name: str | Path | None = None) -> Language:
    """Load the entity model: the shipped one, or any spaCy pipeline by name or path.

    Raises :class:`ModelError` when there is none of that name, or when it finds no entities.
    """
    path = str(name or SHIPPED_MODEL)
    remedy = (
        "give the name of an installed spaCy pipeline or the path of a folder, or leave --model out"
        " to use the shipped one"
    )
    nlp = load_pipeline(path, f"model {path!r}", remedy, ours=name is None)
    finders = [pipe for pipe in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(pipe).assigns]
    if not finders:
        raise ModelError(
            f"model {path!r} has no component that finds entities (its pipes:"
            f" {', '.join(nlp.pipe_names) or 'none'}); --model takes a spaCy pipeline with 'ner'"
        )
    told = [nlp.pipe_labels[pipe] for pipe in finders if pipe in nlp.pipe_labels]
    labels = {label for labels in told for label in labels}
    if len(told) == len(finders) and not labels & LABELS.keys():
        raise ModelError(
            f"model {path!r} finds only {', '.join(sorted(labels)) or 'nothing'}; --model takes one"
            f" with labels such as {', '.join(LABELS)}"
        )
    return nlp


def load_pipeline(path: str, what: str, remedy: str, *, ours: bool) -> Language:
    """Load a spaCy pipeline, one of ``ours`` or another; raises ModelError with what to try."""
    try:
        if ours:  # an installed package has an entry point for it, a bare checkout has not
            importlib.import_module("extract.ner.component")
        return spacy.load(path)
    except (OSError, ValueError, ImportError, KeyError) as error:
        reason = str(error).split("\n")[0]
        raise ModelError(f"{what} cannot be loaded ({reason}); {remedy}") from None


def tells_scores(model: Language) -> bool:
    """Say whether a model tells how sure it is of each entity."""
    metas = (model.get_pipe_meta(pipe) for pipe in model.pipe_names)
    return any(f"span._.{SCORE}" in meta.assigns for meta in metas)


def build(model: Language, patterns: str | None, abbreviations: Sequence[str]) -> Language:
    """Build the pipeline that marks tokens alone, on the vocabulary of ``model``."""
    nlp = spacy.blank("en", vocab=model.vocab)
    nlp.add_pipe("extract_sentences", config={"abbreviations": list(abbreviations)})
    nlp.add_pipe("extract_rules", config={"patterns": patterns})
    return nlp


class Entity(NamedTuple):
    """What a model marked: offsets in characters, one of our labels, how sure it was, in (0, 1].

    ``score`` is None where the model says nothing of that.
    """

    start: int
    end: int
    label: str
    score: float | None


def entities(model: Language, docs: Iterable[Doc]) -> Iterator[list[Entity]]:
    """Yield for each Doc the entities of our labels, in order.

    Each Doc is copied word by word first, so that a foreign pipeline may set what it likes.
    """
    bare = (
        Doc(model.vocab, words=[t.text for t in d], spaces=[bool(t.whitespace_) for t in d])
        for d in docs
    )
    for doc in model.pipe(bare):
        yield [
            Entity(span.start_char, span.end_char, LABELS[span.label_], _score(span))
            for span in doc.ents
            if span.label_ in LABELS
        ]


def _score(span: Span) -> float | None:
    return span._.get(SCORE) if Span.has_extension(SCORE) else None
