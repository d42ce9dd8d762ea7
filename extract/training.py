"""Training of the small entity model that `extract` ships with.

The model is a spaCy pipeline of one component, `ner`: hashed word features (norm, prefix, suffix,
shape), four convolutions with maxout and a transition-based decoder. The method is that of spaCy's
own documentation (MultiHashEmbed, MaxoutWindowEncoder, TransitionBasedParser); the transitions are
those of Lample et al. (2016), "Neural Architectures for Named Entity Recognition". No word vectors
and no pretrained weights are used.

    python -m extract.training DATA_DIR -o extract/model

Entities that do not line up with spaCy's tokens are not expanded: the tokens they touch are marked
as missing (`-`), so that nothing is learned from them. The same is done with words that are marked
as NORP (nationalities, religions, parties' adherents) elsewhere in the training data where a set
leaves them unmarked, since some of the sets do not annotate that class consistently.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example, offsets_to_biluo_tags
from thinc.api import Adam, Optimizer, fix_random_seed, warmup_linear

from extract.errors import ExtractError

TEST_SETS = ("gum-news", "uner-pud")
DEFAULT_EXCLUDED = ("btc",)
LABELS = ("PERSON", "ORG", "PLACE", "NORP")
THREE_LABELS = ("PERSON", "ORG", "PLACE")
HELD_OUT_SHARE = 0.05
BLOCK = 20
LEARN_RATE = 0.001
BATCH_TOKENS = (200.0, 1000.0, 1.001)
MISSING = "-"
OFFICES = (
    "Foreign Minister", "Minister of Foreign Affairs", "Deputy Foreign Minister", "Prime Minister",
    "Deputy Prime Minister", "Defence Minister", "Minister", "Vice Minister", "Deputy Minister",
    "President", "Vice President", "Secretary of State", "State Secretary", "Under Secretary",
    "Assistant Secretary", "Ambassador", "Special Envoy", "Special Representative", "Commissioner",
    "Director General", "Secretary-General", "Chancellor", "Speaker", "H.E. Mr.", "H.E. Ms.",
    "His Excellency", "Her Excellency", "Dr.", "Mr.", "Mrs.", "Ms.", "General", "Sheikh",
)  # fmt: skip
NAME_FORMS = (
    "{a} bin {b} Al {c}", "{a} bin {b} Al-{c}", "{a} bint {b} Al {c}", "{a} ibn {b}", "{a} Al-{b}",
    "{a} Abdul {b} {c}", "{a} Abu {b}", "{i}. {a}", "{i}. {j}. {a}", "{i}.{j}. {a}", "{a} {i}. {b}",
    "{i}. {a} {b}", "{a} {b} {c}", "{a} {b} {c} {d}", "{a} {b}-{c}", "{a}-{b} {c}", "{a} van {b}",
    "{a} de {b}", "{a} {b} de {c}", "{a} von {b}", "{a} da {b}", "{a} {b} {c} II",
    "{a} {b}-{e}", "{a} {b}-{e}", "{a} al-{b}", "{a} {b} al-{c}",
)  # fmt: skip
TITLE_WORDS = frozenset(
    {
        "minister", "president", "ambassador", "secretary", "envoy", "representative",
        "commissioner", "director", "chancellor", "speaker", "mr", "mrs", "ms", "dr",
        "prof", "professor", "sir", "lord", "lady", "he", "h.e", "general", "gen", "col",
        "colonel", "senator", "sen", "office", "foreign", "prime", "deputy", "special",
        "un", "advisor", "adviser", "spokesman", "spokesperson", "chairman", "brig", "lt", "maj",
    }
)  # fmt: skip
SOURCES: Mapping[str, tuple[str, str]] = {
    "gum-free": ("Georgetown University Multilayer corpus (GUM), free genres", "CC BY 4.0, 2.5"),
    "gum-sa": ("GUM, biographies and travel guides", "CC BY-SA 3.0"),
    "gum-news": ("GUM, Wikinews articles", "CC BY 2.5"),
    "re3d": (
        "Relationship and Entity Extraction Evaluation Dataset (Dstl)",
        "public domain, OGL 3.0, CC BY 3.0 AU, reuse with acknowledgement",
    ),
    "europarl": ("Europarl NER evaluation corpus", "no known restriction"),
    "wikigold": ("WikiGold", "CC BY 4.0, Wikipedia text"),
    "btc": ("Broad Twitter Corpus", "CC BY 4.0"),
    "crossner": ("CrossNER, politics", "MIT, Wikipedia text (CC BY-SA)"),
    "redocred": ("Re-DocRED, dev and test", "MIT, Wikipedia text (CC BY-SA)"),
    "uner-ewt": ("Universal NER, English EWT, dev and test", "CC BY-SA 4.0"),
    "uner-pud": ("Universal NER, English PUD", "CC BY-SA 3.0"),
}

Span = tuple[int, int, str]
Scores = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Sentence:
    """A stretch of text and its entities as (start, end, label), offsets in characters."""

    text: str
    ents: tuple[Span, ...]


@dataclass(frozen=True)
class Names:
    """Names of people met in training, by number of words, and their single words."""

    by_length: Mapping[int, Sequence[str]]
    words: Sequence[str]


@dataclass(frozen=True)
class Settings:
    """What one training run depends on, beside its data.

    `width` is that of the word representations, `depth` the number of convolutions, each of which
    looks one token further left and right; `rows` are those of the four hash tables.
    """

    epochs: int = 11
    seed: int = 0
    width: int = 96
    depth: int = 4
    rows: tuple[int, ...] = (5000, 1000, 2500, 2500)


# --- reading -----------------------------------------------------------------------------------


def read_sentences(path: Path, limit: int | None = None) -> list[Sentence]:
    """Read the sentences of one gzipped JSON-lines file, the first `limit` of them if given.

    Raises ExtractError naming file and line where a line is not {"text": str, "ents": [[start, end,
    label], ...]} with offsets inside the text and a label of LABELS, or the file cannot be read.
    """
    sentences: list[Sentence] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if limit is not None and len(sentences) >= limit:
                    break
                sentences.append(_parse_line(line, f"{path}:{number}"))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ExtractError(
            f"{path}: cannot read the training data ({error}); is it a gzipped UTF-8 text file?"
        ) from error
    return sentences


def _parse_line(line: str, where: str) -> Sentence:
    try:
        record = json.loads(line)
        text, ents = record["text"], [(int(s), int(e), str(x)) for s, e, x in record["ents"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ExtractError(
            f"{where}: not a training sentence ({type(error).__name__}: {error}); "
            'write {"text": "...", "ents": [[start, end, label], ...]} on one line'
        ) from error
    if not isinstance(text, str):
        raise ExtractError(f'{where}: "text" is not a string; write the sentence between quotes')
    for start, end, label in ents:
        if not 0 <= start < end <= len(text) or label not in LABELS:
            raise ExtractError(
                f"{where}: entity [{start}, {end}, {label}] is outside the text of {len(text)} "
                f"characters or its label is none of {', '.join(LABELS)}; correct or remove it"
            )
    return Sentence(text, tuple(ents))


def read_folder(folder: Path, limit: int | None = None) -> dict[str, list[Sentence]]:
    """Read every `NAME.jsonl.gz` of a folder, as {NAME: sentences}, in the order of the names.

    Raises ExtractError where the folder has no such file or a line of one is not well formed.
    """
    paths = sorted(folder.glob("*.jsonl.gz"))
    if not paths:
        raise ExtractError(f"{folder}: no *.jsonl.gz file here; give the folder with the data sets")
    return {path.name.removesuffix(".jsonl.gz"): read_sentences(path, limit) for path in paths}


# --- cleaning and splitting --------------------------------------------------------------------


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
        if parts[0] not in TITLE_WORDS:
            return start + word.start()
    return end


def split_held_out(
    sentences: Sequence[Sentence], rng: random.Random
) -> tuple[list[Sentence], list[Sentence]]:
    """Divide sentences into training and held-out ones, about HELD_OUT_SHARE of them held out.

    Blocks of BLOCK consecutive sentences stay together, so that few documents are on both sides.
    """
    train: list[Sentence] = []
    held_out: list[Sentence] = []
    for start in range(0, len(sentences), BLOCK):
        side = held_out if rng.random() < HELD_OUT_SHARE else train
        side.extend(sentences[start : start + BLOCK])
    return train, held_out


def collect_names(sentences: Iterable[Sentence]) -> Names:
    """Gather the distinct names of people, of one to four capitalised words in Latin letters."""
    found: dict[str, None] = {}
    for sentence in sentences:
        for start, end, label in sentence.ents:
            name = sentence.text[start:end]
            if label == "PERSON" and re.fullmatch(r"[A-ZÀ-Ž][^\W\d_]+([ '’-][^\W\d_]+){0,4}", name):
                found.setdefault(name)
    by_length: dict[int, list[str]] = {}
    for name in found:
        by_length.setdefault(len(name.split()), []).append(name)
    words = {word for name in found for word in re.split("[ -]", name)}
    return Names(by_length, sorted(filter(_is_name_word, words)))


def _is_name_word(word: str) -> bool:
    return len(word) > 3 and word[0].isupper() and word[1:].islower()


def collect_norp_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Gather the capitalised single words that are marked as NORP at least twice."""
    counts = Counter(
        sentence.text[start:end]
        for sentence in sentences
        for start, end, label in sentence.ents
        if label == "NORP"
    )
    return frozenset(
        word for word, n in counts.items() if n > 1 and word.isalpha() and word[0].isupper()
    )


