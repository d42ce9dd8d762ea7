"""The entity component: windows, tags, words, and the shipped model as a user's own models."""

from __future__ import annotations

import copy
import itertools
import pickle
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from spacy.training import Example

from extract import models
from extract.errors import ModelError
from extract.ner import SCORE
from extract.ner.component import OVERLAP, WINDOW, windows
from extract.ner.tags import Tags
from extract.ner.words import SHAPES, shape_of, tokens_of

TEXT = (
    "TASHKENT, 3 May – Foreign Minister Bakhtiyor Rahimzoda met H.E. Dr. Salem bin Hamad Al Kindi"
    " of Oman.\n\nSeen off by\nDr. Jan Nowak\nAna Costa\n• Ulugbek Saidov\n• Meera Nair"
)


@pytest.fixture(scope="module")
def nlp() -> Any:
    return spacy.load(models.SHIPPED_MODEL)


def found(doc: Doc) -> list[tuple[str, str, float]]:
    return [(ent.text, ent.label_, ent._.get(SCORE)) for ent in doc.ents]


def people(doc: Doc) -> list[str]:
    return [ent.text for ent in doc.ents if ent.label_ == "PERSON"]


# The shipped model


def test_names_are_found_without_titles_and_line_by_line(nlp):
    doc = nlp(TEXT)
    assert people(doc) == [
        "Bakhtiyor Rahimzoda", "Salem bin Hamad Al Kindi", "Jan Nowak", "Ana Costa",
        "Ulugbek Saidov", "Meera Nair",
    ]  # fmt: skip
    assert all(0 < score <= 1 for _, _, score in found(doc))


@pytest.mark.parametrize(
    "name",
    [
        "Mohammed bin Abdulrahman bin Jassim Al Thani", "Zeki Levent Gümrükçü", "M. J. Akbar",
        "Nguyen Minh Vu", "Puneet R Kundal", "Aminata Touré-Diop", "Jean-Luc van der Meer",
    ],
)  # fmt: skip
def test_particles_initials_hyphens_and_diacritics_are_inside(nlp, name):
    text = f"The delegation was headed by Deputy Foreign Minister {name}, who arrived on Monday."
    assert people(nlp(text)) == [name]


def test_a_ministry_of_a_country_is_one_organisation(nlp):
    doc = nlp(
        "Talks were held at the Ministry of Foreign Affairs of the Republic of Korea in Seoul."
    )
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Ministry of Foreign Affairs of the Republic of Korea", "ORG"),
        ("Seoul", "PLACE"),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "x" * 5000, "٣ 習近平 🙂", "• •\n•"])
def test_odd_texts_are_read(nlp, text):
    assert nlp(text).text == text


def test_alone_and_in_a_stream_are_the_same(nlp):
    texts = [TEXT, "", TEXT * 30, "Kofi Mensah spoke.", TEXT[:50]]
    alone = [found(nlp(text)) for text in texts]
    assert [found(doc) for doc in nlp.pipe(texts, batch_size=2)] == alone


def test_a_long_text_is_read_to_its_end(nlp):
    doc = nlp("He spoke at length about trade and energy. " * 400 + "Then Kofi Mensah replied.")
    assert people(doc) == ["Kofi Mensah"]


def test_no_entity_goes_over_a_line(nlp):
    doc = nlp("\n".join(["New", "York", "Times", "Jan", "Nowak"] * 20))
    assert not any("\n" in ent.text for ent in doc.ents)


def test_written_and_read_again(nlp, tmp_path):
    nlp.to_disk(tmp_path / "model")
    from_bytes = spacy.util.load_model_from_config(nlp.config).from_bytes(nlp.to_bytes())
    for again in (spacy.load(tmp_path / "model"), from_bytes):
        assert found(again(TEXT)) == found(nlp(TEXT))
    component = pickle.loads(pickle.dumps(nlp.get_pipe("extract_encoder")))
    assert found(component(nlp.make_doc(TEXT))) == found(nlp(TEXT))


def test_scores_stay_with_a_written_doc(nlp):
    doc = nlp(TEXT)
    assert found(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == found(doc)


def test_a_component_without_its_files_says_so(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_encoder")
    nlp.to_disk(tmp_path / "model")
    for empty in (nlp, spacy.load(tmp_path / "model")):
        with pytest.raises(ValueError, match="from_disk"):
            empty("Kofi Mensah spoke.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.onnx", b""), ("model.onnx", b"version https://git-lfs.github.com/spec/v1"),
        ("tokenizer.json", b"{}"), ("labels.json", b"3"), ("labels.json", b"[1, 2, 3, 4]"),
        ("labels.json", b'["PERSON"]'), ("labels.json", None),
    ],
)  # fmt: skip
def test_a_damaged_model_is_refused_when_it_is_loaded(nlp, tmp_path, name, content):
    nlp.to_disk(tmp_path)
    file = tmp_path / "extract_encoder" / name
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(ModelError, match=name):
        models.load_model(tmp_path)


