"""Varying annotated text: other people's names, offices before them, other letters.

Names that the training text has are seen too often to teach what a name is. Each epoch so puts
others in their place, from all regions, and spoils case and diacritics as papers do.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract.training.corpus import Sentence, spell

_NAME = re.compile(r"[A-ZÀ-Ž][^\W\d_]+([ '’-][^\W\d_]+){0,4}")


@dataclass(frozen=True, slots=True)
class Material:
    """What is put into texts.

    ``by_length`` are names of people by their number of words, ``invented`` full names of many
    forms, ``words`` single words of names, ``offices`` what stands before names, ``towns`` towns.
    """

    by_length: Mapping[int, Sequence[str]]
    invented: Sequence[str]
    words: Sequence[str]
    offices: Sequence[str]
    towns: Mapping[str, None]


def collect(
    sentences: Iterable[Sentence],
    invented: Sequence[str],
    offices: Sequence[str],
    towns: Iterable[str],
) -> Material:
    """Gather the distinct names of people, of one to five words in Latin letters."""
    found = dict.fromkeys(
        name
        for sentence in sentences
        for start, end, label in sentence.ents
        if label == "PERSON" and _NAME.fullmatch(name := sentence.text[start:end])
    ) | dict.fromkeys(invented)
    by_length: dict[int, list[str]] = {}
    for name in found:
        by_length.setdefault(len(name.split()), []).append(name)
    words = {word for name in found for word in re.split("[ -]", name)}
    full = [name for name in invented if " " in name]
    words_of_names = sorted(filter(_is_name_word, words))
    return Material(by_length, full, words_of_names, offices, dict.fromkeys(towns))


def _is_name_word(word: str) -> bool:
    return len(word) > 3 and word[0].isupper() and word[1:].islower()


def invent_name(name: str, words: Sequence[str], rng: random.Random) -> str:
    """Change the longer words of a name: the beginning of one name's word, the end of another's."""
    changed = []
    for word in name.split():
        if len(word) > 3 and words and rng.random() < 0.6:
            tail = rng.choice(words)
            changed.append(word[: rng.randint(2, len(word) - 1)] + tail[len(tail) // 2 :].lower())
        else:
            changed.append(word)
    return " ".join(changed)


def swap_names(sentence: Sentence, material: Material, rng: random.Random) -> Sentence:
    """Put other people's names for those in the text; the same for the same.

    They are of as many words, or, for three in ten of those of several words, of any form; half of
    them are changed further by :func:`invent_name`, and one in ten has its last word in capitals.
    """

    def other(name: str) -> str:
        pool = material.by_length.get(len(name.split()))
        if not pool:
            return name
        free = " " in name and material.invented and rng.random() < 0.3
        new = rng.choice(material.invented if free else pool)
        new = invent_name(new, material.words, rng) if rng.random() < 0.5 else new
        first, _, last = new.rpartition(" ")
        return f"{first} {last.upper()}" if first and rng.random() < 0.1 else new

    return _swap(sentence, "PERSON", other)


def swap_towns(sentence: Sentence, material: Material, rng: random.Random) -> Sentence:
    """Put other towns for those in the text, the same for the same; a third of them invented."""
    towns = list(material.towns)

    def other(name: str) -> str:
        if name not in material.towns:
            return name
        new = rng.choice(towns)
        return invent_name(new, towns, rng) if rng.random() < 0.33 else new

    return _swap(sentence, "PLACE", other)


def _swap(sentence: Sentence, wanted: str, other: Callable[[str], str]) -> Sentence:
    """Put what ``other`` gives for each name of a label, asked once for a name."""
    return _rewrite(sentence, wanted, cache(lambda name: ("", other(name))))


def add_offices(sentence: Sentence, offices: Sequence[str], rng: random.Random) -> Sentence:
    """Put an office or a form of address, not part of the entity, before names of several words."""

    def with_office(name: str) -> tuple[str, str]:
        return (f"{rng.choice(offices)} " if " " in name and rng.random() < 0.7 else "", name)

    return _rewrite(sentence, "PERSON", with_office)


def _rewrite(sentence: Sentence, wanted: str, change: Callable[[str], tuple[str, str]]) -> Sentence:
    """Put what ``change`` gives, (text before, name), for the names of a label; move the others."""
    pieces: list[tuple[str, str]] = []
    done = 0
    for start, end, label in sentence.ents:
        name = sentence.text[start:end]
        before, name = change(name) if label == wanted else ("", name)
        pieces += [(sentence.text[done:start] + before, ""), (name, label)]
        done = end
    return spell([*pieces, (sentence.text[done:], "")])


def change_letters(sentence: Sentence, change: Callable[[str], str]) -> Sentence:
    """Apply a change to each character, where it gives one character again; offsets stay valid."""
    letters = ((change(letter), letter) for letter in sentence.text)
    text = "".join(new if len(new) == 1 else old for new, old in letters)
    return Sentence(text, sentence.ents)


def capitalise_words(sentence: Sentence) -> Sentence:
    """Write each word with a capital, as headlines are in many papers."""
    text = re.sub(r"(?<![\w'’])[a-zà-ž]", lambda match: match.group().upper(), sentence.text)
    return Sentence(text, sentence.ents) if len(text) == len(sentence.text) else sentence


def strip_diacritic(letter: str) -> str:
    """Return the letter without its diacritics: the first character of its decomposition."""
    return unicodedata.normalize("NFD", letter)[:1]


def augment(sentence: Sentence, material: Material, rng: random.Random) -> Sentence:
    """Return the text as it is or, at random, with other people, towns, offices or letters."""
    if rng.random() < 0.4:
        sentence = swap_names(sentence, material, rng)
    if rng.random() < 0.3:
        sentence = swap_towns(sentence, material, rng)
    if rng.random() < 0.12:
        sentence = add_offices(sentence, material.offices, rng)
    if rng.random() < 0.08:
        sentence = change_letters(sentence, strip_diacritic)
    draw = rng.random()
    if draw < 0.05:
        return change_letters(sentence, str.upper)
    return capitalise_words(sentence) if draw < 0.11 else sentence
