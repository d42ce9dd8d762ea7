"""The trainer, on twenty invented sentences: it learns, writes, loads, and repeats itself.

The encoder is a tiny one of random weights, made here; what needs torch is skipped without it.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spacy
from click.testing import CliRunner

from extract.errors import ExtractError
from extract.training import articles
from extract.training.__main__ import installed_base, main, run
from extract.training.articles import Topic, read_topics
from extract.training.augment import (
    add_offices,
    augment,
    capitalise_words,
    collect,
    strip_diacritic,
    swap_names,
    swap_towns,
)
from extract.training.corpus import (
    LABELS,
    Sentence,
    clean,
    join,
    read_marked,
    read_sentences,
)
from extract.training.press import Press
from extract.training.scores import evaluate

SENTENCES = read_marked(Path(__file__).parent / "cases" / "marked.txt")
WIDTH = 32


def covered(sentence: Sentence) -> list[str]:
    return [sentence.text[start:end] for start, end, _ in sentence.ents]


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.fixture(scope="module")
def material(press: Press) -> Any:
    return collect(SENTENCES, press.names(50, random.Random(0)), ["Judge"], ["Tirana", "Vilnius"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    lines = [json.dumps({"text": s.text, "ents": s.ents}) for s in SENTENCES]
    for name, part in (("own", lines * 2), ("gum-news", lines[:8])):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(part) + "\n")
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer, as small as its parts allow, with the words of SENTENCES."""
    torch = pytest.importorskip("torch", reason="training needs the extra [train]")
    pytest.importorskip("onnx", reason="training needs the extra [train]")
    safetensors = pytest.importorskip("safetensors.torch", reason="training needs [train]")
    tokenizers = pytest.importorskip("tokenizers")
    folder = tmp_path_factory.mktemp("base")
    trained = tokenizers.BertWordPieceTokenizer()
    texts = [*(s.text for s in SENTENCES), "visas and fishing rights"]
    trained.train_from_iterator(texts, vocab_size=2000, min_frequency=1)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = [*special, *sorted({*trained.get_vocab()} - {*special})]  # it numbers them by chance
    tokenizer = tokenizers.BertWordPieceTokenizer(vocab={w: i for i, w in enumerate(words)})
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "vocab_size": tokenizer.get_vocab_size(), "num_hidden_layers": 1, "hidden_size": WIDTH,
        "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 256,
        "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    random_of = torch.Generator().manual_seed(5)
    shapes = weights_of(config)
    weights = {n: torch.randn(s, generator=random_of) * 0.1 for n, s in shapes.items()}
    safetensors.save_file(weights, folder / "model.safetensors")
    return folder