def test_kinds_that_the_network_does_not_tell_are_refused(nlp, tmp_path):
    nlp.to_disk(tmp_path / "model")
    (tmp_path / "model" / "extract_encoder" / "kinds.json").write_text('["trade"]')
    with pytest.raises(ValueError, match=r"model\.onnx gives 17 scores, .* tell 18"):
        spacy.load(tmp_path / "model")


def test_entities_that_are_set_already_stay(nlp):
    doc = nlp.make_doc("Kofi Mensah met Ana Costa in Lima.")
    doc.set_ents([Span(doc, 1, 2, label="SHIP")])
    doc = nlp.get_pipe("extract_encoder")(doc)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Mensah", "SHIP"), ("Ana Costa", "PERSON"), ("Lima", "PLACE"),
    ]  # fmt: skip


def test_spacy_can_evaluate_it(nlp):
    doc = nlp.make_doc("Kofi Mensah met Ana Costa in Lima.")
    ents = [(0, 11, "PERSON"), (16, 25, "PERSON"), (29, 33, "PLACE")]
    scores = nlp.evaluate([Example.from_dict(doc, {"entities": ents})])
    assert scores["ents_f"] == 1.0
    assert set(scores["ents_per_type"]) == {"PERSON", "PLACE"}


class Windowed:
    """A session whose score of a word is the number of words to the nearer edge of the window."""

    def run(self, _, inputs):
        words = len(inputs["first"])
        inside = np.minimum(np.arange(words), words - 1 - np.arange(words))
        return [np.repeat(inside[:, None], 17, axis=1).astype(np.float32)]


def test_scores_come_from_the_window_where_a_word_is_farthest_from_the_edge(nlp):
    component = copy.deepcopy(nlp.get_pipe("extract_encoder"))
    words = component.reader.read(["one"] * 900, [True] * 900)
    component._session = Windowed()
    found = component.scores(words)[:, 0]
    best = np.zeros(900)
    for start, stop in windows([1] * 900, WINDOW, OVERLAP):
        places = np.arange(stop - start)
        best[start:stop] = np.maximum(best[start:stop], np.minimum(places, places[::-1]))
    assert (found == best).all()


def test_the_score_of_a_name_is_that_of_its_most_doubtful_word(nlp):
    component = nlp.get_pipe("extract_encoder")
    doc = nlp("The talks were opened by Said bin Hamood Al-Ghassani of Oman.")
    words = component.reader.read(*tokens_of(doc))
    tags, scores = component.tags, component.scores(words)
    for ent in doc.ents:
        chances = [np.exp(scores[i]) for i, w in enumerate(words) if ent.start <= w.token < ent.end]
        label = tags.labels.index(ent.label_)
        lowest = min(chance[1 + 4 * label : 5 + 4 * label].max() for chance in chances)
        assert ent._.get(SCORE) == pytest.approx(lowest, abs=1e-4)


def test_the_model_names_its_origin(nlp):
    assert nlp.meta["license"] == "CC-BY-SA-4.0"
    assert nlp.meta["base"]["license"] == "Apache-2.0"
    assert {source["name"] for source in nlp.meta["sources"]} >= {"re3d", "wikigold"}
    assert models.tells_scores(nlp)


# Its parts


@given(st.lists(st.integers(1, 16), min_size=1, max_size=400), st.integers(64, WINDOW))
@settings(max_examples=100, deadline=None)
def test_windows_cover_all_words_and_overlap(lengths, size):
    found = list(windows(lengths, size, size // 4))
    assert found[0][0] == 0
    assert found[-1][1] == len(lengths)
    for (start, stop), (after, end) in itertools.pairwise(found):
        assert start < after <= stop < end
        shared = sum(lengths[after:stop])
        assert shared >= size // 4
        assert sum(lengths[start:stop]) <= size


def test_a_word_longer_than_a_window_has_one_of_its_own():
    assert list(windows([WINDOW + 5, 3], WINDOW, 8)) == [(0, 1), (1, 2)]


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_best_well_formed_sequence_is_found(seed):
    tags = Tags(["A", "B"])
    scores = np.random.default_rng(seed).normal(size=(4, len(tags.names))).astype(np.float32)
    every = itertools.product(range(len(tags.names)), repeat=4)
    possible = [path for path in every if tags.well_formed(np.array(path))]
    best = max(possible, key=lambda path: sum(scores[i, tag] for i, tag in enumerate(path)))
    assert tuple(tags.best(scores)) == best


def test_spans_of_a_sequence():
    tags = Tags(["A", "B"])
    path = [tags.names.index(name) for name in ("B-A", "I-A", "E-A", "O", "S-B", "S-A")]
    assert list(tags.spans(path)) == [(0, 3, "A"), (4, 5, "B"), (5, 6, "A")]


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("minister –", "lower sign"), ("Ana", "title"), ("Gümrükçü", "title with diacritics"),
        ("UN EU", "capitals"), ("A", "one capital"), ("McCarthy", "capital inside"),
    ],
)  # fmt: skip
def test_shapes(words, shape):
    names = [SHAPES[shape_of(word)] for word in words.split()]
    assert all(name in shape for name in names)


@given(st.text(min_size=1))
def test_every_word_has_a_shape(word):
    assert 0 < shape_of(word) < len(SHAPES)