# --- augmentation ------------------------------------------------------------------------------


def join(sentences: Sequence[Sentence]) -> Sentence:
    """Join sentences into one text, a space between them, entities moved along."""
    text = ""
    ents: list[Span] = []
    for sentence in sentences:
        offset = len(text) + 1 if text else 0
        text = f"{text} {sentence.text}" if text else sentence.text
        ents.extend((start + offset, end + offset, label) for start, end, label in sentence.ents)
    return Sentence(text, tuple(ents))


def invent_name(name: str, names: Names, rng: random.Random) -> str:
    """Change the longer words of a name: the beginning of one name's word, the end of another's."""
    words = []
    for word in name.split():
        if len(word) > 3 and names.words and rng.random() < 0.6:
            tail = rng.choice(names.words)
            words.append(word[: rng.randint(2, len(word) - 1)] + tail[len(tail) // 2 :].lower())
        else:
            words.append(word)
    return " ".join(words)


def form_name(names: Names, rng: random.Random) -> str:
    """Make a name of several words in one of NAME_FORMS: patronymics, particles, initials."""
    a, b, c, d = (rng.choice(names.words) for _ in range(4))
    i, j = rng.choices("ABCDEFGHIJKLMNOPRSTUVWYZ", k=2)
    return rng.choice(NAME_FORMS).format(a=a, b=b, c=c, d=d, e=c.lower(), i=i, j=j)


def swap_names(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """Put other people's names for those in the text; the same for the same.

    They are of as many words, or one in five of those of several words in one of NAME_FORMS; half
    of them are invented from parts, and one in ten has its last word in capitals.
    """
    chosen: dict[str, str] = {}

    def replace(name: str) -> str:
        pool = names.by_length.get(len(name.split()))
        if name not in chosen and pool:
            formed = " " in name and names.words and rng.random() < 0.2
            new = form_name(names, rng) if formed else rng.choice(pool)
            new = invent_name(new, names, rng) if rng.random() < 0.5 else new
            first, _, last = new.rpartition(" ")
            chosen[name] = f"{first} {last.upper()}" if first and rng.random() < 0.1 else new
        return chosen.get(name, name)

    return _rewrite(sentence, lambda name: ("", replace(name)))


def add_offices(sentence: Sentence, rng: random.Random) -> Sentence:
    """Put an office or a form of address, not part of the entity, before names of several words."""

    def with_office(name: str) -> tuple[str, str]:
        return (f"{rng.choice(OFFICES)} " if " " in name and rng.random() < 0.7 else "", name)

    return _rewrite(sentence, with_office)


def _rewrite(sentence: Sentence, change: Callable[[str], tuple[str, str]]) -> Sentence:
    """Put what `change` gives, (text before, name), for each PERSON; move the other entities."""
    text, done = "", 0
    ents: list[Span] = []
    for start, end, label in sentence.ents:
        before, name = "", sentence.text[start:end]
        if label == "PERSON":
            before, name = change(name)
        text += sentence.text[done:start] + before
        ents.append((len(text), len(text) + len(name), label))
        text, done = text + name, end
    return Sentence(text + sentence.text[done:], tuple(ents))


def change_letters(sentence: Sentence, change: Callable[[str], str]) -> Sentence:
    """Apply a change to each character, where it gives one character again; offsets stay valid."""
    letters = ((change(letter), letter) for letter in sentence.text)
    text = "".join(new if len(new) == 1 else old for new, old in letters)
    return Sentence(text, sentence.ents)


def capitalise_words(sentence: Sentence) -> Sentence:
    """Write each word with a capital, as headlines are in many papers."""
    text = re.sub(r"\b[a-zà-ž]", lambda match: match.group().upper(), sentence.text)
    return Sentence(text, sentence.ents) if len(text) == len(sentence.text) else sentence


def strip_diacritic(letter: str) -> str:
    """Return the letter without its diacritics: the first character of its decomposition."""
    return unicodedata.normalize("NFD", letter)[:1]


def augment(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """Return the text as it is or, at random, with other names, offices or letters."""
    if rng.random() < 0.4:
        sentence = swap_names(sentence, names, rng)
    if rng.random() < 0.12:
        sentence = add_offices(sentence, rng)
    if rng.random() < 0.08:
        sentence = change_letters(sentence, strip_diacritic)
    draw = rng.random()
    if draw < 0.05:
        return change_letters(sentence, str.upper)
    return capitalise_words(sentence) if draw < 0.11 else sentence


def one_epoch(
    sets: Mapping[str, Sequence[Sentence]], names: Names, rng: random.Random
) -> list[Sentence]:
    """Return all sentences once, in random order, one to three neighbours joined, augmented."""
    texts: list[Sentence] = []
    for sentences in sets.values():
        start = 0
        while start < len(sentences):
            stop = start + rng.choice((1, 1, 2, 3))
            texts.append(augment(join(sentences[start:stop]), names, rng))
            start = stop
    rng.shuffle(texts)
    return texts


# --- the model ---------------------------------------------------------------------------------


def make_example(nlp: Language, sentence: Sentence, norp_words: frozenset[str]) -> Example:
    """Return the spaCy example of a sentence, tokens of unsure class marked as missing."""
    doc = nlp.make_doc(sentence.text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tags = offsets_to_biluo_tags(doc, list(sentence.ents))
    unsure = (tag == "O" and token.text in norp_words for tag, token in zip(tags, doc, strict=True))
    masked = [MISSING if skip else tag for skip, tag in zip(unsure, tags, strict=True)]
    return Example.from_dict(doc, {"entities": masked})


def build_pipeline(settings: Settings) -> Language:
    """Return an English pipeline with an `ner` component, its weights not yet initialised."""
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": settings.width,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": list(settings.rows),
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": settings.width,
        "depth": settings.depth,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config={"model": _decoder(embed, encode)})
    return nlp


def _decoder(embed: dict[str, Any], encode: dict[str, Any]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }


def batches(examples: Sequence[Example], steps: Iterator[float]) -> Iterator[list[Example]]:
    """Divide examples into batches of at least as many tokens as `steps` says, one value each."""
    batch: list[Example] = []
    tokens, wanted = 0, next(steps)
    for example in examples:
        batch.append(example)
        tokens += len(example.reference)
        if tokens >= wanted:
            yield batch
            batch, tokens, wanted = [], 0, next(steps)
    if batch:
        yield batch


def compounding(start: float, stop: float, rate: float) -> Iterator[float]:
    """Yield sizes that grow by a rate from start up to stop, without end."""
    size = start
    while True:
        yield min(size, stop)
        size = min(size * rate, stop)


def count_steps(tokens: int) -> int:
    """Return about how many batches this many tokens make, the growth of batches included."""
    sizes, steps = compounding(*BATCH_TOKENS), 0
    while tokens > 0:
        tokens, steps = tokens - int(next(sizes)) - 10, steps + 1
    return steps


def _initialise(nlp: Language, examples: Sequence[Example], epochs: int) -> Optimizer:
    for label in LABELS:
        nlp.get_pipe("ner").add_label(label)  # type: ignore[attr-defined]
    steps = count_steps(epochs * sum(len(example.reference) for example in examples))
    nlp.initialize(lambda: examples[:200])
    rates: Any = warmup_linear(LEARN_RATE, min(250, steps // 10), int(steps * 1.1))
    optimizer: Optimizer = Adam(
        rates,
        L2=0.01,
        L2_is_weight_decay=True,
        grad_clip=1.0,
        use_averages=True,
    )
    return optimizer


def train(sets: Mapping[str, Sequence[Sentence]], settings: Settings) -> Language:
    """Train a pipeline on data sets and return it with the weights of the best epoch.

    The best is that with the highest F1 of all labels on the held-out part of the sets. The same
    sets, settings and machine give the same weights. Raises ExtractError where there is nothing to
    train on.
    """
    rng = random.Random(settings.seed)
    fix_random_seed(settings.seed)
    parts = {
        name: split_held_out([clean(s) for s in sentences], rng) for name, sentences in sets.items()
    }
    training = {name: part[0] for name, part in parts.items()}
    held_out = [sentence for part in parts.values() for sentence in part[1]]
    every = [sentence for sentences in training.values() for sentence in sentences]
    if not any(sentence.ents for sentence in every):
        raise ExtractError("no entity to train on; give data sets with sentences that have some")
    nlp = build_pipeline(settings)
    best = _run_epochs(nlp, training, held_out or every, settings, rng)
    return with_weights(settings, best)


def _run_epochs(
    nlp: Language,
    training: Mapping[str, Sequence[Sentence]],
    held_out: Sequence[Sentence],
    settings: Settings,
    rng: random.Random,
) -> bytes:
    every = [sentence for sentences in training.values() for sentence in sentences]
    names, norps = collect_names(every), collect_norp_words(every)
    first = [make_example(nlp, sentence, norps) for sentence in every]
    optimizer = _initialise(nlp, first, settings.epochs)
    sizes = compounding(*BATCH_TOKENS)
    best_score, best = -1.0, b""
    for epoch in range(1, settings.epochs + 1):
        texts = one_epoch(training, names, rng)
        loss = _update(nlp, [make_example(nlp, t, norps) for t in texts], sizes, optimizer)
        _say(f"epoch {epoch}: loss {loss:.0f}")
        score, weights = _averaged(nlp, optimizer, held_out)
        if score > best_score:
            best_score, best = score, weights
    return best


def _averaged(
    nlp: Language, optimizer: Optimizer, held_out: Sequence[Sentence]
) -> tuple[float, bytes]:
    with nlp.use_params(optimizer.averages):
        scores = evaluate(nlp, held_out)
        _say(f"  held out: {_brief(scores)}")
        return scores["all"]["f"], nlp.to_bytes(exclude=["vocab"])


def _update(
    nlp: Language, examples: Sequence[Example], sizes: Iterator[float], optimizer: Optimizer
) -> float:
    losses: dict[str, float] = {}
    for batch in batches(examples, sizes):
        nlp.update(batch, drop=0.15, sgd=optimizer, losses=losses)
        optimizer.step_schedules()  # type: ignore[no-untyped-call]
    return losses.get("ner", 0.0)


def with_weights(settings: Settings, weights: bytes) -> Language:
    """Return a pipeline with these weights and a vocabulary without any word met in training."""
    nlp = build_pipeline(settings)
    nlp.from_bytes(weights, exclude=["vocab"])
    return nlp


# --- scores ------------------------------------------------------------------------------------


def evaluate(nlp: Language, sentences: Sequence[Sentence]) -> Scores:
    """Compare entities found with those given, exact spans and labels.

    Returns {label: {"p", "r", "f", "gold"}} with precision, recall and F1 as shares of 1 and the
    number of entities given, for each label, for "three" (PERSON, ORG, PLACE) and for "all".
    """
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    docs: Iterable[Doc] = nlp.pipe((sentence.text for sentence in sentences), batch_size=64)
    for doc, sentence in zip(docs, sentences, strict=True):
        spans = {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}
        found.update(span[2] for span in spans)
        gold.update(span[2] for span in set(sentence.ents))
        right.update(span[2] for span in spans & set(sentence.ents))
    groups = {label: (label,) for label in LABELS} | {"three": THREE_LABELS, "all": LABELS}
    return {
        name: _prf(*(sum(c[label] for label in labels) for c in (right, found, gold)))
        for name, labels in groups.items()
    }


def _prf(right: int, found: int, gold: int) -> dict[str, float]:
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * right / (found + gold) if right else 0.0
    return {
        "p": round(precision, 4),
        "r": round(recall, 4),
        "f": round(f1, 4),
        "gold": gold,
    }


def score_table(scores: Mapping[str, Scores]) -> str:
    """Return scores of test sets as lines of text, per cent."""
    lines = [f"{'set':<10} {'label':<7} {'P':>6} {'R':>6} {'F1':>6} {'gold':>6}"]
    for name, by_label in scores.items():
        for label, row in by_label.items():
            figures = " ".join(f"{100 * row[key]:6.1f}" for key in ("p", "r", "f"))
            lines.append(f"{name:<10} {label:<7} {figures} {row['gold']:6.0f}")
    return "\n".join(lines)


def _brief(scores: Scores) -> str:
    return ", ".join(f"{name} {100 * row['f']:.1f}" for name, row in scores.items())


# --- writing -----------------------------------------------------------------------------------


def write_model(
    nlp: Language, folder: Path, trained_on: Iterable[str], scores: Mapping[str, Scores]
) -> None:
    """Write a pipeline with a filled meta.json to a folder; a README.md that is there stays.

    The words its vocabulary has met are left out: they are no part of the model.
    Raises ExtractError where the folder cannot be written.
    """
    fresh = spacy.util.load_model_from_config(nlp.config)
    fresh.from_bytes(nlp.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    fresh.meta.update(_meta(trained_on, scores))
    try:
        for part in ("ner", "vocab"):
            shutil.rmtree(folder / part, ignore_errors=True)
        fresh.to_disk(folder)
    except OSError as error:
        raise ExtractError(
            f"{folder}: cannot write the model ({error}); choose another folder with -o"
        ) from error


def _meta(trained_on: Iterable[str], scores: Mapping[str, Scores]) -> dict[str, Any]:
    return {
        "name": "diplomacy_ner",
        "version": "1.0.0",
        "description": "Names of people, organisations, places and nationalities in news",
        "license": "CC-BY-SA-4.0",
        "spacy_version": ">=3.7.0,<3.9.0",
        "sources": [_source(name) for name in trained_on],
        "performance": dict(scores),
    }


def _source(name: str) -> dict[str, str]:
    title, licence = SOURCES.get(name, (name, "unknown"))
    return {"name": name, "title": title, "license": licence}


# --- command line ------------------------------------------------------------------------------


def _say(message: str) -> None:
    click.echo(message, err=True)


def run(
    data_dir: Path,
    output: Path,
    excluded: Sequence[str],
    settings: Settings,
    limit: int | None = None,
) -> dict[str, Scores]:
    """Train on the data sets of a folder, write the model and return its scores on TEST_SETS.

    Test sets are never trained on; those the folder lacks are left out of the scores. `limit` is a
    number of sentences for each training set, for trials. Raises ExtractError as its parts do.
    """
    sets = read_folder(data_dir)
    training = {
        name: sentences[:limit]
        for name, sentences in sets.items()
        if name not in TEST_SETS and name not in excluded
    }
    _say(f"training on {', '.join(training) or 'nothing'}")
    nlp = train(training, settings)
    scores = {name: evaluate(nlp, sets[name]) for name in TEST_SETS if name in sets}
    write_model(nlp, output, training, scores)
    return scores


@click.command()
@click.argument("data_dir", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True,
    help="Folder for the model.",
)  # fmt: skip
@click.option(
    "--exclude", "excluded", multiple=True, default=DEFAULT_EXCLUDED, show_default=True,
    metavar="NAME", help="Data set not to train on; may be repeated. Test sets never are.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="Sentences of each set, for trials.")
@click.option("--epochs", default=Settings.epochs, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=Settings.seed, show_default=True, type=int)
@click.option("--width", default=Settings.width, show_default=True, type=click.IntRange(min=8))
@click.option("--depth", default=Settings.depth, show_default=True, type=click.IntRange(min=1))
def main(
    data_dir: Path, output: Path, excluded: tuple[str, ...], limit: int | None, **settings: Any
) -> None:
    """Train the entity model on the *.jsonl.gz files of DATA_DIR and write it to a folder."""
    try:
        scores = run(data_dir, output, excluded, Settings(**settings), limit)
    except ExtractError as error:
        raise click.ClickException(str(error)) from error
    click.echo(score_table(scores))


if __name__ == "__main__":
    main()