def weights_of(config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    inner = config["intermediate_size"]
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (config["vocab_size"], WIDTH),
        "embeddings.position_embeddings.weight": (config["max_position_embeddings"], WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    layer = "encoder.layer.0."
    linear = {f"{layer}attention.self.{n}": (WIDTH, WIDTH) for n in ("query", "key", "value")}
    linear[f"{layer}attention.output.dense"] = (WIDTH, WIDTH)
    linear[f"{layer}intermediate.dense"] = (inner, WIDTH)
    linear[f"{layer}output.dense"] = (WIDTH, inner)
    for name, shape in linear.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    for name in ("embeddings.", f"{layer}attention.output.", f"{layer}output."):
        shapes |= {f"{name}LayerNorm.weight": (WIDTH,), f"{name}LayerNorm.bias": (WIDTH,)}
    return shapes


# The whole


def test_command_trains_writes_and_scores(data: Path, base: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    card = "# Ours\n\n<!-- scores -->\noutdated\n<!-- /scores -->\n\nKept.\n"
    (model / "README.md").write_text(card, encoding="utf-8")
    options = ["--base", str(base), "--epochs", "150", "--press", "0", "--repeat", "0"]
    result = CliRunner().invoke(main, [str(data), "-o", str(model), *options])
    assert result.exit_code == 0, result.output
    losses = [float(loss) for loss in re.findall(r"loss ([\d.]+)", result.stderr)]
    assert losses[-1] < 0.7 * losses[0]
    nlp = spacy.load(model)
    assert nlp.get_pipe("extract_encoder").labels == LABELS
    found = evaluate(nlp, SENTENCES)
    assert found["all"]["f"] > 0.3
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "CC-BY-SA-4.0"
    assert [source["name"] for source in meta["sources"]] == ["own"]
    assert set(meta["performance"]["gum-news"]) == {*LABELS, "three", "all"}
    assert meta["training"]["epochs"] == 150
    written = [path for path in model.rglob("*") if path.is_file()]
    assert not any(str(tmp_path).encode() in path.read_bytes() for path in written)
    assert "Velshani" not in (model / "vocab" / "strings.json").read_text(encoding="utf-8")
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "outdated" not in card
    assert "| gum-news | PERSON |" in card
    assert "\n\nKept.\n" in card


@pytest.fixture
def trained(data: Path, base: Path, tmp_path: Path) -> Callable[[int], bytes]:
    def train(seed: int) -> bytes:
        output = tmp_path / f"model-{seed}"
        run(data, output, base, (), epochs=1, seed=seed, press=5, repeat=0)
        return (output / "extract_encoder" / "model.onnx").read_bytes()

    return train


def test_one_seed_gives_one_model(trained: Callable[[int], bytes]) -> None:
    first, second, other = trained(0), trained(0), trained(1)
    assert first == second
    assert first != other


def test_float_and_int8_find_the_same(data: Path, base: Path) -> None:
    from extract.training import fit, publish

    settings = fit.Settings(epochs=150, press=0, repeat=0)
    model, tokenizer = fit.train({"own": SENTENCES * 2}, base, settings, lambda _: None)
    exact, rounded = (publish.make_pipeline(model, tokenizer, bits) for bits in (None, 7))
    texts = [sentence.text for sentence in SENTENCES]
    spans, rounded_spans = (
        [[(ent.text, ent.label_) for ent in doc.ents] for doc in nlp.pipe(texts)]
        for nlp in (exact, rounded)
    )
    assert sum(map(bool, spans)) > len(texts) / 2
    assert sum(a == b for a, b in zip(spans, rounded_spans, strict=True)) >= len(texts) - 2


def test_a_topic_model_is_trained_written_and_measured(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch", reason="training needs the extra [train]")
    from extract.training import topics

    texts = [
        f"# Visas\n{a} and {b} discussed [[visas|migration]] and [[fishing rights|fisheries]]."
        f"\nNothing else on {a} is known."
        for a in ("Peru", "Chile", "Fiji", "Samoa")
        for b in ("Ghana", "Togo", "Malta")
    ]
    (tmp_path / "topics_own.txt").write_text("\n%%\n".join(texts), encoding="utf-8")
    monkeypatch.setattr(articles, "_DATA", tmp_path)
    monkeypatch.setattr(topics, "KIND_WEIGHT", 1.0)
    short = replace(topics.SETTINGS, average=0.5, rate=1e-3, head_rate=1e-2)  # for a short run
    monkeypatch.setattr(topics, "SETTINGS", short)
    arguments = ["-o", str(tmp_path / "model"), "--base", str(base), "--epochs", "400"]
    result = CliRunner().invoke(
        topics.main, [*arguments, "--test", str(tmp_path / "topics_own.txt")]
    )
    assert result.exit_code == 0, result.output
    nlp = spacy.load(tmp_path / "model")
    doc = nlp("Peru and Malta discussed visas and fishing rights.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("visas", "TOPIC"), ("fishing rights", "TOPIC"),
    ]  # fmt: skip
    for ent, label in zip(doc.ents, ("migration", "fisheries"), strict=True):
        chances = ent._.extract_kinds
        assert set(chances) == set(articles.labels())
        assert max(chances, key=chances.__getitem__) == label
    measured = CliRunner().invoke(
        topics.main,
        ["--measure", str(tmp_path / "model"), "--test", str(tmp_path / "topics_own.txt")],
    )
    assert measured.stdout == result.stdout
    assert "| topics_own | TOPIC | 100.0 | 100.0 | 100.0 | 24 |" in result.stdout


# Reading


def test_marked_topics_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text(
        "# On [[visas?]]\n\nThey spoke of [[free trade|trade, economy]].\n%%\n[[Water|]] only.\n",
        encoding="utf-8",
    )
    first, second = read_topics(path)
    assert first.text == "On visas\n\nThey spoke of free trade."
    assert first.text[: first.body] == "On visas"
    assert first.topics == (
        Topic(3, 8, None), Topic(24, 34, frozenset({"trade", "economy"})),
    )  # fmt: skip
    assert second == articles.Text("Water only.", 0, (Topic(0, 5, frozenset()),))


@pytest.mark.parametrize(
    "mark", ["[[visas]]", "[[visas|visa]]", "[[visas|trade", "visas]]", "[[|trade]]"]
)
def test_a_wrong_topic_is_named(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(f"Fine.\n%%\nThey spoke of {mark}.\n", encoding="utf-8")
    with pytest.raises(ExtractError, match=r"own\.txt:\d: a wrong mark"):
        read_topics(path)


def test_our_topics_are_well_marked() -> None:
    texts = articles.written()
    assert len(texts) > 600
    for text in texts:
        found = [text.text[t.start : t.end] for t in text.topics]
        assert all(phrase == phrase.strip() for phrase in found)
        assert all(t.start >= text.body for t in text.topics if t.kinds is not None)


@pytest.mark.parametrize(
    "line",
    [
        "{broken",
        '{"text": "Oslo"}',
        '{"text": "Oslo", "ents": [[0, 9, "PLACE"]]}',
        '{"text": "Oslo", "ents": [[0, 4, "DATE"]]}',
        '{"text": "Oslo", "ents": [[0, Infinity, "PLACE"]]}',
        '{"text": "Oslo", "ents": [[0.5, 3.5, "PLACE"]]}',
        '{"text": "    ", "ents": [[0, 4, "PLACE"]]}',
        '{"text": "\\ud800 Oslo", "ents": []}',
        '{"text": 5, "ents": []}',
        "[]",
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write('{"text": "Oslo", "ents": []}\n' + line + "\n")
    with pytest.raises(ExtractError, match=r"own\.jsonl\.gz:2: "):
        read_sentences(path)


def test_command_names_what_is_wrong(data: Path, base: Path, tmp_path: Path) -> None:
    (data / "own.jsonl.gz").write_text("plain")
    arguments = [str(data), "-o", str(tmp_path / "model"), "--base", str(base)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "own.jsonl.gz: cannot read" in result.stderr
    assert not (tmp_path / "model").exists()


def test_a_folder_of_other_things_is_not_written_over(data: Path, base: Path) -> None:
    (data.parent / "ner").mkdir()
    with pytest.raises(ExtractError, match="holds data but no model"):
        run(data, data.parent, base, (), epochs=1)
    assert (data.parent / "ner").exists()
    with pytest.raises(ExtractError, match="cannot write a model here"):
        run(data, data / "own.jsonl.gz" / "model", base, (), epochs=1)


def test_a_set_to_leave_out_must_be_there(data: Path, base: Path, tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="no data set 'crosner'"):
        run(data, tmp_path / "model", base, ("crosner",))


def few_positions(base: Path) -> None:
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    (base / "config.json").write_text(json.dumps(config | {"max_position_embeddings": 128}))


def other_sizes(base: Path) -> None:
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    (base / "config.json").write_text(json.dumps(config | {"hidden_size": 48}))


@pytest.mark.parametrize(
    "spoil",
    [
        few_positions,
        other_sizes,
        lambda base: (base / "config.json").write_text("[]"),
        lambda base: (base / "tokenizer.json").unlink(),
        lambda base: (base / "model.safetensors").unlink(),
        lambda base: (base / "model.safetensors").write_bytes(b"{}"),
    ],
)
def test_an_unsuitable_encoder_is_refused(
    spoil: Callable[[Path], Any], data: Path, base: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "base"
    shutil.copytree(base, copy)
    spoil(copy)
    with pytest.raises(ExtractError, match="no encoder of BERT's kind"):
        run(data, tmp_path / "model", copy, ())


def test_no_data_no_entities_no_encoder(data: Path, base: Path, tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"no \*\.jsonl\.gz file"):
        run(tmp_path, tmp_path / "model", base, ())
    with pytest.raises(ExtractError, match="no entity to train on"):
        run(data, tmp_path / "model", base, ("own",))
    with pytest.raises(ExtractError, match="with --base"):
        run(data, tmp_path / "model", tmp_path, ())


def test_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ExtractError, match="pip install --no-deps"):
        installed_base()


@pytest.mark.parametrize("text", ["See [note].", "[PERSON Ana", "[DATE May]", "[PERSON A [ORG B]]"])
def test_wrong_mark_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.marked.txt"
    path.write_text(f"[PLACE Oslo]\n\nOne.\n{text}\n", encoding="utf-8")
    with pytest.raises(ExtractError, match=r"own\.marked\.txt:4: "):
        read_marked(path)


def test_marked_text_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "own.marked.txt"
    path.write_text("\n[PLACE OSLO], 3 May\n- [PERSON Ana Li];\n\n\nNo name.", encoding="utf-8")
    first, second = read_marked(path)
    assert first.text == "OSLO, 3 May\n- Ana Li;"
    assert covered(first) == ["OSLO", "Ana Li"]
    assert second == Sentence("No name.", ())


def test_clean_cuts_offices_and_overlaps() -> None:
    text = "The UN Special Envoy Selma Aydıner met the Prime Minister in Ankara Province."
    ents = ((4, 34, "PERSON"), (21, 26, "PERSON"), (43, 57, "PERSON"), (61, 76, "PLACE"))
    assert covered(clean(Sentence(text, ents))) == ["Selma Aydıner", "Ankara Province"]


# Making up text


def test_our_texts_are_well_marked(press: Press) -> None:
    texts = press.written
    assert len(texts) > 1800
    for text in texts:
        for name in covered(text):
            assert name == name.strip()
            assert not name.endswith(("'s", "’s")) or name == "St. George's"


def test_templates_hold_names_where_they_say(press: Press) -> None:
    rng = random.Random(1)
    for template in press.templates:
        text = press.fill(template, rng)
        assert "{" not in text.text
        assert all(name == name.strip() and name for name in covered(text))
        assert len(text.ents) >= 1


def test_changes_keep_entities_in_place(material: Any) -> None:
    rng = random.Random(3)
    for sentence in SENTENCES:
        changed = add_offices(swap_names(sentence, material, rng), material.offices, rng)
        assert [e[2] for e in changed.ents] == [e[2] for e in sentence.ents]
        before, after = (
            [name for name, ent in zip(covered(s), s.ents, strict=True) if ent[2] != "PERSON"]
            for s in (sentence, changed)
        )
        assert before == after
    for sentence in (augment(join(SENTENCES), material, rng) for _ in range(40)):
        assert all(part == part.strip() and part for part in covered(sentence))


def test_towns_are_swapped_and_only_towns(material: Any) -> None:
    towns = replace(material, towns={"Quux": None})
    ents = ((0, 3, "PERSON"), (9, 13, "PLACE"), (18, 22, "PLACE"))
    text = Sentence("Ana left Quux for Peru.", ents)
    found = covered(swap_towns(text, towns, random.Random(0)))
    assert (found[0], found[2]) == ("Ana", "Peru")


def test_letters() -> None:
    assert strip_diacritic("õ") == "o"
    sentence = Sentence("the mayor's talks in Oslo", ((21, 25, "PLACE"),))
    assert capitalise_words(sentence) == Sentence("The Mayor's Talks In Oslo", sentence.ents)
